"""One pass of some rules over a block: what is taken so far, and what may make another pass find more."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import islice, repeat
from operator import le
from typing import NamedTuple

from crosscut.redaction.matching import Matcher
from crosscut.redaction.rule import Spans


class Decision(NamedTuple):
    """What becomes of a value. Never leaves redaction."""

    value: str
    token: str
    written: bytes  # the token
    in_line: str  # without the line ends that it keeps


# What was found in a block: where, in bytes of UTF-8, by which rule, and what becomes of it. A bare tuple, for there
# may be one in each line; never leaves redaction, for it has the value.
Finding = tuple[int, int, int, Decision]


class Sweep:
    """What the rules have taken of a block, of which the first rule to come has precedence."""

    def __init__(self, data: bytes, tokens: Matcher) -> None:
        """`tokens` finds pseudonyms."""
        self.data = data
        self.is_ascii = data.isascii()
        self._matcher = tokens
        self.taken: list[Finding] = []  # without overlaps
        self.starts: list[int] = []  # of what is taken, in order
        self.ends: list[int] = []
        self.met: list[int] = []  # where a rule found something that another has taken a part of
        self.declined: list[tuple[int, int]] = []  # what looked like a value and was none

    @cached_property
    def tokens(self) -> Spans:
        """Where pseudonyms stand already; looked for once something is found, for in most second passes nothing is."""
        return self._matcher.spans(self.data) if b"<" in self.data else []

    @cached_property
    def _token_starts(self) -> list[int]:
        return [start for start, _ in self.tokens]

    @cached_property
    def _token_ends(self) -> list[int]:
        return [end for _, end in self.tokens]

    @cached_property
    def _all_starts(self) -> list[int]:
        """Of what is taken, with the pseudonyms."""
        return self._token_starts

    @cached_property
    def _all_ends(self) -> list[int]:
        return self._token_ends

    def beside_tokens(self, start: int, end: int) -> tuple[int, int]:
        """Return the span without the half of a pseudonym at its end; an empty one where it begins inside of one."""
        starts, ends = self._token_starts, self._token_ends
        place = bisect_right(starts, start) - 1
        if place >= 0 and starts[place] < start < ends[place]:
            return end, end  # what a pseudonym says was taken for a name
        place = bisect_left(starts, end, max(place, 0)) - 1
        if place >= 0 and starts[place] < end < ends[place]:
            end = starts[place]
        return start, end

    def add(self, fresh: Sequence[Finding]) -> None:
        """Take these, which are in order and overlap nothing."""
        starts, ends = [one[0] for one in fresh], [one[1] for one in fresh]
        self.taken += fresh
        self.starts = sorted(self.starts + starts) if self.starts else starts
        self.ends = sorted(self.ends + ends) if self.ends else ends
        if self.tokens:
            self._all_starts, self._all_ends = (
                sorted(self._all_starts + starts),
                sorted(self._all_ends + ends),
            )
        else:
            self._all_starts, self._all_ends = self.starts, self.ends

    def add_free(self, spans: Spans, order: int, decisions: Sequence[Decision]) -> bool:
        """Take these spans, which are in order, all at once. Return False, and take none, where one overlaps another, what is taken, or a pseudonym."""
        starts, ends = [start for start, _ in spans], [end for _, end in spans]
        all_starts = sorted(self._all_starts + starts) if self._all_starts else starts
        all_ends = sorted(self._all_ends + ends) if self._all_ends else ends
        # Spans are apart where each ends before the next begins, whichever end belongs to which beginning.
        if not all(map(le, all_ends, islice(all_starts, 1, None))):
            return False
        self.taken += zip(starts, ends, repeat(order), decisions)
        self._all_starts, self._all_ends = all_starts, all_ends
        if self.tokens:
            self.starts, self.ends = sorted(self.starts + starts), sorted(self.ends + ends)
        else:
            self.starts, self.ends = all_starts, all_ends
        return True

    def in_order(self) -> list[Finding]:
        """Return what is taken as it stands in the block."""
        return sorted(self.taken, key=_start)

    def replaced(self, found: Sequence[Finding]) -> bytes:
        """Return the block with all that is taken, in this order, replaced."""
        data = self.data
        pieces = [b""] * (2 * len(found) + 1)
        pieces[0::2] = [
            data[start:end] for start, end in zip([0, *self.ends], [*self.starts, len(data)], strict=True)
        ]
        pieces[1::2] = [decision.written for *_, decision in found]
        return b"".join(pieces)

    def unsettled(self) -> list[int]:
        """Return a place in each record that another pass has to look at.

        Elsewhere a pseudonym changes nothing for any rule: it stands between delimiters, which no look-around sees
        beyond, and no rule's match had a part in what it replaced.
        """
        places, ends = self.met, self.ends
        if self.taken:
            for start, end in self.declined:
                before = bisect_left(self.starts, end) - 1
                if before >= 0 and ends[before] > start:
                    places.append(start)
        return [*places, *_beside_others(self.data, self.starts, ends)]


def _start(found: Finding) -> int:
    return found[0]


def _beside_others(data: bytes, starts: Iterable[int], ends: Iterable[int]) -> list[int]:
    """Return where a rule may see the value, or what replaces it, from its own match."""
    places: list[int] = []
    last = len(data)
    for start, end in zip(starts, ends, strict=True):
        if (
            (start and data[start - 1] not in _DELIMITERS and not data.endswith(_OF_ARN, 0, start))
            or (end < last and data[end] not in _DELIMITERS)
            or (start > 1 and data[start - 1] == _BLANK and _may_go_on(data, start))
            or (start > 4 and data[start - 2] in _DIGITS and data[start - 5 : start - 1].isdigit())
            or (end + 4 < last and data[end + 1] in _DIGITS and data[end + 1 : end + 5].isdigit())
        ):
            places.append(start)
    return places


# What delimits for every rule: none begins or ends with it, and none sees beyond it but for groups of four digits.
_DELIMITERS = frozenset(b" \t\n\"'()[]{},;=&|<>")
# Nor does any end with this, which stands in each record of CloudTrail.
_OF_ARN = b":user/"
_DIGITS = frozenset(b"0123456789")
_BLANK = 32
# How names end whose values may have blanks: such a value ends before a pseudonym, but not before what it replaces.
_OF_WORDS = (
    b"name", b"holder", b"to", b"addr", b"address", b"1", b"2", b"3", b"street", b"line", b"code", b"zip", b"plz",
    b"ssn", b"nino", b"bsn", b"cpf", b"dni", b"nie", b"nir", b"nif", b"pesel", b"cnp", b"sin", b"tin", b"insee",
    b"aadhaar", b"aadhar", b"svnr", b"ahv", b"cf", b"card", b"number", b"nummer", b"no", b"nr", b"id", b"fiscale",
    b"passport", b"license", b"licence", b"security", b"insurance", b"phone", b"mobile", b"msisdn", b"tel", b"fax", b"cell",
)  # fmt: skip


def _may_go_on(data: bytes, start: int) -> bool:
    """Whether a value that begins before this place may end here once a pseudonym stands here."""
    first = max(0, start - 200)
    sign = max(data.rfind(b":", first, start), data.rfind(b"=", first, start))
    return sign > 0 and data[max(0, sign - 24) : sign].rstrip(b" \t\"'\\])%").lower().endswith(_OF_WORDS)
