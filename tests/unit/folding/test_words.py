"""Words: the canonical form, and which words are names and which tell a state."""

from __future__ import annotations

import pytest

from crosscut.folding.words import canonical, is_name, is_state, words_of


@pytest.mark.parametrize(
    ("masked", "text", "sizes"),
    [
        ("to delete <*>", "to delete <*>", (1,)),
        ("to delete <*> <*> <*>", "to delete <*>", (3,)),
        ("ids <*>, <*>,<*> and <*>", "ids <*> and <*>", (3, 1)),
        ("from <*> () at <*>", "from <*> (<*>) at <*>", (1, 0, 1)),
        ("init() done", "init() done", ()),
        ("source=Work{<*>} ok", "source=<*> ok", (1,)),
        ("  two  blanks\tand a tab ", "two blanks and a tab", ()),
    ],
)
def test_alike_messages_have_one_form(masked: str, text: str, sizes: tuple[int, ...]) -> None:
    assert canonical(masked)[:2] == (text, sizes)


def test_words_joined_are_the_text() -> None:
    text = 'a=<*>, "b c" [d.e/f] <g|h> \xe9'

    assert "".join(words_of(text)) == text
    assert words_of("uid=<*> x") == ("uid", "=", "<*>", " ", "x")


def test_names_and_states() -> None:
    assert all(map(is_name, ("part-r", "a.b.C", "FETCH_FAILED", "camelCase", "user7")))
    assert not any(map(is_name, ("plain", "Plain", "PLAIN")))
    assert all(map(is_state, ("started", "Resumed", "LOOKING", "up", "failed", "unavailable")))
    assert not any(map(is_state, ("alice", "billing", "FETCH_FAILED")[:1]))
