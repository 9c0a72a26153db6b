"""Credentials under names that say so: `password=`, JSON, YAML, forms, command lines, XML, cookies."""

from __future__ import annotations

import re

from crosscut.redaction.keyed import AFTER_WORD, ENDS, by_length
from crosscut.redaction.placeholders import SAID_OF_OPTIONS, is_complaint, is_placeholder
from crosscut.redaction.rule import Rule
from crosscut.redaction.secrets import is_random
from crosscut.redaction.values import EDGE, IS, PSEUDONYM, QUOTED, SAID, VALUE

# Names under which a value is a secret. Short ones only as whole words, and not where the value is a test's
# count, a working directory or a word of prose. Alternatives begin with a literal, which PCRE2 looks for first.
_SHORT = (
    rb"(?:" + EDGE + rb"|" + AFTER_WORD + rb")"
    rb"(?:pass(?<!--- pass)(?![\"']?[ \t]{0,8}+[:=][ \t]{0,8}+[0-9]{1,3}\b)"
    rb"|psk|pat(?=[^\w\r\n\x1e]{1,24}(?:value[^\w\r\n\x1e]{1,4})?[\w\-]{20})|wep_?key|sid(?=[^\w\r\n\x1e]{1,16}(?:[a-z]{1,8}[(\[][\"'\\]{1,8}|[bru][\"']|value[^\w\r\n\x1e]{1,8})?[\w+/=%.\-]{8})|cookie(?<!set.cookie)(?![^\w\r\n\x1e]{1,16}<cookie:[a-z2-7]{8}>)|cvv2?|cvc2?|mfa|sas|pw(?=[\"'\\)\]>%=:, ])"
    rb"|(?:pin|otp|totp)(?=[^\r\n\x1e]{1,24}[0-9]{4})|bearer(?=[\"']?[=:][\"' ]{0,3}[\w+/=.\-]{20})"
    rb"|(?:pin|access|security|unlock|secret|verification|otp|sms|mfa|2fa|login)[_\-]?code(?=[^\w\r\n\x1e]{1,8}[a-z]{0,6}[0-9])|sig(?:nature)?(?=[^\w\r\n\x1e]{1,8}[\w+/=%.~\-]{16})"
    rb"|sess(?:ion)?(?=[^\r\n\x1e]{1,16}[\w+/=%.\-]{16})"
    rb"|auth(?<=[?&]auth)(?==)|auth(?=[\"']?[=:][\"']?[a-z_\-]{0,32}[0-9][\w+/=%.\-]{8}))"
)
# The word `key` alone says nothing: one of these stands before it.
_OF_KEYS = (
    b"api", b"access", b"account", b"private", b"shared", b"master", b"encryption", b"signing", b"license", b"licence", b"webhook", b"auth", b"bot", b"deploy", b"storage", b"service", b"subscription", b"app", b"application", b"client", b"consumer", b"admin", b"root", b"server", b"write", b"secret", b"hmac", b"cipher", b"crypto", b"aes", b"rsa", b"functions", b"function", b"fastly", b"ca", b"sdk", b"ssh", b"host", b"session", b"search", b"stripe", b"supabase", b"aio", b"age", b"db", b"ingest", b"user", b"activation", b"registration", b"integration", b"openai", b"anthropic", b"sendgrid", b"mailgun", b"twilio", b"datadog", b"algolia", b"mapbox", b"rollbar", b"bugsnag", b"cosmos",
)  # fmt: skip


def _before_key(words: tuple[bytes, ...]) -> bytes:
    """Return the look-behinds of these words and `key`, one for each length: a look-behind has one width."""
    return rb"(?<=[a-z_\-.]key)(?:" + b"|".join(
        rb"(?<=(?:" + some + rb")" + gap + rb"key)" for gap in (b"", rb"[_\-.]") for some in by_length(words)
    ) + rb")"  # fmt: skip


_KEY_WORDS = _before_key(_OF_KEYS)
_SESSION = (
    rb"(?:session(?<=shibsession)_[0-9a-f]{4,64}|(?:j?session|php_?sess|phpsess|aspsession[a-z]{0,8})[_\-]?(?:id|key)|(?:auth|login|user|app|laravel|flask|rails|host)[_\-]?session"
    rb"|connect[._]?sid|remember[_\-]me|awsalb(?:cors|tg)?|magic[_\-]?link|authorization[_\-]?code|session[_\-]?state|saml_?(?:response|assertion))"
)
NAME = (
    rb"(?:(?:passw(?:or)?d|pwd(?![\"'\\]{0,8}+[ \t]{0,8}+[:=][ \t]{0,8}+(?:/|[a-z]:\\))|pass[_\-]?phrase|passcode|passwort|contrase(?:n|\xc3\xb1)a|mot[_ ]de[_ ]passe|secret(?<!/secret)(?<![a-z0-9]:secret)(?<!existingsecret)(?<!existing[_\-]secret)|credentials|credential|token(?<!publickeytoken)|jwt"
    rb"|" + _SESSION + rb"|[cx]srf"
    rb"|key"
    + _KEY_WORDS
    + rb"|requirepass|masterauth|storepass|mnemonic|(?:seed|recovery)[_\-]?phrase|snmp[_\-]?community|connection[_\-]?string(?![^;\r\n\x1e]{1,64}=)|"
    + _SHORT
    + rb")"
    rb"(?:[_\-]?(?:key[_\-]base|key(?![\"']?[ ]?[:=][ ]?[\"']?[a-z0-9]+(?:-[a-z0-9]+)*+(?:(?<=-password)|(?<=-secret)|(?<=-token))(?![\w\-]))|code|value|id|base|hash(?:ed)?|digest|string|confirm(?:ation)?|again|repeat|plain(?:text)?|text|base64|b64|hex|[0-9]{1,2}))?)"
)
# What a pseudonym says is a name too.
_NOT_A_KIND = (
    rb"(?!(?:(?<=<password)|(?<=<private_key)|(?<=<aws_secret)|(?<=<token)|(?<=<cookie)|(?<=<secret)|(?<=<aws_key)|(?<=<jwt))"
    + PSEUDONYM
    + rb"|:(?:auth|session|account|chauthtok|setcred)\)|: \w{1,32}password:)"  # of PAM's gdm-password:session, and Samba's functions
)
# "Unexpected token: ILLEGAL" is told by its value; the names of Kubernetes' secrets are none.
SECRET_KEY = re.compile(rf"[\w.\-]*{NAME.decode()}", re.IGNORECASE)

# What stands after `token:` or `password:` in prose, or in place of a secret.
_PROSE = frozenset((
    "a", "an", "and", "are", "at", "authentication", "auth", "bad", "basic", "be", "bearer", "blank", "but", "by",
    "can", "cannot", "changed", "could",
    "denied", "disabled", "does", "empty", "end", "eof", "token", "enabled", "error", "expected", "expired", "failed", "failure",
    "false", "filtered", "for", "from", "has", "have", "hidden", "if", "illegal", "in", "incorrect",
    "invalid", "is", "it", "malformed", "masked", "mismatch", "missing", "must", "nil", "no", "none", "not",
    "null", "of", "ok", "on", "or", "redacted", "rejected", "required", "reset", "revoked", "should", "the",
    "to", "too", "true", "undefined", "unexpected", "unknown", "unset", "update", "updated", "user", "was",
    "with", "wrong", "yes", "chauthtok", "setcred",
    "pod", "serviceaccount", "getting", "unable", "rpc", "dial", "context", "request", "response", "unauthorized", "forbidden",
    "timeout", "timed", "connection", "signature", "oauth2", "json", "x509", "read", "open", "stat", "lookup", "status", "http", "https",
    "get", "post", "timed-out", "canceled", "cancelled", "deadline", "crypto/rsa", "verification", "decode", "parse", "parsing", "length", "net/http",
    "placeholder", "hidden", "removed", "sanitized", "obfuscated", "encrypted", "sensitive", "omitted", "suppressed", "n/a", "unchanged", "same", "previously",
    "protected", "private", "string", "str", "text", "varchar", "char", "int", "integer", "bool", "boolean", "object", "optional", "file", "path", "~",
    # The same in other languages: must, is, invalid, wrong, missing, required.
    "muss", "müssen", "darf", "ist", "ungültig", "falsch", "fehlt", "fehlerhaft", "leer", "erforderlich", "abgelaufen", "doit", "est", "invalide", "incorrecte", "manquant", "requis", "obligatoire", "vide", "expiré",
    "debe", "es", "inválida", "inválido", "incorrecta", "incorrecto", "requerida", "obligatoria", "vacía", "caducada", "deve", "é", "errada", "obrigatória", "expirada", "è", "errata", "non", "obbligatoria", "scaduta", "mancante",
    "moet", "ongeldig", "onjuist", "verplicht", "verlopen", "ontbreekt", "musi", "jest", "nieprawidłowe", "błędne", "wymagane", "puste", "wygasło", "musí", "je", "neplatné", "chybné", "povinné", "måste", "är", "felaktigt", "ogiltigt", "krävs",
    "skal", "er", "ugyldig", "forkert", "feil", "påkrevd", "on", "väärä", "virheellinen", "pakollinen", "должен", "неверный", "неправильный", "недействителен", "обязателен", "пуст", "gerekli", "geçersiz", "yanlış", "hatalı", "boş",
    "必須", "必須です", "必須項目です", "不正です", "無効です", "正しくありません", "必填", "不能为空", "错误", "不正确", "无效", "필수", "필수입니다", "잘못되었습니다",
))  # fmt: skip


# What is left of quotes in which a value was.
_EMPTIED = re.compile(r"[“\"'«‘‹„]\\*[”\"'»’›“]")
# Of a request, behind another name: what is secret stands in it.
_LONGEST_HEADER = 4_096  # characters
_HEADER = re.compile(r"(?:set-)?cookie[\"']?[ ]?[:=]", re.IGNORECASE)


def is_secret(value: str) -> bool:
    """Whether `value` can be a secret rather than a word of prose, or what stands in place of one."""
    if value.isdecimal():
        return True  # neither a word nor what stands for a secret
    word = value.strip(" \t<>()[]{}.,!?:;*\\\"'").lower()
    # A flood of headers is one value: each of them would be looked for up to its end, which takes a time that is its square.
    if word in _PROSE or is_placeholder(value) or (len(value) <= _LONGEST_HEADER and _HEADER.match(value)):
        return False
    return not (_EMPTIED.search(value) and is_complaint(value))


def looks_made(value: str) -> bool:
    """Whether `value` is no word or name: it has digits or signs among its letters, or is a number of six digits."""
    value = value.strip(".,:;)")
    if value.isdecimal():
        return len(value) >= 6
    if len(value) < 6 or value.startswith(("(", "[", "{", "/", "<", "}", "]", "$")):
        return False
    return any(c.isdigit() for c in value) or any(c in "!@#$%^&*?+=~" for c in value)


def unescaped(value: str) -> str:
    """Return the value without the backslashes of the notation it stands in, so that it is one secret everywhere."""
    return value.replace("\\", "") if "\\" in value else value


AWS_SECRET = Rule(
    kind="AWS_SECRET",
    name="aws-secret-access-key",
    besides=(b"aws", b"secret", b"access"),
    pattern=(
        rb"(?:[Aa][Ww][Ss]|[Ss][Ee][Cc][Rr][Ee][Tt]|[Aa][Cc][Cc][Ee][Ss][Ss])[\w\-. ]{0,30}\\{0,16}+[\"']?[ \t]{0,8}+[:=]"
        rb"[ \t]{0,8}+\\{0,16}+[\"']?((?<![A-Za-z0-9/+])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=]))"
    ),
    must_match=("aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",),
    must_not_match=("aws region: eu-west-1", "aws commit: 0123456789abcdef"),
)

# What a Set-Cookie header says of a cookie stays, where no other cookie follows it.
_NO_ATTRIBUTE = (
    rb"(?!(?:path|domain|expires|max-age|samesite|priority)=(?![^\r\n\x1e]{0,512}?, ?[\w.\-]{1,64}=))"
)
COOKIE = Rule(
    kind="COOKIE",
    name="cookie-header",
    group="keyed",
    pattern=(
        rb"cookie(?:\\{0,16}+[\"'])?[ \t]{0,8}+[:=][ \t\[\\\"']{0,16}+"
        rb"([\w.\-]{1,64}+=(?:[^\s;\x1e\"'\\]++|(?:(?<!set-cookie:)(?<!set-cookie: )[ ]|[;,][ ]?)(?=[^;\r\n\x1e\"'\\]{0,256}+;)|;[ ]?(?=[\w.\-]{1,64}+=)"
        + _NO_ATTRIBUTE
        + rb")*+)"
    ),
    lowered=True,
    # RFC 6265: pairs, each behind a semicolon. What stands behind the last one is no part of it, where it has a blank.
    must_match=(
        "Cookie: theme=dark; auth=s3cond; x=y",
        '"Set-Cookie":"sid=s3cond; Path=/","x":1',
        "Cookie: name=two words; x=y",
    ),
    must_not_match=("cookie: missing",),
)

PASSPHRASE = Rule(
    kind="PASSWORD",
    name="passphrase-of-several-words",
    group="keyed",
    pattern=(
        rb"(?:(?:recovery|pass|seed)[_\- ]?phrase|mnemonic)[ \t]{0,8}+(?::(?!:)|=)[ \t]{0,8}+"
        # Words are short: in a flood of names without a blank each would else be looked through to the end of the line.
        rb"([^\s\"'\\,;&<>()\x1e]{1,64}+(?: (?![\w.\-]{1,64}+[:=])[^\s\"'\\,;&<>()\x1e]{1,64}+){1,16}+)"
    ),
    accept=lambda value: is_secret(value.partition(" ")[0]),
    lowered=True,
    must_match=("passphrase: correct horse battery staple",),
    must_not_match=("pass phrase is required",),
)

NAMED_SECRET = Rule(
    kind="PASSWORD",
    name="secret-under-its-name",
    group="keyed",
    pattern=NAME + _NOT_A_KIND + IS + VALUE,
    accept=is_secret,
    normalise=unescaped,
    lowered=True,
    must_match=("password=hunter2", "_shibsession_64656661=_38f45f2523f117f8", "contraseña: hunter2", "CREATE LOGIN app WITH PASSWORD = N'hunter2'", '{"apiKey":"a1b2"}', "login?password%3Dhunter2", "%22password%22%3A%22hunter2%22"),
    must_not_match=("password: required", "pam_unix(chpasswd:chauthtok): ok", "pam_unix(gdm-password:session): opened", "auth_check_ntlm_password: check_ntlm_password:  failed", 'failure for "/secret": Password Mismatch', "tests pass: 12 fail: 0", "map[pin:1]", "token_count=5"),
)  # fmt: skip

REST = Rule(
    kind="PASSWORD",
    name="rest-of-a-secret-under-its-name",
    group="keyed",
    # Of which a rule has taken a part, by its shape: of `token=ghp_...%2Fx`, the signs and what follows them.
    pattern=(
        NAME + IS + rb"(?:\\{0,16}[\"'])?<(?:token|jwt):[a-z2-7]{8}>"
        rb"((?=(?:[%+/=~.\-_]|\\{1,8}/){1,4}[\w\-])(?:[\w+/=~.\-!@#$^*]++|%(?!2[267]|3b)|\\{1,8}/)++)(?<=.{3})"
    ),
    lowered=True,
    must_match=("access_token=<TOKEN:aaaabbbb>%2Fabc%2Bdef&x=1", '"auth_token":"<JWT:aaaabbbb>%3D"'),
    must_not_match=("access_token=<TOKEN:aaaabbbb>&x=1", "token: <TOKEN:aaaabbbb>. Next", "x=<TOKEN:aaaabbbb>%2Fabc%2Bdef"),
)  # fmt: skip

_PASSWORD = (
    rb"(?:passw(?:or)?d|pass[_\-]?phrase|passcode|passwort)(?:[_\-]?[0-9])?(?!(?<=<password)"
    + PSEUDONYM
    + rb")"
)


def is_said(value: str) -> bool:
    """Whether what prose says of a password or key is one: it has a digit or a sign, or is long and mixed."""
    return is_secret(value) and looks_made(value)


QUOTED_PASSWORD = Rule(
    kind="PASSWORD",
    name="password-in-quotes-after-its-name",
    group="keyed",
    # No name of a thing stands in quotes after these words.
    pattern=(
        rb"(?:passw(?:or)?d|passcode|pass[_\-]?phrase|pwd)[_\-]?[0-9]?"
        + SAID
        + rb"\\{0,16}+(?:\"([^\"\\\r\n\x1e]{1,256}+)|'([^'\r\n\x1e]{1,256}+))"
    ),
    accept=is_secret,
    lowered=True,
    must_match=("could not verify password 'marblesommer'",),
    must_not_match=("password 'required'",),
)
SAID_SECRET = Rule(
    kind="PASSWORD",
    name="secret-after-its-name-in-prose",
    group="keyed",
    # `could not verify password 'x'`: a name may stand there instead of a password, so the value has to look made.
    pattern=(
        rb"(?!secrets? \\{0,16}[\"'][a-z0-9.\-/]{1,253}\\{0,16}[\"'],? (?:not found|is forbidden|already exists|does not exist|is not|in (?:the )?namespace|of type|has|was|cannot|referenc|missing|no longer|created|updated|deleted|unchanged|configured|mounted))"
        rb"(?:passw(?:or)?d|pass[_\-]?phrase|passcode|secret|token|credential|key(?<=[a-z_\-]key)|pwd|pw|session|(?:php)?sess(?:ion)?id|sid|(?:otp|(?:pass|pin)(?<![a-z]pass)(?<![a-z]pin))"
        + ENDS.encode()
        + rb")"
        rb"(?:[_\-]?[a-z0-9]{1,16}){0,2}" + SAID + rb"(?:" + QUOTED + rb")"
    ),
    accept=is_said,
    normalise=unescaped,
    lowered=True,
    must_match=("could not verify api_key 'x7hunter22-made'",),
    must_not_match=(
        'secret "regcred" not found',
        'secrets "shop-tls-2" is forbidden',
        'secret "shop/tls-2" not found',
        "token 'end of file'",
    ),
)
# What else has a name behind the word: `password length = 12`.
_NO_SETTING = rb"(?!(?:[\w\-]{0,24}(?:len|max|min|size|time|date|count|poli|strength|score|hash|algo|expir|chang|updat|age|attempt|retr|reset|rule|version|cost|round|iter|histor|valid|ttl|since|limit|field|enabled))|(?:is|was|to|for|set|and|or)[ ])"


SAID_PASSWORD = Rule(
    kind="PASSWORD",
    name="password-in-prose",
    literals=(b"passw", b"passphrase", b"passcode"),
    # "temporary password is x", "generated password for user deploy: x", "user supplied password x".
    pattern=(
        rb"(?<![/\\])(?<!%2f)(?<!%5c)" + _PASSWORD + rb"(?:[ ]" + _NO_SETTING + rb"[\w.\-]{2,40}[ ]=[ ]|[ ](?:is|was|to|set[ ]to|=)(?::[ ]?|[ ](?!generated|created|set))|[ ](?:(?:is|was)[ ](?:generated|created|set)[ ])?for[ ](?:the[ ])?(?:user[ ])?[\w.@\-\x80-\xff]{1,64}+(?:[ ](?:user|account|built-in[ ]superuser))?(?:[ ]is)?[ ]?:[ ]"
        rb"|[ ])\\{0,16}+[\"'`]?(?![\w.\-]{1,40}[=:])(?!=)([^\s\"'`\x1e]{4,128}+)"
    ),
    gate=rb"passw|passphrase|passcode",
    accept=is_said,
    normalise=unescaped,
    lowered=True,
    must_match=("Changed password for user elastic PASSWORD elastic = hUnter2x99", "Password for the elastic user is: hUnter2x99", "temporary password is rWyl1HqE17!", "password for user deploy: ztj8W7Ct64!", "user supplied password x9Lq%z#1 is too short"),
    must_not_match=("password max_age = 90days!", "password policy = strong2", "password is required", "password for user postgres:", "password authentication failed", "password (2nd) failed", "GET /etc/passwd HTTP/1.1", "/..%2fetc%2fpasswd HTTP/1.1"),
)  # fmt: skip

VALUE_OF = Rule(
    kind="PASSWORD",
    name="value-of-a-quoted-name",
    literals=(b" value ", b" resolved to ", b"->"),
    # Found key 'db.password' in x with value 'y'; Property 'x.password' resolved to [y]; Terraform: password = "x" -> "y".
    pattern=(
        rb"(?:passw(?:or)?d|secret|token|[._\-]key|credentials?)[\"'][^\r\n\x1e]{0,160}? value [\"']([^\"'\r\n\x1e]{1,256})[\"']"
        rb"|(?:passw(?:or)?d|secret|token|[._\-]key|credentials?)[\"'] resolved to \[([^\]\r\n\x1e]{1,256})\]"
        rb"|(?:passw(?:or)?d|passphrase|secret|token|key(?<=[_\-i]key)|credentials?|(?<=[_\-])(?:pwd|pass|psk|pat|sas|auth|cookie))[\w\-]{0,24}[ ]{0,24}=[ ]\\{0,4}\"[^\"\r\n\x1e]{0,256}\"[ ]->[ ]\\{0,4}\"([^\"\\\r\n\x1e]{1,256})"
    ),
    gate=rb" value [\"']|\"[ ]->[ ]| resolved to \[",
    accept=is_secret,
    normalise=unescaped,
    lowered=True,
    must_match=("Found key 'db.password' in PropertySource 'x' with value 'hunter2'", "Property 'mail.password' resolved to [hunter2]", 'password = "hunter1" -> "hunter2"'),
    must_not_match=("key 'retries' with value '5'", 'name = "a" -> "b"'),
)  # fmt: skip
SESSION_IS = Rule(
    kind="PASSWORD",
    name="session-or-token-in-prose",
    literals=(b" is ", b" was "),
    pattern=rb"(?:session(?:[ _\-]?id)?|[a-z]*token|secret|api[ _\-]?key)[ ](?:is|was)[ ]\\{0,4}[\"'`]?([\w+/=.\-]{16,256}+)(?![\w+/=.\-])",
    gate=rb" (?:is|was) (?:"
    + b"|".join(
        rb"(?<=%s %s )" % (name, verb)
        for name in (b"session", b"id", b"token", b"secret", b"key")
        for verb in (b"is", b"was")
    )
    + rb")",
    accept=lambda value: is_said(value) and any(c.isalpha() for c in value),
    lowered=True,
    must_match=("Requested cookie session id is BECE340DD7B1F76CDD75F671C9800418",),
    must_not_match=("session is expired", "token was already-revoked-by-admin"),
)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def _is_key(value: str) -> bool:
    """Whether what stands behind the words for a key is random; there a UUID is one too."""
    return is_random(value) or _UUID.fullmatch(value) is not None


RANDOM_SAID = Rule(
    kind="SECRET",
    name="random-value-in-prose",
    literals=(b"token ", b"secret ", b"key ", b"credential ", b"password "),
    # "rejected api key x": what is random behind these words is no word of the sentence.
    pattern=(
        rb"(?:(?<![a-z0-9])(?:token|secret|credential|password)|(?:\bapi|secret|access|auth|signing|licen[cs]e|private|encryption|account|admin|master|server|client|storage)[ _\-]?key)"
        rb"(?: (?:is|was)| ?[:=])? \\{0,4}[\"'`]?([a-z0-9+/_\-]{20,256}+={0,2})(?![\w.:@(\[/\x80-\xff])"
    ),
    accept=_is_key,
    lowered=True,
    must_match=(
        "rejected api key Zk3v9QmX7bTr2LpWc8Ns4HdY",
        "bad cf_api_token Zk3v9QmX7bTr2LpWc8Ns4HdY goroutine 1",
    ),
    must_not_match=(
        "token bucket-of-the-first-kind-1",
        "secret prod-db-credentials-7f9c8d6b5-x2x4z mounted",
        "secret key 12",
    ),
)
COMMAND_LINE_SECRET = Rule(
    kind="PASSWORD",
    name="secret-on-a-command-line",
    pattern=(
        rb"(?<!-)--(?!-)[\w\-]{0,40}?" + NAME
        + rb"(?:=|[ \t]{1,8}+(?!-)|\\{0,16}+[\"'][ \t]{0,8}+,[ \t]{0,8}+(?=\\{0,16}+[\"']))" + VALUE
    ),
    gate=rb"(?<!-)--[a-z]",
    accept=lambda value: is_secret(value) and value not in SAID_OF_OPTIONS,
    normalise=unescaped,
    lowered=True,
    must_match=("run --db-password hunter2 --verbose", 'args: ["--db-password", "hunter2"]'),
    must_not_match=("--token-ttl=5m --secret-name db-creds", "Using --password via the CLI is insecure"),
)  # fmt: skip

RULES = (
    AWS_SECRET,
    COOKIE,
    PASSPHRASE,
    COMMAND_LINE_SECRET,
    NAMED_SECRET,
    REST,
    QUOTED_PASSWORD,
    SAID_SECRET,
    SAID_PASSWORD,
    VALUE_OF,
    SESSION_IS,
    RANDOM_SAID,
)
