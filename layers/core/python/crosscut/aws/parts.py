"""Large objects as parts: the message about one, where an object was cut, and who cuts it.

Cuts are written down before anything is made of them, so that a part that is read again ends where it ended.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from pydantic import Field, ValidationError

from crosscut.aws.failures import translated
from crosscut.aws.messages import ObjectCreated, ObjectPlace, parse, run_of
from crosscut.aws.objects import open_object
from crosscut.aws.shapes import refused
from crosscut.errors import RetryableError
from crosscut.formats import Layout, LayoutSpec
from crosscut.model import BEGINNING, Cut
from crosscut.parts import HandOver, Reading, SourceObject
from crosscut.versioned import Unchanged, added

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient

    from crosscut.config import SanitizeSettings, Source, Sources

KEPT_SECONDS = 15 * 24 * 3600  # a cut outlives the message about its part, which SQS keeps for 14 days
ENTRIES = 10  # of one SendMessageBatch


class ObjectPart(Unchanged):
    """A message on the intake queue: an object that was created, or the part of it between two cuts."""

    created: ObjectCreated
    start: Cut = BEGINNING
    end: Cut | None = None  # None: to the end of the object
    layout: LayoutSpec | None = None  # of the whole object, where that is known
    attempt: int = Field(default=0, ge=0, le=1_000_000)  # raised when what could not be read is tried again
    replay: int = Field(
        default=0, ge=0, le=10**12
    )  # another number each time that it is done again on purpose
    source: str = added("")  # by name, where somebody has said so; otherwise the key tells

    @property
    def id(self) -> str:
        """The same for every delivery of one part; that of the object itself for its first one."""
        parts = [self.created.object_id]
        parts += [str(self.start.line)] if self.start != BEGINNING else []
        parts += [f"r{self.attempt}"] if self.attempt else []
        return "-".join(parts)

    @property
    def run_id(self) -> str:
        """The same for every delivery of one part in one replay. What is made of it takes the place of what was."""
        return run_of(self.id, self.replay)

    @property
    def exact_bytes(self) -> int:
        """How many bytes of the object it is at most, where they can be read alone; otherwise 0."""
        end = self.end.offset if self.end else self.created.detail.object.size
        return end - self.start.offset if self.start.exact and (self.end is None or self.end.exact) else 0

    def place(self, source: str) -> ObjectPlace:
        """Return where the work on it is kept."""
        return ObjectPlace(source, self.id, self.created.time)

    def opened(self, s3: S3Client, source: Source) -> SourceObject:
        """Open it. The caller closes the stream; raises what `open_object` does."""
        return SourceObject(
            name=self.created.key,
            stream=open_object(s3, self.created, start=self.start, end=self.end),
            received=self.created.time,
            start=self.start,
            end=self.end,
            layout=Layout.from_spec(self.layout) if self.layout else None,
            format=source.format,
        )

    def to_json(self) -> str:
        # Without characters beyond ASCII: SQS takes not all that a key may have (U+FFFF).
        return self.model_dump_json(by_alias=True, ensure_ascii=True)


def parse_part(body: str) -> ObjectPart:
    """Parse a message of the intake queue. Raises `PermanentError` that names the field, not the value."""
    try:
        is_part = "created" in json.loads(body)
    except (ValueError, TypeError, RecursionError):  # the last: brackets without end
        is_part = False
    if is_part:
        return parse(ObjectPart, body, queue="intake")
    return ObjectPart(created=parse(ObjectCreated, body, queue="intake"))


class Plan(Unchanged):
    """Where a part is cut into several."""

    cuts: tuple[Cut, ...] = ()
    layout: LayoutSpec | None = None
    final: bool = (
        False  # the first part has been read as it is cut here; reading it again may not end elsewhere
    )

    def parts(self, part: ObjectPart) -> list[ObjectPart]:
        """Return the parts, the first of which keeps the id of `part`."""
        layout = self.layout or part.layout
        bounds = [part.start, *self.cuts, part.end]
        return [
            part.model_copy(update={"start": start, "end": end, "layout": layout})
            for start, end in pairwise(bounds)
        ]

    def after(self, hand_over: HandOver) -> Plan:
        """Return the plan after its first part was read, to its end or to where it was handed over."""
        cuts = (hand_over.cut, *self.cuts) if hand_over.cut else self.cuts
        layout = hand_over.layout.spec() if hand_over.layout else self.layout
        return Plan(cuts=cuts, layout=layout, final=True)


def plan_for(
    s3: S3Client, part: ObjectPart, source: Source, settings: SanitizeSettings, hand_over: HandOver
) -> Plan:
    """Return where to cut a part that is large; one that is not, or can't be cut, stays whole.

    This reads it through once, without parsing, since lines are named by their numbers.
    """
    if part.exact_bytes <= 1.5 * settings.part_bytes:
        return Plan()
    item = part.opened(s3, source)
    with item.stream:
        reading = Reading(item, limits=settings.limits)
        cuts = tuple(reading.cuts(settings.part_bytes, is_due=hand_over.is_due))
    return Plan(cuts=cuts, layout=reading.layout.spec() if reading.layout and cuts else None)


class PlanStore:
    """Plans, in the table that also remembers what was done."""

    def __init__(
        self, dynamodb: DynamoDBClient, table: str, *, clock: Callable[[], float] = time.time
    ) -> None:
        self._dynamodb = dynamodb
        self._table = table
        self._clock = clock

    def find(self, part_id: str) -> Plan | None:
        """Return the plan for a part, None when there is none. Raises `PermanentError` for what is none."""
        with translated(f"reading the plan for {part_id}"):
            answer = self._dynamodb.get_item(
                TableName=self._table, Key={"id": {"S": f"plan#{part_id}"}}, ConsistentRead=True
            )
        if "Item" not in answer:
            return None
        try:
            return Plan.model_validate_json(answer["Item"]["plan"]["S"])
        except ValidationError as error:
            what = f"the plan for {part_id} in {self._table}"
            raise refused(what, error, otherwise="is not one of this version's") from None

    def keep(self, part_id: str, plan: Plan) -> None:
        """Keep a plan for as long as a message about the part may come."""
        with translated(f"writing the plan for {part_id}"):
            self._dynamodb.put_item(
                TableName=self._table,
                Item={
                    "id": {"S": f"plan#{part_id}"},
                    "plan": {"S": plan.model_dump_json()},
                    "expiration": {"N": str(int(self._clock()) + KEPT_SECONDS)},
                },
            )


class PartQueue:
    """The intake queue, as far as parts are sent to it: each in its source's turn, as new objects are."""

    def __init__(self, sqs: SQSClient, url: str, sources: Sources) -> None:
        self._sqs = sqs
        self._url = url
        self._sources = sources

    def send(self, parts: Sequence[ObjectPart]) -> None:
        """Send the parts. A part that is sent twice is read once. Raises `RetryableError` if one was not taken."""
        waiting: Iterator[ObjectPart] = iter(parts)
        while batch := list(islice(waiting, ENTRIES)):
            with translated(f"sending parts of {batch[0].created.key}"):
                answer = self._sqs.send_message_batch(
                    QueueUrl=self._url,
                    Entries=[
                        {
                            "Id": str(number),
                            "MessageBody": part.to_json(),
                            "MessageGroupId": part.source or self._sources.for_key(part.created.key).name,
                        }
                        for number, part in enumerate(batch)
                    ],
                )
            if answer.get("Failed"):
                raise RetryableError(
                    f"sending parts of {batch[0].created.key}: {len(answer['Failed'])} of {len(batch)} "
                    "were not taken"
                )
