"""Objects that are JSON but not a value a line: concatenated values, indented ones, one array or envelope.

CloudTrail writes `{"Records":[{...},{...}]}` in one line, Firehose `{...}{...}` without newlines. Here each value is a
line of its own, numbered from 1, so that evidence can name it and memory stays bounded.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

# CloudTrail's envelope, whose list can be hundreds of megabytes. Smaller ones are unpacked when they are parsed.
_ENVELOPE = re.compile(r'\s*\{\s*"Records"\s*:\s*\[\s*')
_ARRAY = re.compile(r"\s*\[\s*(?=\{)")
_BETWEEN = re.compile(r"[\s,]*")
_CLOSING = re.compile(r"[\s\]},]*")
_HEAD_VALUE = re.compile(r"\s*[\[{]")
HEAD_CHARACTERS = 256  # in which an envelope shows
MAX_VALUE_CHARACTERS = 8 * 1024 * 1024  # what AWS delivers in one value is below 6 MiB
_decoder = json.JSONDecoder()


def is_framed(head: str, *, complete: bool) -> bool:
    """Whether an object that begins with `head` is JSON whose values are not lines. `complete`: `head` is all of it."""
    if not _HEAD_VALUE.match(head):
        return False
    line, newline, _ = head.lstrip().partition("\n")
    try:
        _, end = _decoder.raw_decode(line)
    except (ValueError, RecursionError):
        # No value ends in the first line: indented, or a line longer than the head, or not JSON at all.
        inner = _ENVELOPE.match(head) or _ARRAY.match(head)
        return inner is not None or (not (newline or complete) or _looks_indented(head))
    if line[end:].strip():
        return line[end:].lstrip().startswith(("{", ","))  # a second value on the same line
    # One value in the first line: lines, unless it is an envelope, whose records are wanted one by one.
    return _ENVELOPE.match(head) is not None or _ARRAY.match(head) is not None


def _looks_indented(head: str) -> bool:
    return re.match(r'\s*[\[{]\s*\n\s*(?:"[^"\n]+"\s*:|\{)', head) is not None


def values(blocks: Iterable[str]) -> Iterator[str]:
    """Yield each value as it stands. What is no JSON is yielded line by line, so that nothing is lost."""
    source = iter(blocks)
    buffer, position, ended = "", 0, False

    def more() -> bool:
        nonlocal buffer, position, ended
        size = max(len(buffer) - position, 1)
        pieces = [buffer[position:]]
        position, got = 0, 0
        while (
            got < size
        ):  # at least doubled, so that a large value is decoded a few times and not at every block
            block = next(source, None)
            if block is None:
                ended = True
                break
            pieces.append(block)
            got += len(block)
        buffer = "".join(pieces)
        return got > 0

    while len(buffer) < HEAD_CHARACTERS and more():
        pass
    opening = _ENVELOPE.match(buffer) or _ARRAY.match(buffer)
    position = opening.end() if opening else 0
    while True:
        position = _skip(_BETWEEN, buffer, position)
        if opening and position < len(buffer) and buffer[position] in "]}":
            position = _skip(_CLOSING, buffer, position)
            again = _ENVELOPE.match(buffer, position) or _ARRAY.match(buffer, position)
            position = again.end() if again else position
        if position >= len(buffer):
            if not more():
                return
            continue
        end = _end_of_value(buffer, position)
        if end is None and not ended and len(buffer) - position < MAX_VALUE_CHARACTERS and more():
            continue
        if end is None:  # no JSON here: up to the end of the line, and on from there
            newline = buffer.find("\n", position)
            end = len(buffer) if newline < 0 else newline
        yield buffer[position:end]
        position = end


def _end_of_value(buffer: str, position: int) -> int | None:
    try:
        return _decoder.raw_decode(buffer, position)[1]
    except (ValueError, RecursionError):
        return None


def _skip(shape: re.Pattern[str], buffer: str, position: int) -> int:
    match = shape.match(buffer, position)
    return match.end() if match else position
