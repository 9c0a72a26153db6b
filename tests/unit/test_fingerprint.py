"""What makes two findings the same."""

from __future__ import annotations

import re

from crosscut.fingerprint import fingerprint


def test_the_same_problem_of_the_same_source_has_one_id() -> None:
    assert fingerprint("shop", "3f9ac2d17be0") == fingerprint("shop", "3f9ac2d17be0")


def test_another_source_or_problem_has_another_id() -> None:
    ids = {fingerprint(source, problem) for source in ("shop", "mail") for problem in ("a", "b")}

    assert len(ids) == 4


def test_source_and_problem_cannot_run_into_each_other() -> None:
    assert fingerprint("shop", "ab") != fingerprint("shopa", "b")


def test_an_id_is_48_bits_in_hexadecimal() -> None:
    assert re.fullmatch(r"[0-9a-f]{12}", fingerprint("shop", "category\0a title"))


def test_half_a_surrogate_pair_is_no_obstacle() -> None:
    assert fingerprint("shop", "bad \ud83d half")
