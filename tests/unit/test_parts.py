"""Parts: however an object is cut, its records and its ledger are those of the whole."""

from __future__ import annotations

import bz2
import gzip
import io
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crosscut import parts
from crosscut.formats import Layout
from crosscut.limits import ReadLimits
from crosscut.model import BEGINNING, Cut, Ledger, LogRecord
from crosscut.parts import HandOver, Reading, SourceObject

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

NOW = datetime(2026, 11, 17, 12, tzinfo=UTC)
LIMITS = ReadLimits(max_line_bytes=400)
LINES = (
    b"2026-11-17 10:00:00,123 ERROR [main] a.B - down",
    b"2026-11-17 10:00:01,123 INFO [main] a.B - up",
    b"\tat a.B.run(B.java:1)",
    b"Caused by: java.lang.IllegalStateException: x",
    b'{"level":"error","msg":"x","time":"2026-11-17T10:00:00Z"}',
    b'{"logEvents":[{"id":"1","timestamp":1,"message":"a"},{"id":"2","timestamp":2,"message":"b"}],"logGroup":"g"}',
    b"2026-11-17T10:00:00.1Z stdout F one",
    b"2026-11-17T10:00:00.1Z stdout P half ",
    b"-----BEGIN PRIVATE KEY-----",
    b"MIIBVgIBADANBgkqhkiG9w0BAQEFAASCAUAwggE8AgEAAkEAq7BFUpkGp3+LQmlQ",
    b"-----END PRIVATE KEY-----",
    b"Traceback (most recent call last):",
    b'  File "a.py", line 1, in b',
    b"ValueError: x",
    b"Nov 17 10:00:00 host sshd[1]: Failed password for root from 198.51.100.7 port 22 ssh2",
    b"plain words",
    b"",
    b"x" * 900,
    b"caf\xe9 latin",
    b"\x80\xff broken",
    b"\0\0 nul",
)
COMPRESSIONS: dict[str, Callable[[bytes], bytes]] = {
    "plain": bytes,
    "gzip": gzip.compress,
    "members": lambda data: gzip.compress(data[: len(data) // 2]) + gzip.compress(data[len(data) // 2 :]),
    "zstd": zstd.compress,
    "bzip2": bz2.compress,
    "torn": lambda data: gzip.compress(data)[:-9],
}
some_lines = st.lists(st.one_of(st.sampled_from(LINES), st.binary(max_size=30)), max_size=60)
contents = st.builds(
    lambda lines, end, mark: mark + end.join(lines) + end,
    some_lines,
    st.sampled_from([b"\n", b"\r\n"]),
    st.sampled_from([b"", b"\xef\xbb\xbf", b"\0\0\0\0"]),
)
objects = st.one_of(contents, st.binary(max_size=2_000), some_lines.map(b"\n".join))


def read(item: SourceObject, hand_over: HandOver | None = None) -> tuple[list[LogRecord], Ledger, Reading]:
    reading = Reading(item, limits=LIMITS, hand_over=hand_over)
    records = list(reading.records())
    lines = sum(record.line_count for record in records)
    return records, reading.ledger(records=len(records), folded=lines, quarantined=0), reading


def part_of(
    stored: bytes, start: Cut = BEGINNING, end: Cut | None = None, layout: Layout | None = None
) -> SourceObject:
    """Return a part as it would be fetched: its bytes alone where the cuts are exact, else all of them."""
    first = start.offset if start.exact else 0
    last = end.offset if end and end.exact and start.exact else None
    return SourceObject("x", io.BytesIO(stored[first:last]), NOW, start, end, layout)


def handed_over(stored: bytes, every: int) -> Iterator[tuple[list[LogRecord], Ledger]]:
    """Read an object in runs, each of which is due after so many looks at the clock."""
    start, layout = BEGINNING, None
    while True:
        looks = iter(range(1, every + 1))
        hand_over = HandOver(lambda looks=looks: next(looks, every) == every)  # type: ignore[misc]
        records, ledger, _ = read(part_of(stored, start, None, layout), hand_over)
        # A run that dies behind its cut is done again, and ends at the cut.
        again, ledger_again, _ = read(part_of(stored, start, hand_over.cut, hand_over.layout or layout))
        assert (again, ledger_again) == (records, ledger)
        yield records, ledger
        if hand_over.cut is None:
            return
        start, layout = hand_over.cut, hand_over.layout


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "CHECK_LINES", 2)
    monkeypatch.setattr(parts, "SAMPLE_LINES", 3)


@pytest.mark.usefixtures("small")
@settings(max_examples=250, deadline=None)
@given(objects, st.sampled_from(sorted(COMPRESSIONS)), st.integers(min_value=1, max_value=4))
def test_a_reading_that_is_handed_over_and_on_has_the_records_of_the_whole(
    content: bytes, compression: str, every: int
) -> None:
    stored = COMPRESSIONS[compression](content)
    records, ledger, _ = read(part_of(stored))

    runs = list(handed_over(stored, every))

    assert [record for run, _ in runs for record in run] == records
    assert sum((part for _, part in runs), Ledger()) == ledger
    assert ledger.lines_read == ledger.lines_folded
    assert ledger.balanced


@pytest.mark.usefixtures("small")
@settings(max_examples=250, deadline=None)
@given(objects, st.integers(min_value=1, max_value=700))
@example(b"\n".join(LINES[:2] * 20), 100)
def test_the_parts_of_a_plain_object_have_the_records_of_the_whole(stored: bytes, every: int) -> None:
    records, ledger, _ = read(part_of(stored))
    cutting = Reading(part_of(stored), limits=LIMITS)
    cuts = list(cutting.cuts(every, is_due=lambda: False))

    bounds = [BEGINNING, *cuts, None]
    read_apart = [
        read(part_of(stored, start or BEGINNING, end, cutting.layout if cuts else None))
        for start, end in pairwise(bounds)
    ]

    assert [record for part, _, _ in read_apart for record in part] == records
    assert sum((part for _, part, _ in read_apart), Ledger()) == ledger
    if ledger.objects_unreadable == 0:
        assert ledger.bytes_read == len(stored)


@pytest.mark.parametrize(
    "line",
    [
        '{"level":"info","msg":"x","time":"2026-11-17T10:00:00Z","n":%d}',
        '203.0.113.9 - - [17/Nov/2026:10:00:00 +0000] "GET /%d HTTP/1.1" 200 5 "-" "curl/8.5"',
        "Nov 17 10:00:00 host app[1]: took %d ms",
        "2026-11-17 10:00:00,123 INFO [main] a.B - took %d ms",
        "2026-11-17T10:00:00.1Z stdout F took %d ms",
        "took %d ms",
    ],
)
def test_ordinary_logs_are_cut_where_they_should_be(line: str) -> None:
    stored = "".join(f"{line % i}\n" for i in range(10_000)).encode()

    cuts = list(Reading(part_of(stored)).cuts(len(stored) // 4, is_due=lambda: False))

    assert len(cuts) == 3
    assert all(
        cut.offset - before.offset < len(stored) // 4 + 500 for before, cut in pairwise([BEGINNING, *cuts])
    )


@pytest.mark.parametrize(
    "compress", [gzip.compress, zstd.compress, lambda data: data.decode().encode("utf-16")]
)
def test_what_can_only_be_read_from_its_beginning_is_not_cut(compress: Callable[[bytes], bytes]) -> None:
    stored = compress(b"2026-11-17 10:00:00 INFO up\n" * 5_000)

    assert list(Reading(part_of(stored)).cuts(1_000, is_due=lambda: False)) == []


def test_json_without_lines_is_handed_over_between_values() -> None:
    values = ",".join(f'{{"eventTime":"2026-11-17T10:00:00Z","eventName":"E{i}"}}' for i in range(3_000))
    stored = f'{{"Records":[{values}]}}'.encode()
    hand_over = HandOver(lambda: True)

    first, ledger, _ = read(part_of(stored), hand_over)
    assert hand_over.cut is not None
    rest, rest_ledger, _ = read(part_of(stored, hand_over.cut, None, hand_over.layout))

    assert len(first) + len(rest) == 3_000
    assert len(first) < 1_000
    assert rest[0].line == first[-1].line + 1
    assert (ledger + rest_ledger).bytes_read == len(stored)


def test_a_search_for_cuts_that_is_due_ends() -> None:
    stored = b"2026-11-17 10:00:00 INFO up\n" * 5_000

    assert list(Reading(part_of(stored)).cuts(1_000, is_due=lambda: True)) == []
