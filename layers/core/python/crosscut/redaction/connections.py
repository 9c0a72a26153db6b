"""Passwords in the addresses of services: URLs and data source names."""

from __future__ import annotations

import re

from crosscut.redaction.rule import Rule

_NO_PORT = r"(?!\d{1,5}(?:[/?#,;&]|$))"

URL_PASSWORD = Rule(
    kind="PASSWORD",
    name="password-in-url",
    # Up to the last @ before the path, as what is not encoded may be an @ too; or else to the next @ beyond a slash.
    # PHP escapes the slashes.
    pattern=re.compile(
        rf":\\?/\\?/[^\s/:\x1e\"'<>]*:{_NO_PORT}(?:(?P<q0>[^\s/?#\x1e\"'<>]+)|(?P<q1>[^\s@\x1e\"'<>]{{1,100}}))@"
    ),
    triggers=("://", ":\\/"),
    anchored=True,
)

DSN_PASSWORD = Rule(
    kind="PASSWORD",
    name="password-in-data-source-name",
    # https://github.com/go-sql-driver/mysql#dsn-data-source-name, and Oracle's user/password@
    pattern=re.compile(
        r"(?<![\w.\-])[\w.\-]{1,64}:(?P<q0>[^\s\x1e\"'<>]{1,128}?)@(?:tcp6?|udp|unix|cloudsql)\("
        r"|oracle:(?:thin|oci8?):[^\s/@\x1e]{1,64}/(?P<q1>[^\s\x1e\"'<>]{1,128}?)@(?://|[\w.\-]+[:/])"
    ),
    triggers=("@tcp", "@udp", "@unix(", "@cloudsql(", "oracle:"),
)

RULES = (URL_PASSWORD, DSN_PASSWORD)
