"""The alarms that every Lambda and its queue have: what is dead, waits, fails, takes too long or is not let run."""

from __future__ import annotations

from infra.bell import Bell, logs_of
from infra.measured import PERIOD
from infra.worker import Worker

NEAR_TIMEOUT = 0.9  # of a Lambda's time
AWAITED_RETRIES = 2  # a message that is older than so many visibility time-outs has failed more than once


def watch(bell: Bell, worker: Worker) -> None:
    """Hang up all five for one Lambda."""
    for alarm in (_watch_dead_letters, _watch_age, _watch_errors, _watch_duration, _watch_throttles):
        alarm(bell, worker)


def _watch_dead_letters(bell: Bell, worker: Worker) -> None:
    dead_letters = worker.takes.dead_letters
    bell.rings(
        f"{worker.takes.label}-dead-letters",
        dead_letters.metric_approximate_number_of_messages_visible(period=PERIOD, statistic="Maximum"),
        above=0,
        meaning=f"Messages lie in {dead_letters.queue_name}: {worker.label} failed them every time, or "
        "EventBridge could not deliver them. They are kept for 14 days.",
        first_step=f"read the errors in {logs_of(worker)}, mend the cause, then send the messages back "
        f"with 'crosscut dlq redrive {worker.takes.label} --all'.",
    )


def _watch_age(bell: Bell, worker: Worker) -> None:
    seconds = AWAITED_RETRIES * worker.takes.worker.visibility_seconds
    bell.rings(
        f"{worker.takes.label}-age",
        worker.takes.queue.metric_approximate_age_of_oldest_message(period=PERIOD, statistic="Maximum"),
        above=seconds,
        meaning=f"A message has waited in {worker.takes.queue.queue_name} for more than {seconds} s: "
        f"{worker.label} keeps failing it, or more arrives than it can take.",
        first_step=f"look for errors in {logs_of(worker)}; when there are none, raise the concurrency of "
        f"{worker.label} in infra/stage.py and deploy.",
    )


def _watch_errors(bell: Bell, worker: Worker) -> None:
    bell.rings(
        f"{worker.label}-errors",
        worker.function.metric_errors(period=PERIOD, statistic="Sum"),
        above=0,
        meaning=f"{worker.function.function_name} crashed, ran out of memory or out of time. "
        "Its messages are tried again.",
        first_step=f"read the last REPORT and error lines in {logs_of(worker)}; for time or memory, "
        "raise them in infra/stage.py and deploy.",
    )


def _watch_duration(bell: Bell, worker: Worker) -> None:
    limit = worker.takes.worker.timeout_seconds
    bell.rings(
        f"{worker.label}-duration",
        worker.function.metric_duration(period=PERIOD, statistic="Maximum"),
        above=NEAR_TIMEOUT * 1000 * limit,
        meaning=f"A run of {worker.function.function_name} took more than nine tenths of the {limit} s that it "
        "may: the next one may be cut off, and its message tried again.",
        first_step=f"look in {logs_of(worker)} for what it was working on; raise the time-out of {worker.label} in "
        "infra/stage.py and deploy, or its memory, with which its share of a processor grows.",
    )


def _watch_throttles(bell: Bell, worker: Worker) -> None:
    bell.rings(
        f"{worker.label}-throttles",
        worker.function.metric_throttles(period=PERIOD, statistic="Sum"),
        above=0,
        periods=3,
        meaning=f"Lambda has refused to run {worker.function.function_name} for a quarter of an hour: "
        "the account's concurrency is used up. Messages wait.",
        first_step="compare ConcurrentExecutions with the quota in Service Quotas (AWS Lambda, "
        "Concurrent executions) and ask there for more, or find which other function takes it.",
    )
