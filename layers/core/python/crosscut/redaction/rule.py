"""What a redaction rule is, and the pieces that the patterns of several families share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import accumulate

Spans = list[tuple[int, int]]  # where values are, in bytes of a block


def _always(_: str) -> bool:
    return True


def _no_class(_: str) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Rule:
    """Replaces the group of each match that took part in it, at most one (the whole match where there is no group).

    Patterns are of bytes in UTF-8 and mean the same to PCRE2 and to `re`: letters beyond ASCII are the bytes
    0x80 to 0xff, look-behinds have one width, runs are possessive. None may cross a record separator (0x1e).
    Groups whose name begins with an underscore are for references only.
    """

    kind: str  # what the pseudonym says, for example EMAIL
    name: str  # for the audit record
    pattern: bytes
    accept: Callable[[str], bool] = _always  # a checksum or another look at the value
    normalise: Callable[[str], str] = str  # so that ways of writing one value get one pseudonym
    # What may be told of a value without giving it away, for example PRIVATE of an address.
    classify: Callable[[str], str] = _no_class
    # The pattern is in lower case and is matched against the text in lower case: much faster than IGNORECASE.
    lowered: bool = False
    # What stands in every line that can match (a pattern in lower case): then PCRE2 looks at these lines only.
    gate: bytes = b""
    # Where no match of the pattern begins, nor within: PCRE2 goes on behind it.
    skip: bytes = b""
    # One of these, in lower case, is in every block that has a match: then others are not looked at. Many are cheap.
    literals: tuple[bytes, ...] = ()
    besides: tuple[
        bytes, ...
    ] = ()  # and one of these, where there are any: fewer, so they are looked for first
    # Told by its own shape: replaced before the rules look that are told by what stands beside a value.
    early: bool = False
    # Rules of one group are looked for together, wherever the group's gate lets them begin; see grouping.py.
    group: str = ""
    must_match: tuple[str, ...] = ()  # each is changed by this rule alone
    must_not_match: tuple[str, ...] = ()  # none is

    @property
    def tells_classes(self) -> bool:
        """Whether it tells something of its values."""
        return self.classify is not _no_class


# Letters, digits and underscore, in patterns of bytes.
WORD = rb"\w\x80-\xff"
# Where a token may begin: not inside of a word, but after an escaped line end and an URL-encoded character.
START = rb"(?:(?<![A-Za-z0-9])|(?<=\\[nrtbf])|(?<=%[0-9A-Fa-f]{2}))"
# The same, one character later: `re` skips to a class quickly, but tries a look-behind everywhere.
STARTED = rb"(?:(?<![A-Za-z0-9].)|(?<=\\[nrtbf].)|(?<=%[0-9A-Fa-f]{2}.))"

# The rest of a word in which no value begins, as none begins after a letter or digit but for these escapes.
WORD_END = rb"(?<![\\%])(?<!%[0-9A-Fa-f])[A-Za-z0-9]++"

# Stands between the records of a block. No rule's pattern can cross it; in the input it becomes a blank.
SEPARATOR = "\n\x1e\n"


def records_of(data: bytes) -> list[tuple[int, int]]:
    """Return where the records of a block begin and end."""
    separator = SEPARATOR.encode()
    lengths = [len(part) for part in data.split(separator)]
    ends = accumulate(length + len(separator) for length in lengths)
    return [
        (end - length - len(separator), end - len(separator))
        for end, length in zip(ends, lengths, strict=True)
    ]


def records_at(data: bytes, places: Iterable[int]) -> list[int]:
    """Return in which record of a block each of these places is. They are in order, and none is in a separator."""
    found: list[int] = []
    record = at = 0
    for place in places:
        record += data.count(b"\x1e", at, place)
        found.append(record)
        at = place
    return found


def whole_characters(data: bytes, start: int, end: int) -> tuple[int, int]:
    """Return the span with all bytes of the characters at its ends. What goes on with no character is none's."""
    while 0 < start < len(data) and data[start] & 0xC0 == 0x80 and data[start - 1] >= 0x80:
        start -= 1
    while 0 < end < len(data) and data[end] & 0xC0 == 0x80 and data[end - 1] >= 0x80:
        end += 1
    return start, end
