"""The look for notices that were put off: the clock's tick, and a message for each that is due."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

from pydantic import RootModel

from crosscut.alerting.notice import NoticeKey
from crosscut.aws.failures import translated
from crosscut.aws.messages import InsightPublished, parse
from crosscut.model import Tick
from crosscut.versioned import Unchanged

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

AT_ONCE = 200  # of one tick; the next one asks for the rest
_BATCH = 10  # of one call to SQS
_LONGEST_DELAY = 900  # that SQS takes; it is looked at too early then, and put off again


class LookAgain(Unchanged):
    """What notify sends itself: look again at one notice."""

    look: NoticeKey


class _Work(RootModel[InsightPublished | LookAgain | Tick]):
    pass


def parse_notice(body: str) -> InsightPublished | LookAgain | Tick:
    """Parse a message of the notices queue. Raises `PermanentError`."""
    return parse(_Work, body, queue="notices").root


def ask_to_look(sqs: SQSClient, url: str, keys: Iterable[NoticeKey], *, seconds: float = 0) -> int:
    """Put a message for each on the queue, to be seen after some seconds, and return how many."""
    delay = min(math.ceil(seconds), _LONGEST_DELAY)
    bodies = [LookAgain(look=key).model_dump_json() for key in keys]
    for start in range(0, len(bodies), _BATCH):
        batch = bodies[start : start + _BATCH]
        with translated("asking for notices that are due"):
            sqs.send_message_batch(
                QueueUrl=url,
                Entries=[
                    {"Id": str(number), "MessageBody": body, "DelaySeconds": delay}
                    for number, body in enumerate(batch)
                ],
            )
    return len(bodies)
