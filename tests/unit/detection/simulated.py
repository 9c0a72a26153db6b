"""Traffic over simulated time, as digests: what one delivery of five minutes holds, without writing its lines."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from crosscut.analysis.offline import OfflineAnalyst
from crosscut.baseline import BUCKET_SECONDS, start_of
from crosscut.config import Source
from crosscut.detection import rates_of
from crosscut.insights.baseline_memory import MemoryBaselines
from crosscut.insights.memory import MemoryCatalog, MemoryInsightStore
from crosscut.model import Digest, Exemplar, Insight, Ledger, Severity, Template
from crosscut.pipeline import analyze, listen

DAY = 288  # buckets of five minutes
DELIVERED_AFTER = timedelta(minutes=2)
LISTENED_AFTER = timedelta(minutes=4)  # the clock's tick falls somewhere
OK, NOT_FOUND, WARNED, FAILED, BROKEN = "ok", "not-found", "warned", "failed", "broken"


class Kind(NamedTuple):
    """A message that the simulated service writes, and the share of its records that are of it."""

    id: str
    text: str
    severity: tuple[int, str]
    share: float


KINDS = (
    Kind(OK, "order <*> accepted", (9, "INFO"), 0.955),
    Kind(NOT_FOUND, "order <*> not found", (9, "INFO"), 0.02),
    Kind(WARNED, "cart <*> took <*> ms", (13, "WARN"), 0.02),
    Kind(FAILED, "order <*> was declined by the bank: code <*>", (17, "ERROR"), 0.005),
)
NEW = Kind("t-new", "ledger entry <*> has no counterpart", (17, "ERROR"), 0.0)


def _others(counts: dict[str, int]) -> list[Kind]:
    """What else is counted: messages that say nothing bad."""
    known = {kind.id for kind in (*KINDS, NEW)}
    return [Kind(id_, f"{id_} <*>", (9, "INFO"), 0.0) for id_ in counts if id_ not in known]


Change = Callable[[int, dict[str, int]], dict[str, int]]  # bucket and counts by kind to other counts


def usual_rate(bucket: int, *, mean: float) -> float:
    """Return records in five minutes: a swing of one to five over the day, less at weekends."""
    at = start_of(bucket)
    hour = at.hour + at.minute / 60
    day = 1 + 0.67 * math.sin((hour - 9) / 24 * 2 * math.pi)
    return mean * day * (0.6 if at.weekday() >= 5 else 1.0)


@dataclass
class Simulation:
    """A source through its life. Every delivery holds one bucket, and comes two minutes after its end."""

    start: datetime
    mean: float = 600.0
    seed: int = 1
    noise: float = 0.08  # beyond chance: what a real system's neighbours do to its rate
    source: Source = field(default_factory=lambda: Source(name="shop"))
    records: int = 0

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.bucket = int(self.start.timestamp()) // BUCKET_SECONDS
        self.baselines = MemoryBaselines()
        self.catalog, self.store = MemoryCatalog(), MemoryInsightStore()

    def run(
        self, buckets: int, change: Change = lambda _, counts: counts
    ) -> Iterator[tuple[int, list[Insight]]]:
        """Yield each bucket with what was found when it was delivered, or listened for where nothing was."""
        for _ in range(buckets):
            counts = change(self.bucket, self._counts())
            end = start_of(self.bucket + 1)
            yield (
                self.bucket,
                self.deliver(counts, end + DELIVERED_AFTER) if counts else self.listen(end + LISTENED_AFTER),
            )
            self.bucket += 1

    def learn(self, buckets: int) -> None:
        """Let so much time go by without looking for anything, which is much faster."""
        for _ in range(buckets):
            counts = self._counts()
            now = start_of(self.bucket + 1) + DELIVERED_AFTER
            digest = self._digest(counts)
            rates = rates_of(digest)
            self.catalog.remember(self.source.name, [t.id for t in digest.templates], seen=now)
            self.baselines.add(self.source.name, rates, digest_id=f"learned-{self.bucket}", now=now)
            self.bucket += 1

    def deliver(self, counts: dict[str, int], now: datetime) -> list[Insight]:
        self.records += sum(counts.values())
        return analyze(
            self._digest(counts),
            digest_id=f"{self.bucket}-{now.timestamp()}",
            source=self.source,
            analyst=OfflineAnalyst(),
            catalog=self.catalog,
            store=self.store,
            now=now,
            baselines=self.baselines,
        )

    def listen(self, now: datetime) -> list[Insight]:
        return listen(self.source, baselines=self.baselines, store=self.store, now=now)

    def _counts(self) -> dict[str, int]:
        rate = usual_rate(self.bucket, mean=self.mean)
        rate *= self.random.lognormvariate(0, self.noise)
        return {kind.id: self._poisson(rate * kind.share) for kind in KINDS}

    def _poisson(self, mean: float) -> int:
        return max(0, round(self.random.gauss(mean, math.sqrt(mean)))) if mean > 30 else self._small(mean)

    def _small(self, mean: float) -> int:
        limit, product, count = math.exp(-mean), self.random.random(), 0
        while product > limit:
            product *= self.random.random()
            count += 1
        return count

    def _digest(self, counts: dict[str, int]) -> Digest:
        templates = tuple(
            self._template(kind, counts[kind.id])
            for kind in (*KINDS, NEW, *_others(counts))
            if counts.get(kind.id)
        )
        total = sum(counts.values())
        begin = start_of(self.bucket)
        return Digest(
            source=self.source.name,
            objects=(f"{self.bucket}.log",),
            first_seen=begin,
            last_seen=begin + timedelta(seconds=BUCKET_SECONDS - 1),
            templates=templates,
            ledger=Ledger(objects=1, lines_read=total, records=total, lines_folded=total),
        )

    def _template(self, kind: Kind, count: int) -> Template:
        first = self.bucket * BUCKET_SECONDS // 60
        minutes = {first + m: count // 5 + (m < count % 5) for m in range(5)}
        begin = start_of(self.bucket)
        return Template(
            id=kind.id,
            text=kind.text,
            service="shop",
            severity_number=kind.severity[0],
            severity_text=kind.severity[1],
            count=count,
            first_seen=begin,
            last_seen=begin + timedelta(minutes=4),
            minutes={minute: n for minute, n in minutes.items() if n},
            exemplars=(
                Exemplar(file=f"{self.bucket}.log", line=1, time=begin, text=kind.text.replace("<*>", "7")),
            ),
        )


def alerts(
    source: Simulation,
    buckets: int,
    change: Change = lambda _, counts: counts,
    least: Severity = Severity.MEDIUM,
) -> list[tuple[int, Insight]]:
    """Return what is told of at least that severity, with the number of the bucket, from 0, at whose delivery."""
    first = source.bucket
    return [
        (bucket - first, insight)
        for bucket, insights in source.run(buckets, change)
        for insight in insights
        if insight.severity.rank >= least.rank
    ]
