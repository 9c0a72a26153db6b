"""Commands that logs write as lists of their arguments, read as the line that somebody would have typed.

auditd's `a0="mysql" a1="-p..."`, and arrays of strings with options: `["sshpass","-p","..."]`, in JSON, Python and shell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from crosscut.redaction.matching import available, compile_matcher

EXECVE = rb"type=EXECVE "
# An array has an option: nothing else makes it a command.
LIST = rb"[\[(, ]\\{0,4}[\"']-{1,2}[A-Za-z]"
_MOST = 64  # arguments
_LONGEST = 4_096  # bytes of a list
_AUDITED = re.compile(
    rb"type=EXECVE [^\r\n\x1e]{0,160}?argc=[0-9]{1,4}((?: a[0-9]{1,3}=(?:\\{0,4}\"[^\"\r\n\x1e]{0,2048}\"|[0-9A-F]{1,2048})){1,64})"
)
_AUDITED_ARGUMENT = re.compile(rb" a[0-9]{1,3}=(?:\\{0,4}\"([^\"]*?)\\{0,4}\"|([0-9A-F]+))")
_ELEMENT = re.compile(
    rb"(?:(?P<e>\\{0,4})\"([^\"\\\r\n\x1e]{0,1024})(?P=e)\"|\\{0,4}'([^'\\\r\n\x1e]{0,1024})\\{0,4}')(, ?|[\])])"
)
_ANY = rb"\\{0,4}(?:\"[^\"\\\r\n\x1e]{0,1024}\\{0,4}\"|'[^'\\\r\n\x1e]{0,1024}\\{0,4}')(?:, ?|[\])])"  # an element
# One that is first has another one behind it.
_OPTION = rb"(?:[, ]|[\[(](?=" + _ANY + _ANY + rb"))\\{0,4}[\"']-{1,2}[A-Za-z]"


class Part(NamedTuple):
    """An argument: where it stands in the line that was typed, and where behind the beginning of the first one in the text."""

    begin: int
    end: int
    start: int
    stop: int


class Command(NamedTuple):
    """A command as a line, and where its first argument begins in the text."""

    start: int
    text: bytes
    parts: tuple[Part, ...]


def place(parts: tuple[Part, ...], start: int, end: int) -> tuple[int, int]:
    """Return where behind the first argument a finding in a command comes from: in one of them, or else nothing."""
    for part in parts:
        begin, finish = max(start, part.begin), min(end, part.end)
        if begin < finish:
            if part.end - part.begin != part.stop - part.start:  # written otherwise: all of it
                return part.start, part.stop
            return part.start + begin - part.begin, part.start + finish - part.begin
    return 0, 0


def audited(data: bytes) -> Iterator[Command]:
    """Yield the commands of auditd's records; an argument with a blank in it is hexadecimal there."""
    for record in _AUDITED.finditer(data):
        yield _command(
            (*match.span(1), match[1]) if match.start(1) >= 0 else (*match.span(2), _unhexed(match[2]))
            for match in _AUDITED_ARGUMENT.finditer(data, *record.span(1))
        )


def listed(data: bytes) -> Iterator[Command]:
    """Yield the arrays of strings that hold an option."""
    done = 0
    for option, _ in compile_matcher(_OPTION, available()).spans(data):
        if option < done:
            continue
        least = max(done, option - _LONGEST)
        first = max(data.rfind(b"[", least, option + 1), data.rfind(b"(", least, option + 1))
        if first < 0:
            continue
        spans: list[tuple[int, int, bytes]] = []
        at, stop = first + 1, min(len(data), first + _LONGEST)
        while (found := _ELEMENT.match(data, at, stop)) and len(spans) < _MOST:
            group = 2 if found.start(2) >= 0 else 3
            spans.append((*found.span(group), found[group]))
            at = found.end()
            if found[4] in b"])":
                break
        if len(spans) > 1 and at > option:
            done = at
            yield _command(spans)


def _command(arguments: Iterable[tuple[int, int, bytes]]) -> Command:
    words: list[bytes] = []
    parts: list[Part] = []
    at, first = 0, -1
    for start, stop, text in arguments:
        quoted = b" " in text
        word = text.translate(_QUIET)
        first = start if first < 0 else first
        parts.append(Part(at + quoted, at + quoted + len(word), start - first, stop - first))
        words.append(b"'" + word + b"'" if quoted else word)
        at += len(words[-1]) + 1
    return Command(first, b" ".join(words), tuple(parts))


def _unhexed(digits: bytes) -> bytes:
    return bytes.fromhex(digits.decode()) if len(digits) % 2 == 0 else digits


_QUIET = bytes.maketrans(b"'\n\r\x1e", b"`   ")
