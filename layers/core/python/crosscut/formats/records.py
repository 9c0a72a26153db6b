"""Joins lines into records: a stack trace, a private key and a split line belong to the record that they follow."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from crosscut.formats.container import Container, Wrapped, unwrap
from crosscut.formats.detection import SAMPLE_LINES, detect_format
from crosscut.formats.generic import Generic
from crosscut.formats.go_log import GoLog
from crosscut.formats.keyblocks import closes_key, is_key_material, opens_key
from crosscut.formats.log4j import Log4j
from crosscut.formats.parsed import Format, Parsed
from crosscut.formats.python_logging import PythonLogging
from crosscut.formats.stacktraces import CHAINED, TRACEBACK, exception_attributes, is_continuation
from crosscut.formats.timestamps import find_timestamp
from crosscut.model import LogRecord

MAX_RECORD_LINES = 500
MAX_RECORD_CHARACTERS = 64 * 1024
MAX_KEY_LINES = 200  # more, where a private key is to be kept in one piece
_STAMPED = (Generic, PythonLogging, Log4j, GoLog)  # formats of which messages may have lines of any shape
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
    if not isinstance(format_, _STAMPED):
        return False
    # Below the first lines of traces, or of an object of which each line is indented.
    lines = [line for line in sample if not is_continuation(line, ())] or [x for x in sample if x.strip()]
    stamped = sum(_begins_with_time(line, received) for line in lines)
    return stamped > _STAMPED_SHARE * len(lines)


def _begins_with_time(line: str, received: datetime) -> bool:
    found = find_timestamp(line, received)
    return found is not None and found.start <= _TIME_WITHIN


class _Assembler:
    def __init__(self, format_: Format, received: datetime, *, stamped: bool) -> None:
        self._format = format_
        # Which lines only continue a record is something that a few formats know of themselves.
        self._format_continues: Callable[[str], bool] | None = getattr(format_, "continues", None)
        self._parse_record: Callable[[Sequence[str], datetime], Parsed | None] | None = getattr(
            format_, "parse_record", None
        )
        self._generic = Generic()
        self._container = format_ if isinstance(format_, Container) else None
        self._received = received
        self._stamped = stamped
        self._next_line = 1
        self._first_line = 1
        self._open: Parsed | None = None
        self._lines: list[str] = []
        self._written: list[str] = []  # the lines as the program wrote them, without the runtime's part
        self._characters = 0
        self._begun: Wrapped | None = None  # the first line
        self._wrapped: Wrapped | None = None  # the last line, of which the next one may be the rest
        self._in_key = False
        self._ahead: Parsed | None = None  # the line at hand, where it was parsed to see whether it continues

    def add(self, line: str) -> Iterator[LogRecord]:
        wrapped = unwrap(line) if self._container else None
        written = wrapped.text if wrapped else line
        self._ahead = None
        if self._goes_on(wrapped):
            self._lines.append(line)
            self._written[-1] += written
        elif self._continues(line, written):
            self._lines.append(line)
            self._written.append(written)
        else:
            yield from self.flush()
            self._open = self._parse(line, wrapped)
            self._lines, self._written, self._first_line = [line], [written], self._next_line
            self._begun = wrapped
            self._characters = 0
            self._in_key = False
        self._characters += len(line)
        self._wrapped = wrapped
        self._in_key = opens_key(written) or (self._in_key and not closes_key(written))
        self._next_line += 1

    def _parse(self, line: str, wrapped: Wrapped | None) -> Parsed:
        if self._container and wrapped:
            return self._container.parse_wrapped(wrapped, self._received)
        ahead = self._ahead or self._format.parse(line, self._received)
        return ahead or self._generic.parse(line, self._received)

    def _goes_on(self, wrapped: Wrapped | None) -> bool:
        """Whether the runtime has split the program's line before this one."""
        last = self._wrapped
        if last is None or last.whole or wrapped is None or self._is_full():
            return False
        return wrapped.stream == last.stream

    def _is_full(self) -> bool:
        most = MAX_RECORD_LINES + (MAX_KEY_LINES if self._in_key else 0)
        return len(self._lines) >= most or self._characters > MAX_RECORD_CHARACTERS

    def _continues(self, line: str, written: str) -> bool:
        if self._open is None or self._is_full():
            return False
        if self._in_key and (closes_key(written) or is_key_material(written)):
            return True
        if written.startswith("{") or (written.startswith(TRACEBACK) and not self._may_fail()):
            return False
        if self._format_continues:
            if self._format_continues(written):
                return True
            self._ahead = self._format.parse(line, self._received)
            if self._ahead:
                return False
        if is_continuation(written, self._written):
            # Some programs indent every line.
            return not (self._stamped and line[:1].isspace() and _is_time_first(line, self._received))
        return self._stamped and not _begins_with_time(line, self._received) and not _STARTS_ANEW.match(line)

    def _may_fail(self) -> bool:
        """Whether the open record can be the message of a traceback; what a crash prints follows anything."""
        if len(self._written) > 1 and self._written[-2].startswith(CHAINED):
            return True
        number = self._open.severity_number if self._open else 0
        return number >= 13 or (number == 0 and self._stamped)

    def flush(self) -> Iterator[LogRecord]:
        if self._open is None:
            return
        parsed, lines, written = self._open, self._lines, self._written
        if self._container and self._begun and len(written) < len(lines):
            # The first line was split, so what it says is known only now.
            parsed = self._container.parse_wrapped(self._begun._replace(text=written[0]), self._received)
        body, attributes = parsed.body, parsed.attributes
        if len(written) > 1:
            body = "\n".join([body, *written[1:]])
            found = exception_attributes([parsed.body, *written[1:]]) or exception_attributes(written)
            attributes = {**attributes, **found}
        whole = self._parse_record(lines, self._received) if self._parse_record and len(lines) > 1 else None
        if whole:
            parsed, body, attributes = whole, whole.body, {**attributes, **whole.attributes}
        number = parsed.severity_number
        if "exception.type" in attributes and not parsed.severity_text and number < 17 and len(written) > 1:
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


def _is_time_first(line: str, received: datetime) -> bool:
    found = find_timestamp(line, received)
    return found is not None and not line[: found.start].strip(" \t[(")


# A level at the start of a line begins a record also where the object's lines mostly begin with a time.
_STARTS_ANEW = re.compile(r"\[?(?:TRACE|DEBUG|INFO|WARN(?:ING)?|ERROR|FATAL|CRITICAL)\b")
