"""Redacts a batch, and withholds of one that fails only what must be: it is cut until the guilty are alone.

Where the error names them it is cut there, and else in halves: a batch of n with k guilty ones takes a look at about
n(2 + log k). Hostile input has more of them than there is patience for: then what still fails is withheld as it is.
"""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, TypeVar

from crosscut.errors import RedactionError
from crosscut.redaction import Redactor

T = TypeVar("T")
R = TypeVar("R")

PATIENCE = 16  # times in a batch that something is withheld or named, before cutting ends
MOST_SECONDS = 5.0  # behind the first failure, before cutting ends; tenths are usual


@dataclass(frozen=True, slots=True)
class Part(Generic[T, R]):
    """Some of a batch, which follow each other: redacted, as many, or withheld."""

    raw: Sequence[T]
    redacted: Sequence[R]
    reason: str = ""  # why they are withheld, without any of their text


def redacted_parts(
    batch: Sequence[T],
    redact: Callable[[Sequence[T]], Sequence[R]],
    redactor: Redactor,
    *,
    begins: Callable[[T], bool] = lambda _: True,
) -> Iterator[Part[T, R]]:
    """Yield the parts of a batch in order. `redact` redacts by `redactor`, or raises `RedactionError`.

    A batch is cut only before what `begins` says. A private key that is open goes on from part to part.
    """
    waiting = [batch]
    withheld: list[T] = []
    reason, patience, end = "", PATIENCE, 0.0
    while waiting:
        some = waiting.pop()
        mark = redactor.mark()
        try:
            redacted = redact(some)
        except RedactionError as error:
            end = end or time.monotonic() + MOST_SECONDS
            cut = _cut(some, error.texts, begins) if patience and time.monotonic() < end else []
            if len(cut) > 1:
                redactor.go_back(mark)
                waiting += reversed(cut)
                patience -= bool(error.texts)
                continue
            patience = max(0, patience - 1)
            if withheld and str(error) != reason:
                yield Part(withheld, (), reason)
                withheld = []
            withheld, reason = [*withheld, *some], str(error)
            continue
        if withheld:
            yield Part(withheld, (), reason)
            withheld = []
        yield Part(some, redacted)
    if withheld:
        yield Part(withheld, (), reason)


def _cut(some: Sequence[T], guilty: Sequence[int], begins: Callable[[T], bool]) -> list[Sequence[T]]:
    """Return parts of these, in order: the guilty and what stands between them, or halves where none is named."""
    places = [at for at in range(len(some)) if at == 0 or begins(some[at])]
    if len(places) == 1:
        return [some]
    beginnings = [*places, len(some)]
    if guilty:
        named = {bisect_right(places, at) - 1 for at in guilty[:PATIENCE]}
        cuts = sorted(
            {0, len(some)}.union(beginnings[n] for n in named).union(beginnings[n + 1] for n in named)
        )
    else:
        cuts = [0, places[len(places) // 2], len(some)]
    return [some[start:stop] for start, stop in pairwise(cuts)]
