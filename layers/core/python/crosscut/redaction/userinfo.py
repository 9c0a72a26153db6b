"""Users before a password in addresses (RFC 3986) and in the arguments of programs that fetch; accounts of programs stay."""

from __future__ import annotations

import re

from crosscut.redaction.accounts import is_user_of_a_sentence
from crosscut.redaction.rule import Rule

# Where people log in. The users of databases and brokers are programs, but for `first.last`.
_SCHEMES = (
    b"http", b"https", b"ftp", b"ftps", b"sftp", b"ssh", b"scp", b"dav", b"davs", b"webdav", b"imap", b"imaps", b"pop3", b"pop3s", b"smtp", b"smtps", b"svn", b"svn+ssh",
    b"git", b"git+ssh", b"hg", b"smb", b"cifs", b"ldap", b"ldaps", b"rdp", b"vnc", b"telnet", b"socks5", b"socks5h",
)  # fmt: skip
_BEHIND = b"|".join(rb"(?<=" + re.escape(scheme) + rb":)" for scheme in _SCHEMES)
_SLASHES = rb"\\{0,4}+/\\{0,4}+/"
_PASSWORD = rb"(?:<[a-z_]{2,20}:[a-z2-7]{8}>|[^\s/@\x1e\"'<>]{1,256}+)"
_OF_PROGRAMS = frozenset(("x-access-token", "x-token-auth", "x-oauth-basic", "oauth2", "oauth2accesstoken", "__token__", "apikey", "_json_key", "aws", "registry"))  # fmt: skip


def is_login(value: str) -> bool:
    """Whether somebody logs in with it, rather than a program, a token or a variable."""
    lowered = value.lower()
    if lowered in _OF_PROGRAMS or "token" in lowered or lowered.startswith(("$", "%", "{", "<", "-")):
        return False
    return any(c.isalpha() for c in value) and is_user_of_a_sentence(value)


URL_USER = Rule(
    kind="USER",
    name="user-in-url",
    pattern=(
        rb":(?:(?:" + _BEHIND + rb")" + _SLASHES + rb"([^\s/:@\x1e\"'<>?#%\\]{2,64})(?=(?::" + _PASSWORD + rb")?@)"
        rb"|" + _SLASHES + rb"([a-z]{2,24}\.[a-z]{2,32})(?=:" + _PASSWORD + rb"@))"
    ),
    gate=rb"@",
    accept=is_login,
    lowered=True,
    must_match=("fetching https://bob_example:pw1x@host.example/a", "ssh://bob_example@host.example", "postgres://bob.example:pw1x@db"),
    must_not_match=("https://git@host.example/a", "postgres://ledger:@db", "https://x-access-token:@host.example", "ssh://deploy@host.example"),
)  # fmt: skip
ARGUMENT = Rule(
    kind="USER",
    name="user-before-a-password-in-an-argument",
    pattern=(
        rb"(?<![\w\-])(?:curl|https?|xh|wget|lftp|ncftp|ab)[ ][^\r\n\x1e|;]{0,400}?(?<=[ \"'])-{1,2}(?:u|user|proxy-user|auth|a)[ =]?\\{0,4}[\"']?"
        rb"([^\s:,\"'<>\x1e\\=]{2,64})[:,](?=<[a-z_]{2,20}:|[^\s/:])"
        rb"|(?<![\w\-])(?:smbclient|rpcclient)[ ][^\r\n\x1e|;]{0,400}?(?<=[ ])-u[ ]?\\{0,4}[\"']?([^\s:%\"'<>\x1e\\]{2,64})%(?=\S)"
    ),
    gate=rb"(?:curl|https?|xh|wget|lftp|ncftp|ab|smbclient|rpcclient) ",
    accept=is_login,
    lowered=True,
    must_match=("curl -sS -u bob_example:pw1x https://host.example", "lftp -u bob_example,pw1x sftp://host.example"),
    must_not_match=("curl -u root:x https://host.example", "curl -u $USER:x https://host.example", "wget -a log.txt https://host.example"),
)  # fmt: skip

RULES = (URL_USER, ARGUMENT)
