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
        (
            "2026-11-17 10:00:00 web1 billing[44] ERROR card declined id=7",
            "web1 billing[44] card declined id=7",
        ),
        ("2026-11-17 10:00:00 [worker-3] (12) ERROR boom", "boom"),
        (
            "order 17 on node web3 at 2026-11-17 10:00:04 ERROR failed hard",
            "order 17 on node web3 at failed hard",
        ),
        (
            "tenant=acme req=99 2026-11-17 10:00:06 something happened",
            "tenant=acme req=99 something happened",
        ),
        ("web1 ERROR boom", "web1 boom"),
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
    assert set(parsed.body.split()) <= set(line.split()) or parsed.body in line
