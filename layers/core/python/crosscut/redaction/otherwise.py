"""Other ways to read a text: what is percent-encoded, rows of SQL, arguments of commands. All rules read them too.

A reading writes `name="value"` for what the text tells apart in another way, and knows where each value came from.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple, Protocol
from urllib.parse import unquote_to_bytes

from crosscut.redaction import argv, dumps, hl7, nested, parameters, siem, sqltext, tables
from crosscut.redaction.matching import has
from crosscut.redaction.pseudonyms import TOKEN_BYTES
from crosscut.redaction.rule import SEPARATOR, Spans

_SEPARATOR = SEPARATOR.encode()
_LONGEST = 4_096  # bytes of one run of percent-encoded text, of a list of columns and of a row
_MOST_COLUMNS = 200


class Piece(NamedTuple):
    """A part of the text, written otherwise."""

    text: bytes
    begin: int  # where the value begins in `text`
    end: int
    encoded: bytes  # as it stands where it comes from, or nothing where it stands there as it is
    parts: tuple[argv.Part, ...] = ()  # of a command, instead of these
    line: bytes = b""  # of which it is all, without its escapes, instead of these


Pieces = dict[Piece, list[int]]  # with where the values come from


class Readings:
    """The pieces of a block, as a block of their own; what is written the same way in many places is in it once."""

    def __init__(self, pieces: Pieces) -> None:
        self._pieces = list(pieces.items())
        self._starts: list[int] = []
        at = 0
        for piece in pieces:
            self._starts.append(at)
            at += len(piece.text) + len(_SEPARATOR)
        self.block = _SEPARATOR.join(piece.text for piece in pieces)

    def origins(self, start: int, end: int) -> Spans:
        """Return where in the text a finding comes from; nothing where it is none of its own."""
        index = bisect_right(self._starts, start) - 1
        piece, froms = self._pieces[index]
        if piece.parts:
            begin, finish = argv.place(piece.parts, start - self._starts[index], end - self._starts[index])
            return [(at + begin, at + finish) for at in froms] if begin < finish else []
        if piece.line:
            begin, finish = siem.place(piece.line, start - self._starts[index], end - self._starts[index])
            return [(at + begin, at + finish) for at in froms]
        begin = max(start - self._starts[index], piece.begin) - piece.begin
        finish = min(end - self._starts[index], piece.end) - piece.begin
        if begin >= finish:
            return []
        if piece.encoded:
            places = _places(piece.encoded)
            begin, finish = places[begin], places[finish]
        return [(at + begin, at + finish) for at in froms]


class Known(Protocol):
    """What is known of a block: the block in lower case, and what it may have."""

    @property
    def lowered(self) -> bytes: ...

    def may_have(self, pattern: bytes, *, lowered: bool) -> bool:
        """Whether it may have what this pattern matches. `lowered` is as in `Rule`."""
        ...


def readings(data: bytes, known: Known) -> Readings | None:
    """Return what can be read otherwise in a block, or nothing."""
    pieces: Pieces = {}
    if b"%" in data:
        _encoded(data, pieces)
    if known.may_have(ROWS, lowered=True):
        _rows(data, known.lowered, pieces)
    if known.may_have(ARGUMENTS, lowered=False):
        _arguments(data, pieces, _ARGUMENTS)
    if known.may_have(MORE, lowered=False):
        _arguments(data, pieces, _MORE)
        _changes(data, pieces)
    for pattern, commands in ((argv.EXECVE, argv.audited), (argv.LIST, argv.listed)):
        if known.may_have(pattern, lowered=False):
            for start, text, parts in commands(data):
                pieces.setdefault(Piece(text, 0, 0, b"", parts), []).append(start)
    if known.may_have(SECRET, lowered=False) and has(b'"Secret"', data):
        _secrets(data, pieces)
    for name, start, end in _fields(data, known):
        _quote(name, data, start, end, pieces)
    if known.may_have(siem.ESCAPED, lowered=False) and has(b"\\=", data):
        _unescaped(siem.lines(data), pieces)
    if known.may_have(sqltext.DOUBLED, lowered=False) and has(b"''", data):
        _unescaped(sqltext.lines(data), pieces)
    return Readings(pieces) if pieces else None


def _fields(data: bytes, known: Known) -> Iterator[dumps.Field]:
    """Yield the values that stand there as they are, under the names that a format gives them."""
    if known.may_have(SEGMENT, lowered=False) and any(
        has(segment, data) for segment in (b"PID|", b"NK1|", b"GT1|", b"IN1|")
    ):
        yield from hl7.fields(data)
    if known.may_have(RESOURCE, lowered=False) and has(b"resourceType", data):
        yield from hl7.members(data)
    if known.may_have(dumps.TERMS, lowered=True):
        yield from dumps.terms(data)
    if known.may_have(dumps.MARKUP, lowered=True):
        yield from dumps.markup(data, known.lowered)
    if known.may_have(nested.NESTED, lowered=True):
        yield from nested.fields(data, known.lowered)
    if known.may_have(nested.ARROW, lowered=True):
        yield from nested.changes(known.lowered)
    if known.may_have(tables.TABLES, lowered=True):
        yield from tables.fields(data, known.lowered)
    if known.may_have(parameters.PARAMETERS, lowered=True):
        yield from parameters.fields(data, known.lowered)
    if known.may_have(siem.FIELDS, lowered=False):
        yield from siem.fields(data)


def _unescaped(lines: Iterable[siem.Line], pieces: Pieces) -> None:
    for start, text, line in lines:
        pieces.setdefault(Piece(text, 0, 0, b"", (), line), []).append(start)
        inner: Pieces = {}
        if b"%" in text:
            _encoded(text, inner)
        for piece, places in inner.items():
            for place in places:
                begin, end = siem.place(line, place, place + len(piece.encoded))
                if end - begin == len(piece.encoded):
                    pieces.setdefault(piece, []).append(start + begin)


_ESCAPE = re.compile(rb"%(?:25)*[0-9A-Fa-f]{2}")
_DELIMITERS = (b" ", b"\t", b"\n", b'"', b"'", b"<", b">", b"\x1e", b"`", b"\\")
_RUN = re.compile(rb"[^\s\"'<>\x1e`\\]*")
# What parts the names of a query: also encoded, where another name follows.
_PART = re.compile(
    rb"[&;?#]|%(?:25)*(?:26|3[bBfF]|23)(?=[\w.\-]{1,64}(?:%(?:25)*5[bB][\w.\-]{0,64}%(?:25)*5[dD])?(?:=|%(?:25)*3[dD]))"
)
_IS = re.compile(rb"=|%(?:25)*3[dD]")
_NAME = re.compile(rb"[\w.\-\[\]]{1,64}\Z")


def _encoded(data: bytes, pieces: Pieces) -> None:
    known: dict[bytes, list[tuple[Piece, int]]] = {}
    done = 0
    while match := _ESCAPE.search(data, done):
        place = match.start()
        before = data[max(done, place - _LONGEST) : place]
        start = place - len(before) + max(map(before.rfind, _DELIMITERS)) + 1
        found = _RUN.match(data, place, place + _LONGEST)
        done = found.end() if found else place + 1
        run = data[start:done]
        if run not in known:
            known[run] = list(_parts(run))
        for piece, at in known[run]:
            pieces.setdefault(piece, []).append(start + at)


def _parts(run: bytes) -> Iterator[tuple[Piece, int]]:
    """Yield the pieces of a run without blanks, with where in it their values are."""
    at = 0
    for match in [*_PART.finditer(run), None]:
        yield from _pair(run, at, match.start() if match else len(run))
        at = match.end() if match else len(run)


def _pair(run: bytes, start: int, end: int) -> Iterator[tuple[Piece, int]]:
    if run.find(b"%", start, end) < 0 and run.find(b"+", start, end) < 0:
        return
    sign = _IS.search(run, start, end)
    name = _plain(run[start : sign.start()]) if sign else b""
    if sign and (word := _NAME.search(name)):
        value = run[sign.end() : end]
        if (b"%" in value or b"+" in value) and not _VARIABLE.fullmatch(value):
            yield _piece(word[0] + b'="', value), sign.end()
        return
    for segment in re.finditer(rb"[^/=,]+", run[start:end]):
        if b"%" in segment[0] and b"@" not in segment[0]:
            yield _piece(b'"', segment[0]), start + segment.start()


def _piece(before: bytes, raw: bytes) -> Piece:
    # A form's blank: between words, while a number's sign is encoded, or first.
    value = _plain(_FORM.sub(b" ", raw)).translate(_QUIET)
    return Piece(before + value + b'"', len(before), len(before) + len(value), raw)


def _quote(name: bytes, data: bytes, start: int, end: int, pieces: Pieces) -> None:
    """Add the value that stands there as it is, under a name."""
    before = name + b'="'
    value = data[start:end].translate(_QUIET)
    piece = Piece(before + value + b'"', len(before), len(before) + len(value), b"")
    pieces.setdefault(piece, []).append(start)


# In a piece the value is quoted: what would end it is another character. HL7 writes ^ between the words of a name.
_QUIET = bytes.maketrans(b'"\n\r\x1e\\^', b"'   / ")
_VARIABLE = re.compile(rb"%[A-Z_][A-Z0-9_]{1,60}%")  # of Windows: %DB_PASSWORD%, in which %DB encodes nothing
_FORM = re.compile(rb"(?<=[\w,.)%])\+(?=[\w%(\-])")
_TWICE = 3  # and more often encodes nobody


@lru_cache(maxsize=1_000)
def _plain(raw: bytes) -> bytes:
    for _ in range(_TWICE):
        if b"%" not in raw:
            break
        raw = unquote_to_bytes(raw)
    return raw


@lru_cache(maxsize=16)  # all that is found in a piece is asked for in a row
def _places(encoded: bytes) -> Sequence[int]:
    """Return where each byte of what `encoded` means begins, and where all ends."""
    text, places = encoded, list(range(len(encoded) + 1))
    for _ in range(_TWICE):
        if b"%" not in text:
            break
        kept: list[int] = []
        at = 0
        for escape in _HEX.finditer(text):
            kept += places[at : escape.start() + 1]
            at = escape.end()
        text, places = unquote_to_bytes(text), kept + places[at:]
    return places


_HEX = re.compile(rb"%[0-9A-Fa-f]{2}")

# INSERT INTO t (a, b) VALUES (1, 'x'), (2, 'y'); and PostgreSQL's `Key (a, b)=(1, x) already exists`.
# In lower case. They begin with a literal, which `re` looks for quickly.
_INTO = rb"into\s+[^\s()]{1,200}\s*\(([^()]{1,4096})\)\s*(?:overriding \w+ value\s+)?values?\s*(?=\()"
_LISTS = tuple(
    (pattern.partition(rb"\s")[0].replace(b"\\", b""), re.compile(pattern))
    for pattern in (
        rb"insert\s+(?:ignore\s+)?" + _INTO,
        rb"replace\s+" + _INTO,
        rb"key\s\(([^()=]{1,1024})\)=(?=\()",
    )
)
# A value, from where one begins to its comma or the end of the row.
_CELL = re.compile(
    rb"\s*(?P<value>[bnBNeEuU]?(?:\\*\"(?:[^\"\\\x1e]|\\(?!\")[^\x1e])*\\*\"|\\*'(?:[^'\\\x1e]|''|\\[^\x1e])*'|[^,()'\"\x1e]*(?:\([^()\x1e]{0,200}\))?[^,()'\"\x1e]*))\s*(?P<end>[,)])"
)


# The data of a Secret of Kubernetes, which is base64 of anything, in a line that says it is one.
_SECRET = re.compile(rb"[^\r\n\x1e]*\"kind\" ?: ?\"Secret\"[^\r\n\x1e]*")
_DATA = re.compile(rb"\"(?:data|stringData)\" ?: ?\{([^{}]*)\}")
_DATUM = re.compile(rb"\"[^\"]{1,253}\" ?: ?\"([^\"\\]{1,4096})\"")


def _secrets(data: bytes, pieces: Pieces) -> None:
    for line in _SECRET.finditer(data):
        for found in _DATA.finditer(data, *line.span()):
            for datum in _DATUM.finditer(data, *found.span(1)):
                _quote(b"password", data, *datum.span(1), pieces)


# Columns of tables of people: there `name` is somebody's.
_OF_PEOPLE = (
    b"email",
    b"phone",
    b"password",
    b"address",
    b"birth",
    b"birthday",
    b"dob",
    b"ssn",
    b"gender",
    b"surname",
)
# And of addresses of the post, where a town stands beside a street.
_OF_PLACES = (
    b"street",
    b"zip",
    b"zip_code",
    b"zipcode",
    b"postal_code",
    b"postcode",
    b"address_line1",
    b"address1",
    b"plz",
)
_IN_PLACES = (b"city", b"town", b"state", b"province", b"locality", b"county", b"ort", b"stadt")
_ANOTHER = re.compile(rb"\s*,\s*(?=\()")


def _rows(data: bytes, lowered: bytes, pieces: Pieces) -> None:
    for literal, pattern in _LISTS:
        if not has(literal, lowered):
            continue
        for match in pattern.finditer(lowered):
            names = [re.sub(rb"[^\w.\-]", b"", name)[-64:] for name in match[1].split(b",")][:_MOST_COLUMNS]
            if any(name.endswith(_OF_PEOPLE) for name in names):
                names = [b"full_name" if name == b"name" else name for name in names]
            if any(name.endswith(_OF_PLACES) for name in names):
                names = [b"street" if name.endswith(_IN_PLACES) else name for name in names]
            at = match.end()
            while data[at : at + 1] == b"(":
                at = _row(data, at + 1, names, pieces)
                following = _ANOTHER.match(data, at)
                at = following.end() if following else len(data)


def _row(data: bytes, at: int, names: list[bytes], pieces: Pieces) -> int:
    for name in names:
        cell = _CELL.match(data, at, at + _LONGEST)
        if cell is None:
            return at
        start, end = cell.span("value")
        while start < end and data[start : start + 1] in b"\\'\"":
            start += 1
        while start < end and data[end - 1 : end] in b"\\'\"":
            end -= 1
        if start < end:
            _quote(name, data, start, end, pieces)
        at = cell.end()
        if cell["end"] == b")":
            break
    return at


# --name value, ['--name', 'value'], ENV NAME value.
_VALUE = (
    rb"(?:\\{0,16}\"([^\"\\\r\n\x1e]{1,1024})|\\{0,16}'([^'\\\r\n\x1e]{1,1024})|([^\s\"'\\\x1e]{1,1024}))"
)
_PAIR = re.compile(rb"[\w.\-\[\]]{1,64}=[^=]")
_Patterns = tuple[tuple[bytes, re.Pattern[bytes]], ...]
_ARGUMENTS: _Patterns = (
    (b"--", re.compile(rb"--(?<![\w\-]--)([A-Za-z][\w\-.]{1,63})(?: |\\{0,16}[\"'], ?)(?!-[^0-9])" + _VALUE)),
    (b"ENV ", re.compile(rb"ENV (?<![\w\-]ENV )([A-Za-z][\w\-.]{1,63}) (?!-[^0-9])" + _VALUE)),
)


# Other places at which a name stands apart from its value. Each begins with the literal, or has it.
_WORD = rb"\\{0,16}[\"']?([A-Za-z_/][\w.\-/]{1,128})\\{0,16}[\"']?"
_KEY = rb"\\{0,16}[\"']([A-Za-z_][\w.\-]{1,64})\\{0,16}[\"']"
_Q = rb"\\{0,16}[\"']"
_MORE = (
    (b"setx ", re.compile(rb"setx (?:/[mM] )?" + _WORD + rb" (?!/)" + _VALUE)),
    (b"config set ", re.compile(rb"config set (?:--?[a-z\-]{1,16} ){0,3}(?://[^\s:\x1e]{1,200}:)?" + _WORD + rb"[ =](?!-)" + _VALUE)),
    (b" /v ", re.compile(rb" /v " + _WORD + rb" (?:/t \w{1,16} )?/d " + _VALUE)),
    (b"EnvironmentVariable(", re.compile(rb"EnvironmentVariable\(" + _WORD + rb", ?" + _VALUE)),
    (b"--name", re.compile(rb"--name[ =]" + _WORD + rb" (?:--(?!value)[\w\-]{1,40}[ =][^\s\x1e]{1,200} ){0,6}--value[ =]" + _VALUE)),
    (b"on field '", re.compile(rb"on field '([\w.\[\]]{1,64})': rejected value \[([^\]\r\n\x1e]{1,256})\]")),
    (b"input", re.compile(rb"loc" + _Q + rb": ?[\[(][^\])\r\n\x1e]{0,160}?" + _KEY + rb",?[\])], ?[^\r\n\x1e]{0,300}?" + _Q + rb"input" + _Q + rb": ?" + _VALUE)),
    (b"<value>", re.compile(rb"name=\"([\w.\-]{1,64})\"[^<>\r\n\x1e]{0,160}>\s{0,40}<value>([^<>\r\n\x1e]{1,512})</value>")),
    (b"tringValue", re.compile(rb"ey" + _Q + rb" ?: ?" + _KEY + rb" ?, ?" + _Q + rb"value" + _Q + rb" ?: ?\{ ?" + _Q + rb"stringValue" + _Q + rb" ?: ?" + _VALUE)),
)  # fmt: skip

# `"password":{"old":"...","new":"..."}`, of audits, and `"password":{"origin":"...","value":"..."}`, where more is said of
# a value before it. Found by the words that stand in them, which are rarer than braces.
_SCALAR = rb"(?:" + _Q + rb"[^\"'\\\r\n\x1e]{0,160}" + _Q + rb"|[\w.]{1,20})"
_NEW = (
    rb"(?:(?:"
    + _Q
    + rb")? ?, ?"
    + _Q
    + rb"(?:new|after|to|current)(?:_?[vV]alue)?"
    + _Q
    + rb" ?: ?"
    + _VALUE
    + rb")?"
)
_CHANGES = tuple(
    (word, re.compile(word + rb"(?:_?[vV]alue)?" + _Q + rb" ?: ?" + _VALUE + _NEW))
    for word in (b"old", b"before", b"from", b"previous")
)
_CONTENT = re.compile(rb"value" + _Q + rb" ?: ?" + _VALUE)
_KEY_BEFORE = re.compile(_KEY + rb" ?: ?\Z")
_FIRST = re.compile(rb"\{ ?" + _Q)
_BESIDE = re.compile(rb"\{ ?(?:" + _Q + rb"[\w.\-$@]{1,40}" + _Q + rb" ?: ?" + _SCALAR + rb" ?, ?){1,4}" + _Q)


def _changes(data: bytes, pieces: Pieces) -> None:
    for word, pattern in _CHANGES:
        if has(word, data):
            _in_objects(data, pattern, _FIRST, 20, pieces)
    _in_objects(data, _CONTENT, _BESIDE, 600, pieces)


def _in_objects(
    data: bytes, pattern: re.Pattern[bytes], before: re.Pattern[bytes], far: int, pieces: Pieces
) -> None:
    """Add the values that this pattern finds in an object, under the name that the object has."""
    for match in pattern.finditer(data):
        start = match.start()
        brace = data.rfind(b"{", max(0, start - far), start)
        if brace < 0 or not before.fullmatch(data, brace, start):
            continue
        if name := _KEY_BEFORE.search(data, max(0, brace - 100), brace):
            for group in range(1, 1 + pattern.groups):
                if match.start(group) >= 0 and not TOKEN_BYTES.match(match[group]):
                    _quote(name[1], data, *match.span(group), pieces)


def _arguments(data: bytes, pieces: Pieces, patterns: _Patterns) -> None:
    for literal, pattern in patterns:
        if not has(literal, data):
            continue
        for match in pattern.finditer(data):
            group = next(n for n in range(2, 1 + pattern.groups) if match.start(n) >= 0)
            if (match[1].endswith(b"user") and b":" in match[group]) or _PAIR.match(match[group]):
                continue  # `curl --user bob:password` and `--set name=value` are read as they stand
            if TOKEN_BYTES.match(match[group]):
                continue  # what was redacted, and what was left behind it
            _quote(match[1], data, *match.span(group), pieces)


# What stands in a block where there is something to read otherwise, as the accelerator looks for it.
ROWS = b"|".join(pattern.pattern for _, pattern in _LISTS)
ARGUMENTS = b"|".join(pattern.pattern for _, pattern in _ARGUMENTS)
MORE = (  # `"value":` from the word on: every second word of JSON has a comma and a quote before it
    rb"setx |config set | /v |EnvironmentVariable\(|--name[ =][^\r\n\x1e]{1,20}|on field '|[\"']input[\\\"']|<value>|tringValue"
    rb"|\{ ?\\{0,16}[\"'](?:old|before|from|previous)(?:_?[vV]alue)?\\{0,16}[\"'] ?:|(?<=[\"'])value\\{0,16}[\"'] ?:"
)
SEGMENT = rb"(?:PID|NK1|GT1|IN1)\|"
SECRET = b'"Secret"'
RESOURCE = b"resourceType"
PROBES = (
    ((ROWS,), True),
    ((ARGUMENTS,), False),
    ((MORE,), False),
    ((argv.LIST,), False),
    # Rare: a look for one is a look for all.
    ((argv.EXECVE, SEGMENT, SECRET, RESOURCE, siem.ESCAPED, siem.FIELDS, sqltext.DOUBLED), False),
    ((dumps.TERMS, dumps.MARKUP), True),
    ((nested.NESTED,), True),
    ((nested.ARROW,), True),
    ((tables.TABLES, parameters.PARAMETERS), True),
)
