"""Joins lines into records: a stack trace belongs to the record that it follows."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from crosscut.formats.container import Container, inner_line
from crosscut.formats.detection import SAMPLE_LINES, detect_format
from crosscut.formats.generic import Generic
from crosscut.formats.parsed import Format, Parsed
from crosscut.formats.stacktraces import exception_attributes, is_continuation
from crosscut.formats.timestamps import find_timestamp
from crosscut.model import LogRecord

MAX_RECORD_LINES = 500
MAX_RECORD_CHARACTERS = 64 * 1024
_STAMPED_SHARE = 0.5
_TIME_WITHIN = 64  # characters of level, host, thread or file name that may stand before the time


def parse_records(
    lines: Iterable[str], received: datetime, format_: Format | None = None
) -> Iterator[LogRecord]:
    """Yield the records of one object in order. Every line is in exactly one record.

    `received` resolves times that have no year. The format is detected from the first 400 lines unless given.
    """
    iterator = iter(lines)
    sample = list(itertools.islice(iterator, SAMPLE_LINES))
    chosen = format_ or detect_format(sample, received)[0]
    assembler = _Assembler(chosen, received, stamped=_is_stamped(chosen, sample, received))
    for line in itertools.chain(sample, iterator):
        yield from assembler.add(line)
    yield from assembler.flush()


def _is_stamped(format_: Format, sample: list[str], received: datetime) -> bool:
    """Whether records of this object begin with a time, so that a line without one continues the last."""
    if not isinstance(format_, Generic):
        return False
    lines = [line for line in sample if line.strip()]
    stamped = sum(_begins_with_time(line, received) for line in lines)
    return stamped > _STAMPED_SHARE * len(lines)


def _begins_with_time(line: str, received: datetime) -> bool:
    found = find_timestamp(line, received)
    return found is not None and found.start <= _TIME_WITHIN


class _Assembler:
    def __init__(self, format_: Format, received: datetime, *, stamped: bool) -> None:
        self._format = format_
        self._generic = Generic()
        self._container = isinstance(format_, Container)
        self._received = received
        self._stamped = stamped
        self._next_line = 1
        self._first_line = 1
        self._open: Parsed | None = None
        self._lines: list[str] = []
        self._characters = 0

    def add(self, line: str) -> Iterator[LogRecord]:
        if self._continues(line):
            self._lines.append(line)
            self._characters += len(line)
        else:
            yield from self.flush()
            parsed = self._format.parse(line, self._received) or self._generic.parse(line, self._received)
            self._open, self._lines, self._first_line = parsed, [line], self._next_line
            self._characters = len(line)
        self._next_line += 1

    def _continues(self, line: str) -> bool:
        if (
            self._open is None
            or len(self._lines) >= MAX_RECORD_LINES
            or self._characters > MAX_RECORD_CHARACTERS
        ):
            return False
        if line.startswith("{"):
            return False
        written = inner_line(line) if self._container else line
        if is_continuation(written, [inner_line(x) for x in self._lines] if self._container else self._lines):
            return True
        return self._stamped and not _begins_with_time(line, self._received) and not _STARTS_ANEW.match(line)

    def flush(self) -> Iterator[LogRecord]:
        if self._open is None:
            return
        parsed, lines = self._open, self._lines
        body, attributes = parsed.body, parsed.attributes
        if len(lines) > 1:
            rest = [inner_line(x) for x in lines[1:]] if self._container else lines[1:]
            found = exception_attributes([body, *rest])
            attributes = {**attributes, **found}
            body = "\n".join([body, *rest])
        number = parsed.severity_number
        if "exception.type" in attributes and not parsed.severity_text and number < 17 and len(lines) > 1:
            number = 17  # a stack trace without a level is an error
        yield LogRecord(
            line=self._first_line,
            line_count=len(lines),
            text="\n".join(lines),
            body=body,
            time_unix_nano=parsed.time_unix_nano,
            severity_number=number,
            severity_text=parsed.severity_text,
            attributes=attributes,
            resource=parsed.resource,
        )
        self._open = None


# A level at the start of a line begins a record also where the object's lines mostly begin with a time.
_STARTS_ANEW = re.compile(r"\[?(?:TRACE|DEBUG|INFO|WARN(?:ING)?|ERROR|FATAL|CRITICAL)\b")
