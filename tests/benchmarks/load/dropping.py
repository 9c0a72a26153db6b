"""Dropping a load: objects as fast as they are taken, events a second time, messages that are none."""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from crosscut.aws import clients
from tests.benchmarks.load.mix import Drop, Expected

if TYPE_CHECKING:
    from crosscut.aws.clients import Endpoint

TAP = "load-tap"
POISON = ('{"detail": "nonsense"}', "[" * 2_000, "", '{"created": 7}')
WORKERS = 4


@dataclass
class Dropped:
    """What was dropped, and when."""

    expected: list[Expected] = field(default_factory=list)
    at: dict[tuple[str, str], float] = field(default_factory=dict)  # key and ETag to the time before the put
    seconds: float = 0.0  # that the dropping took
    poison: int = 0
    repeated: int = 0

    @property
    def bytes(self) -> int:
        """As stored."""
        return sum(each.bytes for each in self.expected)


def drop_all(drops: Iterable[Drop], *, endpoint: Endpoint, bucket: str) -> Dropped:
    """Put all objects, by a few threads; the writes of one key by the same one, in their order."""
    s3, done, lock = clients.s3(endpoint), Dropped(), threading.Lock()
    begun = time.monotonic()

    def put(some: list[Drop]) -> None:
        for drop in some:
            expected, now = drop.expected(), time.time()
            s3.put_object(Bucket=bucket, Key=drop.key, Body=drop.body)
            with lock:
                done.expected.append(expected)
                done.at[expected.key, expected.etag] = now

    with ThreadPoolExecutor(WORKERS) as threads:
        waiting: deque[Any] = deque()
        for some in _by_key(drops):
            waiting.append(threads.submit(put, some))
            while len(waiting) > 2 * WORKERS:  # bodies are made as they are put, and none is kept
                waiting.popleft().result()
        for each in waiting:
            each.result()
    done.seconds = time.monotonic() - begun
    return done


def _by_key(drops: Iterable[Drop]) -> Iterator[list[Drop]]:
    some: list[Drop] = []
    for drop in drops:
        if some and some[-1].key != drop.key:
            yield some
            some = []
        some.append(drop)
    if some:
        yield some


class Repeater:
    """Taps the log bucket's events, and puts some of them on the intake queue a second time."""

    def __init__(self, endpoint: Endpoint, *, intake: str, soon: set[str], late: set[str]) -> None:
        """`soon` and `late` are keys: of the one the event comes again at once, of the other by `repeat_late`."""
        self._sqs = clients.sqs(endpoint)
        self._intake = intake
        self._soon, self._late = soon, late
        self._tap = self._sqs.create_queue(QueueName=TAP)["QueueUrl"]
        self._kept: list[str] = []
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._thread.start()
        self.repeated = 0

    @property
    def tap_arn(self) -> str:
        answer = self._sqs.get_queue_attributes(QueueUrl=self._tap, AttributeNames=["QueueArn"])
        return answer["Attributes"]["QueueArn"]

    def repeat_late(self) -> None:
        """Put the late ones on the queue, the last one first."""
        for body in reversed(self._kept):
            self._again(body)
        self._kept.clear()

    def close(self) -> None:
        """Stop following, and take the tap away."""
        self._ended.set()
        self._thread.join()
        self._sqs.delete_queue(QueueUrl=self._tap)

    def _follow(self) -> None:
        while not self._ended.is_set():
            answer = self._sqs.receive_message(QueueUrl=self._tap, MaxNumberOfMessages=10)
            messages = answer.get("Messages", [])
            for message in messages:
                key = json.loads(message["Body"])["detail"]["object"]["key"]
                if key in self._soon:
                    self._again(message["Body"])
                elif key in self._late:
                    self._kept.append(message["Body"])
            if messages:
                self._sqs.delete_message_batch(
                    QueueUrl=self._tap,
                    Entries=[
                        {"Id": str(n), "ReceiptHandle": m["ReceiptHandle"]} for n, m in enumerate(messages)
                    ],
                )
            else:
                self._ended.wait(0.5)

    def _again(self, body: str) -> None:
        self._sqs.send_message(QueueUrl=self._intake, MessageBody=body)
        self.repeated += 1


@contextmanager
def repeater(
    endpoint: Endpoint, *, bucket: str, intake: str, soon: set[str], late: set[str]
) -> Iterator[Repeater]:
    """A repeater with a rule of its own, which is gone afterwards."""
    events = cast(Any, clients.client("events", endpoint))
    pattern = {
        "source": ["aws.s3"],
        "detail-type": ["Object Created"],
        "detail": {"bucket": {"name": [bucket]}},
    }
    follower = Repeater(endpoint, intake=intake, soon=soon, late=late)
    events.put_rule(Name=TAP, EventPattern=json.dumps(pattern))
    events.put_targets(Rule=TAP, Targets=[{"Id": TAP, "Arn": follower.tap_arn}])
    try:
        yield follower
    finally:
        events.remove_targets(Rule=TAP, Ids=[TAP])
        events.delete_rule(Name=TAP)
        follower.close()


def poison(endpoint: Endpoint, *, intake: str, number: int) -> int:
    """Put messages on the intake queue that nobody can make anything of. Returns how many."""
    sqs = clients.sqs(endpoint)
    for index in range(number):
        sqs.send_message(QueueUrl=intake, MessageBody=POISON[index % len(POISON)] or " ")
    return number
