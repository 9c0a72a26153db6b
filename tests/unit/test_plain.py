"""Text from logs reaches a terminal as text and as nothing else."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscut.plain import plain, plain_lines


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;new title\x07after", "after"),
        ("\x1b]8;;https://evil.invalid\x1b\\click\x1b]8;;\x1b\\", "click"),
        ("\x9b2Jcleared", "cleared"),
        ("a\x1bPq#0\x1b\\b", "ab"),
        ("before\x1b(0after", "beforeafter"),
        ("\x1b", ""),
        ("bell\x07 back\x08space \x00nul", "bell backspace nul"),
        ("user\u202egnp.exe", "usergnp.exe"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("half \ud800 a pair", "half a pair"),
        ("overwritten\rby this", "overwrittenby this"),
        ("[bold red]not markup[/]", "[bold red]not markup[/]"),
        ("naïve 価格 ✓", "naïve 価格 ✓"),
    ],
)
def test_what_a_terminal_would_obey_is_taken_out(hostile: str, shown: str) -> None:
    assert plain(hostile) == shown


def test_lines_keep_their_indentation() -> None:
    assert plain_lines("Traceback:\r\n\tat x\u2028    at y") == ["Traceback:", "    at x", "    at y"]


@given(st.text())
def test_nothing_hidden_is_left_of_any_text(text: str) -> None:
    for line in plain_lines(text):
        assert not [c for c in line if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}]
