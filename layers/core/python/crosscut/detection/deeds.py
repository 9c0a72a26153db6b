"""Counts, while records pass, to how many different things one actor does the same, and marks those of too many.

Only the busiest actors of a block of records are looked at, and of each at first a few records: so it costs little where
nobody does much, and its memory is bounded whatever the log.
"""

# ruff: noqa: E501 - patterns and sentences are easier to read and to compare when they are not cut
from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from crosscut.detection.deed_kinds import KINDS, NAMES, Kind, tells
from crosscut.model import SIGNAL_ATTRIBUTE, SUSPECT_ATTRIBUTE, AttributeValue, RedactedRecord

ACTOR, DONE, THINGS, PART_OF = "crosscut.actor", "crosscut.done", "crosscut.things", "crosscut.part_of"
HOUR = 3_600_000_000_000  # in nanoseconds: what is counted together
BUSY = 12  # records of a block by which an actor is looked at
MAX_BUSY = 4  # actors of a block that are
SAMPLE = (0.06, 0.37, 0.55, 0.94)  # where among their records those stand that are read at first
REST = 2  # blocks for which an actor is left alone in whose sample nothing was found
MAX_QUIET = 5_000
MAX_COUNTED, MAX_THINGS = 500, 5_000  # actors and kinds; different things of each
MAX_CHARACTERS = 360  # of a record that are read

_ADDRESSES = frozenset(
    [
        "client.address",
        "source.address",
        "src",
        "saddr",
        "srcaddr",
        "remote",
        "peer",
        "rhost",
        "addr",
        "client",
        "caller_ip",
        "callerip",
        "remote_addr",
        "c-ip",
        "src_ip",
        "id.orig_h",
        "ipaddress",
        "ip_address",
        "client_addr",
        "query_client",
        "srcip",
    ]
)
_ACCOUNTS = frozenset(
    [
        "user.name",
        "user.id",
        "account",
        "account_id",
        "accountid",
        "acct",
        "login",
        "email",
        "sender",
        "from",
        "mailbox",
        "customer",
        "customer_id",
        "principal",
        "actor",
        "operator",
        "member",
        "api_key",
        "apikey",
        "key_id",
        "access_key",
        "userid",
        "user_id",
        "username",
        "uid",
        "image",
        "exe",
        "comm",
        "process",
        "process_name",
        "requester",
        "sasl_username",
        "targetusername",
        "subjectusername",
    ]
)


class _Where(NamedTuple):
    """Under which names records that have these attributes name who acts."""

    address: str
    account: str


@lru_cache(maxsize=2_000)
def _where(names: tuple[str, ...]) -> _Where:
    last = {name: name.lower() for name in names}
    address = next((n for n, low in last.items() if low in _ADDRESSES), "")
    account = next((n for n, low in last.items() if low in _ACCOUNTS), "")
    return _Where(address, account)


@dataclass(slots=True)
class _Deed:
    since: int
    done: int = 0
    things: set[int] = field(default_factory=set)

    def amount(self, kind: Kind) -> int:
        return len(self.things) if kind.target else self.done


class Deeds:
    """What the busiest actors of a log did, by kind."""

    def __init__(self) -> None:
        self._deeds: dict[tuple[str, str], _Deed] = {}
        # Actors that are left alone: up to which block, and how many records they had.
        self._quiet: dict[str, tuple[int, int]] = {}
        self._blocks = 0
        self._by_kind: defaultdict[str, dict[str, int]] = defaultdict(dict)

    def marks(self, block: Sequence[RedactedRecord]) -> dict[int, dict[str, AttributeValue]]:
        """Count the records of a block; return the marks of those that are one deed too many, by their place."""
        self._blocks += 1
        if not self._deeds and self._blocks % 3 != 1:
            return {}  # as long as nobody does anything of the kind, every third block is enough to see it begin
        places: defaultdict[str, list[int]] = defaultdict(list)
        for i, record in enumerate(block):
            attributes = record.attributes
            if attributes:
                where = _where(tuple(attributes))
                if where.address:
                    places[str(attributes[where.address])].append(i)
                if where.account:
                    places[str(attributes[where.account])].append(i)
                if where.address or where.account:
                    continue
            body = record.body
            if "<" in body:
                if (at := body.find("<IP:")) >= 0:
                    places[body[at : at + 13]].append(i)
                if (at := _sender(body)) >= 0:
                    places[body[at : body.find(">", at) + 1]].append(i)
        busiest = sorted((a for a, at in places.items() if len(at) >= BUSY), key=lambda a: -len(places[a]))
        marks: dict[int, dict[str, AttributeValue]] = {}
        for actor in busiest[:MAX_BUSY]:
            until, seen = self._quiet.get(actor, (0, 0))
            # Whoever begins to do far more than before is looked at again.
            if until < self._blocks or len(places[actor]) > 2 * seen:
                self._look(actor, places[actor], block, marks)
        return marks

    def _look(
        self,
        actor: str,
        places: list[int],
        block: Sequence[RedactedRecord],
        marks: dict[int, dict[str, AttributeValue]],
    ) -> None:
        is_account = not actor.startswith("<IP:") and actor.count(".") != 3
        # Not every so many: what an actor does in turn would look like one thing.
        sample = [_said(block[places[int(len(places) * share)]]) for share in SAMPLE]
        every = "\n".join(sample)
        kinds = [
            kind
            for kind in KINDS
            if (is_account or not kind.by_account)
            and any(gate in every for gate in kind.gates)
            and any(tells(kind, said) for said in sample)
        ]
        if not kinds:
            if len(self._quiet) < MAX_QUIET:
                self._quiet[actor] = self._blocks + REST, len(places)
            return
        for i in places:
            said = _said(block[i])
            for kind in kinds:
                if tells(kind, said):
                    if marked := self._count(actor, kind, said, block[i]):
                        marks[i] = marked
                    break

    def _count(
        self, actor: str, kind: Kind, said: str, record: RedactedRecord
    ) -> dict[str, AttributeValue] | None:
        thing = ""
        if kind.target:
            found = kind.target.search(said)
            if found is None:
                return None
            thing = next((group for group in found.groups() if group), found[0])
        key = actor, kind.id
        now = record.time_unix_nano or 0
        deed = self._deeds.get(key)
        if deed is None:
            if len(self._deeds) >= MAX_COUNTED:
                return None
            deed = self._deeds[key] = _Deed(now)
        elif now - deed.since > HOUR and deed.amount(kind) < kind.least:
            deed.since, deed.done = now, 0
            deed.things.clear()
        deed.done += 1
        if thing and len(deed.things) < MAX_THINGS:
            deed.things.add(hash(thing))
        amount = deed.amount(kind)
        others = self._by_kind[kind.id]
        others[actor] = amount
        if amount < kind.least:
            return None
        if amount < kind.ratio * max((n for other, n in others.items() if other != actor), default=0):
            return None
        part_of = kind.thing.search(thing if kind.id == NAMES else said) if kind.thing else None
        return {
            SIGNAL_ATTRIBUTE: kind.id,
            SUSPECT_ATTRIBUTE: actor,
            ACTOR: actor,
            DONE: deed.done,
            THINGS: len(deed.things),
            PART_OF: part_of[0] if part_of else "",
        }


def _sender(body: str) -> int:
    """Return where the account stands that acts, or -1: the first one that is no recipient."""
    at = body.find("<EMAIL:")
    if at >= 0 and body[max(0, at - 4) : at] not in ("to=<", " to ", "r <="):
        return at
    return body.find("<USER:")


def _said(record: RedactedRecord) -> str:
    """Return what the record says, in lower case: its message, and the values of its attributes."""
    if not record.attributes:
        return record.body[:MAX_CHARACTERS].lower()
    return f"{record.body} {' '.join(map(str, record.attributes.values()))}"[:MAX_CHARACTERS].lower()
