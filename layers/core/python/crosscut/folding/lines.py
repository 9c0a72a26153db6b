"""Folds plain lines, each one message as it stands: no format, no times, no records of several lines."""

from __future__ import annotations

import re
import sys
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple, cast

from crosscut.folding.generalise import generalise
from crosscut.folding.keys import Key, template_id
from crosscut.folding.masking import MAX_CHARACTERS
from crosscut.folding.shapes import (
    MAX_KNOWN_BYTES,
    Shape,
    Slices,
    cut,
    has_digits,
    masked,
    shapes_of,
    taker,
    understood,
    without_addresses,
    without_hex,
)
from crosscut.folding.words import canonical

MAX_TEXTS = 50_000  # masked lines kept apart
OTHER = "other"
_BLOCK = 1_000  # lines that fit into a cache
_OTHER, _OWN = -1, -2  # instead of a number
_BEYOND, _NEW = 254, 255  # instead of one that fits into a byte
_BEYOND_BYTE, _NEW_BYTE = bytes((_BEYOND,)), bytes((_NEW,))
_NOT_PLAIN = re.compile(b"[" + _BEYOND_BYTE + _NEW_BYTE + b"]")
_LOWEST_BYTE = 0 if sys.byteorder == "little" else -1
_WAITING = 1 << 16  # lines that wait to be counted


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
    ids: tuple[str, ...]  # the template's id by the number of the masked text; the last is for `OTHER`

    def template_ids(self) -> Iterator[str]:
        """Yield the template's id of every line, in their order."""
        return (self.ids[number] for number in self.assigned)


def fold_lines(lines: Iterable[str], *, assign: bool = False) -> LineFold:
    """Return the templates of the lines, and with `assign` which line has which."""
    counted = _Counted(assign=assign)
    stream = iter(lines)
    while block := list(islice(stream, _BLOCK)):
        counted.add(block)
    return _folded(counted)


class _Codes(dict[bytes, int]):
    """What is known of shapes, in a byte each: so a block of lines is looked up and counted without a loop."""

    def __missing__(self, shape: bytes) -> int:
        return _NEW


class _Counted:
    """Masked lines by number, with how many there are of each and which line is the first."""

    def __init__(self, *, assign: bool) -> None:
        self.numbers: dict[str, int] = {}
        self.firsts: list[int] = []
        self.assigned = array("i")
        self._assign = assign
        self._counts: Counter[int] = Counter()
        self._plain = bytearray()  # numbers that are still to be counted
        self._read = 0
        self._codes = _Codes()  # numbers that are small
        self._beyond: dict[bytes, int] = {}  # the others
        self._own: dict[bytes, _Own] = {}  # of lines that have digits in their words
        self._bytes = 0

    def add(self, block: list[str]) -> None:
        """Count some lines."""
        if self._bytes > MAX_KNOWN_BYTES:
            for kept in (self._codes, self._beyond, self._own):
                kept.clear()
            self._bytes = 0
        shapes = shapes_of(block)
        codes = bytes(map(self._codes.__getitem__, shapes))
        begin = len(self.assigned)
        if self._assign:
            spread = bytearray(self.assigned.itemsize * len(codes))
            spread[_LOWEST_BYTE :: self.assigned.itemsize] = codes
            self.assigned.frombytes(spread)
        if _NEW_BYTE in codes or _BEYOND_BYTE in codes:
            places = [found.start() for found in _NOT_PLAIN.finditer(codes)]
            codes = codes.translate(None, _NEW_BYTE + _BEYOND_BYTE)
            numbers = self._numbers_of([block[i] for i in places], [shapes[i] for i in places], places)
            self._counts.update(numbers)
            if self._assign:
                for i, number in zip(places, numbers, strict=True):
                    self.assigned[begin + i] = number
        self._plain += codes
        if len(self._plain) > _WAITING:
            self._count()
        self._read += len(block)

    def counts(self) -> Counter[int]:
        """Return how many lines there are by number; -1 is for those beyond the bound."""
        self._count()
        return self._counts

    def _count(self) -> None:
        for number in range(min(len(self.numbers), _BEYOND)):
            self._counts[number] += self._plain.count(number)
        self._plain.clear()

    def _numbers_of(self, lines: list[str], shapes: list[bytes], places: list[int]) -> list[int]:
        """Return the numbers of lines whose shapes are new, or have numbers that are not small."""
        found = [*map(self._beyond.get, shapes)]
        new = [i for i, number in enumerate(found) if number is None]
        if new:
            learnt = self._learn([shapes[i] for i in new], [places[i] for i in new])
            for i, number in zip(new, learnt, strict=True):
                found[i] = number
        numbers = cast("list[int]", found)
        if _OWN in numbers:
            self._resolve(lines, numbers, places)
        return numbers

    def _learn(self, shapes: list[bytes], places: list[int]) -> list[int]:
        """Return the numbers of new shapes."""
        if max(map(len, shapes)) > MAX_CHARACTERS:
            shapes = cut(shapes)
        # What has a hexadecimal number in it will hardly be seen again as it is, so only what is left is remembered.
        simple = without_hex(shapes)
        codes, beyond = self._codes, self._beyond
        first = dict(zip(reversed(simple), reversed(places), strict=True))
        unknown = sorted([shape for shape in first if shape not in codes], key=first.__getitem__)
        if unknown:
            self._understand(unknown, first)
        return [beyond[shape] if (code := codes[shape]) == _BEYOND else code for shape in simple]

    def _understand(self, shapes: list[bytes], first: Mapping[bytes, int]) -> None:
        """Find the numbers of shapes never seen before, in the order of their first places."""
        simple = without_addresses(shapes)
        codes = self._codes
        at = dict(zip(reversed(simple), reversed(shapes), strict=True))
        unknown = [shape for shape in dict.fromkeys(simple) if shape not in codes]
        for shape, text in zip(unknown, masked(unknown) if unknown else (), strict=True):
            self._remember(shape, _OWN if has_digits(text) else self._number(text, first[at[shape]]))
        for shape, less in zip(shapes, simple, strict=True):
            if shape not in codes:
                code = codes[less]
                self._remember(shape, self._beyond[less] if code == _BEYOND else code)

    def _remember(self, shape: bytes, number: int) -> None:
        self._bytes += len(shape)
        if 0 <= number < _BEYOND:
            self._codes[shape] = number
        else:
            self._codes[shape] = _BEYOND
            self._beyond[shape] = number

    def _number(self, text: str, at: int) -> int:
        number = self.numbers.get(text)
        if number is None:
            if len(self.numbers) >= MAX_TEXTS:
                return _OTHER
            number = self.numbers[text] = len(self.numbers)
            self.firsts.append(self._read + at + 1)
        return number

    def _resolve(self, lines: list[str], numbers: list[int], places: list[int]) -> None:
        """Replace the numbers of lines that have digits in their words."""
        these = [i for i, number in enumerate(numbers) if number == _OWN]
        shapes = cut(shapes_of([lines[i] for i in these]))
        new = [shape for shape in dict.fromkeys(shapes) if shape not in self._own]
        if new:
            self._bytes += sum(map(len, new))
            self._own.update(
                (shape, _Own(form, taker(form.digits), {}))
                for shape, form in zip(new, understood(new), strict=True)
            )
        for i, shape in zip(these, shapes, strict=True):
            form, digits_of, known = self._own[shape]
            digits = digits_of(lines[i])
            number = known.get(digits)
            if number is None:
                number = known[digits] = self._number(form.text_of(lines[i]), places[i])
                self._bytes += len(lines[i])
            numbers[i] = number


class _Own(NamedTuple):
    """A shape whose messages have texts of their own."""

    form: Shape
    digits_of: Slices
    known: dict[tuple[str, ...], int]  # to the number of the masked line


def _folded(counted: _Counted) -> LineFold:
    counts = counted.counts()
    canonicals = [canonical(text).text for text in counted.numbers]
    general = generalise(set(canonicals))
    totals: Counter[str] = Counter()
    first: dict[str, int] = {}
    ids = {text: template_id(Key("", 0, "", text)) for text in set(general.values())}
    for number, (text, at) in enumerate(zip(canonicals, counted.firsts, strict=True)):
        template = general[text]
        totals[template] += counts[number]
        first[template] = min(at, first.get(template, at))
    templates = [LineTemplate(ids[text], text, count, first[text]) for text, count in totals.items()]
    return LineFold(
        tuple(sorted(templates, key=lambda t: (-t.count, t.id))),
        counts[_OTHER],
        counted.assigned,
        (*(ids[general[text]] for text in canonicals), OTHER),
    )
