"""What of a batch is withheld where redaction fails: the guilty alone, and at a cost that stays linear."""

from __future__ import annotations

from collections.abc import Sequence
from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscut.errors import RedactionError
from crosscut.redaction import Redactor
from crosscut.withholding import Part, redacted_parts

KEY_LINE = "MIIBVgIBADANBgkqhkiG9w0BAQEFAASCAUAwggE8AgEAAkEAq7BFUpkGp3+LQmlQ"
TOO_MANY = "+14155550123" * 10_000  # secrets with nothing between: passes run out


class Looking:
    """Redacts numbers, but for those that are guilty, and counts at how many it has looked."""

    def __init__(self, guilty: set[int], *, names: bool = False) -> None:
        self.guilty = guilty
        self.names = names  # whether the error says which they are
        self.calls = self.looked = 0

    def redact(self, numbers: Sequence[int]) -> list[str]:
        self.calls += 1
        self.looked += len(numbers)
        if self.guilty.intersection(numbers):
            named = [at for at, number in enumerate(numbers) if number in self.guilty]
            raise RedactionError("synthetic", texts=named if self.names else ())
        return [f"<{number}>" for number in numbers]


def parts_of(batch: Sequence[int], looking: Looking) -> list[Part[int, str]]:
    return list(redacted_parts(batch, looking.redact, Redactor(b"k")))


@given(
    st.integers(1, 300).flatmap(lambda n: st.tuples(st.just(n), st.sets(st.integers(0, n - 1), max_size=40)))
)
def test_nothing_is_lost_doubled_or_moved_and_nothing_guilty_comes_out(of: tuple[int, set[int]]) -> None:
    count, guilty = of

    parts = parts_of(range(count), Looking(guilty))

    assert [number for part in parts for number in part.raw] == list(range(count))
    assert all(part.redacted == [f"<{number}>" for number in part.raw] for part in parts if not part.reason)
    withheld = {number for part in parts if part.reason for number in part.raw}
    assert guilty <= withheld
    assert not [part for part in parts if part.reason and part.redacted]
    if len(guilty) <= 16:
        assert withheld == guilty


def test_a_few_guilty_ones_take_some_calls_for_each() -> None:
    looking = Looking({3, 900, 1_500})

    parts = parts_of(range(2_000), looking)

    assert [list(part.raw) for part in parts if part.reason] == [[3], [900], [1_500]]
    assert looking.calls <= 1 + 3 * 2 * (log2(2_000) + 1)
    assert looking.looked <= 2_000 * (2 + log2(3) + 1)


def test_those_that_the_error_names_are_tried_alone() -> None:
    guilty = set(range(100, 1_300, 100))
    looking = Looking(guilty, names=True)

    parts = parts_of(range(2_000), looking)

    assert {number for part in parts if part.reason for number in part.raw} == guilty
    assert looking.calls == 1 + len(guilty) + len(guilty) + 1
    assert looking.looked == 2 * 2_000


def test_neighbours_are_withheld_as_one() -> None:
    assert [list(part.raw) for part in parts_of(range(100), Looking({40, 41, 42})) if part.reason] == [
        [40, 41, 42]
    ]


@pytest.mark.parametrize("names", [False, True])
def test_where_all_are_guilty_it_ends_soon(names: bool) -> None:
    looking = Looking(set(range(2_000)), names=names)

    (part,) = parts_of(range(2_000), looking)

    assert len(part.raw) == 2_000
    assert looking.looked <= 4 * 2_000


def test_what_takes_too_long_is_not_halved_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crosscut.withholding.MOST_SECONDS", 0.0)
    looking = Looking({0})

    (part,) = parts_of(range(10), looking)

    assert (len(part.raw), looking.calls) == (10, 1)


def test_what_belongs_together_is_withheld_together() -> None:
    looking = Looking({7})

    parts = redacted_parts(range(12), looking.redact, Redactor(b"k"), begins=lambda number: number % 6 == 0)

    assert [(list(part.raw), bool(part.reason)) for part in parts] == [
        (list(range(6)), False),
        (list(range(6, 12)), True),
    ]


@given(st.sets(st.integers(0, 30)), st.sets(st.integers(0, 30)))
def test_what_is_named_and_what_begins_a_line_may_be_any(guilty: set[int], begins: set[int]) -> None:
    looking = Looking(guilty, names=True)

    parts = list(redacted_parts(range(31), looking.redact, Redactor(b"k"), begins=begins.__contains__))

    assert [number for part in parts for number in part.raw] == list(range(31))
    assert guilty <= {number for part in parts if part.reason for number in part.raw}
    assert all(part.raw[0] in begins | {0} for part in parts)


def test_a_text_of_which_passes_have_no_end_is_withheld_alone() -> None:
    redactor = Redactor(b"k")
    lines = ["user bob@example.com", "plain", TOO_MANY, "from 203.0.113.7", "plain"]

    parts = list(redacted_parts(lines, redactor.lines, redactor))

    assert [part.raw for part in parts if part.reason] == [[TOO_MANY]]
    shown = [line for part in parts for line in part.redacted]
    assert shown == redactor.texts([lines[0], lines[1], lines[3], lines[4]])
    assert dict(redactor.counts) == {
        "EMAIL": 2,
        "IP": 2,
    }  # those of the second time too, and none of what has failed


def test_a_key_that_begins_in_what_is_withheld_goes_on_behind_it() -> None:
    redactor = Redactor(b"k")
    lines = [
        "plain",
        f"{TOO_MANY} -----BEGIN PRIVATE KEY-----",
        KEY_LINE,
        KEY_LINE,
        "-----END PRIVATE KEY-----",
        "plain",
    ]

    parts = list(redacted_parts(lines, redactor.lines, redactor))

    assert KEY_LINE not in str([part.redacted for part in parts])
    assert [len(part.raw) for part in parts if part.reason] == [1]
    assert redactor.lines(["plain"]) == ["plain"]


def test_what_has_failed_makes_no_key_of_what_stands_before_it() -> None:
    redactor = Redactor(b"k")
    lines = [f"digest {KEY_LINE}", "plain", "plain", f"{TOO_MANY} -----BEGIN PRIVATE KEY-----"]
    alone = Redactor(b"k").lines(lines[:3])

    parts = list(redacted_parts(lines, redactor.lines, redactor))

    assert [line for part in parts for line in part.redacted] == alone
