"""The fold: takes redacted records and gives the digest of all."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from operator import itemgetter
from typing import NamedTuple, TypeVar

from crosscut.folding.families import join
from crosscut.folding.group import Group
from crosscut.folding.keyer import Columns, Keyer
from crosscut.folding.keys import Key, template_id
from crosscut.folding.masking import WILDCARD
from crosscut.folding.over_time import timed_positions
from crosscut.folding.parameters import MAX_TRACKED
from crosscut.folding.slots import Slot
from crosscut.model import Digest, Ledger, RedactedRecord, Template
from crosscut.times import to_datetime

MAX_GROUPS = 5_000  # masked messages kept apart; when there are more, those of one template are joined
_T = TypeVar("_T")
OTHER = "other"  # stands for the id of records beyond the bound
_BLOCK = 2_000  # records masked at a time
_AROUND = 2  # records kept on either side of an exemplar
_MANY_GROUPS, _FEW_VALUES = 500, 100  # beyond so many groups, fewer values are tracked in the further ones
# What waits to be counted: records of one slot, records, and characters of them.
_SLOT_WAITING, _WAITING, _WAITING_CHARACTERS = 1_000, 16_000, 4_000_000


class Assignment(NamedTuple):
    """Which template a record has gone to."""

    file: str
    line: int  # its first, from 1
    line_count: int
    template_id: str  # `OTHER` beyond the bound on templates


class Fold:
    """Counts records by service, severity and masked message. Memory is bounded by `MAX_GROUPS`.

    With `assign` it remembers of each record where it went, in 16 bytes.
    """

    def __init__(self, *, assign: bool = False) -> None:
        self._groups: dict[Key, Group] = {}
        self._full = False
        self._keyer = Keyer()
        self._waiting: dict[Slot, None] = {}
        self._waiting_records = self._waiting_characters = 0
        self._severities: Counter[int] = Counter()
        self._other = 0
        self._first: int | None = None
        self._last: int | None = None
        self._log = _Log() if assign else None

    def add(self, records: Iterable[RedactedRecord], *, file: str) -> None:
        """Count the records of one object, which evidence will call `file`."""
        stream = iter(records)
        before: tuple[RedactedRecord, ...] = ()
        while block := list(islice(stream, _BLOCK)):
            columns = Columns(*zip(*block, strict=True))
            self._count(columns)
            self._add(block, columns, before, file)
            before = tuple(block[-_AROUND:])

    def _count(self, columns: Columns) -> None:
        self._severities.update(columns.severities)
        times = [time for time in columns.times if time is not None]
        if times:
            first, last = min(times), max(times)
            self._first = first if self._first is None or first < self._first else self._first
            self._last = last if self._last is None or last > self._last else self._last

    def _add(
        self, block: list[RedactedRecord], columns: Columns, before: tuple[RedactedRecord, ...], file: str
    ) -> None:
        if self._keyer.is_full:
            self._flush()
            self._keyer.forget()
        keyed = self._keyer.keyed(block, columns)
        new = {slot.key for slot in set(keyed.slots) if slot.group is None} - self._groups.keys()
        if len(self._groups) + len(new) > MAX_GROUPS and not self._full:
            self._join()
            for slot in keyed.slots:
                slot.group = None  # what it was has been joined
        stamps = [-1 if time is None else time for time in columns.times]
        for slot in keyed.hand_out():
            places, slot.places = slot.places, []
            group = slot.group = slot.group or self._group(slot.key)
            if group is None:
                self._other += len(places)
                slot.clear()
                continue
            first = places[0]
            if group.wants((min(_picked(stamps, places)), file, min(_picked(columns.lines, places)))):
                # Only a template's first exemplar shows what stood around it.
                latest = group.latest
                group.keep(
                    [block[i] for i in places if latest is None or stamps[i] <= latest],
                    file,
                    before=(*before, *block[max(0, first - _AROUND) : first])[-_AROUND:]
                    if slot.key in new
                    else (),
                    after=block[first + 1 : first + 1 + _AROUND] if slot.key in new else (),
                )
            slot.times += _picked(columns.times, places)
            if slot.names:
                slot.attributes += _picked(columns.attributes, places)
            if len(slot.times) >= _SLOT_WAITING:
                self._take(slot)
                self._waiting.pop(slot, None)
            else:
                self._waiting[slot] = None
        self._waiting_records += len(block)
        self._waiting_characters += sum(map(len, columns.texts))
        if self._waiting_records >= _WAITING or self._waiting_characters >= _WAITING_CHARACTERS:
            self._flush()
        if self._log is not None:
            keys = [slot.key if slot.group is not None else None for slot in keyed.slots]
            self._log.add(columns, keys, file)

    def _take(self, slot: Slot) -> None:
        if slot.group is not None:
            slot.group.take(slot)
        slot.clear()

    def _flush(self) -> None:
        for slot in self._waiting:
            self._take(slot)
        self._waiting.clear()
        self._waiting_records = self._waiting_characters = 0

    def _group(self, key: Key) -> Group | None:
        group = self._groups.get(key)
        if group is None:
            if len(self._groups) >= MAX_GROUPS:
                return None
            most = MAX_TRACKED if len(self._groups) < _MANY_GROUPS else _FEW_VALUES
            group = self._groups[key] = Group(
                key.text.count(WILDCARD), most=most, timed=timed_positions(key.text)
            )
        return group

    def _join(self) -> None:
        self._flush()
        self._keyer.forget()  # as their slots know groups that are no more
        before = len(self._groups)
        self._groups, gone_to = join(self._groups)
        # Not again and again for next to nothing.
        self._full = len(self._groups) > 0.9 * before
        if self._log is not None:
            self._log.moved(gone_to)

    def templates(self) -> tuple[Template, ...]:
        """Return the templates by count, descending, then id. Uses the fold up."""
        self._join()
        templates = [group.template(key) for key, group in self._groups.items()]
        self._groups = {}
        return tuple(sorted(templates, key=lambda t: (-t.count, t.id)))

    def digest(self, *, source: str, objects: tuple[str, ...], ledger: Ledger) -> Digest:
        """Return all that is known. Uses the fold up."""
        return Digest(
            source=source,
            objects=objects,
            first_seen=to_datetime(self._first),
            last_seen=to_datetime(self._last),
            severities=dict(sorted(self._severities.items())),
            templates=self.templates(),
            other_count=self._other,
            ledger=ledger,
        )

    def assignments(self) -> Iterator[Assignment]:
        """Yield where each record went, in the order of adding. After `templates` or `digest`, and with `assign`."""
        return self._log.read() if self._log is not None else iter(())


def _picked(column: Sequence[_T], places: Sequence[int]) -> Sequence[_T]:
    """Return what stands in these places, of which there is at least one."""
    return itemgetter(*places)(column) if len(places) > 1 else (column[places[0]],)


class _Log:
    """Remembers of each record its lines and its key."""

    def __init__(self) -> None:
        self._files: list[tuple[str, int]] = []  # with the number of records up to its end
        self._lines = array("Q")
        self._counts = array("L")
        self._keys = array("L")  # numbers of keys
        self._numbers: dict[Key, int] = {}
        self._moved: list[Key | None] = [None]  # by number, where it is now; the first is for no key

    def add(self, columns: Columns, keys: list[Key | None], file: str) -> None:
        self._lines.extend(columns.lines)
        self._counts.extend(columns.line_counts)
        for key in keys:
            number = self._numbers.get(key, 0) if key is not None else 0
            if key is not None and not number:
                number = self._numbers[key] = len(self._moved)
                self._moved.append(key)
            self._keys.append(number)
        self._files.append((file, len(self._lines)))

    def moved(self, gone_to: dict[Key, Key]) -> None:
        self._moved = [None if key is None else gone_to.get(key, key) for key in self._moved]

    def read(self) -> Iterator[Assignment]:
        ids = [OTHER if key is None else template_id(key) for key in self._moved]
        begin = 0
        for file, end in self._files:
            for i in range(begin, end):
                yield Assignment(file, self._lines[i], self._counts[i], ids[self._keys[i]])
            begin = end
