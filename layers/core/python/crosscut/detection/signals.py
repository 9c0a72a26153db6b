"""Marks single records that are signs of an attack, before folding, so that each kind folds apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from crosscut.detection.asked import SCANNER
from crosscut.detection.cloud import CLOUD_SIGNALS
from crosscut.detection.cluster import CLUSTER_SIGNALS
from crosscut.detection.deed_kinds import KINDS
from crosscut.detection.deeds import Deeds
from crosscut.detection.hostile import HOSTILE
from crosscut.detection.marks import (
    AUTH_FAILURE,
    AUTH_SUCCESS,
    BULK,
    INJECTED_PROMPT,
    SLOW_QUERY,
    SLOW_REQUEST,
    Sent,
)
from crosscut.detection.probing import Guesses
from crosscut.detection.signs import signals_of
from crosscut.model import SIGNAL_ATTRIBUTE, SUSPECT_ATTRIBUTE, AttributeValue, RedactedRecord, Template

SUSPICIOUS_FAILURES = 5  # failed logins of an address after which its successful one is a sign
SUSPECT_FAILURES = 3  # failed logins from which an address is no longer somebody who mistypes
MAX_ADDRESSES = 50_000  # counted at the same time
BLOCK = 1_000  # records that are looked at together
MAX_SUSPECTS = 300  # addresses whose records fold apart from those of others

NO_ATTACK = frozenset(
    {SLOW_REQUEST, SLOW_QUERY, BULK, *(kind.id for kind in KINDS)}
)  # ordinary records, but for one measure
OF_NOBODY = frozenset(
    {SLOW_REQUEST, SLOW_QUERY, INJECTED_PROMPT, *CLOUD_SIGNALS, *CLUSTER_SIGNALS, *HOSTILE}
)  # need no address


class SignalMarker:
    """Marks the records of one digest, in their order.

    A successful login is a sign only after failed ones from the same address, which is why this keeps count.
    """

    def __init__(self) -> None:
        self._failures: Counter[str] = Counter()
        self._suspects: set[str] = set()
        self._sent = Sent()
        self._guesses = Guesses()
        self._deeds = Deeds()

    def mark(self, records: Iterable[RedactedRecord]) -> Iterator[RedactedRecord]:
        """Yield the records; those that are a sign carry `crosscut.signal` and `client.address`, and those
        of an address that does more than mistype once or twice carry it as `crosscut.suspect`.
        """
        stream = iter(records)
        while block := list(islice(stream, BLOCK)):
            yield from self._mark(block)

    def _mark(self, block: list[RedactedRecord]) -> list[RedactedRecord]:
        deeds = self._deeds.marks(block)
        signals = signals_of(block)
        sent = self._sent.counts(block)
        for i in self._guesses.scans(block, signals):
            signals[i] = SCANNER
        marked = list(block)
        for i in sorted({*signals, *deeds, *sent}):
            record, signal = block[i], signals.get(i, "")
            if i in sent and (signal or i not in deeds):
                marked[i] = self._bulk(record, signal, sent[i])
            elif i in deeds and (not signal or signal in NO_ATTACK):
                marked[i] = _with(record, {**deeds[i], **sent.get(i, {})})
            elif signal:
                marked[i] = self._marked(record, signal)
        return marked

    def _bulk(self, record: RedactedRecord, signal: str, sent: dict[str, AttributeValue]) -> RedactedRecord:
        """An attack stays one; but of an ordinary download it matters more how much than how long."""
        if signal and signal not in NO_ATTACK:
            return self._marked(record, signal)
        return self._marked(_with(record, sent), BULK)

    def _marked(self, record: RedactedRecord, signal: str) -> RedactedRecord:
        if signal in OF_NOBODY:
            return _with(record, {SIGNAL_ATTRIBUTE: signal})
        address = _address_of(record)
        if not address:
            return record  # "Authentication failed: Redis timeout" is a failure of ours, nobody's attack
        if signal == AUTH_SUCCESS and self._failures[address] < SUSPICIOUS_FAILURES:
            return record
        if signal == AUTH_FAILURE and (address in self._failures or len(self._failures) < MAX_ADDRESSES):
            self._failures[address] += 1
        marks: dict[str, AttributeValue] = {"client.address": address, SIGNAL_ATTRIBUTE: signal}
        if self._is_suspect(address, signal):
            marks[SUSPECT_ATTRIBUTE] = address
        return _with(record, marks)

    def _is_suspect(self, address: str, signal: str) -> bool:
        """Whether the records of this address are kept apart, so that their times and lines are its own."""
        if address in self._suspects:
            return True
        if signal == AUTH_FAILURE and self._failures[address] < SUSPECT_FAILURES:
            return False
        if len(self._suspects) >= MAX_SUSPECTS:
            return False
        self._suspects.add(address)
        return True


def _with(record: RedactedRecord, marks: dict[str, AttributeValue]) -> RedactedRecord:
    """Marks come first: of a record's attributes only so many are counted."""
    # `_replace` takes three times as long.
    return RedactedRecord(
        record.line,
        record.line_count,
        record.text,
        record.body,
        record.time_unix_nano,
        record.severity_number,
        record.severity_text,
        {**marks, **record.attributes},
        record.resource,
    )


# A pseudonym, or an address where the policy keeps them.
_ADDRESS = re.compile(r"<IP:[a-z2-7]{8}>|(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])")


def _address_of(record: RedactedRecord) -> str:
    named = record.attributes.get("client.address")
    if isinstance(named, str):
        return named
    match = _ADDRESS.search(record.body)
    return match[0] if match else ""


def signal_attribute(template: Template) -> str:
    """Return the signal that the template's records were marked with, or the empty string."""
    return template.signal.partition(" ")[0]  # behind it stands whose it is


def is_attack(template: Template) -> bool:
    """Whether the template's records are a sign of an attack, so that the rules of other families leave them alone.

    Orders to a model are told besides: an outage does not go unseen because somebody has written them into its lines.
    """
    signal = signal_attribute(template)
    return bool(signal) and signal not in NO_ATTACK and signal != INJECTED_PROMPT
