"""What goes with an HTTP request to say who asks: bearer tokens, basic credentials, `Authorization` headers."""

from __future__ import annotations

import base64
import re

from crosscut.redaction.named import is_secret
from crosscut.redaction.rule import Rule

_GAP = rb"(?:[ \t=:]{1,8}+|%20|%3a(?:%20)?|\+)"
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


def _is_header_value(value: str) -> bool:
    return is_secret(value) and value.lower() not in {"auth", "authentication", "authorization", "token"}


_WORD_START = rb"(?:(?<![\w\x80-\xff])|(?<=\\[nrtbf])|(?<=%[0-9a-f]{2}))"
BASIC = Rule(
    kind="AUTH",
    name="basic-credentials",
    group="authorization",
    pattern=_WORD_START + rb"basic" + _GAP + rb"\\{0,16}+[\"']?([a-z0-9+/_\-]{4,}+(?:={1,2}|(?:%3d){1,2})?)",
    accept=lambda value: is_basic(value.replace("%3D", "=").replace("%3d", "=")),
    normalise=lambda value: value.replace("%3D", "=").replace("%3d", "="),
    lowered=True,
    must_match=("Basic dXNlcjpwYXNz", "auth=Basic%20dXNlcjpwYXNz"),
    must_not_match=("Basic configuration loaded", "using Basic BasicAuthenticationFilter"),
)

BEARER = Rule(
    kind="AUTH",
    name="bearer-token",
    group="authorization",
    pattern=(
        rb"(?<!<)" + _WORD_START + rb"(?:bearer|token|apikey|negotiate)" + _GAP
        + rb"\\{0,16}+[\"']?([a-z0-9._~+/\-]{8,}+(?:={1,2}|(?:%3d){1,2})?)"
    ),
    accept=looks_random,
    lowered=True,
    must_match=("BEARER s3cr3t-t0ken", "h=Bearer%20s3cr3t-t0ken", '{"auth":"Bearer s3cr3t-t0ken"}'),
    must_not_match=("Bearer authentication required", "token 2026-11-17T10:00:00Z refreshed"),
)  # fmt: skip

_HEADER = (
    rb"authorization(?:\\{0,16}+[\"']|%22)?[ \t]{0,8}+(?:=>|[:=]|%3a)[ \t\[\\\"']{0,16}+(?:%20|%22|\+){0,2}+"
)
HEADER = Rule(
    kind="AUTH",
    name="authorization-header",
    group="authorization",
    pattern=(
        _HEADER + rb"(?:basic|bearer|token|api-?key|negotiate|ntlm|digest|hmac|sso-key|genie-?key|zoho-oauthtoken)"
        rb"(?:[ \t:]{1,8}+|%20|\+)"
        rb"(?![\w\-]{1,64}=[\"'])([^\s\"'\\,;&<>()\[\]{}\x1e]++)"
    ),
    accept=_is_header_value,
    lowered=True,
    must_match=("Authorization: Bearer abcdefghijklmnop", "headers={Authorization=[Basic dXNlcjpwYXNz], Accept=[*/*]}"),
    must_not_match=("Authorization: Bearer token missing", "authorization: basic auth failed"),
)  # fmt: skip

BARE_HEADER = Rule(
    kind="AUTH",
    name="authorization-header-without-a-scheme",
    group="authorization",
    pattern=_HEADER
    + rb"(?!aws4-)(?:(?:ssws|splunk|apitoken|klaviyo-api-key|pveapitoken)[ =])?+([a-z0-9._~+/\-]{8,}+={0,2})(?![\w\x80-\xff:])",
    accept=looks_random,
    lowered=True,
    must_match=("authorization=s3cr3t-t0ken",),
    must_not_match=("Authorization: required", "authorization: denied for user"),
)

DIGEST = Rule(
    kind="AUTH",
    name="digest-response",
    # RFC 7616: Authorization: Digest username="...", ..., response="..."
    pattern=rb"(?<![\w\-])c?(?:nonce|response)=\\{0,16}+\"([0-9a-z+/=_\-]{16,}+)\\{0,16}+\"",
    gate=rb"digest ",
    lowered=True,
    must_match=('Authorization: Digest realm="x", response="6629fae49393a05397450978507c4ef1"',),
    must_not_match=('digest response="ok"',),
)

RULES = (BASIC, HEADER, BEARER, BARE_HEADER, DIGEST)
