"""Finds out by content how text is encoded, and turns it into UTF-8 or, line by line, into str."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator

REPLACEMENT = "\ufffd".encode()
UTF8_MARK = codecs.BOM_UTF8
_WIDE = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_SAMPLE_BYTES = 4_096
_WIDE_SHARE = 0.4  # of NUL bytes at even or odd places: ASCII in UTF-16
FEW = 3  # control bytes that any log may have
BINARY_SHARE = 0.05  # of control bytes in the sample, above which it is no text,
CLEAN_SHARE = 0.3  # unless so much of it stands in lines without any
_LINE = 16  # bytes of such a line, at least
_CONTROL = re.compile(rb"[\0-\x08\x0e-\x1a\x1c-\x1f]")
# What is stored in them without being compressed would look like text.
_ARCHIVES = {
    b"PK\x03\x04": "a zip archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!\x1a": "a RAR archive",
    b"\xfd7zXZ": "xz",
    b"PAR1": "Parquet",
    b"%PDF-": "a PDF",
    b"\x7fELF": "a program",
}
_KINDS = {
    **_ARCHIVES,
    b"Salted__": "encrypted by OpenSSL",
    b"age-encryption.org/": "encrypted by age",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"SQLite format 3": "an SQLite database",
    b"Obj\x01": "Avro",
    b"\x1f\x8b": "compressed twice",
    b"\x28\xb5\x2f\xfd": "compressed twice",
}


def encoding_of(head: bytes) -> str:
    """Return "utf-8", "utf-16-le" or "utf-16-be" by the byte order mark or, without one, by where NUL bytes stand."""
    for mark, name in _WIDE.items():
        if head.startswith(mark):
            return name
    sample = head[: _SAMPLE_BYTES // 2 * 2]
    if len(sample) >= 4:
        half = len(sample) / 2
        odd, even = sample[1::2].count(0) / half, sample[::2].count(0) / half
        if odd > _WIDE_SHARE and even < 0.05:
            return "utf-16-le"
        if even > _WIDE_SHARE and odd < 0.05:
            return "utf-16-be"
    return "utf-8"


def is_binary(head: bytes) -> bool:
    """Whether a stream that begins with `head` is no text: a picture, an archive, a core dump.

    Runs of NUL at the start are what `copytruncate` leaves of a rotated log, and don't count.
    """
    sample = head.lstrip(b"\0")[:_SAMPLE_BYTES]
    if encoding_of(head) != "utf-8" or not sample:
        return False
    control = sum(byte < 9 or 13 < byte < 27 or 27 < byte < 32 for byte in sample)
    if sample.startswith(tuple(_ARCHIVES)):
        return True
    if control > max(FEW, BINARY_SHARE * len(sample)):
        # A log may have a stretch of something else in it; a picture has hardly a line without control characters.
        clean = sum(
            len(line) for line in sample.split(b"\n") if len(line) >= _LINE and not _CONTROL.search(line)
        )
        return clean < CLEAN_SHARE * len(sample)
    # Bytes that are neither UTF-8 nor letters of an 8-bit alphabet: compressed or encrypted.
    broken = sample.decode("utf-8", "replace").count("\ufffd")
    c1 = sum(0x80 <= byte < 0xA0 for byte in sample)
    return broken > 0.1 * len(sample) and c1 > 0.05 * len(sample)


def not_text(head: bytes) -> str:
    """Return why what begins so cannot be read, and what can, in words."""
    kind = next((name for magic, name in _KINDS.items() if head.startswith(magic)), "binary content")
    return f"not a text log ({kind}); give text, plain or as gzip, zstd or bzip2"


def as_utf8(blocks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """Yield the blocks in UTF-8, without a byte order mark."""
    if encoding == "utf-8":
        first = True
        for block in blocks:
            yield block.removeprefix(UTF8_MARK) if first else block
            first = False
        return
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    first = True
    for block in blocks:
        text = decoder.decode(block)
        yield (text.removeprefix("\ufeff") if first else text).encode("utf-8", "replace")
        first = False
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")


def line_text(raw: bytes) -> tuple[str, int]:
    """Return a line's text and how many of its bytes could not be read, which are U+FFFD in it.

    A line that is not UTF-8 anywhere, and has no control characters of Latin-1, is taken as Latin-1 (ISO 8859-1).
    What a line is depends on that line alone, so that cutting an object into ranges changes nothing.
    """
    if b"\0" in raw:
        kept = raw.lstrip(b"\0")  # what copytruncate leaves of a rotated log
        text, bad = line_text(kept.replace(b"\0", REPLACEMENT))
        return text, bad + raw.count(0)
    try:
        return raw.decode("utf-8"), 0
    except UnicodeDecodeError:
        text = raw.decode("utf-8", "replace")
    high = sum(byte >= 0x80 for byte in raw)
    replaced = text.count("\ufffd")
    if replaced == high and not any(0x80 <= byte < 0xA0 for byte in raw):
        return raw.decode("latin-1"), 0
    return text, replaced
