"""Finds the slots of records, a block at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from crosscut.folding.keys import Key, KnownNames, Names, signal_of
from crosscut.folding.masking import MAX_CHARACTERS, first_line, mask_block
from crosscut.folding.routes import route_of
from crosscut.folding.slots import Slot
from crosscut.folding.words import canonical
from crosscut.model import Attributes, AttributeValue, RedactedRecord

MAX_SLOTS = 20_000  # that are remembered
MAX_SERVICE = 255  # characters of a service's name: no orchestrator takes longer ones, but a log may hold any

_canonical = lru_cache(maxsize=20_000)(canonical)  # by masked text: most messages repeat


class Columns(NamedTuple):
    """A block of records, each of their parts by itself."""

    lines: tuple[int, ...]
    line_counts: tuple[int, ...]
    texts: tuple[str, ...]
    bodies: tuple[str, ...]
    times: tuple[int | None, ...]
    severities: tuple[int, ...]
    levels: tuple[str, ...]
    attributes: tuple[Attributes, ...]
    resources: tuple[Attributes, ...]


class Keyed(NamedTuple):
    """A block of records by their slots."""

    slots: list[Slot]  # of each record
    masked: list[str]  # the values in the messages, record after record
    own: Mapping[int, tuple[str, ...]]  # by record, the values that are not in the message

    def hand_out(self) -> list[Slot]:
        """Give the slots their values, and the places of their records. Returns each slot once, in order."""
        touched = []
        masked, own = self.masked, self.own
        end = 0
        for i, slot in enumerate(self.slots):
            if not slot.places:
                touched.append(slot)
            slot.places.append(i)
            if slot.masked:
                begin = end
                end += slot.masked
                slot.flat += masked[begin:end]
            if slot.own:
                slot.flat += own[i]
        return touched


class _Special(NamedTuple):
    """What else of a record counts towards its key than its message."""

    signal: str
    behind: str  # its message
    route: str | None  # a request's, instead of the message
    own: int  # values that are not in the message


_special = lru_cache(maxsize=8192)(_Special)  # most requests are like others


class Keyer:
    """Gives records their slots."""

    def __init__(self) -> None:
        self._names = KnownNames()
        self._slots: dict[tuple[AttributeValue, int, str, Names, _Special | None, str], Slot] = {}

    @property
    def is_full(self) -> bool:
        """Whether so many slots are known that they have to be forgotten."""
        return len(self._slots) > MAX_SLOTS

    def forget(self) -> None:
        """Forget the slots: records of the same kind will have new ones."""
        self._slots.clear()
        self._names.clear()

    def keyed(self, block: Sequence[RedactedRecord], columns: Columns) -> Keyed:
        """Return the slots of the records."""
        names = self._names.of(columns.attributes)
        messages, special, own = _parts(block, columns, names)
        texts, masked = mask_block(messages)
        services = [resource.get("service.name", "") for resource in columns.resources]
        parts = [*zip(services, columns.severities, columns.levels, names, special, texts, strict=True)]
        slots = [
            slot if slot is not None else self._slot(*part)
            for slot, part in zip(map(self._slots.get, parts), parts, strict=True)
        ]
        return Keyed(slots, masked, own)

    def _slot(
        self,
        service: AttributeValue,
        severity: int,
        level: str,
        names: Names,
        special: _Special | None,
        text: str,
    ) -> Slot:
        part = service, severity, level, names, special, text
        known = self._slots.get(part)  # if the record before was the first
        if known is not None:
            return known
        form = _canonical(text)
        made, sizes = form.text, form.sizes
        if special is not None:
            made = special.route if special.route is not None else f"{made} {special.behind}".strip()
            sizes += (1,) * special.own
        signal = special.signal if special else ""
        own = special.own if special else 0
        slot = Slot(
            Key(str(service)[:MAX_SERVICE], severity, signal, made),
            level,
            names.names,
            form.values,
            own,
            sizes,
        )
        self._slots[part] = slot
        return slot


def _parts(
    block: Sequence[RedactedRecord], columns: Columns, names: Sequence[Names]
) -> tuple[list[str], list[_Special | None], dict[int, tuple[str, ...]]]:
    """Return of each record what is to be masked, what else counts, and the values that are not in the message."""
    messages = list(columns.bodies)
    special: list[_Special | None] = [None] * len(block)
    values: dict[int, tuple[str, ...]] = {}
    unlike = [
        i
        for i, (known, body) in enumerate(zip(names, messages, strict=True))
        if known.is_special or body.startswith(known.begin)
    ]
    for i in unlike:
        record, known = block[i], names[i]
        signal = signal_of(record.attributes) if known.may_be_attack else ""
        route = route_of(record) if known.may_be_request else None
        if route is not None:
            own = route.values
            messages[i] = ""
            special[i] = _special(signal, "", route.text, len(own))
        else:
            messages[i], behind, own = known.message(record)
            if signal or behind:
                special[i] = _special(signal, behind, None, len(own))
        if own:
            values[i] = own
    if "\n".join(messages).count("\n") >= len(messages) or max(map(len, messages)) > MAX_CHARACTERS:
        messages = [*map(first_line, messages)]
    return messages, special, values
