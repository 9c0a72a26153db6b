"""Any text: what stands before the message is taken off, and the message is never lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscut.formats.generic import Generic
from tests.unit.formats.parsing import RECEIVED, only


@pytest.mark.parametrize(
    ("line", "body"),
    [
        ("2026-11-17 10:00:00,123 ERROR boom", "boom"),
        ("2026-11-17 10:00:00,123 - shop - ERROR - boom", "boom"),
        ("[2026-11-17 10:00:00] DEBUG: boom", "boom"),
        ("2026/11/17 10:00:00 boom", "boom"),
        ("INFO 2026-11-17 10:00:00 boom", "boom"),
        ("E1117 10:00:00.123456       1 main.go:7] boom", "boom"),
        ("E1117 10:00:00.123456 boom", "boom"),
        ("just text", "just text"),
        ("the 2026-11-17 10:00:00", "the 2026-11-17 10:00:00"),
        ("2026-11-17 10:00:00", "2026-11-17 10:00:00"),
        ("ERROR", "ERROR"),
        ("", ""),
    ],
)
def test_the_message_is_what_follows_time_and_level(line: str, body: str) -> None:
    assert only(line).body == body


@given(st.text(max_size=80))
def test_every_line_has_a_message(line: str) -> None:
    parsed = Generic().parse(line, RECEIVED)

    assert bool(parsed.body) == bool(line)
    assert parsed.body in line
