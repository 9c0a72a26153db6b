"""The fold: takes redacted records one by one and gives the digest of all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from crosscut.folding.group import Group, Key
from crosscut.folding.masking import MAX_CHARACTERS, Masked, mask
from crosscut.folding.tree import generalise
from crosscut.model import SIGNAL_ATTRIBUTE, SUSPECT_ATTRIBUTE, Digest, Ledger, RedactedRecord, Template
from crosscut.times import to_datetime

MAX_GROUPS = 5_000  # masked messages kept apart; records beyond them are counted as other
_CACHE_LIMIT = 20_000


class Fold:
    """Counts records by service, severity and masked message. Memory is bounded by `MAX_GROUPS`."""

    def __init__(self) -> None:
        self._groups: dict[Key, Group] = {}
        self._masked: dict[str, Masked] = {}  # most messages repeat
        self._severities: Counter[int] = Counter()
        self._other = 0
        self._first: int | None = None
        self._last: int | None = None

    def add(self, records: Iterable[RedactedRecord], *, file: str) -> None:
        """Count the records of one object, which evidence will call `file`."""
        for record in records:
            self._severities[record.severity_number] += 1
            nanos = record.time_unix_nano
            if nanos is not None:
                self._first = nanos if self._first is None or nanos < self._first else self._first
                self._last = nanos if self._last is None or nanos > self._last else self._last
            masked = self._mask(record)
            key = Key(
                str(record.resource.get("service.name", "")),
                record.severity_number,
                " ".join(
                    str(record.attributes[name])
                    for name in (SIGNAL_ATTRIBUTE, SUSPECT_ATTRIBUTE)
                    if name in record.attributes
                ),
                masked.text,
            )
            group = self._groups.get(key)
            if group is None:
                if len(self._groups) >= MAX_GROUPS:
                    self._other += 1
                    continue
                group = self._groups[key] = Group(record.severity_text, len(masked.values))
            group.add(record, masked.values, file)

    def _mask(self, record: RedactedRecord) -> Masked:
        # What a stack trace ends in tells two records with the same first line apart.
        exception = record.attributes.get("exception.type")
        message = record.body.partition("\n")[0]
        if isinstance(exception, str) and record.line_count > 1 and exception not in message:
            message = f"{message} [{exception}]"
        message = message[:MAX_CHARACTERS]  # of what is kept in the cache, too
        masked = self._masked.get(message)
        if masked is None:
            if len(self._masked) >= _CACHE_LIMIT:
                self._masked.clear()
            masked = self._masked[message] = mask(message)
        return masked

    def templates(self) -> tuple[Template, ...]:
        """Return the templates by count, descending, then id. Uses the fold up."""
        groups = generalise(self._groups)
        self._groups = {}
        templates = (group.template(key) for key, group in groups.items())
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
