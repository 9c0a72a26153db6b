"""What a load consists of: objects by a seeded generator, each with what is to be found of it in the ledger.

Sizes are of a Pareto distribution between 1 KB and 10 MB with exponent 0.4: half of the objects are below 6 KB, and the
largest tenth has most of the bytes; the mean is about 170 KB. Sources have shares by Zipf's law, so that one is noisy.
"""

from __future__ import annotations

import bz2
import gzip
import hashlib
import random
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from tests.benchmarks.load.lines import FORMATS, failing, pool

SMALLEST, LARGEST = 1_000, 10_000_000  # bytes, before compression
EXPONENT = 0.4
SOURCES = 30
FAILING_SOURCES = 8  # of them, those in which a problem is planted
PLANTED_BYTES = 100_000  # objects with a planted problem are no larger
PREFIX = "load-"


class Kind(StrEnum):
    """What is odd about an object."""

    PLAIN = "plain"
    PLANTED = "planted"  # with a problem that must become an insight
    DAMAGED = "damaged"  # gzip that ends too early: quarantine, and what could be read goes on
    EMPTY = "empty"
    REWRITTEN = "rewritten"  # written at once a second time, with other content


@dataclass(frozen=True)
class Drop:
    """One write of an object."""

    number: int
    source: str
    key: str
    kind: Kind
    format: str
    target: int  # bytes, before compression
    pack: str  # "", "gz" or "bz2"
    again: str = ""  # its event comes twice: "soon" or "late"

    @cached_property
    def text(self) -> bytes:
        """Its lines."""
        if self.kind is Kind.EMPTY:
            return b""
        rng = random.Random(self.number)
        body = pool(self.format).cut(rng, self.target)
        if self.kind is Kind.PLANTED:
            body += failing(self.format, self.source, lines=body.count(b"\n") // 4 + 5)
        return body

    @property
    def planted(self) -> int:
        """Records of the planted problem."""
        return self.text.count(b"FATAL") if self.kind is Kind.PLANTED else 0

    @property
    def lines(self) -> int:
        """Lines that can be read; of a damaged object those that zlib inflates."""
        if self.kind is Kind.DAMAGED:
            inflated = zlib.decompressobj(31).decompress(self.body)
            return inflated.count(b"\n") + (not inflated.endswith(b"\n") and bool(inflated))
        return self.text.count(b"\n")

    @cached_property
    def body(self) -> bytes:
        """As it is stored."""
        if self.pack == "gz":
            packed = gzip.compress(self.text, 5, mtime=0)
            return packed[: len(packed) * 2 // 3] if self.kind is Kind.DAMAGED else packed
        return bz2.compress(self.text) if self.pack == "bz2" else self.text

    def expected(self) -> Expected:
        """Return what the ledger should say of it, without the text."""
        body = self.body
        etag = hashlib.md5(body, usedforsecurity=False).hexdigest()  # as S3 does
        return Expected(
            self.key, etag, self.source, self.kind, len(body), self.lines, self.planted, self.again
        )


@dataclass(frozen=True)
class Expected:
    """What the ledger should say of a write."""

    key: str
    etag: str
    source: str
    kind: Kind
    bytes: int
    lines: int
    planted: int
    again: str


def mix(objects: int, *, seed: int, largest: int = LARGEST) -> Iterator[Drop]:
    """Yield the writes, which are a little more than the objects: some keys are written twice."""
    rng = random.Random(seed)
    shares = [1 / (rank + 1) for rank in range(SOURCES)]
    number = 0
    for index in range(objects):
        rank = rng.choices(range(SOURCES), shares)[0]
        # The failing sources are spread over noisy and quiet ones.
        kind = _kind(rng, index, failing=rank % (SOURCES // FAILING_SOURCES) == 1)
        format_ = "java" if kind is Kind.PLANTED else FORMATS[rank % len(FORMATS)]
        target = _size(rng, largest)
        pack = "gz" if kind is Kind.DAMAGED else rng.choices(("", "gz", "bz2"), (70, 25, 5))[0]
        again = rng.choices(("", "soon", "late"), (96, 2, 2))[0]
        if kind is Kind.PLANTED:
            target, pack = min(target, PLANTED_BYTES), ""
        source = f"{PREFIX}{rank:02d}"
        key = f"{source}/{index // 1_000:03d}/{index:06d}.log"
        for _ in range(2 if kind is Kind.REWRITTEN else 1):
            yield Drop(number, source, key, kind, format_, target, pack, again)
            number += 1


def _kind(rng: random.Random, index: int, *, failing: bool) -> Kind:
    odd = {3: Kind.DAMAGED, 7: Kind.EMPTY, 11: Kind.REWRITTEN}.get(index % 200)
    if odd:
        return odd
    return Kind.PLANTED if failing and rng.random() < 0.2 else Kind.PLAIN


def _size(rng: random.Random, largest: int) -> int:
    """A bounded Pareto distribution, by its inverse."""
    low, high = SMALLEST**-EXPONENT, largest**-EXPONENT
    return int((low - rng.random() * (low - high)) ** (-1 / EXPONENT))
