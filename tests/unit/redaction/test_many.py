"""Where there are many values, or few, or the same ones again, other ways find them: they find the same."""

from __future__ import annotations

import random
import time
from typing import get_args

import pytest

from crosscut.redaction import Redactor, grouping
from crosscut.redaction.matching import Engine
from tests.unit.redaction.redacting import KEY

WORDS = (
    "password", "user", "userName", "dbPassword", "api_key", "x.token", "customer", "date of birth", "pass phrase", "home address",
    "status", "event", "name", "reading value", "db-name", "first name", "10.0.0.7", "sid", "codes", "é",
)  # fmt: skip
BETWEEN = (
    " ", ": ", "=", " = ", '": "', '","', '", "', '","value":"', '", "value": "', '"}', '"],', "'", " '", ' "', "/", "(", ")=(", ") = ", "; ",
    ", ", "::", ":=", "->", " -> ", " - ", " -[", ">", "\n", "\nvalue: ", " value=", "\\n", "%3D", "&", "?", "@", "\t", "-", ".", " x=",
)  # fmt: skip


def both(texts: list[str]) -> list[list[str]]:
    """Return what the two engines make of the texts, of which the first finds the same with and without accelerator."""
    accelerated, fast, slow = (Redactor(KEY, engine=engine).texts(texts) for engine in get_args(Engine))
    assert accelerated == fast
    return [fast, slow]


@pytest.mark.parametrize("seed", range(4))
def test_what_is_passed_over_has_no_name(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    pick = random.Random(seed)
    texts = [
        "nothing here " * 40
        + "".join(pick.choice(WORDS) + pick.choice(BETWEEN) for _ in range(pick.randint(1, 8)))
        + "hunter2"
        for _ in range(400)
    ]

    redacted = Redactor(KEY, engine="pcre2").texts(texts)
    monkeypatch.setitem(grouping.PASSED, "keyed", b"")  # nothing is

    assert redacted == Redactor(KEY, engine="pcre2").texts(texts)


@pytest.mark.parametrize("gap", [0, 30, 3_000])
def test_names_are_found_however_far_they_are_between(gap: int) -> None:
    texts = [f"{'a word ' * (gap // 7)}password=hunter{n} user: anna{n}" for n in range(60)]

    redacted, expected = both(texts)

    assert redacted == expected
    assert not any(f"hunter{n}" in text for n, text in enumerate(redacted))


@pytest.mark.parametrize("count", [99, 100, 101, 250])
def test_many_values_are_found_where_they_are(count: int) -> None:
    texts = [f"é from 203.0.113.{n % 250} and 198.51.100.{n % 250}." for n in range(count)]

    redacted, expected = both(texts)

    assert redacted == expected
    assert not any("0.113" in text or "51.100" in text for text in redacted)


def test_what_is_no_card_in_one_place_may_be_an_id_in_another() -> None:
    flood = "4111 " * 200
    texts = [flood, flood + "x", f"{flood}\nSSN 4111 4111 4111 4111 41", f"{flood}4111 1111 1111 1111", flood]

    redacted, expected = both(texts)

    assert redacted == expected
    assert redacted[0] == flood
    assert redacted[4] == flood


def test_digits_are_the_same_beside_others_as_alone() -> None:
    texts = ["x NHS number 943 476 5", "a NHS number 943 476 5919 b"]

    assert Redactor(KEY).texts(texts) == [Redactor(KEY).text(text) for text in texts]


def test_a_key_goes_on_in_a_block_that_does_not_name_it() -> None:
    lines = ["-----BEGIN PRIVATE KEY-----", *["MIIE" + "q" * 60] * 3, "x" * 20]
    redactor = Redactor(KEY)

    redacted = [redactor.lines([line])[0] for line in lines]

    assert not any("MIIE" in line for line in redacted)


@pytest.mark.parametrize("flood", ["1.1.1.", "a.", "_", "a_b."])
def test_floods_of_what_is_passed_over_take_linear_time(flood: str) -> None:
    def seconds(length: int) -> float:
        text = flood * (length // len(flood))
        begin = time.process_time()
        Redactor(KEY).text(text)
        return time.process_time() - begin

    seconds(1_000)

    assert seconds(160_000) < 8 * seconds(40_000)
