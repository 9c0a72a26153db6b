"""Folds plain lines, each one message as it stands: no format, no times, no records of several lines."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
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
    without_hex,
)
from crosscut.folding.words import canonical

MAX_TEXTS = 50_000  # masked lines kept apart
OTHER = "other"
_BLOCK = 1_000  # lines that fit into a cache
_OTHER, _OWN = -1, -2  # instead of a number


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
    counted = _Counted()
    assigned = array("l")
    stream = iter(lines)
    while block := list(islice(stream, _BLOCK)):
        numbers = counted.add(block)
        if assign:
            assigned.extend(numbers)
    return _folded(counted, assigned)


class _Counted:
    """Masked lines by number, with how many there are of each and which line is the first."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.counts: Counter[int] = Counter()
        self.firsts: list[int] = []
        self._read = 0
        self._shapes: dict[bytes, int] = {}  # to the number of the masked line
        self._simple: dict[bytes, int] = {}  # likewise, of shapes without hexadecimal numbers
        self._own: dict[bytes, _Own] = {}  # of lines that have digits in their words
        self._bytes = 0

    def add(self, block: list[str]) -> list[int]:
        """Count some lines; returns the number of each, -1 for those beyond the bound."""
        if self._bytes > MAX_KNOWN_BYTES:
            for kept in (self._shapes, self._simple, self._own):
                kept.clear()
            self._bytes = 0
        shapes = shapes_of(block)
        found = list(map(self._shapes.get, shapes))
        if None in found:
            numbers, shapes = self._with_new(shapes, found)
        else:
            numbers = cast("list[int]", found)
        if self._own and _OWN in numbers:
            self._resolve(block, shapes, numbers)
        self.counts.update(numbers)
        self._read += len(block)
        return numbers

    def _with_new(self, shapes: list[bytes], found: list[int | None]) -> tuple[list[int], list[bytes]]:
        """Return the numbers of shapes not all of which are known, and the shapes as they count."""
        new = [shape for shape, number in zip(shapes, found, strict=True) if number is None]
        if new and max(map(len, new)) > MAX_CHARACTERS:
            shapes = cut(shapes)
            found = list(map(self._shapes.get, shapes))
            new = [shape for shape, number in zip(shapes, found, strict=True) if number is None]
        learnt = iter(self._learn(new, shapes) if new else ())
        return [next(learnt) if number is None else number for number in found], shapes

    def _learn(self, new: list[bytes], shapes: list[bytes]) -> list[int]:
        """Return the numbers of new shapes."""
        simple = without_hex(new)
        known = self._simple
        unknown = [shape for shape in dict.fromkeys(simple) if shape not in known]
        if unknown:
            self._bytes += sum(map(len, unknown))
            for shape, text in zip(unknown, masked(unknown), strict=True):
                number = _OWN if has_digits(text) else self.numbers.get(text)
                if number is None:
                    number = self._number(text, shapes.index(new[simple.index(shape)]))
                known[shape] = number
                # Others, with hexadecimal numbers in them, will hardly be seen again.
                if number != _OWN:
                    self._shapes[shape] = number
        numbers = [known[shape] for shape in simple]
        own = {shape for shape, number in zip(new, numbers, strict=True) if number == _OWN} - self._own.keys()
        if own:
            forms = understood([*own])
            self._bytes += sum(map(len, own))
            self._shapes.update(dict.fromkeys(own, _OWN))
            self._own.update((s, _Own(f, taker(f.digits), {})) for s, f in zip(own, forms, strict=True))
        return numbers

    def _number(self, text: str, at: int) -> int:
        number = self.numbers.get(text)
        if number is None:
            if len(self.numbers) >= MAX_TEXTS:
                return _OTHER
            number = self.numbers[text] = len(self.numbers)
            self.firsts.append(self._read + at + 1)
        return number

    def _resolve(self, block: list[str], shapes: list[bytes], numbers: list[int]) -> None:
        for i in [i for i, number in enumerate(numbers) if number == _OWN]:
            form, digits_of, known = self._own[shapes[i]]
            digits = digits_of(block[i])
            number = known.get(digits)
            if number is None:
                number = known[digits] = self._number(form.text_of(block[i]), i)
                self._bytes += len(block[i])
            numbers[i] = number


class _Own(NamedTuple):
    """A shape whose messages have texts of their own."""

    form: Shape
    digits_of: Slices
    known: dict[tuple[str, ...], int]  # to the number of the masked line


def _folded(counted: _Counted, assigned: array[int]) -> LineFold:
    canonicals = [canonical(text).text for text in counted.numbers]
    general = generalise(set(canonicals))
    totals: Counter[str] = Counter()
    first: dict[str, int] = {}
    ids = {text: template_id(Key("", 0, "", text)) for text in set(general.values())}
    for number, (text, at) in enumerate(zip(canonicals, counted.firsts, strict=True)):
        template = general[text]
        totals[template] += counted.counts[number]
        first[template] = min(at, first.get(template, at))
    templates = [LineTemplate(ids[text], text, count, first[text]) for text, count in totals.items()]
    return LineFold(
        tuple(sorted(templates, key=lambda t: (-t.count, t.id))),
        counted.counts[_OTHER],
        assigned,
        (*(ids[general[text]] for text in canonicals), OTHER),
    )
