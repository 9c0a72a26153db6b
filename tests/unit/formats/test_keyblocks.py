"""Lines of private keys: told wherever a logger puts them."""

from __future__ import annotations

import pytest

from crosscut.formats.keyblocks import closes_key, is_key_material, opens_key

BODY = "MIIEpAIBAAKCAQEAsyntheticSyntheticSyntheticSyntheticSynthetic0/+"


@pytest.mark.parametrize(
    "kind", ["PRIVATE KEY", "RSA PRIVATE KEY", "OPENSSH PRIVATE KEY", "PGP PRIVATE KEY BLOCK"]
)
@pytest.mark.parametrize("prefix", ["", "Nov 17 10:00:00 web app: ", '{"msg": "'])
def test_a_key_opens_and_closes(kind: str, prefix: str) -> None:
    assert opens_key(f"{prefix}-----BEGIN {kind}-----")
    assert closes_key(f"{prefix}-----END {kind}-----")


@pytest.mark.parametrize(
    "line",
    [
        f"-----BEGIN PRIVATE KEY-----\\n{BODY}\\n-----END PRIVATE KEY-----",
        "-----BEGIN CERTIFICATE-----",
        "-----BEGIN PUBLIC KEY-----",
        "no PRIVATE KEY found",
        "",
    ],
)
def test_what_opens_no_key(line: str) -> None:
    assert not opens_key(line)


@pytest.mark.parametrize(
    "line",
    [
        BODY,
        f"Nov 17 10:00:00 web app[1]: {BODY}",
        f'{{"msg": "{BODY}"}}',
        f"    {BODY}",
        "q8ZwXy==",
        "Nov 17 10:00:00 web app[1]: q8ZwXy==",
        "abc",
        "=abcd",
        "",
        "Proc-Type: 4,ENCRYPTED",
        "DEK-Info: AES-128-CBC,0123456789ABCDEF",
    ],
)
def test_what_can_be_of_a_key(line: str) -> None:
    assert is_key_material(line)


@pytest.mark.parametrize(
    "line",
    [
        '{"msg":"up","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736"}',
        "2026-11-17 10:00:00 INFO read /srv/shop/releases/20261117100000/public/assets/application/css",
    ],
)
def test_ids_and_paths_are_none(line: str) -> None:
    assert not is_key_material(line)


@pytest.mark.parametrize(
    "line", ["Nov 17 10:00:00 web app[1]: all done", "2026-11-17 10:00:00 INFO up", "x y", "a" * 2_000]
)
def test_what_cannot(line: str) -> None:
    assert not is_key_material(line)
