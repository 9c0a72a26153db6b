"""Inputs for the fuzzer: stretches of real logs, damaged and packed in the ways in which logs are, by number."""

from __future__ import annotations

import bz2
import gzip
import random
import re
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from crosscut.formats import format_names
from crosscut.limits import ReadLimits
from tests.unit.reading.oddities import TOKENS, VALUES

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

TESTS = Path(__file__).parents[2]
MOST_BYTES = 1_500  # of one stretch; what is told by content is parsed by every format


class Packed(NamedTuple):
    """One input: an object as stored, and how it is to be read."""

    stored: bytes
    limits: ReadLimits
    format: str  # by name, or "" to have the content tell


def packed(seed: int, number: int) -> Packed:
    """Return the input of that number; the same seed and number give the same one."""
    rng = random.Random(f"{seed}:{number}")
    content = _stretch(rng)
    for _ in range(rng.choice((0, 1, 1, 2, 3, 6))):
        content = rng.choice(_DAMAGES)(content, rng)
    stored = rng.choice(_PACKINGS)(content, rng) if rng.random() < 0.5 else content
    if rng.random() < 0.2:
        stored = rng.choice((_flip, _cut, _insert, _repeat))(stored, rng)
    if rng.random() < 0.05:
        stored += rng.choice(_PACKINGS)(_stretch(rng), rng)
    name = rng.choice(format_names()) if rng.random() < 0.3 else ""
    return Packed(stored, rng.choice(_LIMITS), name)


_LIMITS = (
    ReadLimits(),
    ReadLimits(),
    ReadLimits(max_line_bytes=200),
    ReadLimits(max_line_bytes=37),
    ReadLimits(max_inflated_bytes=1_000),
    ReadLimits(max_ratio=3, ratio_from_bytes=500),
)


@cache
def _samples() -> tuple[bytes, ...]:
    files = [*sorted((TESTS / "data" / "formats").glob("*")), *sorted((TESTS / "logs").glob("*/*.log"))]
    return tuple(path.read_bytes() for path in files if path.is_file() and path.suffix != ".md")


def _stretch(rng: random.Random) -> bytes:
    """Return some lines of a sample, or all of a small one."""
    sample = rng.choice(_samples())
    size = rng.randrange(MOST_BYTES)
    start = rng.randrange(max(1, len(sample) - size)) if rng.random() < 0.8 else 0
    start = sample.rfind(b"\n", 0, start) + 1 if rng.random() < 0.9 else start
    return sample[start : start + size]


def _at(content: bytes, rng: random.Random) -> int:
    return rng.randrange(len(content) + 1)


def _flip(content: bytes, rng: random.Random) -> bytes:
    out = bytearray(content)
    for _ in range(rng.randrange(1, 8)):
        if out:
            out[rng.randrange(len(out))] ^= 1 << rng.randrange(8)
    return bytes(out)


def _cut(content: bytes, rng: random.Random) -> bytes:
    return content[: _at(content, rng)] if rng.random() < 0.7 else content[_at(content, rng) :]


def _insert(content: bytes, rng: random.Random) -> bytes:
    at = _at(content, rng)
    return content[:at] + rng.choice(TOKENS) * rng.choice((1, 1, 1, 2, 5)) + content[at:]


def _repeat(content: bytes, rng: random.Random) -> bytes:
    start = _at(content, rng)
    end = start + rng.randrange(60)
    return content[:start] + content[start:end] * rng.randrange(2, 12) + content[end:]


def _drop(content: bytes, rng: random.Random) -> bytes:
    start = _at(content, rng)
    return content[:start] + content[start + rng.randrange(1, 30) :]


def _digits(content: bytes, rng: random.Random) -> bytes:
    """Change digits, so that times, numbers and states get values that no program writes."""
    some = rng.choice((0.05, 0.2, 0.7))
    return bytes(rng.choice(b"0123456789") if 48 <= c <= 57 and rng.random() < some else c for c in content)


def _retype(content: bytes, rng: random.Random) -> bytes:
    """Give members of JSON documents values that no program writes."""
    places = list(_VALUE.finditer(content))
    for place in sorted(rng.sample(places, min(len(places), rng.randrange(1, 6))), key=_start, reverse=True):
        content = content[: place.start()] + rng.choice(VALUES) + content[place.end() :]
    return content


def _start(match: re.Match[bytes]) -> int:
    return match.start()


def _splice(content: bytes, rng: random.Random) -> bytes:
    at = _at(content, rng)
    return content[:at] + _stretch(rng)[:700] + content[at:]


def _shuffle(content: bytes, rng: random.Random) -> bytes:
    lines = content.split(b"\n")
    rng.shuffle(lines)
    return b"\n".join(lines)


def _one_line(content: bytes, _: random.Random) -> bytes:
    return content.replace(b"\n", b"")


def _long_line(content: bytes, rng: random.Random) -> bytes:
    at = _at(content, rng)
    return content[:at] + bytes([rng.randrange(256)]) * rng.randrange(3_000) + content[at:]


def _noise(content: bytes, rng: random.Random) -> bytes:
    at = _at(content, rng)
    return content[:at] + rng.randbytes(rng.randrange(60)) + content[at:]


_VALUE = re.compile(rb'(?<=":)\s*(?:"(?:[^"\\]|\\.)*"|[^\s,{}\[\]"]+|\[[^\[\]]*\]|(?=[{]))')
_Change = Callable[[bytes, random.Random], bytes]
_DAMAGES: tuple[_Change, ...] = (
    _flip, _cut, _insert, _insert, _insert, _repeat, _drop, _digits, _digits, _retype, _retype, _splice, _shuffle,
    _one_line, _long_line, _noise,
)  # fmt: skip


def _gzip(content: bytes, _: random.Random) -> bytes:
    return gzip.compress(content, 1, mtime=0)


def _zstd(content: bytes, _: random.Random) -> bytes:
    return zstd.compress(content, 1)


def _bzip2(content: bytes, _: random.Random) -> bytes:
    return bz2.compress(content, 1)


def _members(content: bytes, rng: random.Random) -> bytes:
    at = _at(content, rng)
    compress = rng.choice((_gzip, _zstd, _bzip2))
    padding = b"\0" * rng.choice((0, 0, 3, 512))
    return compress(content[:at], rng) + padding + compress(content[at:], rng)


def _trailing(content: bytes, rng: random.Random) -> bytes:
    return rng.choice((_gzip, _zstd, _bzip2))(content, rng) + rng.choice(TOKENS)


def _torn(content: bytes, rng: random.Random) -> bytes:
    return _cut(rng.choice((_gzip, _zstd, _bzip2, _members))(content, rng), rng)


def _damaged(content: bytes, rng: random.Random) -> bytes:
    return _flip(rng.choice((_gzip, _zstd, _bzip2, _members))(content, rng), rng)


def _twice(content: bytes, rng: random.Random) -> bytes:
    return _gzip(rng.choice((_gzip, _zstd, _bzip2))(content, rng), rng)


def _wide(content: bytes, rng: random.Random) -> bytes:
    """UTF-16, with and without a byte order mark, at times of half a character."""
    encoding = rng.choice(("utf-16", "utf-16-le", "utf-16-be"))
    wide = content.decode("utf-8", "replace").encode(encoding, "replace")
    return wide[: len(wide) - rng.randrange(2)]


def _marked(content: bytes, rng: random.Random) -> bytes:
    return rng.choice((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\0\0\0\0", b"\xef\xbb")) + content


def _dos(content: bytes, _: random.Random) -> bytes:
    return content.replace(b"\n", b"\r\n")


_PACKINGS: tuple[_Change, ...] = (
    _gzip, _zstd, _bzip2, _members, _trailing, _torn, _damaged, _twice, _wide, _wide, _marked, _dos,
)  # fmt: skip
