"""The dead-letter queues: what lies there, sent back to its queue, or removed.

Messages are taken one receive at a time and hidden meanwhile, so that each is seen once in a pass. One that is sent
back is deleted afterwards, so that it is in one of both places at any time; a second time changes nothing downstream.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple, TypedDict

from crosscut.aws.failures import translated
from crosscut.errors import ConfigurationError

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

_AT_ONCE = 10  # messages of one ReceiveMessage
# How long a pass may take; what was only looked at is shown again at its end.
_HIDDEN_SECONDS = 120
_DLQ = "-dlq"


class _Grouping(TypedDict, total=False):
    """The arguments of SendMessage that say whose turn it is."""

    MessageGroupId: str
    MessageDeduplicationId: str


class Pile(NamedTuple):
    """One dead-letter queue, and the queue that its messages failed in."""

    stage: str  # "intake"
    url: str
    queue_url: str
    messages: int  # about so many: SQS counts loosely


class Letter(NamedTuple):
    """A message that failed every time, or that EventBridge could not deliver."""

    id: str
    sent: datetime
    deliveries: int  # from the dead-letter queue: each look is one
    group: str  # in which it takes its turn; empty where it has none
    body: str
    receipt: str

    @property
    def about(self) -> str:
        """The key of the object, or what else the message names, in one line."""
        return subject(self.body)


class DeadLetters:
    """The dead-letter queues of a deployment, by its names' prefix: `crosscut-dev-`."""

    def __init__(self, sqs: SQSClient, prefix: str) -> None:
        self._sqs = sqs
        self._prefix = prefix

    def piles(self) -> list[Pile]:
        """Return every dead-letter queue of the deployment, in order of the names."""
        with translated(f"listing the queues {self._prefix}*"):
            pages = self._sqs.get_paginator("list_queues").paginate(QueueNamePrefix=self._prefix)
            urls = {url.rpartition("/")[2]: url for page in pages for url in page.get("QueueUrls", ())}
        return [
            Pile(_stage_of(name, self._prefix), url, urls[name.replace(_DLQ, "")], self._count(url))
            for name, url in sorted(urls.items())
            if _is_dlq(name) and name.replace(_DLQ, "") in urls
        ]

    def pile(self, stage: str) -> Pile:
        """Return the dead-letter queue of that stage. Raises `ConfigurationError` that names those there are."""
        piles = self.piles()
        for each in piles:
            if each.stage == stage:
                return each
        known = ", ".join(each.stage for each in piles) or "none; is the stack deployed?"
        raise ConfigurationError(f"no dead-letter queue {stage!r}; there are: {known}")

    def letters(self, pile: Pile, *, most: int) -> list[Letter]:
        """Return up to `most` messages without taking them out; they are shown again at once afterwards."""
        found = list(self._taken(pile, most))
        self._show_again(pile, found)
        return found

    def redrive(self, pile: Pile, *, ids: frozenset[str] = frozenset(), most: int) -> Iterator[Letter]:
        """Send messages back to the queue that they failed in, and yield each once it is there.

        Those whose ids begin with one of `ids`, or all. Others are left where they are.
        """
        for letter in self._chosen(pile, ids, most):
            self._send(pile, letter)
            self._delete(pile, letter)
            yield letter

    def purge(self, pile: Pile, *, ids: frozenset[str] = frozenset(), most: int) -> Iterator[Letter]:
        """Delete messages for good, and yield each."""
        for letter in self._chosen(pile, ids, most):
            self._delete(pile, letter)
            yield letter

    def _chosen(self, pile: Pile, ids: frozenset[str], most: int) -> Iterator[Letter]:
        left = []
        chosen = 0
        try:
            for letter in self._taken(pile, pile.messages + most):
                if ids and not letter.id.startswith(tuple(ids)):
                    left.append(letter)
                    continue
                yield letter
                chosen += 1
                if chosen == most:
                    break
        finally:
            self._show_again(pile, left)

    def _taken(self, pile: Pile, most: int) -> Iterator[Letter]:
        """Yield up to `most` different messages, hidden for a while."""
        seen: set[str] = set()
        empty = 0
        while len(seen) < most and empty < 2:  # a queue of few messages answers empty now and then
            with translated(f"looking into {_name(pile.url)}"):
                answer = self._sqs.receive_message(
                    QueueUrl=pile.url,
                    MaxNumberOfMessages=min(_AT_ONCE, most - len(seen)),
                    VisibilityTimeout=_HIDDEN_SECONDS,
                    WaitTimeSeconds=1,
                    MessageSystemAttributeNames=["All"],
                )
            messages = answer.get("Messages", [])
            fresh = [message for message in messages if message["MessageId"] not in seen]
            empty = 0 if fresh else empty + 1
            for message in fresh:
                seen.add(message["MessageId"])
                yield _letter(message)

    def _show_again(self, pile: Pile, letters: Iterable[Letter]) -> None:
        for letter in letters:
            with translated(f"putting a message back into {_name(pile.url)}"):
                self._sqs.change_message_visibility(
                    QueueUrl=pile.url, ReceiptHandle=letter.receipt, VisibilityTimeout=0
                )

    def _send(self, pile: Pile, letter: Letter) -> None:
        with translated(f"sending {letter.id} back to {_name(pile.queue_url)}"):
            more: _Grouping = {"MessageGroupId": letter.group} if letter.group else {}
            if pile.queue_url.endswith(".fifo"):
                # An id of its own: SQS would drop one that it has seen within five minutes.
                more["MessageDeduplicationId"] = f"redrive-{letter.id}-{letter.deliveries}"
            self._sqs.send_message(QueueUrl=pile.queue_url, MessageBody=letter.body, **more)

    def _delete(self, pile: Pile, letter: Letter) -> None:
        with translated(f"deleting {letter.id} from {_name(pile.url)}"):
            self._sqs.delete_message(QueueUrl=pile.url, ReceiptHandle=letter.receipt)

    def _count(self, url: str) -> int:
        with translated(f"looking at {_name(url)}"):
            answer = self._sqs.get_queue_attributes(
                QueueUrl=url,
                AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
            )
        return sum(int(value) for value in answer["Attributes"].values())


def subject(body: str) -> str:
    """Return what a message is about: an object's key, a digest, an insight or a source, in one line."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):  # brackets without end
        return "a message that is not JSON"
    if not isinstance(document, dict):
        return "a message that is not one of Crosscut's"
    if isinstance(part := document.get("created"), dict):
        document = part
    detail = document.get("detail")
    if isinstance(detail, dict):
        thing = detail.get("object")
        return str(thing.get("key", "?")) if isinstance(thing, dict) else f"insight {detail.get('id', '?')}"
    for field, what in (
        ("digest_key", ""),
        ("listen", "whether a source is silent: "),
        ("tick", "a tick of "),
    ):
        if field in document:
            return f"{what}{document[field]}"
    return "a message that is not one of Crosscut's"


def _letter(message: MessageTypeDef) -> Letter:
    attributes = message.get("Attributes", {})
    sent = int(attributes.get("SentTimestamp", "0")) / 1000
    return Letter(
        id=message["MessageId"],
        sent=datetime.fromtimestamp(sent, tz=UTC),
        deliveries=int(attributes.get("ApproximateReceiveCount", "1")),
        group=attributes.get("MessageGroupId", ""),
        body=message["Body"],
        receipt=message["ReceiptHandle"],
    )


def _stage_of(name: str, prefix: str) -> str:
    return name.removeprefix(prefix).removesuffix(".fifo").removesuffix(_DLQ)


def _is_dlq(name: str) -> bool:
    return name.removesuffix(".fifo").endswith(_DLQ)


def _name(url: str) -> str:
    return url.rpartition("/")[2]
