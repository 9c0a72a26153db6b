"""Credentials under names that say so: `password=`, JSON, YAML, forms, command lines, XML, cookies."""

from __future__ import annotations

import re

from crosscut.redaction.rule import Rule

# Between a name and its value, in lower case: `=`, `: `, `"=>"`, `%3D`; `[password]=` of forms; and the pairs of
# Kubernetes, `"name": "DB_PASSWORD", "value": "..."`, also in YAML.
_IS = (
    r"(?:\\*[\"'])?(?:\]|%5d)?[ \t]*(?>:=|=>|->|={1,3}|:|%3[ad])[ \t]*"
    r"|\\*[\"']?(?:[ \t,;]|\r?\n){1,40}\\*[\"']?[\w.\-]{0,64}?value(?:\\*[\"'])?[ \t]*[:=][ \t]*"
)
# Names under which a value is a secret. Short ones only as whole words, and not where the value is a test's
# count, a working directory or a word of prose.
_NAME = (
    r"(?:(?:passw(?:or)?d|pass[_\-]?phrase|passcode|secret|credential|token|session[_\-]?(?:id|key)|csrf"
    r"|(?:api|access|account|private|shared|master|encryption|signing)[_\-]?key"
    r"|(?:(?<![a-z0-9<])|(?<=db)|(?<=user)|(?<=root)|(?<=admin))"
    r"(?:pwd(?![\"'\\]*[ \t]*[:=][ \t]*/)|pass(?![\"']?[ \t]*[:=][ \t]*\d{1,3}\b)|psk|sid|cookie"
    r"|(?:pin|otp)(?=[^\w\r\n\x1e]{1,8}\d{4})|sig(?:nature)?(?=[^\w\r\n\x1e]{1,8}[\w+/=%.\-]{16})))"
    r"(?:[_\-](?:key|value|id|hash))?)"
)
# What a pseudonym says is a name too.
_NOT_A_KIND = r"(?<!<password)(?<!<private_key)(?<!<aws_secret)(?<!<token)"
SECRET_KEY = re.compile(rf"[\w.\-]*{_NAME}", re.IGNORECASE)

# A value, quoted (also inside of a JSON string) or not. An opening quote needs no closing one: lines are cut off.
# What is not quoted ends at a delimiter, but for one that something other than the next name follows.
_BARE = (
    r"(?:[^\s\"'&;,<>{}()\[\]\\\x1e]"
    r"|[&;,](?=[^\s\"'&;,<>{}()\[\]\\\x1e])(?!(?:amp;)?[\w.\-\[\]%]{1,64}\\*[\"']?[ \t]*[:=])"
    r"|[(\[{](?=\w)(?![\w.\-]{1,64}[:=])|[)\]}](?=[\w!@#$^*])|[\"'>](?=\w)"
    r"|<(?=\w)(?![a-z0-9_]{2,20}:[a-z2-7]{8}>)|\\(?!\\*(?:[\"'\s]|\Z)))"
)
# "invalid token: password=...": the value is the second one's.
_NO_NAME = r"(?!(?:token|secret|credential|pwd|pass(?:wd|word|phrase)?)s?[\"']?[ \t]*[:=])"
_QUOTED = (
    r"[bru]?(?P<e>\\+)\"(?P<q0>(?:(?!(?<!\\)(?P=e)\")[^\r\n\x1e])+)"
    r"|[bru]?\"(?P<q1>(?:[^\"\\\r\n\x1e]|\\[^\r\n\x1e])+)"
    r"|[bru]?'(?P<q2>(?:[^'\\\r\n\x1e]|\\[^\r\n\x1e]|'(?=\w))+)"
)
_VALUE = rf"(?:{_QUOTED}|\[[ \t]*(?P<q3>\\*[\"'][^\]\r\n\x1e]*)|(?P<q4>{_NO_NAME}{_BARE}+))"

# What stands after `token:` or `password:` in prose, or in place of a secret.
_PROSE = frozenset((
    "a", "an", "and", "are", "at", "bad", "be", "blank", "but", "by", "can", "cannot", "changed", "could",
    "denied", "disabled", "does", "empty", "enabled", "error", "expected", "expired", "failed", "failure",
    "false", "filtered", "for", "from", "has", "have", "hidden", "if", "illegal", "in", "incorrect",
    "invalid", "is", "it", "malformed", "masked", "mismatch", "missing", "must", "nil", "no", "none", "not",
    "null", "of", "ok", "on", "or", "redacted", "rejected", "required", "reset", "revoked", "should", "the",
    "to", "too", "true", "undefined", "unexpected", "unknown", "unset", "update", "updated", "user", "was",
    "with", "wrong", "yes",
))  # fmt: skip


def is_secret(value: str) -> bool:
    """Whether `value` can be a secret rather than a word of prose, or stars that stand for one."""
    word = value.strip(" \t<>()[]{}.,!?:;\\\"'").lower()
    return word not in _PROSE and bool(word.strip("*x•"))


AWS_SECRET = Rule(
    kind="AWS_SECRET",
    name="aws-secret-access-key",
    pattern=re.compile(
        r"(?i:aws|secret|access)[\w\-. ]{0,30}\\*[\"']?[ \t]*[:=][ \t]*\\*[\"']?"
        r"(?P<value>(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=]))"
    ),
    triggers=("aws", "secret", "access"),
    anchored=True,
)

COOKIE = Rule(
    kind="COOKIE",
    name="cookie-header",
    pattern=re.compile(
        r"cookie(?:\\*[\"'])?[ \t]*[:=][ \t\[\\\"']*(?P<value>[\w.\-]{1,64}=[^\r\n\x1e\"'\\]+)"
    ),
    triggers=("cookie",),
    anchored=True,
    lowered=True,
)

PASSPHRASE = Rule(
    kind="PASSWORD",
    name="passphrase-of-several-words",
    pattern=re.compile(
        r"pass[_\- ]?phrase[ \t]*[:=][ \t]*"
        r"(?P<value>[^\s\"'\\,;&<>()\x1e]+(?: (?![\w.\-]{1,64}[:=])[^\s\"'\\,;&<>()\x1e]+)+)"
    ),
    triggers=("phrase",),
    accept=lambda value: is_secret(value.partition(" ")[0]),
    lowered=True,
)

NAMED_SECRET = Rule(
    kind="PASSWORD",
    name="secret-under-its-name",
    pattern=re.compile(rf"{_NAME}{_NOT_A_KIND}(?:{_IS}){_VALUE}"),
    triggers=(
        "pass", "secret", "credential", "token", "session", "csrf", "api", "access", "account", "private", "shared",
        "master", "encryption", "signing", "pwd", "psk", "sid", "cookie", "pin", "otp", "sig",
    ),
    anchored=True,
    accept=is_secret,
    lowered=True,
)  # fmt: skip

XML_SECRET = Rule(
    kind="PASSWORD",
    name="secret-in-xml",
    pattern=re.compile(rf"<[\w:.\-]{{0,40}}?{_NAME}(?: [^<>\r\n\x1e]{{0,200}})?>(?P<value>[^<>\r\n\x1e]+)</"),
    triggers=("</",),
    accept=is_secret,
    lowered=True,
)

COMMAND_LINE_SECRET = Rule(
    kind="PASSWORD",
    name="secret-on-a-command-line",
    pattern=re.compile(
        rf"--(?<!---)[\w\-]{{0,40}}?{_NAME}(?:=|[ \t]+(?!-)|\\*[\"'][ \t]*,[ \t]*(?=\\*[\"'])){_VALUE}"
    ),
    triggers=("--",),
    anchored=True,
    accept=is_secret,
    lowered=True,
)

SHORT_OPTION = Rule(
    kind="PASSWORD",
    name="secret-of-a-known-command",
    pattern=re.compile(
        r"\bcurl (?:(?!-u|--user|--proxy-user)[^\r\n\x1e]){0,200}(?:-u|--user|--proxy-user)"
        r"[ =]?[\"']?[^\s:\"'<>\x1e]{1,64}:(?P<q0>(?!<)[^\s\"'\x1e]+)"
        r"|\b(?:mysql|mariadb)\w*(?:(?! -p)[^\r\n\x1e]){0,200} -p[\"']?(?P<q1>(?!<)[^\s\"'\x1e]+)"
        r"|\bsshpass -p ?[\"']?(?P<q2>(?!<)[^\s\"'\x1e]+)"
    ),
    triggers=("curl", "mysql", "mariadb", "sshpass"),
)

RULES = (AWS_SECRET, COOKIE, PASSPHRASE, XML_SECRET, COMMAND_LINE_SECRET, SHORT_OPTION, NAMED_SECRET)
