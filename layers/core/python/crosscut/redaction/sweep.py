"""One pass of some rules over a block: what is taken so far, and what may make another pass find more."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
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
    makeup: int  # of the value: see settling.py

    def on_lines(self, count: int) -> Decision:
        """Return the same for a value that has so many line ends where it stands."""
        token = self.in_line + "\n" * count
        return self._replace(token=token, written=token.encode())


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
        self.regions: Spans = []  # that were read otherwise as a whole

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
        """Return where a rule's match had a part in what another one has taken: there another pass has to look."""
        places, ends = self.met, self.ends
        if self.taken:
            for start, end in self.declined:
                before = bisect_left(self.starts, end) - 1
                if before >= 0 and ends[before] > start:
                    places.append(end - 1)
        return places


def _start(found: Finding) -> int:
    return found[0]
