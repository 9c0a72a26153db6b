"""Kinds of values, and the numbers in them."""

from __future__ import annotations

import pytest

from crosscut.folding.kinds import common_kind, kind_of, number_of


@pytest.mark.parametrize(
    ("value", "kind", "number"),
    [
        ("12", "number", 12),
        ("-3", "number", -3),
        ("50%", "number", 50),
        ("12.5ms", "duration", 12.5),
        ("1.5s", "duration", 1500),
        ("3.5GB", "size", 3.5e9),
        ("2 KiB", "size", 2048),
        ("0x1f", "hex", None),
        ("10.1.2.3", "ip", None),
        ("<IP:abcdefgh>", "ip", None),
        ("<EMAIL:abcdefgh>", "email", None),
        ("10:00:00", "time", None),
        ("/var/log/x", "path", None),
        ("https://example.com/", "url", None),
        ("3f2b1c9e-8d4a-4b6e-9f1a-2c3d4e5f6a7b", "uuid", None),
        ("true", "flag", None),
        ("ann", "word", None),
        ("blk_77", "name", None),
        ("1" * 19, "hex", None),
        ("\u0663", "name", None),
        ("", "name", None),
    ],
)
def test_what_a_value_is(value: str, kind: str, number: float | None) -> None:
    assert (kind_of(value), number_of(value)) == (kind, number)


def test_a_common_kind() -> None:
    assert common_kind(["1", "2.5"]) == "number"
    assert common_kind(["1", "ann"]) == common_kind([]) == ""
