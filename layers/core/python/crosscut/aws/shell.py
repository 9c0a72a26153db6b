"""What the Lambdas that read a queue do alike around the work on one message of their queue.

A message that fails is logged without its text, counted, and hidden for a little while instead of for the
queue's whole visibility timeout, which is six times what its Lambda may take.
"""

from __future__ import annotations

import math
import traceback
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Protocol

from crosscut.aws.failures import translated
from crosscut.errors import CrosscutError, PermanentError
from crosscut.model import Ledger

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

NAMESPACE = "Crosscut"  # of the metrics
LONGEST_PAUSE_SECONDS = 600
_FRAMES = 6
RESERVED = 0.25  # of a run's time, for writing the last chunk and the digest


class _Attributes(Protocol):
    @property
    def approximate_receive_count(self) -> str: ...


class QueueMessage(Protocol):
    """The part of Powertools' `SQSRecord` that is used."""

    @property
    def message_id(self) -> str: ...
    @property
    def receipt_handle(self) -> str: ...
    @property
    def event_source_arn(self) -> str: ...
    @property
    def body(self) -> str: ...
    @property
    def attributes(self) -> _Attributes: ...


class Log(Protocol):
    """The part of a logger that is used."""

    def info(self, msg: object, *, extra: Mapping[str, object]) -> None: ...
    def error(self, msg: object, *, extra: Mapping[str, object]) -> None: ...


class Meter(Protocol):
    """The part of Powertools' `Metrics` that is used."""

    def add_metric(self, name: str, unit: str, value: float) -> None: ...


class Worker:
    """Calls `work` with one message after another, and passes failures on to the batch processor.

    `patient` are the errors after which a message stays hidden for `patience_seconds`, because another run has it in
    hand: as long as that run may take, after which either it is done or its hold on the work has ended.
    """

    def __init__(
        self,
        work: Callable[[QueueMessage], None],
        *,
        log: Log,
        meter: Meter,
        patient: tuple[type[Exception], ...] = (),
        patience_seconds: int = 0,
    ) -> None:
        self._work = work
        self._log = log
        self._meter = meter
        self._patient = patient
        self._patience_seconds = patience_seconds
        self._failures: dict[str, Exception] = {}

    def __call__(self, record: QueueMessage) -> None:
        self._meter.add_metric("Messages", "Count", 1)
        try:
            self._work(record)
        except Exception as error:
            self._failures[record.message_id] = error
            self._meter.add_metric("MessagesFailed", "Count", 1)
            self._log.error("message failed", extra={**described(error), **_delivery(record)})
            raise

    def put_back(self, failed: Iterable[Any], *, sqs: SQSClient, retry_seconds: int) -> None:
        """Hide the failed messages of the batch, as the batch processor names them, until they are due again.

        Those after a failed one of their group, which were not worked on, are due at once: FIFO keeps them
        behind it, and hidden they would hold up the whole group.
        """
        for record in failed:
            error = self._failures.get(record.message_id)
            if isinstance(error, self._patient):
                self._hide(record, sqs, self._patience_seconds)
            else:
                self._hide(record, sqs, _pause(error, delivery=deliveries(record), base=retry_seconds))

    def _hide(self, record: QueueMessage, sqs: SQSClient, seconds: int) -> None:
        try:
            with translated("putting a failed message back"):
                sqs.change_message_visibility(
                    QueueUrl=_queue_url(sqs, record.event_source_arn),
                    ReceiptHandle=record.receipt_handle,
                    VisibilityTimeout=seconds,
                )
        except CrosscutError as error:  # it comes back anyway, only later
            self._log.error("message stays hidden", extra={**described(error), **_delivery(record)})


class Deadline:
    """How long the Lambda may still run."""

    def __init__(self, remaining_millis: Callable[[], int]) -> None:
        """`remaining_millis` is what the runtime says; this is made at the start of a run."""
        self._remaining = remaining_millis
        self._at_start = remaining_millis()
        self.longest_seconds = math.ceil(self._at_start / 1000) + 1  # that this run, or one like it, may take

    def is_near(self) -> bool:
        """Whether so little is left that it is needed for putting down what was done."""
        return self._remaining() < RESERVED * self._at_start


def deliveries(record: QueueMessage) -> int:
    """Return how many times the message was delivered, this one included."""
    return int(record.attributes.approximate_receive_count)


def count_ledger(meter: Meter, ledger: Ledger) -> None:
    """Publish both sides of the ledger, and their difference, which an alarm watches."""
    meter.add_metric("Objects", "Count", ledger.objects)
    meter.add_metric("ObjectsUnreadable", "Count", ledger.objects_unreadable)
    meter.add_metric("BytesRead", "Bytes", ledger.bytes_read)
    meter.add_metric("BytesReplaced", "Bytes", ledger.bytes_replaced)
    meter.add_metric("LinesRead", "Count", ledger.lines_read)
    meter.add_metric("LinesCut", "Count", ledger.lines_cut)
    meter.add_metric("LinesFolded", "Count", ledger.lines_folded)
    meter.add_metric("LinesQuarantined", "Count", ledger.lines_quarantined)
    unaccounted = abs(ledger.lines_read - ledger.lines_folded - ledger.lines_quarantined)
    meter.add_metric("LinesUnaccounted", "Count", unaccounted)
    # Objects and lines are no sum to show, but one alarm watches for either.
    meter.add_metric("Quarantined", "Count", ledger.objects_unreadable + ledger.lines_quarantined)
    meter.add_metric("LogRecords", "Count", ledger.records)
    meter.add_metric("Redactions", "Count", sum(ledger.redactions.values()))


def _pause(error: Exception | None, *, delivery: int, base: int) -> int:
    if error is None or isinstance(error, PermanentError):
        return 0  # straight on to the dead-letter queue; on a FIFO queue others of its source wait behind it
    return int(min(base * 2 ** min(delivery - 1, 16), LONGEST_PAUSE_SECONDS))


def described(error: Exception) -> dict[str, object]:
    """Return what may be logged of an error. Only our own messages are known to be free of log text."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    return {
        "error": type(error).__name__,
        "reason": str(error) if isinstance(error, CrosscutError) else "",
        "cause": type(error.__cause__).__name__ if error.__cause__ else "",
        "at": [f"{PurePath(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames],
    }


def _delivery(record: QueueMessage) -> dict[str, object]:
    return {"message_id": record.message_id, "delivery": deliveries(record)}


@cache
def _queue_url(sqs: SQSClient, arn: str) -> str:
    account, name = arn.split(":")[4:6]
    return sqs.get_queue_url(QueueName=name, QueueOwnerAWSAccountId=account)["QueueUrl"]
