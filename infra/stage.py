"""How large, patient and careful each stage of the deployment is."""

from __future__ import annotations

from dataclasses import dataclass

from crosscut.backfill import LOCAL_AT_ONCE


@dataclass(frozen=True, kw_only=True)
class WorkerSize:
    """Limits of one Lambda and of the queue that it reads."""

    timeout_seconds: int
    memory_mb: int  # 1,769 is one full vCPU (AWS Lambda developer guide, "Configure function memory")
    concurrency: int  # how many run at once, held by the event source; AWS takes 2 to 1,000
    batch_size: int = 1  # one message a run: an object that kills its Lambda takes no other message with it

    @property
    def visibility_seconds(self) -> int:
        """Seconds that a message stays hidden while it is worked on: six time-outs, as AWS asks for."""
        return 6 * self.timeout_seconds


@dataclass(frozen=True, kw_only=True)
class Stage:
    """What differs between a laptop, a trial and production. Days are calendar days."""

    name: str
    sanitize: WorkerSize = WorkerSize(timeout_seconds=300, memory_mb=1_769, concurrency=10)
    analyze: WorkerSize = WorkerSize(timeout_seconds=180, memory_mb=1_024, concurrency=5)
    notify: WorkerSize = WorkerSize(timeout_seconds=30, memory_mb=512, concurrency=2)
    reconcile: WorkerSize = WorkerSize(timeout_seconds=600, memory_mb=1_024, concurrency=2)
    max_receive_count: int = 5  # deliveries of one message before it goes to its dead-letter queue
    model_attempts: int = 3  # of those, how many ask the model; fewer, so that the offline analyst has a turn
    listen_minutes: int = 5  # between two looks for sources that have fallen silent
    retry_seconds: int = 20  # before the second delivery of a message that failed; it doubles with each
    keep_data: bool = True  # buckets, tables and secrets outlive the stack
    log_retention_days: int = 30  # of the Lambdas' own logs
    raw_retention_days: int = 30  # of the log bucket; longer than a dead letter lives, for its redrive
    chunk_retention_days: int = 14
    digest_retention_days: int = 21  # for the same reason; a dead letter lives 14 days
    evidence_retention_days: int = 190  # longer than its insight, which is kept for 180 days
    report_retention_days: int = 30  # pages about insights
    quarantine_retention_days: int = 14  # raw text that could not be redacted
    backfill_retention_days: int = 90  # lists of objects, and what Step Functions says of each batch
    # How many batches of a backfill are done at once, whatever is asked for; None: what is asked for.
    backfill_at_once: int | None = None


STAGES = {
    # The local AWS: retries come soon, and nothing outlives it. Few at once, since each cold start takes a core.
    "local": Stage(
        name="local",
        sanitize=WorkerSize(timeout_seconds=300, memory_mb=1_769, concurrency=2),
        analyze=WorkerSize(timeout_seconds=180, memory_mb=1_024, concurrency=2),
        max_receive_count=3,
        model_attempts=2,
        listen_minutes=1,
        retry_seconds=2,
        keep_data=False,
        log_retention_days=1,
        raw_retention_days=7,
        backfill_at_once=LOCAL_AT_ONCE,
    ),
}


def stage_named(name: str) -> Stage:
    """Return the stage of that name; one that is not listed is as careful as production."""
    return STAGES.get(name, Stage(name=name))
