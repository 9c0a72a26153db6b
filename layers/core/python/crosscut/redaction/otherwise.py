"""Other ways to read a text: what is percent-encoded, rows of SQL, arguments of commands. All rules read them too.

A reading writes `name="value"` for what the text tells apart in another way, and knows where each value came from.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from typing import Protocol

from crosscut.redaction import (
    apart,
    argv,
    complaints,
    dumps,
    encoded_values,
    hl7,
    nested,
    objects,
    parameters,
    percent,
    rows,
    siem,
    signs,
    sqltext,
    tables,
    trades,
)
from crosscut.redaction.matching import has
from crosscut.redaction.pieces import Pieces, Readings, quoted
from crosscut.redaction.rule import Spans


class Known(Protocol):
    """What is known of a block: the block in lower case, and what it may have."""

    @property
    def lowered(self) -> bytes: ...

    def may_have(self, pattern: bytes, *, lowered: bool) -> bool:
        """Whether it may have what this pattern matches. `lowered` is as in `Rule`."""
        ...

    def places_of(self, pattern: bytes, *, lowered: bool) -> array[int] | None:
        """Return the places of which one is where each match begins, or None."""
        ...

    def spans(self, pattern: bytes, *, lowered: bool) -> Spans:
        """Return where the values of this pattern are, in order."""
        ...


def readings(data: bytes, known: Known) -> Readings | None:
    """Return what can be read otherwise in a block, or nothing."""
    pieces = Pieces()
    if b"%" in data:
        percent.read(data, pieces)
    for pattern, commands in ((argv.EXECVE, argv.audited), (argv.LIST, argv.listed)):
        if known.may_have(pattern, lowered=False):
            for start, text, parts in commands(data):
                pieces.commands.setdefault((text, parts), []).append(start)
    for name, text, start, end in encoded_values.values(
        data, known.spans(encoded_values.VALUES, lowered=False)
    ):
        pieces.hidden.setdefault((quoted(name + b"=", text), end - start), []).append(start)
    plain = pieces.plain
    for name, start, end in _fields(data, known):
        piece = name, data[start:end]
        if piece in plain:
            plain[piece].append(start)
        else:
            plain[piece] = [start]
    pieces.forget_redacted()
    if known.may_have(siem.ESCAPED, lowered=False) and has(b"\\=", data):
        _unescaped(siem.lines(data), pieces)
    if known.may_have(sqltext.DOUBLED, lowered=False) and has(b"''", data):
        _unescaped(sqltext.lines(data), pieces)
    _unescaped(signs.lines(data, known.spans(signs.SIGNS, lowered=False)), pieces)
    return Readings(pieces) if pieces else None


def _fields(data: bytes, known: Known) -> Iterator[dumps.Field]:
    """Yield the values that stand there as they are, under the names that a format gives them."""
    if known.may_have(rows.ROWS, lowered=True):
        yield from rows.fields(data, known.lowered)
    if known.may_have(apart.ARGUMENTS, lowered=False):
        yield from apart.arguments(data)
    if known.may_have(_MORE, lowered=False):
        yield from apart.others(data)
        yield from objects.fields(data)
    if known.may_have(_SECRET, lowered=False) and has(b'"Secret"', data):
        yield from objects.secrets(data)
    if known.may_have(_SEGMENT, lowered=False) and any(
        has(segment, data) for segment in (b"PID|", b"NK1|", b"GT1|", b"IN1|")
    ):
        yield from hl7.fields(data)
    if known.may_have(_RESOURCE, lowered=False) and has(b"resourceType", data):
        yield from hl7.members(data)
    if known.may_have(trades.TRADES, lowered=False):
        yield from trades.fields(data)
    if known.may_have(dumps.TERMS, lowered=True):
        yield from dumps.terms(data)
    if known.may_have(dumps.MARKUP, lowered=True):
        yield from dumps.markup(data, known.lowered)
    if known.may_have(nested.NESTED, lowered=True):
        yield from nested.fields(data, known.lowered, known.places_of(nested.NESTED, lowered=True))
    if known.may_have(nested.ARROW, lowered=True):
        yield from nested.changes(known.lowered)
    if known.may_have(tables.TABLES, lowered=True):
        yield from tables.fields(data, known.lowered)
    if known.may_have(parameters.PARAMETERS, lowered=True):
        yield from parameters.fields(data, known.lowered)
    if known.may_have(siem.FIELDS, lowered=False):
        yield from siem.fields(data)
    if known.may_have(complaints.SOME, lowered=False):
        yield from complaints.fields(data)
    yield from complaints.pairs(data, *(known.spans(pair, lowered=False) for pair in complaints.PAIRS))
    yield from apart.numbered(data, known.spans(apart.NUMBERED, lowered=False))
    yield from complaints.messages(data, known.spans(complaints.PHRASES, lowered=False))


def _unescaped(lines: Iterable[siem.Line], pieces: Pieces) -> None:
    for start, text, line in lines:
        pieces.lines.setdefault((text, line), []).append(start)
        if b"%" not in text:
            continue
        inner = Pieces()
        percent.read(text, inner)
        for piece, places in inner.encoded.items():
            for place in places:
                begin, end = siem.place(line, place, place + len(piece[1]))
                if end - begin == len(piece[1]):
                    pieces.encoded.setdefault(piece, []).append(start + begin)


# What stands in a block where there is something to read otherwise, as the accelerator looks for it.
_MORE = apart.MORE + rb"|" + objects.CHANGES
_SEGMENT = rb"(?:PID|NK1|GT1|IN1)\|"
_SECRET = b'"Secret"'
_RESOURCE = b"resourceType"
PROBES = (
    ((rows.ROWS,), True),
    ((apart.ARGUMENTS,), False),
    ((_MORE,), False),
    ((argv.LIST,), False),
    # Where each of these is, is looked for by itself.
    ((encoded_values.VALUES, signs.SIGNS, complaints.PHRASES, *complaints.PAIRS, apart.NUMBERED), False),
    # Rare: a look for one is a look for all.
    (
        (
            argv.EXECVE,
            _SEGMENT,
            _SECRET,
            _RESOURCE,
            siem.ESCAPED,
            siem.FIELDS,
            sqltext.DOUBLED,
            complaints.SOME,
            trades.TRADES,
        ),
        False,
    ),
    ((dumps.TERMS, dumps.MARKUP), True),
    ((nested.NESTED,), True),
    ((nested.ARROW,), True),
    ((tables.TABLES, parameters.PARAMETERS), True),
)
