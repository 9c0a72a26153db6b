"""Values that are percent-encoded, in addresses, forms and elsewhere: each as it was, under the name that it has."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from crosscut.redaction.matching import available, compile_matcher
from crosscut.redaction.pieces import MOST_TIMES, Pieces, quoted

_LONGEST = 4_096  # bytes of one run
_HEX = rb"%(?:25)*[0-9A-Fa-f]{2}"
_ESCAPE = re.compile(_HEX)
_DELIMITERS = (b" ", b"\t", b"\n", b'"', b"'", b"<", b">", b"\x1e", b"`", b"\\")
_RUN = re.compile(rb"[^\s\"'<>\x1e`\\]*")
_NONE = rb" \t\n\"'<>\x1e`\\"  # what delimits words
# Only the sign behind a name is encoded: such a word reads as it stands.
_SIGN_ALONE = rb"[^%b%%=+]*+(?<=[\w.\-\[\]])%%3[dD][^%b%%+]*+(?![^%b])" % ((_NONE,) * 3)
_WORD = rb"(?<![^%b])(?!%b)[^%b%%]*+(?:%%(?!(?:25)*[0-9A-Fa-f]{2})[^%b%%]*+)*+%%[^%b]*+" % (
    _NONE, _SIGN_ALONE, _NONE, _NONE, _NONE,
)  # fmt: skip
_PARTED = re.compile(rb"[\r\x0b\x0c]")  # a word that may be several runs
# What parts the names of a query: also encoded, where another name follows.
_PART = re.compile(
    rb"[&;?#]|%(?:25)*(?:26|3[bBfF]|23)(?=[\w.\-]{1,64}(?:%(?:25)*5[bB][\w.\-]{0,64}%(?:25)*5[dD])?(?:=|%(?:25)*3[dD]))"
)
_IS = re.compile(rb"=|%(?:25)*3[dD]")
_NAME = re.compile(rb"[\w.\-\[\]]{1,64}\Z")
_SEGMENT = re.compile(rb"[^/=,]+")
_VARIABLE = re.compile(rb"%[A-Z_][A-Z0-9_]{1,60}%")  # of Windows: %DB_PASSWORD%, in which %DB encodes nothing
_FORM = re.compile(rb"(?<=[\w,.)%])\+(?=[\w%(\-])")
_Found = list[tuple[tuple[bytes, bytes], int]]  # a piece, with its value as it stands, and where that is


def read(data: bytes, pieces: Pieces) -> None:
    """Add the pieces of all that is encoded in the text."""
    known: dict[bytes, _Found] = {}
    encoded = pieces.encoded
    for start, end in compile_matcher(_WORD, available()).spans(data):
        word = data[start:end]
        found = known.get(word)
        if found is None:
            found = known[word] = _of_word(word)
        for piece, at in found:
            if piece in encoded:
                encoded[piece].append(start + at)
            else:
                encoded[piece] = [start + at]


def _of_word(word: bytes) -> _Found:
    """Return the pieces of a word: all of it, or its runs where it is long or has unusual blanks."""
    found: _Found = []
    if len(word) <= _LONGEST and not _PARTED.search(word):
        _of_run(word, 0, found)
        return found
    done = 0
    while match := _ESCAPE.search(word, done):
        place = match.start()
        start = max(done, place - _LONGEST)
        run = _RUN.match(word, place, place + _LONGEST)
        done = run.end() if run else place + 1
        _of_run(word[start:done], start, found)
    return found


def _of_run(run: bytes, at: int, found: _Found) -> None:
    """Add the pieces of a run that stands there in its word."""
    start = 0
    for match in _PART.finditer(run):
        _of_part(run[start : match.start()], at + start, found)
        start = match.end()
    _of_part(run[start:] if start else run, at + start, found)


def _of_part(part: bytes, at: int, found: _Found) -> None:
    if b"%" not in part and b"+" not in part:
        return
    if sign := _IS.search(part):
        name = part[: sign.start()]
        if word := _NAME.search(_plain(name) if b"%" in name else name):
            value = part[sign.end() :]
            if (b"%" in value or b"+" in value) and not _VARIABLE.fullmatch(value):
                found.append((_piece(word[0] + b"=", value), at + sign.end()))
            return
    for segment in _SEGMENT.finditer(part):
        raw = segment[0]
        if b"%" in raw and b"@" not in raw:
            found.append((_piece(b"", raw), at + segment.start()))


def _piece(before: bytes, raw: bytes) -> tuple[bytes, bytes]:
    # A form's blank: between words, while a number's sign is encoded, or first.
    return quoted(before, _decoded(_FORM.sub(b" ", raw) if b"+" in raw else raw)), raw


@lru_cache(maxsize=1_000)
def _plain(name: bytes) -> bytes:
    return _decoded(name)


def _decoded(raw: bytes) -> bytes:
    for _ in range(MOST_TIMES):
        if b"%" not in raw:
            break
        raw = unquote_to_bytes(raw)
    return raw
