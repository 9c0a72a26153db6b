"""Joins lines into records: a stack trace, a private key and a split line belong to the record that they follow."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from crosscut.formats.beginnings import begins
from crosscut.formats.boundaries import STARTS_ANEW
from crosscut.formats.cloudwatch import CloudWatchLines
from crosscut.formats.container import Container, is_postgresql_detail, is_postgresql_message
from crosscut.formats.detection import SAMPLE_LINES, inner_json_lines
from crosscut.formats.docker_json import Wrapped
from crosscut.formats.keyblocks import closes_key, is_key_material, opens_key
from crosscut.formats.layout import Layout, layout_of
from crosscut.formats.line_parser import LineParser
from crosscut.formats.parsed import Format, Parsed
from crosscut.formats.severities import ERROR, WARN
from crosscut.formats.stacktraces import (
    CHAINED,
    crash_severity,
    exception_attributes,
    is_continuation,
    is_crash,
    is_death,
    is_java_exception,
)
from crosscut.formats.terminal import plain
from crosscut.formats.timestamps import EARLIEST, LATEST, begins_with_time, find_timestamp
from crosscut.model import LogRecord

MAX_RECORD_LINES = 500
MAX_RECORD_CHARACTERS = 64 * 1024
MAX_KEY_LINES = 200  # more, where a private key is to be kept in one piece


def parse_records(
    lines: Iterable[str], received: datetime, layout: Layout | None = None, *, first_line: int = 1
) -> Iterator[LogRecord]:
    """Yield the records of one object, or of a part of it, in order. Every line is in exactly one record.

    `received` resolves times that have no year. The layout is told from the first 400 lines unless given.
    `first_line` is the number of the first of the lines in the object. Of an envelope's records, which are in one
    line, the first has a `line_count` of 1 and the others 0; so has a line of another stream between the pieces of one.
    """
    iterator = iter(lines)
    if layout is None:
        sample = list(itertools.islice(iterator, SAMPLE_LINES))
        layout = layout_of(sample, received)
        iterator = itertools.chain(sample, iterator)
    assembler = _Assembler(layout, received, first_line)
    for line in iterator:
        yield from assembler.add(line)
    yield from assembler.end()


class _Assembler:
    def __init__(self, layout: Layout, received: datetime, first_line: int) -> None:
        self._parser = LineParser(layout, received)
        self._container = layout.format if isinstance(layout.format, Container) else None
        self._received = received
        self._stamped = layout.stamped
        self._next_line = self._first_line = first_line
        self._open: Parsed | None = None
        self._format: Format | None = None  # of the open record
        self._lines: list[str] = []
        self._written: list[str] = []  # the lines as the program wrote them, without the runtime's part
        self._characters = 0
        self._begun: Wrapped | None = None  # the first line
        self._wrapped: Wrapped | None = None  # the last line, of which the next one may be the rest
        self._in_key = False
        self._aside: str | None = None  # a line of the other stream behind a piece of a line, held back
        self._between: list[
            tuple[int, str]
        ] = []  # such lines, with their numbers, that stand inside of the record
        self._ahead: Parsed | None = None  # the line at hand, where it was parsed to see whether it continues

    def add(self, line: str) -> Iterator[LogRecord]:
        """Take the next line; yield the record that ends with it being none of its lines."""
        if self._container and (self._aside or (self._wrapped and not self._wrapped.whole)):
            wrapped = self._container.unwrap(plain(line))
            if self._aside:
                if wrapped and self._goes_on(wrapped) and not begins(wrapped.text):
                    self._lines.append(self._aside)
                    self._between.append((self._next_line, self._aside))
                    self._characters += len(self._aside)
                    self._next_line += 1
                    self._aside = None
                else:
                    yield from self._settle()
            elif wrapped and self._is_between(wrapped):
                self._aside = line
                return
        yield from self._add(line)

    def _is_between(self, wrapped: Wrapped) -> bool:
        """Whether the line may stand between the pieces of one that is open: a whole one of the other stream."""
        last = self._wrapped
        return last is not None and wrapped.whole and wrapped.stream != last.stream and not self._is_full()

    def _settle(self) -> Iterator[LogRecord]:
        """Take the line that has been held back as one like any other: the piece before it is not gone on with."""
        line, self._aside = self._aside, None
        if line is not None:
            yield from self._add(line)

    def end(self) -> Iterator[LogRecord]:
        """Yield the records that are still open."""
        yield from self._settle()
        yield from self.flush()

    def _add(self, line: str) -> Iterator[LogRecord]:
        raw, line = line, plain(line) if "\x1b" in line else line
        wrapped, written = None, line
        if self._container and (wrapped := self._container.unwrap(line)):
            written = wrapped.text
        self._ahead = None
        if wrapped and self._goes_on(wrapped):
            self._lines.append(raw)
            self._written[-1] += written
        elif self._continues(line, written):
            self._lines.append(raw)
            self._written.append(written)
        else:
            yield from self.flush()
            if self._container and wrapped:
                self._open = self._container.parse_wrapped(wrapped, self._received)
                self._format = self._container
            else:
                self._open = self._ahead or self._parser.parse(line)
                self._format = self._parser.format
            self._open = _as_crash(self._open, [written])
            self._lines, self._written, self._first_line = [raw], [written], self._next_line
            self._begun = wrapped
            self._characters = 0
            self._in_key = False
        self._characters += len(raw)
        self._wrapped = wrapped
        self._in_key = opens_key(written) or (self._in_key and not closes_key(written))
        self._next_line += 1

    def _alone(self, line: str) -> Iterator[LogRecord]:
        """Yield the record of one line, as when nothing stood around it."""
        layout = Layout(self._container or Container(), 1.0, stamped=False)
        return parse_records([line], self._received, layout)

    def _goes_on(self, wrapped: Wrapped) -> bool:
        """Whether the runtime has split the program's line before this one."""
        last = self._wrapped
        if last is None or last.whole or self._is_full():
            return False
        return wrapped.stream == last.stream

    def _is_full(self) -> bool:
        most = MAX_RECORD_LINES + (MAX_KEY_LINES if self._in_key else 0)
        return len(self._lines) >= most or self._characters > MAX_RECORD_CHARACTERS

    def _continues(self, line: str, written: str) -> bool:
        if self._open is None or self._open.inner or self._is_full():
            return False
        if self._in_key and (closes_key(written) or is_key_material(written)):
            return True
        if written.startswith("{") or (is_crash(written) and not self._may_fail(written)):
            return False
        if self._is_detail(written):
            return True
        if self._parser.knows:
            begun = self._parser.is_begun(line, written, self._format)
            if isinstance(begun, Parsed):
                self._ahead = begun
                return False
            if begun is not None:
                return not begun
        if is_continuation(written, self._written):
            # Some programs indent every line.
            return not (self._stamped and line[:1].isspace() and _is_time_first(line, self._received))
        return self._stamped and not begins_with_time(line, self._received) and not STARTS_ANEW.match(line)

    def _may_fail(self, crash: str) -> bool:
        """Whether the open record can be the message of a crash; what a crash prints follows anything."""
        if len(self._written) > 1 and self._written[-2].startswith(CHAINED):
            return True
        number = self._open.severity_number if self._open else 0
        if is_death(crash):  # is of nothing without a level, and the process before it has died of its own
            return number >= WARN and not is_death(self._written[0])
        return number >= WARN or (number == 0 and self._stamped)

    def _is_detail(self, written: str) -> bool:
        """Whether a line says more of the failure whose message is open: Java's exception, PostgreSQL's statement."""
        if self._container and is_postgresql_detail(written):
            return is_postgresql_message(self._written[0])
        if not written[:1].isalpha():
            return False
        if self._open is None or not self._open.severity_text or self._open.severity_number < WARN:
            return False
        if self._written[0].startswith("{") or any(line.strip() for line in self._written[1:]):
            return False
        return is_java_exception(written)

    def flush(self) -> Iterator[LogRecord]:
        if self._open is None:
            return
        parsed, lines, written = self._open, self._lines, self._written
        self._open = None
        if parsed.inner:
            for i, record in enumerate(_inside(parsed.inner, self._received)):
                yield record._replace(line=self._first_line, line_count=0 if i else len(lines))
            return
        if self._container and self._begun and len(written) < len(lines):
            # The first line was split, so what it says is known only now.
            parsed = self._container.parse_wrapped(self._begun._replace(text=written[0]), self._received)
        body, attributes = parsed.body, parsed.attributes
        if len(lines) > 1 and len(written) > 1:
            body = "\n".join([body, *written[1:]])
            found = exception_attributes([parsed.body, *written[1:]]) or exception_attributes(written)
            attributes = {**attributes, **found}
            whole_of = self._parser.whole_of(self._format)
            whole = whole_of(written, self._received) if whole_of else None
            if whole:
                parsed, body, attributes = whole, whole.body, {**attributes, **whole.attributes}
        number = _as_crash(parsed, written).severity_number
        if (
            "exception.type" in attributes
            and not parsed.severity_text
            and number < ERROR
            and len(written) > 1
        ):
            number = ERROR  # a stack trace without a level is an error
        time = parsed.time_unix_nano  # that a format's own field gives may be any number
        yield LogRecord(
            line=self._first_line,
            line_count=len(lines),
            text="\n".join(lines),
            body=body,
            time_unix_nano=time if time is not None and EARLIEST <= time < LATEST else None,
            severity_number=number,
            severity_text=parsed.severity_text,
            attributes=attributes,
            resource=parsed.resource,
        )
        between, self._between = self._between, []
        for number_, line in between:
            yield from (r._replace(line=number_, line_count=0) for r in self._alone(line))


def _as_crash(parsed: Parsed, written: Sequence[str]) -> Parsed:
    """Return the fields with the severity of a crash, where a record began as one and names no level."""
    if parsed.severity_text:
        return parsed
    number = crash_severity(written)
    return parsed if number <= parsed.severity_number else parsed._replace(severity_number=number)


def _inside(documents: Sequence[str], received: datetime) -> Iterator[LogRecord]:
    """Yield the records of an envelope's documents; what a program wrote over several of them is one."""
    events = CloudWatchLines()
    format_ = events if events.unwrap(documents[0]) else inner_json_lines()
    return parse_records(documents, received, Layout(format_, 1.0, stamped=False))


def _is_time_first(line: str, received: datetime) -> bool:
    found = find_timestamp(line, received)
    return found is not None and not line[: found.start].strip(" \t[(")
