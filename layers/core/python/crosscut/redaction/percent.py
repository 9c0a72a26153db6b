"""Values that are percent-encoded, in addresses, forms and elsewhere: each as it was, under the name that it has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from crosscut.redaction.found import Where, found
from crosscut.redaction.pieces import MOST_TIMES, Pieces, quoted

_LONGEST = 4_096  # bytes of one run
_HEX = rb"%(?:25)*[0-9A-Fa-f]{2}"
_ESCAPE = re.compile(_HEX)
_DELIMITERS = (b" ", b"\t", b"\n", b'"', b"'", b"<", b">", b"\x1e", b"`", b"\\")
_RUN = re.compile(rb"[^\s\"'<>\x1e`\\]*")
_NONE = rb" \t\n\"'<>\x1e`\\"  # what delimits words
# Words with an escape. Most have no more than a name and a value, or no name; none where only the sign behind a name is
# encoded, which reads as it stands.
_SIGN_ALONE = rb"[^%b%%=+]*+(?<=[\w.\-\[\]])%%3[dD][^%b%%+]*+(?![^%b])" % ((_NONE,) * 3)
_HAS_ESCAPE = rb"[^%b%%]*+(?:%%(?!(?:25)*[0-9A-Fa-f]{2})[^%b%%]*+)*+%%" % ((_NONE,) * 2)


def _without(signs: bytes, escaped: bytes) -> bytes:
    return rb"[^%b%%%b]*+(?:%%(?!(?:25)*(?:%b))[^%b%%%b]*+)*+" % (_NONE, signs, escaped, _NONE, signs)


_WORD = (
    rb"(?<![^" + _NONE + rb"])(?!" + _SIGN_ALONE + rb")(?=" + _HAS_ESCAPE + rb")(?:"
    rb"(" + _without(rb"=/,&;?#@+\r\x0b\x0c", rb"3[bBdDfF]|26|23") + rb")(?![^" + _NONE + rb"])"
    rb"|([\w.\-\[\]]{1,64}=)(" + _without(rb"&;?#\r\x0b\x0c", rb"3[bBfF]|26|23") + rb")(?![^" + _NONE + rb"])"
    rb"|[^" + _NONE + rb"]*+)"
)  # fmt: skip
_WORD_AT, _WORD_PARTS = re.compile(_WORD), ((0,), (1,), (2,), (3,))
_BLANKS = bytes.maketrans(b"\t\n\"'<>\x1e`\\", b" " * 9)
_WORDS_LENGTH = 256  # bytes; few are longer
_FAR_BETWEEN = 40  # bytes between two escapes
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
_Found = list[
    tuple[tuple[bytes, bytes], int]
]  # name with its sign, value as it stands, and where that is in a word


def read(data: bytes, pieces: Pieces) -> None:
    """Add the pieces of all that is encoded in the text."""
    places: dict[tuple[bytes, bytes], list[int]] = {}
    known: dict[bytes, _Found] = {}
    dense = data.count(b"%") * _FAR_BETWEEN > len(data)
    words = found(_WORD, data, _WORD_PARTS) if dense else _words(data)
    for start, end, bare, bare_end, name, value, at, at_end in words:
        pieces.words.append((start, end))
        if bare >= 0 and end - start <= _LONGEST:
            places.setdefault((b"", data[bare:bare_end]), []).append(bare)
        elif name >= 0 and end - start <= _LONGEST:
            places.setdefault((data[name:value], data[at:at_end]), []).append(at)
        else:
            word = data[start:end]
            if word not in known:
                known[word] = _of_word(word)
            for piece, place in known[word]:
                places.setdefault(piece, []).append(start + place)
    some = [piece for piece in places if not (piece[0] and _VARIABLE.fullmatch(piece[1]))]
    # A form's blank: between words, while a number's sign is encoded, or first.
    values = _decoded([_FORM.sub(b" ", raw) if b"+" in raw else raw for _, raw in some])
    for (sign, raw), plain in zip(some, values, strict=True):
        pieces.encoded[quoted(sign, plain), raw] = places[sign, raw]


def _words(data: bytes) -> Iterator[Where]:
    """Yield the same from escape to escape, where these are rare: most words have none."""
    done = 0
    while escape := _ESCAPE.search(data, done):
        first = max(done, escape.start() - _WORDS_LENGTH)
        before = data[first : escape.start()].translate(_BLANKS)
        if first > done and b" " not in before:
            first, before = done, data[done : escape.start()].translate(_BLANKS)
        word = _WORD_AT.match(data, first + before.rfind(b" ") + 1)
        done = word.end() if word else escape.end()
        if word:
            yield tuple(at for span in word.regs for at in span)


def _of_word(word: bytes) -> _Found:
    """Return the pieces of a word: all of it, or its runs where it is long or has unusual blanks."""
    pieces: _Found = []
    if len(word) <= _LONGEST and not _PARTED.search(word):
        _of_run(word, 0, pieces)
        return pieces
    done = 0
    while match := _ESCAPE.search(word, done):
        place = match.start()
        start = max(done, place - _LONGEST)
        run = _RUN.match(word, place, place + _LONGEST)
        done = run.end() if run else place + 1
        _of_run(word[start:done], start, pieces)
    return pieces


def _of_run(run: bytes, at: int, pieces: _Found) -> None:
    """Add the pieces of a run that stands there in its word."""
    start = 0
    for match in _PART.finditer(run):
        _of_part(run[start : match.start()], at + start, pieces)
        start = match.end()
    _of_part(run[start:] if start else run, at + start, pieces)


def _of_part(part: bytes, at: int, pieces: _Found) -> None:
    if b"%" not in part and b"+" not in part:
        return
    if (sign := _IS.search(part)) and (word := _NAME.search(_plain(part[: sign.start()]))):
        value = part[sign.end() :]
        if b"%" in value or b"+" in value:
            pieces.append(((word[0] + b"=", value), at + sign.end()))
        return
    for segment in _SEGMENT.finditer(part):
        raw = segment[0]
        if b"%" in raw and b"@" not in raw:
            pieces.append(((b"", raw), at + segment.start()))


@lru_cache(maxsize=1_000)
def _plain(name: bytes) -> bytes:
    return _decoded([name])[0]


def _decoded(raws: list[bytes]) -> list[bytes]:
    """Return what these mean; all at once, for a call for each takes as long as all else."""
    text = b"\x1e".join(raws)  # which is in none of them, but may be encoded
    for _ in range(MOST_TIMES):
        if b"%" not in text:
            break
        text = unquote_to_bytes(text)
    values = text.split(b"\x1e") if len(raws) > 1 else [text]
    return values if len(values) == len(raws) else [_decoded([raw])[0] for raw in raws]
