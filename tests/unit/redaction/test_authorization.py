"""Bearer tokens, basic credentials and Authorization headers; and the prose that is none."""

from __future__ import annotations

import base64

import pytest

from crosscut.redaction.authorization import is_basic, looks_random
from tests.unit.redaction.redacting import assert_gone, redact

BASIC = base64.b64encode(b"user:pass").decode()  # no digit, no padding
OPAQUE = "s3cr3t-t0ken"


@pytest.mark.parametrize(
    "line",
    [
        f"Authorization: Basic {BASIC}",
        f"authorization: basic {BASIC}",
        f"AUTHORIZATION: BASIC {BASIC}",
        f'"Authorization":"Basic {BASIC}"',
        f'\\"Authorization\\":\\"Basic {BASIC}\\"',
        f"headers={{Authorization=[Basic {BASIC}], Accept=[*/*]}}",
        f"curl -H 'Authorization: Basic {BASIC}' https://api.example.com",
        f"Proxy-Authorization: Basic {BASIC}",
        f"Basic {BASIC}",
        f"auth=Basic%20{BASIC}",
    ],
)
def test_basic_credentials_go_in_any_writing(line: str) -> None:
    assert_gone(BASIC, line, kind="AUTH")


@pytest.mark.parametrize(
    "line",
    [
        f"Authorization: Bearer {OPAQUE}",
        f"authorization: bearer {OPAQUE}",
        f"BEARER {OPAQUE}",
        f"Bearer: {OPAQUE}",
        f'{{"auth":"Bearer {OPAQUE}"}}',
        f'Authorization: Token token="{OPAQUE}"',
        f"Authorization: token {OPAQUE}",
        f"Authorization: {OPAQUE}",
        f"authorization={OPAQUE}",
        f"h=Bearer%20{OPAQUE}",
        f"h=bearer+{OPAQUE}",
    ],
)
def test_bearer_tokens_go_in_any_writing(line: str) -> None:
    text = redact(line)

    assert "t0ken" not in text and "s3cr3t" not in text
    assert "<AUTH:" in text or "<PASSWORD:" in text


def test_behind_the_header_a_token_needs_no_digit() -> None:
    assert_gone("abcdefghijklmnop", "Authorization: Bearer abcdefghijklmnop", kind="AUTH")


def test_the_same_token_is_the_same_with_and_without_the_header() -> None:
    with_header, without = redact(f"Authorization: Bearer {OPAQUE}"), redact(f"Bearer {OPAQUE}")

    assert with_header.removeprefix("Authorization: ") == without


@pytest.mark.parametrize(
    "line",
    [
        "Basic configuration loaded",
        "Basic AuthenticationFilter installed",
        "using Basic BasicAuthenticationFilter",
        "Bearer authentication required",
        "the bearer of bad news",
        "Token validation failed",
        "token ValidationException",
        "token 2026-11-17T10:00:00Z refreshed",
        "Authorization: required",
        "authorization: denied for user",
        "Authorization: Bearer token missing",
        "authorization: basic auth failed",
        "digest: sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "Digest: 5d41402abc4b2a76b9719d911017c592",
        '"token_type":"bearer","expires_in":3600',
        "bearer org.example.security.BearerTokenFilter",
    ],
)
def test_prose_about_tokens_stays(line: str) -> None:
    assert redact(line) == line


@pytest.mark.parametrize(
    ("value", "basic"), [(BASIC, True), ("dXNlcjo", True), ("configuration", False), ("ab", False)]
)
def test_basic_is_base64_with_a_colon_in_it(value: str, basic: bool) -> None:
    assert is_basic(value) is basic


@pytest.mark.parametrize(
    ("value", "random"),
    [
        ("abc123de", True),
        ("aBcDeFgHiJ", True),
        ("abcdefghijklmnopqrstuvwxyzabc", True),
        ("authentication", False),
        ("FilterChain", False),
        ("com.example.Filter", False),
        ("2026-11-17T10", False),
    ],
)
def test_random_is_what_is_no_word_name_or_date(value: str, random: bool) -> None:
    assert looks_random(value) is random
