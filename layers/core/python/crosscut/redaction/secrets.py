"""Credentials that show by their own shape: JSON web tokens, and what is random under a name that suggests a key."""

from __future__ import annotations

import math
import re
from collections import Counter

from crosscut.redaction.rule import Rule
from crosscut.redaction.values import IS

JWT = Rule(
    kind="JWT",
    name="json-web-token",
    early=True,
    # Three parts when signed (RFC 7515), five when encrypted (RFC 7516), of which some may be empty or cut off.
    pattern=(
        rb"eyJ(?:(?<![A-Za-z0-9_\-].{3})|(?<=\\[nrtbf].{3})|(?<=%[0-9A-Fa-f]{2}.{3}))[A-Za-z0-9_\-]{6,}+"
        rb"(?:(?:\.|%2[eE])[A-Za-z0-9_\-]*+){1,4}+"
    ),
    accept=lambda value: len(value) > 20,  # {"alg":"none"} alone is 20
    must_match=("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJzeW50aGV0aWMifQ.c2lnbmF0dXJlLW9mLW5vdGhpbmc",),
    must_not_match=("eyJ is how a token begins",),
)


_TURNS = re.compile(r"[a-z][0-9]|[0-9][a-z]")


def _bits(text: str) -> float:
    """Return Shannon's entropy in bits a character."""
    counts = Counter(text).values()
    return -sum(n / len(text) * math.log2(n / len(text)) for n in counts)


def is_random(value: str) -> bool:
    """Whether `value` looks drawn at random: much entropy for its alphabet, digits among the letters, no UUID."""
    if len(value) == 36 and value.count("-") == 4:
        return False
    if all(c in "0123456789abcdefABCDEF" for c in value):
        return len(value) >= 32 and _bits(value) > 3 and any(c.isalpha() for c in value)
    if not any(c.isdigit() for c in value):
        return False
    if not value.endswith("=") and (value.count("/") > 3 or value.count(".") > 2):
        return False  # a path, a name of parts
    if len(value) >= 24 and value.isalnum() and value.islower():  # base32 and the like
        return _bits(value) > 3.6 and len(_TURNS.findall(value)) >= 4
    return _bits(value) > 3.6 and any(c.islower() for c in value) and any(c.isupper() for c in value)


RANDOM = Rule(
    kind="SECRET",
    name="random-value-under-a-suspicious-name",
    group="keyed",
    # Keys of caches, tables and objects are none; commits, images and checksums have other names.
    pattern=(
        rb"(?:key|auth|salt|seed|nonce|sign|cred|creds|cert|secure|crypt|priv|hmac|otp|licen[cs]e|webhook|dsn|cookie|sess|ticket|code|app_?id|verifier)"
        rb"(?<!cache.key)(?<!cachekey)(?:(?<!primary.key)|(?=[^\w\r\n\x1e]{1,12}[\w+/]{32}))(?<!foreign.key)(?<!idempotency.key)"
        rb"(?<!partition.key)(?<!object.key)(?<!s3.key)(?<!sort.key)(?<!public.key)(?<!<secret)"
        rb"(?:[_\-]?(?:id|value|data|hash|string|b64|base64|hex))?" + IS
        + rb"\\{0,16}+[\"']?([a-z0-9+/_\-.]{20,256}+={0,2})(?![\w\x80-\xff])"
    ),
    accept=is_random,
    lowered=True,
    must_match=('"ticket":"0f1e2d3c4b5a69788796a5b4c3d2e1f0"', "vault_key: Zk3v9QmX7bTr2LpWc8Ns4HdY", "?appid=0f1e2d3c4b5a69788796a5b4c3d2e1f0&q=x"),
    must_not_match=("cache_key=Zk3v9QmX7bTr2LpWc8Ns4HdY", "key: orders/2026/11/17/part-0001", "x=Zk3v9QmX7bTr2LpWc8Ns4HdY", "appid=application_1445062781478_0011", "routing_key=orders.created.eu"),
)  # fmt: skip

RULES = (JWT,)
LAST_RULES = (RANDOM,)
