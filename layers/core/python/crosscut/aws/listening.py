"""The look for sources that have fallen silent: the clock's tick, and a message for each that seems so.

A source is judged in its own turn, behind those of its digests that still wait: a queue that is slow is no silence.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pydantic import RootModel

from crosscut.analysis.asks import Waiting
from crosscut.aws.failures import translated
from crosscut.aws.messages import parse
from crosscut.baseline import BUCKET_SECONDS, SourceState, Standing
from crosscut.detection import seems_silent
from crosscut.model import Collect, DigestMessage, Listen, Tick

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

FORGOTTEN = timedelta(days=28)  # a source of which nothing came for so long is no more


class _Work(RootModel[DigestMessage | Listen | Collect | Tick]):
    pass


def parse_work(body: str) -> DigestMessage | Listen | Collect | Tick:
    """Parse a message of the digests queue. Raises `PermanentError`."""
    return parse(_Work, body, queue="digests").root


def seem_silent(states: Iterable[tuple[str, SourceState]], *, now: datetime) -> dict[str, int]:
    """Return the sources that are worth a look, each with the last bucket that is complete."""
    found = {}
    for source, state in states:
        complete = state.complete(now)
        if complete - state.last > FORGOTTEN.total_seconds() / BUCKET_SECONDS:
            continue
        if seems_silent(Standing(state, complete, {})):
            found[source] = complete
    return found


def ask_to_listen(sqs: SQSClient, url: str, sources: dict[str, int]) -> None:
    """Put a message for each source behind those that wait of it; one for each bucket is enough."""
    for source, complete in sources.items():
        with translated(f"asking whether {source} is silent"):
            sqs.send_message(
                QueueUrl=url,
                MessageBody=Listen(listen=source).model_dump_json(),
                MessageGroupId=source,
                MessageDeduplicationId=f"listen-{source}-{complete}",
            )


def ask_to_collect(sqs: SQSClient, url: str, waiting: Iterable[Waiting], *, tick: str) -> None:
    """Put a message for each batch that may have answered behind those that wait of its source."""
    for source, digest_id in waiting:
        with translated(f"asking to collect what a batch says of {source}"):
            sqs.send_message(
                QueueUrl=url,
                MessageBody=Collect(collect=digest_id, source=source).model_dump_json(),
                MessageGroupId=source,
                MessageDeduplicationId=f"collect-{digest_id}-{tick}"[:128],
            )
