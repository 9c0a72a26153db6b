"""What changed between two digests: templates that are new, gone, rising or falling, and values that shifted."""

from __future__ import annotations

import math
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from crosscut.folding import align, numbers_of
from crosscut.model import Digest, Frozen, ParameterStats, Template
from crosscut.significance import adjusted, g_test, rate_test
from crosscut.spreads import spreads_of
from crosscut.versions import version_change

SIGNIFICANT = 0.01  # of the changes told, at most so many are chance
_MIN_RATIO = 1.5  # between the shares of the records
_MIN_VALUES = 20  # on both sides, to speak of their spread
_MIN_DISTANCE = (
    0.15  # between two spreads of values: the share of the records that would have to change theirs
)
_IDENTIFIERS = 0.5  # distinct values to records from which on values are names of single things
_SURE = 4.0  # the effect of all values being others
_MAX_ORDER = 30.0
_A_FEW = 5  # records of a new or vanished template from which on it weighs in full


class ChangeKind(StrEnum):
    """How a template has changed."""

    NEW = "new"
    GONE = "gone"
    RISING = "rising"
    FALLING = "falling"
    SHIFTED = "shifted"  # as frequent as before, perhaps, but with other values


class Change(Frozen):
    """One difference that is more than chance."""

    kind: ChangeKind
    template: Template  # as it was last: after, or before where it is gone
    before: int  # records
    after: int
    before_share: float  # of all records
    after_share: float
    chance: float  # that it is none, corrected for the number of comparisons
    parameter: str = ""  # of a shift: which value
    said: str  # one line


class Comparison(Frozen):
    """All changes, the one most worth looking at first."""

    before_records: int
    after_records: int
    templates: int  # compared
    changes: tuple[Change, ...]


class _Candidate(NamedTuple):
    kind: ChangeKind
    template: Template
    before: int
    after: int
    chance: float
    effect: float  # in doublings
    parameter: str = ""
    said: str = ""


def compare(before: Digest, after: Digest) -> Comparison:
    """Return what changed: every template that is new or gone, and what differs significantly otherwise.

    Shares of all records are compared, so that the two may differ in length. Counts that come in bursts weigh less,
    by how much their minutes vary more than chance would have it.
    """
    before, after = align((before, after))
    totals = sum(before.severities.values()), sum(after.severities.values())
    old = {template.id: template for template in before.templates}
    new = {template.id: template for template in after.templates}
    windows = _minutes(before), _minutes(after)
    candidates = [
        candidate
        for id_ in sorted(old.keys() | new.keys())
        for candidate in _candidates(old.get(id_), new.get(id_), totals, windows)
    ]
    chances = adjusted([candidate.chance for candidate in candidates])
    changes = [
        (_order(candidate, chance), _change(candidate, chance, totals))
        for candidate, chance in zip(candidates, chances, strict=True)
        if chance <= SIGNIFICANT or candidate.kind in (ChangeKind.NEW, ChangeKind.GONE)
    ]
    changes.sort(key=lambda item: (-item[0], item[1].template.id, item[1].parameter))
    return Comparison(
        before_records=totals[0],
        after_records=totals[1],
        templates=len(old.keys() | new.keys()),
        changes=tuple(change for _, change in changes),
    )


def _candidates(
    old: Template | None, new: Template | None, totals: tuple[int, int], windows: tuple[int, int]
) -> Iterator[_Candidate]:
    last = new or old
    if last is None:
        return
    counts = old.count if old else 0, new.count if new else 0
    spread = max(_dispersion(old, windows[0]), _dispersion(new, windows[1]))
    chance = rate_test(counts[0] / spread, totals[0] / spread, counts[1] / spread, totals[1] / spread)
    shares = [(count + 0.5) / (total + 1) for count, total in zip(counts, totals, strict=True)]
    effect = math.log2(shares[1] / shares[0])
    if old is None or new is None:
        kind = ChangeKind.NEW if old is None else ChangeKind.GONE
        yield _Candidate(kind, last, *counts, chance, effect)
        return
    if abs(effect) >= math.log2(_MIN_RATIO):
        yield _Candidate(
            ChangeKind.RISING if effect > 0 else ChangeKind.FALLING, last, *counts, chance, effect
        )
    usual = {stats.name: stats for stats in (*old.parameters, *old.attributes)}
    for stats in (*new.parameters, *new.attributes):
        if stats.name in usual and (versions := version_change(new, usual[stats.name], stats)):
            said = f"{_named(stats)}: {versions}"
            yield _Candidate(ChangeKind.SHIFTED, new, *counts, 0.0, _SURE, stats.name, said)
        elif stats.name in usual and min(usual[stats.name].count, stats.count) >= _MIN_VALUES:
            for chance, effect, said in _shift(usual[stats.name], stats):
                yield _Candidate(ChangeKind.SHIFTED, new, *counts, chance, effect, stats.name, said)


def _shift(old: ParameterStats, new: ParameterStats) -> Iterator[tuple[float, float, str]]:
    """Yield (p-value, effect, what) of the values of one position having another spread."""
    name = _named(new)
    if old.median is not None and new.median is not None and old.p95 is not None and new.p95 is not None:
        numbers = numbers_of(old), numbers_of(new)
        sums = numbers[0].total(), numbers[1].total()
        if min(sums) >= _MIN_VALUES and max(old.distinct, new.distinct) > 2:
            edge = _middle(numbers[0] + numbers[1])
            above = [sum(n for bucket, n in counts.items() if bucket > edge) for counts in numbers]
            effect = max(
                (_doublings(a, b) for a, b in ((old.median, new.median), (old.p95, new.p95))), key=abs
            )
            if abs(effect) >= math.log2(_MIN_RATIO):
                said = f"{name}: median {old.median:,.4g} → {new.median:,.4g}, p95 {old.p95:,.4g} → {new.p95:,.4g}"
                yield rate_test(above[0], sums[0], above[1], sums[1]), effect, said
            return
    if max(old.distinct / old.count, new.distinct / new.count) > _IDENTIFIERS:
        return
    spreads = spreads_of(old, new)
    moved = {
        value: after - before for value, (before, after) in ((v, spreads.share(v)) for v in spreads.before)
    }
    distance = sum(map(abs, moved.values())) / 2
    if distance >= _MIN_DISTANCE:
        value = max(sorted(moved), key=lambda v: abs(moved[v]))
        was, now = (f"{share:.0%}" for share in spreads.share(value))
        if value in spreads.assumed:
            was, now = (f"≤{was}", now) if moved[value] > 0 else (was, f"≤{now}")
        yield g_test(spreads.before, spreads.after), 4 * distance, f"{name}: {value[:60]} in {was} → {now}"


def _named(stats: ParameterStats) -> str:
    return f"value {int(stats.name) + 1}" if stats.name.isdigit() else stats.name


def _middle(counts: dict[int, int]) -> int:
    total = sum(counts.values())
    seen = 0
    for bucket in sorted(counts):
        seen += counts[bucket]
        if 2 * seen >= total:
            return bucket
    return 0


def _doublings(before: float, after: float) -> float:
    if before == after:
        return 0.0
    low = 1e-9
    return max(-10.0, min(10.0, math.log2(max(after, low) / max(before, low))))


def _minutes(digest: Digest) -> int:
    stamped = [minute for template in digest.templates for minute in template.minutes]
    return max(stamped) - min(stamped) + 1 if stamped else 1


def _dispersion(template: Template | None, minutes: int) -> float:
    """Return how many times more the counts of minutes vary than they would by chance; at least 1."""
    if template is None or not template.minutes or minutes < 2:
        return 1.0
    mean = sum(template.minutes.values()) / minutes
    squares = sum((count - mean) ** 2 for count in template.minutes.values())
    squares += mean**2 * (minutes - len(template.minutes))
    return max(1.0, min(squares / (minutes - 1) / mean, template.count))


def _order(candidate: _Candidate, chance: float) -> float:
    """Return how much a change is worth looking at: errors, new ones, sure ones and large ones more."""
    severity = candidate.template.severity_number
    worth = 3.0 if severity >= 17 else 1.0 if severity >= 13 else 0.0
    if candidate.kind in (ChangeKind.FALLING, ChangeKind.GONE):
        worth = 0.0  # that an error has gone wakes nobody
    worth += {ChangeKind.NEW: 2.0, ChangeKind.GONE: 1.0}.get(candidate.kind, 0.0)
    if chance > SIGNIFICANT:
        # What is there once and not again is told, but behind what is sure.
        worth *= min(1.0, math.log(1 + max(candidate.before, candidate.after)) / math.log(1 + _A_FEW))
    worth += min(_MAX_ORDER, -math.log10(max(chance, 1e-300))) / 6
    return worth + min(abs(candidate.effect), 6.0) / 3


def _change(candidate: _Candidate, chance: float, totals: tuple[int, int]) -> Change:
    counts = candidate.before, candidate.after
    shares = [count / total if total else 0.0 for count, total in zip(counts, totals, strict=True)]
    said = (
        candidate.said or f"{counts[0]:,} → {counts[1]:,} records ({shares[0]:.2%} → {shares[1]:.2%} of all)"
    )
    return Change(
        kind=candidate.kind,
        template=candidate.template,
        before=counts[0],
        after=counts[1],
        before_share=shares[0],
        after_share=shares[1],
        chance=chance,
        parameter=candidate.parameter,
        said=said,
    )
