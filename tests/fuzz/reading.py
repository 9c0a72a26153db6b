"""Fuzzes reading: any bytes, plain or compressed, whole or between two cuts."""

from __future__ import annotations

import bz2
import gzip
import io
import sys
from random import Random

from crosscut.errors import UnreadableInputError
from crosscut.limits import ReadLimits
from crosscut.reading import LineReader
from tests.fuzz import seeds
from tests.fuzz.law import Target, as_bytes, require
from tests.fuzz.mutation import BYTES, bent_bytes, bent_lines

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LIMITS = ReadLimits(max_line_bytes=1_000, max_inflated_bytes=60_000, max_ratio=50, ratio_from_bytes=8_000)
_PACKED = (gzip.compress, bz2.compress, zstd.compress)


def make(pick: Random) -> bytes:
    """Return a log in any encoding and compression, damaged or not; at times a bomb, at times noise."""
    if pick.random() < 0.05:
        return b"".join(pick.choices(BYTES, k=pick.randint(0, 12)))
    lines = seeds.logs()[pick.choice(sorted(seeds.logs()))]
    text = bent_lines(lines, seeds.all_lines(), pick)
    data = as_bytes(text)
    if pick.random() < 0.1:
        data = text.encode(pick.choice(("utf-16", "utf-16-le", "utf-16-be", "utf-32")), "surrogatepass")
    if pick.random() < 0.5:
        data = bent_bytes(data, pick)
    if pick.random() < 0.03:
        data = data[:40] * pick.randint(500, 20_000)
    for _ in range(pick.choice((0, 0, 1, 1, 2))):
        data = pick.choice(_PACKED)(data)
        if pick.random() < 0.3:
            data += pick.choice((*BYTES, gzip.compress(b"more\n"), zstd.compress(b"more\n")))
        if pick.random() < 0.4:
            data = bent_bytes(data, pick)
    return data


def check(data: bytes) -> None:
    """Read it, twice, and from a cut where it can be divided."""
    first = _read(data)
    require(first == _read(data), "the same bytes give the same lines")


def _read(data: bytes) -> tuple[list[str], str]:
    stream = io.BytesIO(data)
    reader = LineReader(stream, name="a.log", limits=LIMITS)
    lines: list[str] = []
    try:
        for line in reader:
            lines.append(line)
            whole_value = line.endswith(("}", "]"))  # of JSON without lines may be longer, and indented
            require(whole_value or len(line) <= LIMITS.max_line_bytes + 100, "no line is over the limit")
            require(whole_value or "\n" not in line, "a line is one line")
    except UnreadableInputError as error:
        require(not lines, "what is no text gives no line")
        return [], str(error)
    require(reader.lines_read == len(lines), "every line that is read is counted")
    require(reader.bytes_read <= len(data), "no more bytes are counted than there are")
    require(
        bool(reader.problem) or reader.bytes_read == len(data), "every byte is read, or a problem is told of"
    )
    require(sum(map(len, lines)) <= LIMITS.max_inflated_bytes + 100, "no more is inflated than the limit")
    return lines, reader.problem


READING = Target(
    "reading",
    "raises nothing but `UnreadableInputError`; counts every line and byte; keeps the limits of a line and of what it "
    "inflates; the same bytes give the same lines",
    make,
    check,
)
