"""What an object is and holds: the figures add up, and what is shown of it is redacted."""

from __future__ import annotations

import bz2
import gzip
import io
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscut.errors import RedactionError
from crosscut.inspection import Inspection, inspect, iso
from crosscut.limits import ReadLimits
from crosscut.model import LogRecord, RedactedRecord
from crosscut.parts import Reading, SourceObject
from crosscut.redaction import Redactor
from tests.unit.writing import NOW, Log, access, entry, python

TRACE = (
    "Traceback (most recent call last):",
    '  File "/app/pay.py", line 7, in pay',
    "    raise CardError(card)",
    "CardError: declined for alice@example.com",
)


def _inspect(
    data: str | bytes, *, raw: bool = False, format_: str = "", limits: ReadLimits | None = None
) -> Inspection:
    stream = io.BytesIO(data.encode() if isinstance(data, str) else data)
    item = SourceObject("app.log", stream, NOW, format=format_)
    redactor = None if raw else Redactor(key=b"synthetic-key")
    return inspect(Reading(item, limits=limits), redactor, file="app.log")


def _application() -> Log:
    log = Log().every(60, lambda s, i: python(s, "INFO", "shop", f"stored {i}"))
    log.add(600, python(600, "ERROR", "shop", "queue is full"))
    return log.add(1_200, python(1_200, "ERROR", "shop.pay", "payment failed"), *TRACE)


def test_the_figures_of_a_log() -> None:
    seen = _inspect(_application().text())

    assert (seen.format, seen.encoding, seen.compression) == ("python", "utf-8", "")
    assert 0.9 < seen.confidence <= 1
    assert (seen.records, seen.lines_read, seen.lines_in_records, seen.multi_line_records) == (62, 66, 66, 1)
    assert seen.severities == {"ERROR": 2, "INFO": 60}
    assert list(seen.severities) == ["ERROR", "INFO"]
    assert seen.errors == 2
    assert seen.first_seen == datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    assert seen.last_seen == datetime(2026, 3, 2, 9, 59, tzinfo=UTC)
    assert seen.records_without_time == 0
    assert sum(bucket.records for bucket in seen.timeline.buckets) == 62
    assert sum(bucket.errors for bucket in seen.timeline.buckets) == 2
    assert seen.problem == ""


def test_the_sample_is_the_record_that_tells_most_and_redacted() -> None:
    sample = _inspect(_application().text()).sample

    assert sample is not None
    assert (sample.line, sample.line_count, sample.severity_number) == (23, 5, 17)
    assert sample.time == "2026-03-02T09:20:00.000000000Z"
    assert sample.attributes["exception.type"] == "CardError"
    assert "alice@example.com" not in sample.model_dump_json()
    assert "<EMAIL:" in sample.body


def test_without_a_redactor_the_sample_stays_as_it_is() -> None:
    sample = _inspect(_application().text(), raw=True).sample

    assert sample is not None
    assert "alice@example.com" in sample.body


class FailingRedactor(Redactor):
    """Cannot redact anything."""

    def records(self, records: Sequence[LogRecord]) -> list[RedactedRecord]:
        raise RedactionError(f"{len(records)} record could not be redacted (synthetic)")


def test_a_sample_that_cannot_be_redacted_is_withheld() -> None:
    item = SourceObject("app.log", io.BytesIO(_application().text().encode()), NOW)

    seen = inspect(Reading(item), FailingRedactor(key=b"synthetic-key"), file="app.log")

    assert seen.sample is None
    assert seen.sample_withheld == "1 record could not be redacted (synthetic)"
    assert seen.records == 62


def test_long_texts_of_the_sample_are_cut_after_redaction() -> None:
    # given a secret across the place where the text is cut
    seen = _inspect(entry(1, "ERROR", "shop", "x" * 1_990 + " alice@example.com " + "y" * 3_000))

    assert seen.sample is not None
    assert len(seen.sample.body) < 2_100
    assert "alice" not in seen.sample.body


@pytest.mark.parametrize(("compress", "name"), [(gzip.compress, "gzip"), (bz2.compress, "bzip2")])
def test_a_compressed_log_has_two_sizes(compress: object, name: str) -> None:
    assert callable(compress)
    text = _application().text().encode()
    packed = compress(text)

    seen = _inspect(packed)

    assert (seen.compression, seen.bytes_read, seen.bytes_inflated) == (name, len(packed), len(text))
    assert _inspect(text).bytes_inflated is None


def test_a_damaged_log_is_shown_as_far_as_it_could_be_read() -> None:
    packed = gzip.compress(_application().text().encode())

    seen = _inspect(packed[:-30])

    assert "cut short" in seen.problem
    assert 0 < seen.records < 62
    assert seen.lines_in_records == seen.lines_read


def test_what_is_no_text_has_a_problem_and_no_figures() -> None:
    seen = _inspect(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9)

    assert seen.problem.startswith("not a text log")
    assert (seen.lines_read, seen.records, seen.sample) == (0, 0, None)


def test_an_empty_log_has_no_format() -> None:
    seen = _inspect(b"")

    assert (seen.format, seen.problem, seen.records, seen.first_seen) == ("", "", 0, None)


def test_what_was_cut_and_replaced_is_counted() -> None:
    data = python(0, "INFO", "shop", "x" * 5_000).encode() + b"\n" + b"2026-03-02 09:00:01 \x80\xff\n"

    seen = _inspect(data, limits=ReadLimits(max_line_bytes=1_000))

    assert (seen.lines_cut, seen.bytes_replaced) == (1, 2)


def test_records_without_a_time_are_counted() -> None:
    seen = _inspect("starting up\nlistening\n")

    assert (seen.records_without_time, seen.first_seen, seen.last_seen) == (2, None, None)
    assert seen.severities == {"UNSPECIFIED": 2}
    assert seen.timeline.buckets == ()


def test_a_format_can_be_named() -> None:
    lines = "".join(access(s, "198.51.100.7", "GET /", 200) + "\n" for s in range(20))

    named = _inspect(lines, format_="syslog")

    assert (named.format, named.confidence) == ("syslog", 0.0)
    assert named.lines_in_records == 20
    assert _inspect(lines).format == "access"


@given(st.binary(max_size=2_000))
def test_the_lines_of_any_bytes_are_in_records(data: bytes) -> None:
    seen = _inspect(data)

    assert seen.lines_in_records == seen.lines_read
    assert sum(seen.severities.values()) == seen.records
    timed = sum(bucket.records for bucket in seen.timeline.buckets)
    assert timed + seen.records_without_time == seen.records


@pytest.mark.parametrize(
    ("nanos", "text"),
    [
        (None, None),
        (1_772_442_000_123_456_789, "2026-03-02T09:00:00.123456789Z"),
        (5, "1970-01-01T00:00:00.000000005Z"),
    ],
)
def test_times_to_the_nanosecond(nanos: int | None, text: str | None) -> None:
    assert iso(nanos) == text
