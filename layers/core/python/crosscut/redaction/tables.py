"""Values whose names stand in a list of their own: rows below a header of CSV, results of queries, parameters of SQL."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from crosscut.redaction.dumps import Field, is_name
from crosscut.redaction.found import found

# Names of columns, in lower case, of which a header has one at least.
_COLUMNS = (
    rb"(?:first|last|full|sur|given|family|user|customer|display|cardholder|kunden)[ _\-]?name|name|vorname|nachname|prenom|nom|nome|cognome|apellidos?|nombre"
    rb"|e-?mail(?:[ _\-]?address)?|phone(?:[ _\-]?number)?|mobile|telefon|iban|ssn|password|passwd|pwd|token|secret|street|address|zip|plz|postcode|postal_code|dob|birth_?(?:date|day)|date_of_birth|username|login"
)
_CELL_OF_HEADER = rb"(?:\\{0,8}\"[^\"\\\r\n\x1e,;|]{1,40}\\{0,8}\"|'[^'\r\n\x1e,;|]{1,40}'|[\w.\-]{1,40}(?: [\w.\-]{1,40}){0,2})"
_BY = rb"[ ]?(?:,|;|\||\\t|\t)[ ]?"
_QUOTES = rb"\\{0,8}[\"']"
# A cell of a telling name with another one beside it, before the next or the end; not with a value as members of JSON have.
_NEXT = rb"(?:\"[^\"\\\r\n\x1e,;|]{1,40}\"|\\{1,8}\"[^\"\\\r\n\x1e,;|]{1,40}\\{1,8}\"|'[^'\r\n\x1e,;|]{1,40}'|[\w.\-]{1,40}(?: [\w.\-]{1,40}){0,2})"
_AFTER_QUOTE = rb"(?:[ ]?[,;|\t\r\n)\]}\\\x1e]|[ ]\w|(?![\s\S]))"
_THEN = rb"(?=[ ]?(?:[,;|\t\r\n)\]]|\\{1,8}[nrt]|" + _QUOTES + _AFTER_QUOTE + rb"))"
_HEADER = (
    rb"(?<![\w.\-])(?:" + _COLUMNS + rb")(?:" + _QUOTES + rb")?" + _BY + _NEXT + _THEN
    + rb"|[,;|\t][ ]?(?:" + _QUOTES + rb")?(?:" + _COLUMNS + rb")(?=[ ]?(?:[\]\r\n|)]|\\[rn]|" + _QUOTES + _AFTER_QUOTE + rb"))"
)  # fmt: skip
_LINE_OF_HEADER = re.compile(rb"(" + _CELL_OF_HEADER + rb")(?=" + _BY + rb")")
_NEXT_CELL = re.compile(rb"(" + _BY + rb")(" + _CELL_OF_HEADER + rb")(?![=:(]|[\w.\-])")
# Between the header and the row, and between rows: ends of lines, also escaped ones, `"row="`, ` | Zeile 2: `, `],"rows":[[`.
_GAP = re.compile(
    rb"[ ]?\|?[ ]?(?:\\{0,8}[\"'])?[\])]{0,2}[ ]?(?:(?:\\{1,8}r)?\\{1,8}n|\r?\n|[,;|])?[ ]?[-+|=]{0,200}(?:\\{1,8}n|\n)?[ ]?\|?[ ]{0,8}"
    rb"(?:(?:\\{0,8}[\"'])?[A-Za-z_]{1,16}(?: ?[0-9]{1,6})?(?:\\{0,8}[\"'])?[ ]?[:=][ ]?)?[\[({]{0,3}(?=[^\s,;|\])}])"
)
_CELL = rb"(?:\\{0,8}\"([^\"\\\r\n\x1e]{0,400})\\{0,8}\"|'([^'\r\n\x1e]{0,400})'|([^%b\"'\r\n\x1e\\]{0,200}))"
_PARTS = re.compile(rb"[\n:=|\[]|\\n")
_OPENING = re.compile(rb"\\{0,8}[\"']")
_ROWS = 50
_MOST = 100


def _cell(by: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"[ ]?" + _CELL % (by if by in b",;|" else b"\t") + rb"[ ]?")


_CELLS = {by: _cell(by) for by in (b",", b";", b"|", b"\t", b"\\t")}

# For a look at a block before all else, in lower case.
_MORE = rb"(?:[ ]?[,;|\t\r\n)\]}\\\x1e]|[ ]\w)"
TABLES = (
    rb"(?<![\w.\-])(?:" + _COLUMNS + rb")(?:\\*+[\"'])?[ ]?(?:[,;|\t]|\\t)[ ]?(?:\\*+[\"'])?[\w.\-]++(?: [\w.\-]++)*+(?:\\*+[\"'])?" + _MORE
    # Begins with the name rather than with what stands before it, as every second word does.
    + rb"|(?<=[,;|\t \"'])(?:" + _COLUMNS + rb")(?:[ ]?[\]\r\n|)\\]|[\"']" + _MORE + rb"|[\"'](?![\s\S]))"
)  # fmt: skip


def fields(data: bytes, lowered: bytes) -> Iterator[Field]:
    """Yield the name of its column for each value of a row that stands below a header, and where the value is."""
    done = 0
    for place, end in found(_HEADER, lowered, ((0,),)):
        if place < done:
            continue
        start = _begin(data, place, done)
        names, by, at = _header(data, start)
        done = max(end, at)
        if len(names) < 3:
            continue
        for _ in range(_ROWS):
            gap = _GAP.match(data, at)
            if gap is None or not _PARTS.search(gap[0]):
                break
            # A row may be quoted as one, also in a string of JSON.
            quote = _OPENING.match(data, gap.end())
            row = _row(data, gap.end(), len(names), by) or _row(
                data, quote.end() if quote else gap.end() + 1, len(names), by
            )
            if not row or any(data[first:last].lower() in names for first, last in row):
                break  # none, or another list of names
            for name, (first, last) in zip(names, row, strict=True):
                if first < last and (name != b"name" or is_name(data[first:last])):
                    yield _FULL.get(name, name), first, last
            at = done = row[-1][1]


_FULL = {b"name": b"full_name", b"nom": b"surname", b"nome": b"full_name", b"nombre": b"full_name"}
_BACK = 600
_EDGES = re.compile(rb"[\r\n\x1e(\[{=]|: |\\n|[\"'][ ]?:[ ]?\\{0,8}[\"'](?=\w)")


def _begin(data: bytes, at: int, done: int) -> int:
    """Return where the header begins in which this place is."""
    first = max(done, at - _BACK)
    edges = list(_EDGES.finditer(data, first, at))
    return edges[-1].end() if edges else first


_CLOSED = re.compile(rb"[ ]?\|")


def _header(data: bytes, at: int) -> tuple[list[bytes], bytes, int]:
    """Return the names of the columns, in lower case, what is between them, and where the header ends."""
    cell = _LINE_OF_HEADER.search(data, at, at + _BACK)
    if cell is None:
        return [], b"", at
    names, by, at = [cell[1]], b"", cell.end()
    while len(names) < _MOST and (following := _NEXT_CELL.match(data, at)):
        if by and following[1].strip(b" ") != by:
            break
        by = following[1].strip(b" ")
        names.append(following[2])
        at = following.end()
    if by == b"|" and _CLOSED.match(data, at) and b"|" not in data[max(0, cell.start(1) - 2) : cell.start(1)]:
        names = names[
            1:
        ]  # what Docker and others put before a line is no cell of a table that is closed on both sides
    return [_column(name) for name in names], by, at


@lru_cache(maxsize=1_000)
def _column(name: bytes) -> bytes:
    return re.sub(rb"[^\w.\-]", b"", name.replace(b" ", b"_")).lower()


def _row(data: bytes, at: int, count: int, by: bytes) -> list[tuple[int, int]]:
    """Return where the cells of the row are that begins here; nothing where it has not so many."""
    cells: list[tuple[int, int]] = []
    pattern = _CELLS[by]
    while cell := pattern.match(data, at):
        cells.append(cell.span(cell.lastindex or 0))
        at = cell.end()
        is_more = data.startswith(by, at)
        if len(cells) == count:
            return cells if not is_more or (by == b"|" and _LAST.match(data, at)) else []
        if not is_more:
            return []
        at += len(by)
    return []


_LAST = re.compile(rb"\|[ ]?(?:[\r\n\x1e\"']|\\{1,8}[rn]|\Z)")
