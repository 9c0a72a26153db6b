"""Passwords in the addresses of services: URLs, data source names, connection strings."""

from __future__ import annotations

from crosscut.redaction.placeholders import is_placeholder
from crosscut.redaction.rule import Rule


def _is_password(value: str) -> bool:
    return not is_placeholder(value)


_NO_PORT = rb"(?![0-9]{1,5}(?:[/?#,;&]|[\s\"'<>\x1e]|(?![\s\S])))"

URL_PASSWORD = Rule(
    kind="PASSWORD",
    name="password-in-url",
    early=True,
    # Up to the last @ before the path, as what is not encoded may be an @ too; or else to the next @ beyond a slash.
    # PHP escapes the slashes; a URL in a query has them encoded.
    pattern=(
        rb":(?:\\{0,4}+/\\{0,4}+/|%2[fF]%2[fF])(?:[^\s/:\x1e\"'<>%]|%(?!3[aA])){0,256}+(?::|%3[aA])" + _NO_PORT
        + rb"(?:([^\s/?#\x1e\"'<>]{1,512})(?=@)|([^\s@\x1e\"'<>%]{1,256})(?=@|%40))"
        rb"|%3[aA]%2[fF]%2[fF](?:[^\s/:\x1e\"'<>%]|%(?!3[aA])){0,256}+%3[aA]([^\s/?#@\x1e\"'<>%]{1,256})%40"
    ),
    gate=rb"@|%40",
    accept=_is_password,
    must_match=("postgres://app:Synth3tic!pw@db.example.invalid", "u=postgres%3A%2F%2Fapp%3Apw1%40db.example.invalid"),
    must_not_match=("http://registry.example.invalid:5000/img@sha256:abcd", "https://example.com:8443", "postgres://${DB_USER}:${DB_PASSWORD}@db/shop", "redis://:***@cache"),
)  # fmt: skip
URL_TOKEN = Rule(
    kind="PASSWORD",
    name="token-for-user-in-url",
    early=True,
    # https://<token>@host, as of Git and Sentry, or https://<token>:<secret>@host; a user alone is shorter.
    pattern=rb"://([A-Za-z0-9_\-]{20,256})(?::[^\s/?#@\x1e\"'<>]{1,256})?@[A-Za-z0-9]",
    accept=lambda value: any(c.isdigit() for c in value),
    must_match=("https://0123456789abcdef0123456789abcdef@o1.ingest.example.invalid/2",),
    must_not_match=("https://git@example.invalid/a/b", "https://a-long-name-of-some-user@example.invalid"),
)

DSN_PASSWORD = Rule(
    kind="PASSWORD",
    name="password-in-data-source-name",
    early=True,
    accept=_is_password,
    # https://github.com/go-sql-driver/mysql#dsn-data-source-name
    pattern=rb"[\w.\-](?<![\w.\-].)[\w.\-]{0,63}+:([^\s\x1e\"'<>]{1,128}?)@(?:tcp6?|udp|unix|cloudsql)\(",
    gate=rb"@(?:tcp6?|udp|unix|cloudsql)\(",
    besides=(b"@tcp", b"@udp", b"@unix", b"@cloudsql"),
    must_match=("app:Synth3tic!pw@tcp(db.example.invalid:3306)/orders",),
    must_not_match=("a::b tcp(4) @tcp(",),
)
ORACLE_PASSWORD = Rule(
    kind="PASSWORD",
    name="password-in-oracle-connect-string",
    early=True,
    accept=_is_password,
    pattern=rb"oracle:(?:thin|oci8?):[^\s/@\x1e]{1,64}/([^\s\x1e\"'<>]{1,128}?)@(?://|[\w.\-]{1,253}[:/])",
    must_match=("jdbc:oracle:thin:scott/tiger@//db.example.invalid:1521/orders",),
    must_not_match=("jdbc:oracle:thin:@db.example.invalid:1521:orders",),
)

RULES = (URL_PASSWORD, URL_TOKEN, DSN_PASSWORD, ORACLE_PASSWORD)
