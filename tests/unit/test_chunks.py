"""Chunks: what is encoded comes back the same, whatever the texts hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscut import chunks
from crosscut.model import RedactedRecord

# All that a text can hold, lone surrogates too: JSON can write them.
TEXTS = st.text(st.characters(exclude_categories=()), max_size=40)
ATTRIBUTES = st.dictionaries(
    TEXTS,
    st.one_of(
        TEXTS, st.booleans(), st.integers(-(2**70), 2**70), st.floats(allow_nan=False, allow_infinity=True)
    ),
    max_size=4,
)
RECORDS = st.builds(
    RedactedRecord,
    line=st.integers(1, 10**9),
    line_count=st.integers(1, 500),
    text=TEXTS,
    body=TEXTS,
    time_unix_nano=st.one_of(st.none(), st.integers(0, 2**63)),
    severity_number=st.integers(0, 24),
    severity_text=TEXTS,
    attributes=ATTRIBUTES,
    resource=ATTRIBUTES,
)


def record(text: str) -> RedactedRecord:
    return RedactedRecord(1, 1, text, text, 1_795_000_000_000_000_000, 9, "INFO", {"k": text}, {})


@given(st.lists(RECORDS, max_size=5))
def test_records_come_back_as_they_were(records: list[RedactedRecord]) -> None:
    assert list(chunks.decode(chunks.encode(records))) == records


@pytest.mark.parametrize(
    "end", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\r", "\n", "\r\n", "\0"]
)
def test_a_line_end_inside_of_a_text_does_not_cut_the_record(end: str) -> None:
    records = [record(f"one{end}two"), record("three")]

    assert list(chunks.decode(chunks.encode(records))) == records


def test_no_records_are_a_chunk_too() -> None:
    assert list(chunks.decode(chunks.encode([]))) == []


def test_they_come_back_as_redacted_records() -> None:
    (back,) = chunks.decode(chunks.encode([record("x")]))

    assert isinstance(back, RedactedRecord)


def test_a_log_becomes_much_smaller() -> None:
    records = [record(f"request {i} took {i % 7} ms at the orders service") for i in range(2_000)]

    assert len(chunks.encode(records)) < sum(len(r.text) for r in records) / 5
