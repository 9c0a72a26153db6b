"""Credentials that show by their own shape."""

from __future__ import annotations

import json

import pytest

from tests.unit.redaction.redacting import assert_gone, redact, shape

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJzeW50aGV0aWMifQ.c2lnbmF0dXJlLW9mLW5vdGhpbmc"
AWS_KEY = "AKIAIOSFODNN7EXAMPLE"
PEM_LINES = ["MIIEpAIBAAKCAQEAsynthetic" + "Synthetic0" * 4, "notAKeyAtAll" + "Qq7+/" * 10, "q8ZwXy=="]


def pem(kind: str, end: str = "\n") -> str:
    return end.join([f"-----BEGIN {kind}-----", *PEM_LINES, f"-----END {kind}-----"])


@pytest.mark.parametrize(
    "line",
    [
        JWT,
        f"user=7 jwt={JWT}; next",
        f'{{"id": "{JWT}"}}',
        f"GET /callback?state=%22{JWT}%22",
        f"{JWT}.aW5pdGlhbGl6ZWQ.YXV0aGVudGlj",
        JWT.rpartition(".")[0] + ".",
    ],
)
def test_a_json_web_token_goes_with_all_its_parts(line: str) -> None:
    assert_gone(JWT, line, kind="JWT")
    assert "YXV0aGVudGlj" not in redact(line)


def test_an_encrypted_token_may_have_empty_parts() -> None:
    assert shape("x eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..aXZpdg.Y2lwaGVy.dGFn y") == "x <JWT> y"


@pytest.mark.parametrize(
    "line",
    [
        AWS_KEY,
        f"aws_access_key_id = {AWS_KEY}",
        f'{{"accessKeyId":"{AWS_KEY}"}}',
        f"X-Amz-Credential={AWS_KEY}%2F20261117%2Feu-west-1",
        f"url=https%3A%2F%2Fx%2F{AWS_KEY}%2Fy",
        f"key_{AWS_KEY}",
    ],
)
def test_an_aws_access_key_id_is_found_in_any_surroundings(line: str) -> None:
    text = redact(line)

    assert "IOSFODNN7" not in text
    assert "<AWS_KEY:" in text or "<PASSWORD:" in text


@pytest.mark.parametrize(
    "token",
    [
        "ghp_" + "aB3" * 12,
        "github_pat_" + "aB3_" * 12,
        "glpat-" + "aB3-" * 6,
        "xoxb-123456789012-abcDEF",
        "sk_live_" + "aB3" * 8,
        "rk_test_" + "aB3" * 8,
        "AIza" + "aB3_-" * 7,
        "npm_" + "aB3" * 12,
        "SG." + "aB3" * 7 + "." + "xY9" * 7,
        "sk-ant-" + "aB3-" * 8,
    ],
)
def test_tokens_of_providers_are_told_by_their_prefix(token: str) -> None:
    assert_gone(token, f"calling with {token}, ok", kind="TOKEN")


@pytest.mark.parametrize(
    "kind",
    [
        "PRIVATE KEY",
        "RSA PRIVATE KEY",
        "EC PRIVATE KEY",
        "OPENSSH PRIVATE KEY",
        "ENCRYPTED PRIVATE KEY",
        "PGP PRIVATE KEY BLOCK",
    ],
)
@pytest.mark.parametrize(
    "end", ["\n", "\r\n", "\\n", "\n2026-11-17T10:00:00.1Z stdout F ", "\nNov 17 10:00:00 web app: "]
)
def test_no_line_of_a_private_key_is_left(kind: str, end: str) -> None:
    text = redact(f"loaded {pem(kind, end)} ok")

    assert not any(line[:12] in text for line in PEM_LINES)
    assert text.startswith(f"loaded -----BEGIN {kind}-----<PRIVATE_KEY:")
    assert text.endswith(f"-----END {kind}----- ok")


def test_a_private_key_that_is_cut_off_is_gone_to_its_end() -> None:
    cut = "\n".join(pem("RSA PRIVATE KEY").split("\n")[:-1])

    assert shape(f"key: {cut}") == "key: -----BEGIN RSA PRIVATE KEY-----<PRIVATE_KEY>\n\n\n"


def test_the_same_key_has_the_same_pseudonym_however_its_lines_end() -> None:
    plain, escaped, windows = (redact(pem("PRIVATE KEY", end)) for end in ("\n", "\\n", "\r\n"))

    tokens = {text[text.index("<") : text.index(">") + 1] for text in (plain, escaped, windows)}
    assert len(tokens) == 1


def test_two_keys_are_two_and_what_stands_between_them_stays() -> None:
    text = shape(f"{pem('PRIVATE KEY')}\nthen this\n{pem('RSA PRIVATE KEY')}")

    assert text.count("<PRIVATE_KEY>") == 2
    assert "then this" in text


def test_a_key_in_json_leaves_the_json_readable() -> None:
    document = json.loads(redact(json.dumps({"key": pem("PRIVATE KEY") + "\n", "colour": "red"})))

    assert document["colour"] == "red"
    assert "MIIE" not in document["key"]


@pytest.mark.parametrize(
    "line",
    [
        "-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBg\n-----END CERTIFICATE-----",
        "-----BEGIN PUBLIC KEY-----\nMFwwDQYJKoZIhvcNAQEBBQADSwAwSA\n-----END PUBLIC KEY-----",
        "the private key was rotated",
        "eyJ is how a token begins",
        "in ASIA, and AKIASHORT",
        "task-abcdefghijklmnopqrstuvwxyz risk-free",
    ],
)
def test_what_only_looks_so_stays(line: str) -> None:
    assert redact(line) == line
