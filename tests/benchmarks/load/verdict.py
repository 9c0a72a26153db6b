"""What came of a load, held against what was dropped: each difference is one line for people."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from crosscut.conservation import LedgerEntry
from crosscut.model import Insight, Severity
from tests.benchmarks.load.dropping import Dropped
from tests.benchmarks.load.mix import Expected, Kind


@dataclass(frozen=True)
class Seen:
    """What the deployment holds after a load, of the load's own sources."""

    entries: Sequence[LedgerEntry]
    differences: Sequence[str]  # of the listing against the ledger
    chunks: Mapping[str, int]  # by source, as the work bucket lists them
    digests: int
    dead: Mapping[str, int]  # what came to lie in each dead-letter queue
    insights: Sequence[Insight]
    told: Mapping[str, int]  # first messages in Slack, by insight's source
    peaks: Mapping[str, float]  # MiB, by function


def problems(dropped: Dropped, seen: Seen, *, sizes: Mapping[str, int]) -> Iterator[str]:
    """Yield what is not as it must be. `sizes` are the Lambdas' memory in MB."""
    yield from seen.differences
    yield from _of_the_ledger(dropped.expected, seen.entries)
    chunks = Counter[str]()
    for entry in seen.entries:
        chunks[entry.source] += entry.chunks
    if +chunks != +Counter(seen.chunks):
        yield f"chunks in the ledger {sum(chunks.values())}, in the work bucket {sum(seen.chunks.values())}"
    if seen.digests != len(seen.entries):
        yield f"{seen.digests} digests, {len(seen.entries)} parts in the ledger"
    wanted = {"crosscut-local-intake-dlq": dropped.poison}
    if {queue: n for queue, n in seen.dead.items() if n} != {q: n for q, n in wanted.items() if n}:
        yield f"dead letters: {dict(seen.dead)}, and should be {wanted}"
    yield from _of_insights(dropped.expected, seen)
    for function, size in sizes.items():
        if seen.peaks.get(function, 0.0) > size:
            yield f"{function} took {seen.peaks[function]:.0f} MiB, and has {size} MB"


def _of_the_ledger(expected: Sequence[Expected], entries: Iterable[LedgerEntry]) -> Iterator[str]:
    kept: dict[tuple[str, str], list[LedgerEntry]] = defaultdict(list)
    for entry in entries:
        kept[entry.key, entry.etag].append(entry)
    last = {each.key: each.etag for each in expected}  # of one key they are in their order
    for each in expected:
        parts = kept.pop((each.key, each.etag), [])
        if not parts:
            if last[each.key] == each.etag:
                yield f"{each.key}: not in the ledger"
            continue  # it was written again before it was read
        if len({part.object_id for part in parts}) != 1:
            yield f"{each.key}: counted as {len({part.object_id for part in parts})} objects"
        if any(part.analysed_at is None for part in parts):
            yield f"{each.key}: not analysed"
        yield from _of_one(each, parts)
    for key, etag in kept:
        yield f"{key}: in the ledger with ETag {etag}, and was not dropped"


def _of_one(each: Expected, parts: Sequence[LedgerEntry]) -> Iterator[str]:
    ledgers = [part.ledger for part in parts]
    read, lines = sum(ledger.bytes_read for ledger in ledgers), sum(ledger.lines_read for ledger in ledgers)
    folded = sum(ledger.lines_folded for ledger in ledgers)
    damaged = each.kind is Kind.DAMAGED
    if read != each.bytes:
        yield f"{each.key}: {read} bytes read of {each.bytes}"
    if lines != each.lines or folded != each.lines:
        yield f"{each.key} ({each.kind}): {lines} lines read and {folded} folded of {each.lines}"
    if sum(part.quarantined for part in parts) != int(damaged):
        yield f"{each.key} ({each.kind}): {sum(part.quarantined for part in parts)} entries in quarantine"


def _of_insights(expected: Sequence[Expected], seen: Seen) -> Iterator[str]:
    planted = Counter[str]()
    for each in expected:
        planted[each.source] += each.planted
    found: dict[str, list[Insight]] = defaultdict(list)
    for insight in seen.insights:
        # By its title too: a model may quote less of a line.
        if "refused" in insight.title or any("refused" in each.text for each in insight.evidence):
            found[insight.source].append(insight)
    for source, records in (+planted).items():
        counts = [insight.count for insight in found[source]]
        if counts != [records]:
            yield f"{source}: insights with {counts} records of the planted problem, and should be one with {records}"
        critical = any(insight.severity is Severity.CRITICAL for insight in found[source])
        if seen.told.get(source, 0) != int(critical):  # what is milder nobody asked to be told of
            yield f"{source}: told {seen.told.get(source, 0)} times, and should be {int(critical)}"
    for source in found.keys() - (+planted).keys():
        yield f"{source}: an insight of a problem that was not planted"


def waits(dropped: Dropped, entries: Iterable[LedgerEntry]) -> tuple[float, float]:
    """Return the median and the 95th percentile of the seconds from a put's begin to the end of its analysis."""
    taken = [
        entry.analysed_at.timestamp() - dropped.at[entry.key, entry.etag]
        for entry in entries
        if entry.analysed_at and (entry.key, entry.etag) in dropped.at
    ]
    return statistics.median(taken), statistics.quantiles(taken, n=20)[-1]
