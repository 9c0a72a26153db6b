"""shop-batch/nightly.log: a healthy night's batch run, full of words that only sound like trouble."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from dice import Dice

START = datetime(2026, 11, 17, 1, 0, tzinfo=UTC)
# fmt: off
STEPS = (
    ("order-import", "orders", 182), ("invoice-run", "invoices", 164), ("price-export", "prices", 150),
    ("loyalty-points", "accounts", 148), ("search-index", "documents", 170), ("newsletter", "mails", 120),
)
# fmt: on
CALM = (
    "error_rate=0.00 warn_rate=0.00 throughput={n}/s",
    "ErrorHandler registered for queue ERROR-{step}",
    "queue ERROR-{step} drained: {n} messages processed OK, 0 left",
    "validation finished: {n} rows, 0 errors, 0 warnings",
    "exceptions=0 timeouts=0 retries=0 since start",
    "fatal: none, critical: none, checks passed: {n}",
    "FailureDetector heartbeat ok, suspicion level 0.0",
    "dead letter queue is empty (0 messages)",
    "ErrorBudgetReporter: 100.00% of the error budget left",
    "no failed {noun} in partition {p}",
    "panic button test: signal received, acknowledged by the operator on duty",
    "CrashReportUploader: nothing to upload",
)
PLAIN = (
    "partition {p} of 32: {n} {noun} written in {ms} ms",
    "checkpoint {n} saved",
    "read {n} {noun} from the staging area",
    "progress {pct}%",
)


def lines() -> list[str]:
    """All lines in the order of time."""
    dice = Dice("shop-batch")
    at = 0.0
    written: list[str] = []
    for level, logger, message, pause in _night(dice):
        stamp = (START + timedelta(seconds=at)).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3].replace(".", ",")
        written.append(f"{stamp} {level:<5} [{logger}] {message}")
        at += pause
    return written


def _night(dice: Dice) -> Iterator[tuple[str, str, str, float]]:
    """Level, logger, message, and the seconds until the next line."""
    yield (
        "INFO",
        "nightly.Scheduler",
        "nightly run 2026-11-17 begins, 6 steps, previous run ended with 0 errors",
        2.0,
    )
    yield "INFO", "nightly.Mailer", "reports go to nightly-ops@example.com", 1.0
    for step, noun, count in STEPS:
        yield "INFO", "nightly.Scheduler", f"step {step} started", 1.5
        yield from _step(dice, step, noun, count)
        total = dice.between(40_000, 90_000)
        yield (
            "INFO",
            "nightly.Scheduler",
            f"step {step} finished: {total} {noun}, 0 failed, 0 errors, exit code 0",
            4.0,
        )
    yield from _rehearsal()
    for index in range(1, 241):
        checksum = dice.hex(16)
        yield (
            "INFO",
            "nightly.Backup",
            f"segment {index} of 240 uploaded, checksum {checksum} verified",
            dice.spread(2, 6),
        )
    yield "INFO", "nightly.Backup", "backup finished: 240 segments, corrupt: 0, missing: 0", 1.0
    ended = "nightly run ended: 6 of 6 steps succeeded, 0 failed, 2 warnings (both recovered)"
    yield "INFO", "nightly.Scheduler", ended, 1.0


def _step(dice: Dice, step: str, noun: str, count: int) -> Iterator[tuple[str, str, str, float]]:
    for index in range(count):
        templates = CALM if dice.chance(0.3) else PLAIN
        numbers = {"n": dice.between(100, 9_999), "p": dice.between(1, 32), "ms": dice.skewed(20, 900)}
        numbers["pct"] = 100 * index // count
        message = dice.pick(templates).format(step=step, noun=noun, **numbers)
        yield "INFO", f"nightly.{step.title().replace('-', '')}", message, dice.spread(2, 12)
        if step == "invoice-run" and index == 90:
            yield "WARN", "nightly.InvoiceRun", "printer spool answered slowly (4.1 s), trying once more", 2.0
            yield "INFO", "nightly.InvoiceRun", "retry succeeded on attempt 2 of 3", 3.0
        if step == "search-index" and index == 60:
            yield "WARN", "nightly.SearchIndex", "replica 2 lags 12 s behind, waiting", 12.0
            yield "INFO", "nightly.SearchIndex", "replica 2 caught up, lag 0 s", 2.0


def _rehearsal() -> Iterator[tuple[str, str, str, float]]:
    yield (
        "INFO",
        "nightly.Failover",
        "failover rehearsal started: primary will be declared failed on purpose",
        5.0,
    )
    yield (
        "INFO",
        "nightly.Failover",
        "simulated outage of db-primary: traffic moved to db-standby in 3.2 s",
        6.0,
    )
    yield (
        "INFO",
        "nightly.Failover",
        "failed over rehearsal completed successfully, data loss: none, errors: none",
        4.0,
    )
    yield (
        "INFO",
        "nightly.Failover",
        "db-primary restored, no connection refused, no deadlock, no corruption found",
        3.0,
    )
