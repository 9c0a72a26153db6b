"""What a day of so many objects and bytes meets first of AWS's quotas, and what it costs besides model calls.

`python -m tests.benchmarks.scale --objects-per-day 1000000 --bytes-per-day 1000000000000`; with `--write docs/scale.md`
the tables stand there. Quotas are AWS's documented defaults, each with its page; prices are list prices of us-east-1.
How often the code calls AWS for an object is counted (tests/handlers/test_calls.py); the seconds are an estimate by
that, not measured on AWS.
"""

from __future__ import annotations

import argparse
import math
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from crosscut.aws.shell import RESERVED
from crosscut.backfill import BATCH_BYTES, BATCH_OBJECTS, TRANSITIONS_A_BATCH
from infra.stage import Stage

DAY = 86_400
SIZES = Stage(name="prod")
DOCS = "https://docs.aws.amazon.com"
LISTED_BYTES = 400  # of one object in a backfill's list, with a key of some 60 characters: 376 were measured
# Write units: of an item that is put and updated; of one item in a transaction; of three.
LEDGER_WRITES, STATE_WRITES, BASELINE_WRITES = 2, 2, 6
LIST_SECONDS = 0.1  # for 1,000 keys, an estimate
# Of reconcile: the two days that it looks at and one on either side; measured, for an entry and before the first.
WEIGHED_DAYS, ENTRY_MB, IDLE_MB = 3.5, 140e-6, 100
BEGIN, END = "<!-- scale: begin -->", "<!-- scale: end -->"


@dataclass(frozen=True)
class Load:
    """A day, and how it is spread."""

    objects: int = 1_000_000
    bytes: int = 1_000_000_000_000  # inflated
    peak: float = 4.0  # the busiest minutes beside the day's mean
    sources: int = 20
    largest: float = 0.25  # share of the largest source
    templates: int = 30  # of one digest
    mb_per_second: float = (
        10.0  # of one sanitize Lambda: docs/benchmarks.md, redacting and folding on one core
    )
    object_seconds: float = (
        0.25  # of sanitize beside reading: nine calls to AWS, and the first lines of a format
    )
    digest_seconds: float = 0.2  # of analyze without a model: six calls where nothing is found, and detection
    log_bytes: int = 3_000  # that one object leaves in CloudWatch Logs, metrics included

    @property
    def objects_per_second(self) -> float:
        """At the peak."""
        return self.objects * self.peak / DAY

    @property
    def sanitize_seconds(self) -> float:
        """Of Lambda for the mean object."""
        return self.object_seconds + self.bytes / self.objects / 1e6 / self.mb_per_second


@dataclass(frozen=True)
class Limit:
    """What is needed at the peak beside what there is."""

    what: str
    need: float
    quota: float
    where: str  # a link to the page that says so, or what sets it here
    then: str  # what to do when it is met

    @property
    def share(self) -> float:
        return self.need / self.quota


def limits(load: Load) -> list[Limit]:
    """Return the limits, those that are met first before the others."""
    rate, hot = load.objects_per_second, load.objects_per_second * load.largest
    sanitizing, analyzing = rate * load.sanitize_seconds, rate * load.digest_seconds
    found = [
        Limit("digests of the largest source, one at a time (a second)", hot, 1 / load.digest_seconds,
              "one FIFO message group for each source", "larger objects (Firehose, Fluent Bit), or several sources"),
        Limit("digests of the largest source, mean of the day (a second)", hot / load.peak, 1 / load.digest_seconds,
              "one FIFO message group for each source", "as above; above 100 % the queue never empties"),
        Limit("analyze at once", analyzing, SIZES.analyze.concurrency, "`infra/stage.py`",
              "raise it; model calls take turns there, too"),
        Limit("sanitize at once", sanitizing, SIZES.sanitize.concurrency, "`infra/stage.py`", "raise it"),
        Limit("Lambdas at once, in all", sanitizing + analyzing + SIZES.notify.concurrency, 1_000,
              f"{DOCS}/lambda/latest/dg/gettingstarted-limits.html", "Service Quotas: hundreds of thousands"),
        Limit("batches at once of one SQS mapping", max(sanitizing, analyzing), 1_000,
              f"{DOCS}/lambda/latest/dg/services-sqs-scaling.html", "none; 1,000 is the most"),
        Limit("messages in flight, intake", sanitizing, 120_000,
              f"{DOCS}/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html", "ask AWS Support"),
        Limit("FIFO calls of one kind on the partition of the largest source (a second)", hot, 300,
              f"{DOCS}/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-fifo.html",
              "several sources; the queue has high throughput already"),
        Limit("DynamoDB writes on the partition of today's ledger (a second)", rate * LEDGER_WRITES, 1_000,
              f"{DOCS}/amazondynamodb/latest/developerguide/warm-throughput-scenarios.html",
              "larger objects; DynamoDB splits a hot partition by sort key"),
        Limit("DynamoDB writes on the partition of what is known of all sources (a second)", rate * STATE_WRITES, 1_000,
              f"{DOCS}/amazondynamodb/latest/developerguide/warm-throughput-scenarios.html", "as above"),
        Limit("DynamoDB writes on a new table, without a ramp (a second)", rate * BASELINE_WRITES, 4_000,
              f"{DOCS}/amazondynamodb/latest/developerguide/warm-throughput-scenarios.html",
              "it grows by itself, doubling in 30 minutes; or warm throughput"),
        Limit("DynamoDB writes on one table (a second)", rate * BASELINE_WRITES, 40_000,
              "https://repost.aws/knowledge-center/on-demand-table-throttling-dynamodb", "Service Quotas"),
        Limit("EventBridge invocations, S3's events (a second)", rate, 750,
              f"{DOCS}/eventbridge/latest/userguide/eb-quota.html",
              "Service Quotas; 750 is the least of all regions, 18,750 the most; beyond it events come late"),
        Limit("keys that reconcile lists in its time, every hour", load.objects * SIZES.raw_retention_days,
              SIZES.reconcile.timeout_seconds / LIST_SECONDS * 1_000, "`infra/stage.py`, and 0.1 s for 1,000 keys",
              "larger objects; keep raw logs for fewer days (`rawRetentionDays`); its own alarm rings when it fails"),
        Limit("MB of memory for the entries that reconcile weighs", load.objects * WEIGHED_DAYS * ENTRY_MB,
              SIZES.reconcile.memory_mb - IDLE_MB, "`infra/stage.py`", "raise it"),
        Limit("S3 writes below one prefix of the work bucket (a second)", 2 * rate, 3_500,
              f"{DOCS}/AmazonS3/latest/userguide/optimizing-performance.html", "S3 splits prefixes by itself"),
        Limit("S3 reads below one prefix (a second)", 2 * rate, 5_500,
              f"{DOCS}/AmazonS3/latest/userguide/optimizing-performance.html", "S3 splits prefixes by itself"),
    ]  # fmt: skip
    return sorted(found, key=lambda limit: -limit.share)


def costs(load: Load) -> list[tuple[str, str, float]]:
    """Return what, how much of it, and dollars a day."""
    objects = load.objects
    seconds = objects * load.sanitize_seconds
    gb_seconds = (
        seconds * SIZES.sanitize.memory_mb + objects * load.digest_seconds * SIZES.analyze.memory_mb
    ) / 1_024
    # What was done (2), plan, ledger, baseline; the catalog once an hour for each template.
    writes = objects * (3 + LEDGER_WRITES + BASELINE_WRITES) + load.sources * load.templates * 24
    # Plan, baseline; the catalog at half the price; the ledger's days, 0.9 KB each, every hour.
    lists = objects * SIZES.raw_retention_days // 1_000 * 24  # reconcile, every hour
    reads = objects * (4 + load.templates // 2) + int(objects * WEIGHED_DAYS * 24 / 9)
    return [
        ("Lambda, arm64", f"{gb_seconds:,.0f} GB-s, {2 * objects:,} runs",
         gb_seconds * 13.3334e-6 + 2 * objects * 0.2e-6),
        ("DynamoDB, on demand", f"{writes:,} writes, {reads:,} reads", writes * 0.625e-6 + reads * 0.125e-6),
        ("S3 requests", f"{2 * objects:,} writes, {2 * objects:,} reads, {lists:,} lists",
         (2 * objects + lists) * 5e-6 + 2 * objects * 0.4e-6),
        ("SQS", f"{3 * objects:,} standard, {3 * objects:,} FIFO", 3 * objects * 0.4e-6 + 3 * objects * 0.5e-6),
        ("CloudWatch Logs", f"{objects * load.log_bytes / 1e9:,.1f} GB", objects * load.log_bytes / 1e9 * 0.5),
    ]  # fmt: skip


def backfill(load: Load) -> tuple[list[Limit], float]:
    """Return what a backfill of so many objects and bytes meets, and what Step Functions costs for it in dollars."""
    batches = math.ceil(max(load.objects / BATCH_OBJECTS, load.bytes / BATCH_BYTES))
    usable = SIZES.sanitize.timeout_seconds * (1 - RESERVED)
    runs = load.bytes / load.objects / 1e6 / load.mb_per_second / usable  # of one object
    quotas = f"{DOCS}/step-functions/latest/dg/service-quotas.html"
    found = [
        Limit("GB of a run's list", load.objects * LISTED_BYTES / 1e9, 10, quotas, "take a prefix or a span at a time"),
        Limit("batches at once (`--max-concurrency`)", 4, 10_000, quotas, "Lambda's concurrency is met long before"),
        Limit("events in the history of a batch's execution", 20 + 10 * runs, 25_000, quotas,
              "none: about 5 TB of one object"),
        Limit("days for analysing the batches, one at a time", batches * load.digest_seconds / DAY, 365,
              "a year, which an execution may last at most", "larger objects"),
    ]  # fmt: skip
    return sorted(found, key=lambda limit: -limit.share), batches * TRANSITIONS_A_BATCH * 25e-6


def tables(load: Load) -> str:
    """Return the tables, as Markdown."""
    each = load.bytes / load.objects / 1e6
    lines = [
        f"{load.objects:,} objects and {load.bytes / 1e12:,.2f} TB a day, {each:,.2f} MB each; "
        f"{load.objects_per_second:,.1f} objects and {load.bytes * load.peak / DAY / 1e6:,.1f} MB a second at most:",
        "",
        "| what, at the peak | need | there is | share | where it is from | when it is met |",
        "|---|---|---|---|---|---|",
    ]
    lines += map(_row, limits(load))
    priced = costs(load)
    lines += ["", "| what it costs | how much a day | USD a day |", "|---|---|---|"]
    lines += [f"| {what} | {much} | {usd:,.2f} |" for what, much, usd in priced]
    lines.append(f"| all of it, without model calls | | {sum(usd for _, _, usd in priced):,.2f} |")
    met, usd = backfill(load)
    lines += [
        "",
        f"The same in one backfill costs that, and ${usd:,.2f} of Step Functions:",
        "",
        "| what, in a backfill | need | there is | share | where it is from | when it is met |",
        "|---|---|---|---|---|---|",
    ]
    lines += map(_row, met)
    return "\n".join(lines)


def _row(one: Limit) -> str:
    where = f"[AWS]({one.where})" if one.where.startswith("https") else one.where
    return f"| {one.what} | {_number(one.need)} | {_number(one.quota)} | {one.share:.0%} | {where} | {one.then} |"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:,.1f}"


def section(page: str) -> str:
    """Return what stands between the marks of the page."""
    match = re.search(f"{BEGIN}\n(.*?)\n{END}", page, re.DOTALL)
    return match[1] if match else ""


def main(arguments: Sequence[str]) -> int:
    """Print the tables, or write them into a page. Returns 2 for numbers that are none."""
    parser = argparse.ArgumentParser(prog="scale", description="AWS's quotas and prices for a day of logs.")
    parser.add_argument("--objects-per-day", type=float, default=Load.objects)
    parser.add_argument("--bytes-per-day", type=float, default=Load.bytes)
    parser.add_argument("--peak", type=float, default=Load.peak, help="busiest minutes beside the mean")
    parser.add_argument(
        "--largest", type=float, default=Load.largest, help="share of the largest source, 0 to 1"
    )
    parser.add_argument("--templates", type=int, default=Load.templates, help="of one digest")
    parser.add_argument("--write", type=Path, help="a page with the marks")
    given = parser.parse_args(arguments)
    numbers = (given.objects_per_day, given.bytes_per_day, given.peak, given.largest, given.templates)
    if not all(math.isfinite(number) and number > 0 for number in numbers) or given.objects_per_day < 1:
        print("scale: every number must be above 0", file=sys.stderr)
        return 2
    load = Load(
        objects=int(given.objects_per_day), bytes=int(given.bytes_per_day), peak=given.peak, largest=given.largest,
        templates=given.templates,
    )  # fmt: skip
    text = tables(load)
    if given.write is None:
        print(text)
        return 0
    page = given.write.read_text(encoding="utf-8")
    given.write.write_text(page.replace(section(page), text), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
