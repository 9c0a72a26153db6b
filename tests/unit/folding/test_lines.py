"""Plain lines: each is one message, every one is counted and assigned."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscut.folding import fold_lines, lines
from crosscut.folding.keys import Key, template_id

LINES = st.lists(
    st.one_of(
        st.sampled_from(("user ann in", "user bob in", "took 7 ms", "took 9 ms", "", " ")),
        st.text(max_size=9),
    ),
    max_size=40,
)


def test_lines_are_folded_and_assigned() -> None:
    folded = fold_lines(["took 7 ms", "ready", "took 9 ms"], assign=True)

    assert [(t.text, t.count, t.first_line) for t in folded.templates] == [
        ("took <*> ms", 2, 1),
        ("ready", 1, 2),
    ]
    took, ready = (t.id for t in folded.templates)
    assert list(folded.template_ids()) == [took, ready, took]
    assert took == template_id(Key("", 0, "", "took <*> ms"))


@given(LINES)
def test_every_line_is_counted_and_assigned(log: list[str]) -> None:
    folded = fold_lines(log, assign=True)
    ids = list(folded.template_ids())

    assert len(ids) == len(log) == sum(t.count for t in folded.templates)
    assert all(ids.count(t.id) == t.count for t in folded.templates)
    assert all(ids.index(t.id) + 1 == t.first_line for t in folded.templates)


def test_beyond_the_bound_lines_are_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "MAX_TEXTS", 2)

    folded = fold_lines(["one is here", "two are there", "three went away", "one is here"], assign=True)

    assert (sum(t.count for t in folded.templates), folded.other_count) == (3, 1)
    assert list(folded.template_ids())[2] == lines.OTHER


def test_a_message_of_the_name_of_the_rest_is_a_message() -> None:
    folded = fold_lines(["other", "other"], assign=True)

    assert [(t.text, t.count) for t in folded.templates] == [("other", 2)]
    assert folded.other_count == 0
