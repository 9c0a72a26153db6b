"""Credentials: keys of providers, tokens, passwords under names that say so, private keys."""

from __future__ import annotations

import re

from crosscut.redaction.rule import Rule

# Names under which a value is a secret, in lower case. Short ones only as whole words.
_LONG_NAME = (
    r"(?:passw(?:or)?d|passphrase|secret|credential|api[_\-]?key|access[_\-]?key|auth[_\-]?token|access[_\-]?token"
    r"|refresh[_\-]?token|id[_\-]?token|session[_\-]?(?:id|token|key)|private[_\-]?key|encryption[_\-]?key|signing[_\-]?key"
    r"|csrf[_\-]?token)"
)
_SHORT_NAME = r"(?<![a-z0-9<])(?:pwd|passwd|pass|token|otp|cookie|sid|signature|sig|csrf|pin)"
_SECRET_NAME = rf"(?:{_LONG_NAME}|{_SHORT_NAME})(?:[_\-](?:key|value|id|hash))?"
SECRET_KEY = re.compile(rf"[\w.\-]*{_SECRET_NAME}", re.IGNORECASE)

_VALUE = (
    r'(?:\\?"(?P<q1>(?:[^"\\\r\n\x1e]|\\[^"\r\n\x1e])+)\\?"'
    r"|'(?P<q2>[^'\r\n\x1e]+)'"
    r"|(?P<q3>(?![a-z2-7]{8}>)[^\s\"'&;,<>{}()\[\]\x1e]+))"
)

PRIVATE_KEY = Rule(
    kind="PRIVATE_KEY",
    name="pem-private-key",
    # The body may be cut off (by a line limit, or the end of the record): then all that follows is key.
    pattern=re.compile(
        r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----(?P<value>[^\x1e]*?)"
        r"(?:(?=-----END (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----)|(?=\x1e)|\Z)"
    ),
    triggers=("private key",),
    accept=lambda value: bool(value.strip()) and not re.fullmatch(r"\s*<PRIVATE_KEY:[a-z2-7]{8}>\s*", value),
)

AUTHORIZATION = Rule(
    kind="AUTH",
    name="authorization-header",
    pattern=re.compile(
        r"\b(?:Bearer|Basic|Digest|Token|ApiKey|bearer|basic|token)[ =:]+\"?"
        r"(?P<value>(?!<)[A-Za-z0-9._~+/\-]{8,}={0,2})"
    ),
    triggers=("bearer", "basic", "digest", "token", "apikey"),
    # A word of prose is not a credential ("Basic configuration loaded").
    accept=lambda value: any(c.isdigit() for c in value) or len(value) > 24,
)

JWT = Rule(
    kind="JWT",
    name="json-web-token",
    pattern=re.compile(r"\beyJ[A-Za-z0-9_\-]{6,}\.[A-Za-z0-9_\-]{4,}(?:\.[A-Za-z0-9_\-]*)?"),
    triggers=("eyj",),
)

AWS_ACCESS_KEY = Rule(
    kind="AWS_KEY",
    name="aws-access-key-id",
    pattern=re.compile(r"(?<![A-Za-z0-9])(?:AKIA|ASIA|AROA|AIDA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])"),
    triggers=("akia", "asia", "aroa", "aida", "abia", "acca"),
)

AWS_SECRET = Rule(
    kind="AWS_SECRET",
    name="aws-secret-access-key",
    pattern=re.compile(
        r"(?i:aws|secret|access)[\w\-. ]{0,30}[\"']?\s*[:=]\s*[\"']?"
        r"(?P<value>(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=]))"
    ),
    triggers=("aws", "secret", "access"),
)

PROVIDER_TOKEN = Rule(
    kind="TOKEN",
    name="provider-token",
    # Prefixes that the providers document: GitHub, GitLab, Slack, Stripe, Google, npm, PyPI, SendGrid, OpenAI,
    # Anthropic.
    pattern=re.compile(
        r"(?<![A-Za-z0-9_])(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\w{30,}|glpat-[\w\-]{20,}|xox[abeprs]-[A-Za-z0-9\-]{10,}"
        r"|[sr]k_(?:live|test)_[A-Za-z0-9]{16,}|AIza[\w\-]{35}|npm_[A-Za-z0-9]{36}|pypi-[\w\-]{50,}"
        r"|SG\.[\w\-]{16,}\.[\w\-]{16,}|sk-(?:ant-|proj-)?[\w\-]{20,})"
    ),
    triggers=("gh", "glpat-", "xox", "k_live_", "k_test_", "aiza", "npm_", "pypi-", "sg.", "sk-"),
)

URL_PASSWORD = Rule(
    kind="PASSWORD",
    name="password-in-url",
    pattern=re.compile(
        r"[a-zA-Z][\w+.\-]*://[^\s/:@\x1e\"'<>]*:(?P<value>(?!<PASSWORD:)[^\s/@\x1e\"']+(?:/[^\s/@\x1e\"']*)?)@"
    ),
    triggers=("://",),
)

NAMED_SECRET = Rule(
    kind="PASSWORD",
    name="secret-under-its-name",
    pattern=re.compile(rf"(?:{_SECRET_NAME})(?:\\?[\"'])?\s*(?::=|=>|[:=])[ \t]*{_VALUE}"),
    triggers=(
        "passw", "passphrase", "secret", "credential", "api_key", "apikey", "api-key", "access_key", "access-key",
        "accesskey", "token", "session", "private_key", "private-key", "privatekey", "encryption", "signing",
        "pwd", "pass:", "pass=", 'pass"', "otp", "cookie", "sid", "signature", "sig=", "csrf", "pin:", "pin=", 'pin"',
    ),
    lowered=True,
)  # fmt: skip

COMMAND_LINE_SECRET = Rule(
    kind="PASSWORD",
    name="secret-on-a-command-line",
    pattern=re.compile(rf"--[\w\-]*?{_SECRET_NAME}[ =](?P<value>(?![-<])[^\s\"'\x1e]+)"),
    triggers=("--",),
    lowered=True,
)

RULES = (
    PRIVATE_KEY,
    JWT,
    AWS_ACCESS_KEY,
    AWS_SECRET,
    PROVIDER_TOKEN,
    AUTHORIZATION,
    URL_PASSWORD,
    COMMAND_LINE_SECRET,
    NAMED_SECRET,
)
