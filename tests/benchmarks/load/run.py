"""A load on a local AWS that is up: drop, wait until nothing waits, look at what came of it."""

from __future__ import annotations

import json
import math
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, cast

from crosscut.aws import clients
from crosscut.aws.ledger import DynamoLedger, differences, listing
from infra.stage import stage_named
from tests.benchmarks.load.dropping import Dropped, drop_all, poison, repeater
from tests.benchmarks.load.memory import PeakMemory
from tests.benchmarks.load.mix import LARGEST, PREFIX, mix
from tests.benchmarks.load.verdict import Seen, problems, waits
from tests.e2e.harness import Local

LOCAL = stage_named("local")
SIZES = {name: getattr(LOCAL, name).memory_mb for name in ("sanitize", "analyze", "notify", "reconcile")}
POISON_SHARE = 0.002


class StillWaitingError(Exception):
    """Queues do not empty; the message says which."""


@dataclass(frozen=True)
class Outcome:
    """What a load took, and what is wrong with it."""

    dropped: Dropped
    seen: Seen
    seconds: float  # from the first put until nothing waited
    problems: tuple[str, ...]
    failures: Counter[str]  # deliveries that failed, by error
    workers: dict[str, int]

    def report(self) -> str:
        """Return the figures, as a table in Markdown."""
        p50, p95 = waits(self.dropped, self.seen.entries)
        lines = sum(entry.ledger.lines_read for entry in self.seen.entries)
        megabytes = self.dropped.bytes / 1e6
        inflated = sum(self.seen.chunks.values())
        rows = [
            ("objects written", f"{len(self.dropped.expected):,}"),
            ("MB as stored; lines", f"{megabytes:,.0f}; {lines:,}"),
            ("events that came twice; messages that are none", f"{self.dropped.repeated:,}; {self.dropped.poison:,}"),
            ("dropped in", f"{self.dropped.seconds:,.0f} s"),
            ("nothing waits after", f"{self.seconds:,.0f} s"),
            ("objects a second; MB a second", f"{len(self.seen.entries) / self.seconds:.1f}; "
             f"{megabytes / self.seconds:.2f}"),
            ("drop to analysed, p50; p95", f"{p50:,.0f} s; {p95:,.0f} s"),
            ("chunks; insights; first messages", f"{inflated:,}; {len(self.seen.insights):,}; "
             f"{sum(self.seen.told.values()):,}"),
            ("deliveries that failed", ", ".join(f"{n} {error}" for error, n in self.failures.items()) or "none"),
        ]  # fmt: skip
        for function, peak in sorted(self.seen.peaks.items()):
            size = f" of {SIZES[function]:,} MB" if function in SIZES else ""
            rows.append((f"peak memory, {function}", f"{peak:,.0f} MiB{size}"))
        rows.append(("differences", f"{len(self.problems):,}"))
        return "\n".join(
            f"| {name} | {figure} |" for name, figure in (("what", "figure"), ("---", "---"), *rows)
        )


def at_once(local: Local, number: int) -> None:
    """Let so many sanitize Lambdas run at once, as `infra/stage.py` would with a deploy."""
    functions = cast(Any, clients.client("lambda", local.aws.endpoint))
    [mapping] = functions.list_event_source_mappings(FunctionName="crosscut-local-sanitize")[
        "EventSourceMappings"
    ]
    functions.update_event_source_mapping(UUID=mapping["UUID"], ScalingConfig={"MaximumConcurrency": number})


def load(
    local: Local,
    objects: int,
    *,
    seed: int = 1,
    patience: float = 120,
    races: bool = True,
    largest: int = LARGEST,
    say: Callable[[str], None] = lambda _: None,
) -> Outcome:
    """Drop so many objects and return what came of it.

    `patience`: seconds without any progress until it gives up. An event that comes again while the first one is worked
    on waits for as long as a run of sanitize may take, five minutes; without `races` all of them come late.
    """
    drops = partial(mix, objects, seed=seed, largest=largest)
    aws = local.aws
    emulator = local.state.emulator
    assert emulator is not None, "no local AWS is up"
    bucket, since = local.output("LogBucketName"), datetime.now(UTC)
    intake = clients.sqs(aws.endpoint).get_queue_url(QueueName="crosscut-local-intake")["QueueUrl"]
    dead = aws.dead()
    begun = time.monotonic()
    repeated = {d.key: d.again for d in drops() if d.again}
    soon = {key for key, when in repeated.items() if races and when == "soon"}
    with (
        PeakMemory(emulator.pid) as memory,
        repeater(
            aws.endpoint, bucket=bucket, intake=intake, soon=soon, late=repeated.keys() - soon
        ) as events,
    ):
        number = max(3, math.ceil(objects * POISON_SHARE))
        poisoned = poison(aws.endpoint, intake=intake, number=number)
        dropped = drop_all(drops(), endpoint=aws.endpoint, bucket=bucket)
        dropped.poison = poisoned
        say(
            f"dropped {len(dropped.expected):,} objects, {dropped.bytes / 1e6:,.0f} MB, in {dropped.seconds:.0f} s"
        )
        _drain(local, since, patience=patience, say=say)
        events.repeat_late()
        _drain(local, since, patience=patience, say=say)
        seconds = time.monotonic() - begun
        dropped.repeated = events.repeated
    seen = _look(local, bucket, dead, memory, since)
    return Outcome(
        dropped, seen, seconds, tuple(problems(dropped, seen, sizes=SIZES)), _failures(local, since),
        dict(memory.workers),
    )  # fmt: skip


def _drain(local: Local, since: datetime, *, patience: float, say: Callable[[str], None]) -> None:
    """Wait until no queue holds anything, twice in a row."""
    least, changed, said, empty = math.inf, time.monotonic(), time.monotonic(), 0
    while empty < 2:
        time.sleep(0.5)
        waiting = local.aws.waiting()
        empty = 0 if any(waiting.values()) else empty + 1
        if (total := sum(waiting.values())) < least:  # a clock that ticks is no progress
            least, changed = total, time.monotonic()
        if time.monotonic() - changed > patience:
            still = {queue: number for queue, number in waiting.items() if number}
            failed = dict(_failures(local, since))
            raise StillWaitingError(f"nothing has moved for {patience:.0f} s: {still}; failed: {failed}")
        if time.monotonic() - said > 30:
            said = time.monotonic()
            say(
                f"{datetime.now(UTC):%H:%M:%S} waiting: "
                + ", ".join(f"{n} {q}" for q, n in waiting.items() if n)
            )


def _look(local: Local, bucket: str, dead: dict[str, int], memory: PeakMemory, since: datetime) -> Seen:
    aws = local.aws
    ledger = DynamoLedger(clients.dynamodb(aws.endpoint), "crosscut-local-ledger")
    now, day = datetime.now(UTC), timedelta(days=1)
    s3 = clients.s3(aws.endpoint)
    entries = [
        entry
        for entry in ledger.entries((since - day).date(), (now + day).date())
        if entry.source.startswith(PREFIX)
    ]
    found = differences(
        s3, bucket, ledger, since=since - timedelta(seconds=2), now=now + day, grace=timedelta()
    )
    work = local.output("WorkBucketName")
    chunks = Counter(item.key.split("/")[1] for item in listing(s3, work, prefix=f"chunks/{PREFIX}"))
    insights = [insight for insight in aws.insights() if insight.source.startswith(PREFIX)]
    told = {source: len(local.first_messages(source)) for source in {i.source for i in insights}}
    return Seen(
        entries=entries,
        differences=[f"{d.kind} {d.key}: {d.detail}" for d in found if d.key.startswith(PREFIX)],
        chunks=chunks,
        digests=sum(1 for _ in listing(s3, work, prefix=f"digests/{PREFIX}")),
        dead={queue: number - dead.get(queue, 0) for queue, number in aws.dead().items()},
        insights=insights,
        told=told,
        peaks=dict(memory.mib),
    )


def _failures(local: Local, since: datetime) -> Counter[str]:
    found: Counter[str] = Counter()
    for line in local.aws.log_lines(since=since):
        if '"message failed"' in line.text:
            logged = json.loads(line.text)
            found[f"{logged['service']} {logged['error']}"] += 1
    return found
