"""What one actor did to far too many things, of the records that were marked while they passed.

MITRE ATT&CK: T1486 and T1485 (data encrypted, destroyed), T1530 and T1213 (data from storage and repositories), T1071.004
(DNS), T1078 (valid accounts), T1087 (account discovery), T1046 (network service discovery), T1555 (stores of passwords).
"""

# ruff: noqa: E501 - patterns and sentences are easier to read and to compare when they are not cut
from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from crosscut.detection.deed_kinds import (
    CARDS,
    CODES,
    FILES,
    HARVEST,
    KINDS,
    MAIL,
    NAMES,
    PORTS,
    READS,
    SECRETS,
    SIGNUPS,
    SPREAD,
    WALK,
)
from crosscut.detection.deeds import ACTOR, DONE, PART_OF, THINGS
from crosscut.detection.found import Words, attribute_of, found, mostly
from crosscut.detection.marks import ALL_SENT_ATTRIBUTE, SENT_ATTRIBUTE
from crosscut.detection.tuning import UNTUNED, Tuning
from crosscut.detection.window import Window, is_chronic
from crosscut.detection.wording import filled
from crosscut.model import Category, Detection, Digest, Severity, Template


class Said(NamedTuple):
    """How a kind of deed is told: of {actor}, {n} things or records, and {of}, where it was done."""

    about: str  # for the list of rules
    title: str
    cause: str
    technique: str
    severity: Severity
    many: int  # from which it is as severe as this; below it is medium


_M, _H = Severity.MEDIUM, Severity.HIGH
SAID = {
    NAMES: Said(
        "long random names are asked for by one client",
        "DNS tunnel: {actor} asks for {n} long random names{of}",
        "What a program sends out or fetches is hidden in the names that it asks for (tunnelling through DNS, exfiltration "
        "or command and control, ATT&CK T1071.004, T1048)",
        "T1071.004", _H, 200,
    ),
    FILES: Said(
        "one actor renames, overwrites or deletes many files",
        "Mass change of files: {actor} renames or deletes {n} files{of}",
        "One account or host renames, encrypts or deletes files by the hundred, as ransomware does (ATT&CK T1486, T1485); "
        "a clean-up or a migration that nobody announced looks alike",
        "T1486", _H, 500,
    ),
    SECRETS: Said(
        "one principal reads many different secrets",
        "{actor} reads {n} different secrets{of}",
        "One principal reads secrets far beyond what one program needs (credentials from stores, ATT&CK T1555.006)",
        "T1555.006", _M, 0,
    ),
    READS: Said(
        "one actor downloads many different objects",
        "Bulk download: {actor} reads {n} different objects{of}",
        "One account takes object after object, far more than anybody else: data is collected or carried away "
        "(exfiltration by mass download, ATT&CK T1530, T1567), or a job that nobody announced copies it",
        "T1530", _H, 1_000,
    ),
    SPREAD: Said(
        "one account is used from many addresses",
        "{actor} logs in from {n} addresses{of}",
        "One account is used from more addresses than one person has: its password is known to others (compromised "
        "account, ATT&CK T1078), or it is shared",
        "T1078", _M, 0,
    ),
    MAIL: Said(
        "one account sends far more messages than the others",
        "Mass mail: {actor} sends {n} messages{of}",
        "One account or mailbox sends messages in bulk, far more than all others: spam from a compromised account "
        "(stolen password, ATT&CK T1078, T1534), or a mailing that nobody announced",
        "T1534", _M, 0,
    ),
    PORTS: Said(
        "one source is refused at many ports",
        "Port scan: {actor} is refused at {n} ports{of}",
        "One source looks for open services (scan, ATT&CK T1046) and was refused",
        "T1046", _H, 500,
    ),
    CARDS: Said(
        "one client's payments are declined again and again",
        "Card testing: {n} declined payments of {actor}{of}",
        "One client tries cards, of which most are declined: stolen or made-up card numbers are tested (ATT&CK T1657)",
        "T1657", _H, 100,
    ),
    CODES: Said(
        "one client guesses codes",
        "Codes are guessed: {n} refused by {actor}{of}",
        "One client tries codes (gift cards, vouchers, one-time codes) until one is right (brute force, ATT&CK T1110)",
        "T1110", _H, 100,
    ),
    HARVEST: Said(
        "one client asks for many accounts",
        "Accounts are harvested: {actor} asks for {n}{of}",
        "One client tries names to learn which accounts or mailboxes there are (enumeration, ATT&CK T1087, T1589)",
        "T1087", _M, 0,
    ),
    SIGNUPS: Said(
        "one address makes many accounts",
        "{actor} makes {n} new accounts{of}",
        "One address registers accounts by the dozen: a program makes them (fake accounts, ATT&CK T1585, T1136), or an "
        "import does",
        "T1136", _M, 0,
    ),
    WALK: Said(
        "one client asks for one id after the other",
        "Walk through ids: {actor} asks for {n} different ones{of}",
        "One client asks for record after record by its id, far more than anybody else: it scrapes, or reads what is "
        "not its own (enumeration, broken object-level authorization, IDOR, ATT&CK T1213, T1087)",
        "T1213", _M, 0,
    ),
}  # fmt: skip
_LEAST = {kind.id: kind.least for kind in KINDS}
_BY_THING = frozenset(kind.id for kind in KINDS if kind.target)
_WHERE = (
    "aws.s3.bucket", "bucket", "bucket_name", "bucketName", "share", "share_name", "container", "realm", "host.name", "host",
    "hostname", "node", "svc", "app", "otel.scope.name",
)  # fmt: skip
# What only ransomware leaves behind: its note, its extension.
_RANSOM = re.compile(
    r"(?:recover|restore|decrypt|unlock|how[_ ]?to)[\w\- ]{0,30}\.(?:txt|html?|hta)|\.(?:lock\w*|enc(?:rypted)?|crypt\w*|wncry)\b"
    r"|(\.[a-z0-9]{1,5})(\.[a-z0-9]{3,10})\b(?<!\.gz)(?<!\.bz2)(?<!\.zst)(?<!\.bak)",
    re.IGNORECASE,
)


def done(digest: Digest, window: Window, tuning: Tuning = UNTUNED) -> Iterator[Detection]:
    """Yield a detection for each actor and kind of deed."""
    by_deed: dict[tuple[str, str], list[Template]] = defaultdict(list)
    for template in digest.templates:
        kind = template.signal.partition(" ")[0]
        if kind in SAID:
            by_deed[kind, mostly(template, ACTOR)].append(template)
    for (kind, actor), templates in sorted(by_deed.items()):
        if detection := _judge(kind, actor, templates, window, tuning):
            yield detection


def _judge(
    kind: str, actor: str, templates: list[Template], window: Window, tuning: Tuning
) -> Detection | None:
    templates.sort(key=lambda t: (-t.count, t.id))
    amount = int(max(_largest(t, THINGS if kind in _BY_THING else DONE) for t in templates))
    if amount < tuning.threshold(kind, _LEAST[kind]):
        return None
    said = SAID[kind]
    severity = said.severity if amount >= said.many else Severity.MEDIUM
    if kind == FILES and severity is Severity.HIGH and not _is_ransom(templates):
        severity = Severity.MEDIUM
    sent, everything = (max(_largest(t, n) for t in templates) for n in (SENT_ATTRIBUTE, ALL_SENT_ATTRIBUTE))
    if kind == READS and sent < everything / 2:
        severity = Severity.MEDIUM
    usual = all(is_chronic(t.minutes, window) for t in templates)
    if usual and kind not in (NAMES, PORTS, CARDS, CODES):
        severity = Severity.LOW  # from the first minute to the last: how this system lives
    where = _where(templates[0])
    part = mostly(templates[0], PART_OF)
    of = (f" under {part}" if kind == NAMES else f" of {part}") if part else ""
    of += f" in {where}" if where else ""
    volume = (
        f" It was sent {sent / 1e9:.1f} GB, {sent / everything:.0%} of all." if sent and everything else ""
    )
    return found(
        kind,
        severity,
        Category.SECURITY,
        Words(
            said.title.format(actor=actor, n=amount, of=of),
            f"{actor}: {amount} within the hour{of}, far more than the next.{volume} For example “{filled(templates[0])[:200]}”.",
            f"{said.cause}. It was {actor}{of}.",
        ),
        templates,
        entity=f"{kind} {actor}",
        confidence=0.8 if severity is Severity.HIGH else 0.6,
    )


def _largest(template: Template, name: str) -> float:
    stats = attribute_of(template, name)
    return (stats.maximum or 0.0) if stats else 0.0


def _where(template: Template) -> str:
    return " ".join(dict.fromkeys(filter(None, (_named(template), template.service))))


def _named(template: Template) -> str:
    return next((value for name in _WHERE if (value := mostly(template, name))), "")


def _is_ransom(templates: list[Template]) -> bool:
    return any(_RANSOM.search(e.text) for t in templates for e in t.exemplars)
