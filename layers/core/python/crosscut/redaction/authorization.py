"""What goes with an HTTP request to say who asks: bearer tokens, basic credentials, `Authorization` headers."""

from __future__ import annotations

import base64
import re

from crosscut.redaction.named import is_secret
from crosscut.redaction.rule import Rule

_GAP = r"(?:[ \t=:]+|%20|\+)"
_WORD = re.compile(
    r"[A-Z]?[a-z]{0,23}|[A-Z]{1,23}|[a-z]{1,23}(?:[A-Z][a-z]{1,23}){0,5}|(?:[A-Z][a-z]{1,23}){1,6}"
)
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def looks_random(value: str) -> bool:
    """Whether `value` is no word ("Basic configuration loaded"), name of a class or date."""
    if _DATE.match(value):
        return False
    return any(c.isdigit() for c in value) or not all(
        _WORD.fullmatch(w) for w in re.split(r"[._~+/\-=]+", value)
    )


def is_basic(value: str) -> bool:
    """Whether `value` is base64 of `user:password` (RFC 7617)."""
    try:
        return b":" in base64.b64decode(
            value.rstrip("=") + "=" * (-len(value.rstrip("=")) % 4), altchars=b"-_"
        )
    except ValueError:
        return False


BASIC = Rule(
    kind="AUTH",
    name="basic-credentials",
    pattern=re.compile(rf"\bbasic{_GAP}\\*[\"']?(?P<value>[a-z0-9+/_\-]{{4,}}={{0,2}})"),
    triggers=("basic",),
    anchored=True,
    accept=is_basic,
    lowered=True,
)

BEARER = Rule(
    kind="AUTH",
    name="bearer-token",
    pattern=re.compile(
        rf"(?<!<)\b(?:bearer|token|apikey|negotiate){_GAP}\\*[\"']?(?P<value>[a-z0-9._~+/\-]{{8,}}={{0,2}})"
    ),
    triggers=("bearer", "token", "apikey", "negotiate"),
    anchored=True,
    accept=looks_random,
    lowered=True,
)

_HEADER = r"authorization(?:\\*[\"'])?[ \t]*(?:=>|[:=]|%3a)[ \t\[\\\"']*"
HEADER = Rule(
    kind="AUTH",
    name="authorization-header",
    pattern=re.compile(
        rf"{_HEADER}(?:basic|bearer|token|api-?key|negotiate|ntlm)(?:[ \t:]+|%20|\+)"
        r"(?![\w\-]{1,64}=[\"'])(?P<value>[^\s\"'\\,;&<>()\[\]{}\x1e]+)"
    ),
    triggers=("authorization",),
    anchored=True,
    accept=lambda value: (
        is_secret(value) and value.lower() not in {"auth", "authentication", "authorization", "token"}
    ),
    lowered=True,
)

BARE_HEADER = Rule(
    kind="AUTH",
    name="authorization-header-without-a-scheme",
    pattern=re.compile(rf"{_HEADER}(?!aws4-)(?P<value>[a-z0-9._~+/\-]{{8,}}={{0,2}})(?![\w:])"),
    triggers=("authorization",),
    anchored=True,
    accept=looks_random,
    lowered=True,
)

RULES = (BASIC, HEADER, BEARER, BARE_HEADER)
