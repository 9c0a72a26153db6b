"""Folds plain lines, each one message as it stands: no format, no times, no records of several lines."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, count, islice, repeat
from operator import add
from typing import NamedTuple, cast

from crosscut.collecting import rare_collections
from crosscut.folding.generalise import generalise
from crosscut.folding.keys import Key, template_id
from crosscut.folding.masking import MAX_CHARACTERS
from crosscut.folding.shape_table import ENCODING, UNKNOWN, shape_table
from crosscut.folding.shapes import (
    MAX_KNOWN_BYTES,
    Shape,
    cut,
    has_digits,
    lines_without_hex,
    masked,
    shapes_of,
    understood,
    without_addresses,
    without_hex,
)
from crosscut.folding.words import canonical

MAX_TEXTS = 50_000  # masked lines kept apart; and their codes are below those that no encoding knows
OTHER = "other"
_BLOCK = 2_000  # lines: more gain nothing
_FIRST = 125  # of them, as at the beginning all are new
_NEW, _OWN, _OTHER = (
    UNKNOWN,
    "\1",
    "\2",
)  # instead of a number's code, which is the character of that number and three
_NUMBERS = 3
_WAITING = 1 << 16  # lines that wait to be counted
_FEW = 100  # numbers that are counted each by itself


@dataclass(frozen=True, slots=True)
class LineTemplate:
    """Lines that are alike but for their variable parts."""

    id: str  # as a record of no service and no severity has it
    text: str
    count: int
    first_line: int  # number of the first of them, from 1


class LineFold(NamedTuple):
    """What became of the lines."""

    templates: tuple[LineTemplate, ...]  # by count, descending, then id
    other_count: int  # lines beyond the bound
    assigned: array[int]  # by line, the number of its masked text; empty when not asked for
    ids: tuple[str, ...]  # the template's id by the number of the masked text, or `OTHER`

    def template_ids(self) -> Iterator[str]:
        """Yield the template's id of every line, in their order."""
        return (self.ids[number] for number in self.assigned)


@rare_collections()
def fold_lines(lines: Iterable[str], *, assign: bool = False) -> LineFold:
    """Return the templates of the lines, and with `assign` which line has which."""
    counted = _Counted(assign=assign)
    stream = iter(lines)
    size = min(_FIRST, _BLOCK)
    while block := list(islice(stream, size)):
        counted.add(block)
        size = min(2 * size, _BLOCK)
    return _folded(counted)


class _Counted:
    """Masked lines by number, with how many there are of each and which line is the first."""

    def __init__(self, *, assign: bool) -> None:
        self.numbers: dict[str, int] = {}
        self.firsts: list[int] = []
        self.assigned = array("i")
        self._assign = assign
        self._counts: Counter[int] = Counter()
        self._waiting: list[str] = []  # codes that are still to be counted
        self._waiting_lines = 0
        self._read = 0
        self._table = shape_table()
        # What is known of shapes, in a character each: so a block of lines is looked up and counted without a loop.
        self._codes: dict[bytes, str] = {}
        self._hexed = (
            True  # whether there are hexadecimal numbers in lines with new shapes, as far as is known
        )
        # Of shapes whose lines have digits in their words, the codes by these.
        self._own: dict[bytes, tuple[Shape, dict[tuple[str, ...], str]]] = {}
        self._bytes = 0

    def add(self, block: list[str]) -> None:
        """Count some lines."""
        if self._bytes > MAX_KNOWN_BYTES:
            self._codes.clear()
            self._own.clear()
            if self._table is not None:
                self._table.forget()
            self._bytes = 0
        codes, shapes_at = self._looked_up(block)
        if _NEW in codes:
            codes = _replaced(_NEW, codes, lambda new: self._learn(shapes_at(new), new))
        if _OWN in codes:
            codes = _replaced(
                _OWN, codes, lambda own: self._resolve([block[i] for i in own], shapes_at(own), own)
            )
        if self._assign:
            self.assigned.frombytes(codes.encode(ENCODING))
        self._waiting.append(codes)
        self._waiting_lines += len(codes)
        if self._waiting_lines > _WAITING:
            self._count()
        self._read += len(block)

    def _looked_up(self, block: list[str]) -> tuple[str, Callable[[list[int]], list[bytes]]]:
        """Return the code of each line, and what gives the shapes of those in some places."""
        if self._table is None:
            shapes = shapes_of(block)
            return self._codes_of(shapes), lambda places: [shapes[i] for i in places]
        codes = self._table.codes_of(block)
        if len(codes) != len(block):
            codes = self._table.codes_of(block, cut=True)
        return codes, lambda places: shapes_of([block[i] for i in places])

    def counts(self) -> Counter[int]:
        """Return how many lines there are by the code of their number."""
        self._count()
        return self._counts

    def _count(self) -> None:
        codes = "".join(self._waiting)
        if len(self.numbers) < _FEW:
            for code in range(len(self.numbers) + _NUMBERS):
                self._counts[code] += codes.count(chr(code))
        else:
            self._counts.update(array("i", codes.encode(ENCODING)))
        self._waiting.clear()
        self._waiting_lines = 0

    def _codes_of(self, shapes: Iterable[bytes]) -> str:
        return "".join(map(self._codes.get, shapes, repeat(_NEW)))

    def _learn(self, shapes: list[bytes], places: Sequence[int]) -> str:
        """Return the codes of lines with new shapes, which stand in these places of the block."""
        if max(map(len, shapes)) > MAX_CHARACTERS:
            shapes = cut(shapes)
        if not self._hexed:
            return self._understand(shapes, places)
        # What has a hexadecimal number in it will hardly be seen again as it is, so only what is left is remembered.
        simple = without_hex(shapes)
        self._hexed = self._table is not None or simple != shapes  # it has shapes without them only
        codes = self._codes_of(simple)
        if _NEW not in codes:
            return codes
        return _replaced(
            _NEW, codes, lambda new: self._understand([simple[i] for i in new], [places[i] for i in new])
        )

    def _understand(self, shapes: list[bytes], places: Sequence[int]) -> str:
        """Return the codes of shapes never seen before."""
        simple = without_addresses(shapes)
        codes = self._codes_of(simple)
        if _NEW in codes:
            codes = _replaced(
                _NEW, codes, lambda new: self._mask([simple[i] for i in new], [places[i] for i in new])
            )
        self._remember(shapes, codes)
        return codes

    def _mask(self, shapes: list[bytes], places: Sequence[int]) -> str:
        """Return the codes of shapes of which nothing is known."""
        first = dict(zip(reversed(shapes), reversed(places), strict=True))
        unknown = [*dict.fromkeys(shapes)]
        bare = unknown if self._hexed else without_hex(unknown)
        self._hexed = self._hexed or bare != unknown
        codes = [
            _OWN if has_digits(text) else self._number(text, first[shape])
            for shape, text in zip(unknown, masked(bare), strict=True)
        ]
        self._remember(unknown, codes)
        return self._codes_of(shapes)

    def _remember(self, shapes: list[bytes], codes: Iterable[str]) -> None:
        codes = "".join(codes)
        self._codes.update(zip(shapes, codes, strict=True))
        self._bytes += sum(map(len, shapes))
        if self._table is not None and not self._table.remember(shapes, codes):
            self._bytes = MAX_KNOWN_BYTES + 1

    def _number(self, text: str, at: int) -> str:
        """Return the code of the masked line."""
        number = self.numbers.get(text)
        if number is None:
            if len(self.numbers) >= MAX_TEXTS:
                return _OTHER
            number = self.numbers[text] = len(self.numbers)
            self.firsts.append(self._read + at + 1)
        return chr(number + _NUMBERS)

    def _resolve(self, lines: list[str], shapes: list[bytes], places: Sequence[int]) -> list[str]:
        """Return the codes of lines that have digits in their words."""
        known = self._own
        hexed = [i for i, shape in enumerate(shapes) if shape not in known]
        if hexed:
            simple = lines_without_hex([lines[i] for i in hexed])
            for i, line, shape in zip(hexed, simple, shapes_of(simple), strict=True):
                lines[i], shapes[i] = line, shape
            new = [shape for shape in dict.fromkeys(shapes) if shape not in known]
            for shape, form in zip(new, understood(new) if new else (), strict=True):
                known[shape] = form, {}
                self._bytes += len(shape)
        forms = [*map(known.__getitem__, shapes)]
        digits = [form.digits_of(line) for (form, _), line in zip(forms, lines, strict=True)]
        codes = [of_digits.get(own) for (_, of_digits), own in zip(forms, digits, strict=True)]
        if None in codes:
            for i, (form, of_digits) in enumerate(forms):
                if codes[i] is None:
                    codes[i] = of_digits[digits[i]] = self._number(form.text(digits[i]), places[i])
                    self._bytes += len(lines[i])
        return cast("list[str]", codes)


def _replaced(code: str, codes: str, by: Callable[[list[int]], Iterable[str]]) -> str:
    """Return the codes with what `by` returns for their places instead of those that are `code`."""
    between = codes.split(code)
    places = [*map(add, accumulate(map(len, between[:-1])), count())]
    return "".join(chain.from_iterable(zip(between, (*by(places), ""), strict=True)))


def _folded(counted: _Counted) -> LineFold:
    counts = counted.counts()
    canonicals = [canonical(text).text for text in counted.numbers]
    general = generalise(set(canonicals))
    totals: Counter[str] = Counter()
    first: dict[str, int] = {}
    ids = {text: template_id(Key("", 0, "", text)) for text in set(general.values())}
    for number, (text, at) in enumerate(zip(canonicals, counted.firsts, strict=True)):
        template = general[text]
        totals[template] += counts[number + _NUMBERS]
        first[template] = min(at, first.get(template, at))
    templates = [LineTemplate(ids[text], text, count, first[text]) for text, count in totals.items()]
    return LineFold(
        tuple(sorted(templates, key=lambda t: (-t.count, t.id))),
        counts[ord(_OTHER)],
        counted.assigned,
        (*[OTHER] * _NUMBERS, *(ids[general[text]] for text in canonicals)),
    )
