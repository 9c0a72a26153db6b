"""Messages on the queues that nobody's S3, and none of our Lambdas, has sent."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from tests.fuzz import seeds
from tests.hostile.case import Case
from tests.hostile.world import Queue, World, dead

_DEAD = "a dead letter at once; the log has the field's place and no text"
_NEARLY = (1 << 20) - 5_000  # of a message; SQS takes 1 MiB


def _sent(queue: Queue, body: str) -> Callable[[World], str]:
    return lambda world: dead(world.send(queue, body))


def _event(**changes: Any) -> str:
    """An "Object Created" event with `time`, `detail` or `bucket` changed, or something of its object."""
    event = seeds.body("sqs_object_created")
    if "bucket" in changes:
        event["detail"]["bucket"] = {"name": changes.pop("bucket")}
    around = {name: changes.pop(name) for name in ("time", "detail", "account") if name in changes}
    event["detail"]["object"].update(changes)
    return json.dumps({**event, **around})


def _part(**changes: Any) -> str:
    return json.dumps({"created": seeds.body("sqs_object_created"), **changes})


def _digest(**changes: Any) -> str:
    return json.dumps({**seeds.body("sqs_digest_message"), **changes})


def _insight(**changes: Any) -> str:
    insight = seeds.body("sqs_insight_published")
    return json.dumps({**insight, "detail": {**insight["detail"], **changes}})


_ROWS: tuple[tuple[Queue, str, str], ...] = (
    ("intake", "9,000 brackets", "[" * 9_000),
    ("intake", "an event of the year 1", _event(time="0001-01-01T00:00:00Z")),
    ("intake", "an event without a zone", _event(time="2026-03-01T09:15:02")),
    ("intake", "a size below zero", _event(size=-1)),
    ("intake", "a size of 300 digits", _event(size=10**300)),
    ("intake", "a size of `NaN`", _event(size=float("nan"))),
    ("intake", "a list for a key", _event(key=["synthetic"])),
    ("intake", "a text for the detail", _event(detail="synthetic")),
    ("intake", "a list for the detail", _event(detail=[{"bucket": "synthetic"}])),
    ("intake", "`null` for the bucket", _event(bucket=None)),
    ("intake", "a part from line -1 on", _part(start={"line": -1, "offset": 0, "exact": True})),
    ("intake", "a part's attempt of 400 digits", _part(attempt=10**399)),
    ("intake", "a field that parts don't have, named by log text", _part(**{"synthetic\nname": 1})),
    ("intake", "a test event of S3's", '{"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "synthetic"}'),
    ("intake", "nearly 1 MiB of an event's key", _event(key="synthetic/" + "k" * _NEARLY)),
    ("intake", "nearly 1 MiB of brackets", "[" * _NEARLY),
    ("digests", "two kinds of work in one message", '{"listen": "shop-api", "tick": "synthetic"}'),
    ("digests", "half of a character", '{"listen": "\\ud800 synthetic"}'),
    ("digests", "a blank", " "),
    ("digests", "nearly 1 MiB of a source's name", json.dumps({"listen": "s" * _NEARLY})),
    ("digests", "a digest that lies in quarantine", _digest(digest_key="quarantine/shop-api/synthetic.object")),
    ("digests", "a digest of another source", _digest(digest_key="digests/billing/2026/03/01/synthetic.json")),
    ("digests", "a digest by `../`", _digest(digest_key="digests/shop-api/../../quarantine/synthetic")),
    ("digests", "a digest by a URL", _digest(digest_key="s3://example-other/digests/shop-api/synthetic.json")),
    ("digests", "a source's name with a path in it", _digest(source="../synthetic")),
    ("notices", "a severity that there is not", _insight(severity="synthetic")),
    ("notices", "steps that are `null`", _insight(remediation=None)),
    ("notices", "a count of words", _insight(count="synthetic")),
    ("notices", "a detail that is a list", json.dumps({"detail": ["synthetic"]})),
    ("notices", "a detail that is a number", json.dumps({"detail": 1e400})),
    ("notices", "an insight of nearly 1 MiB", _insight(severity="synthetic", summary="s" * (_NEARLY - 20_000))),
    ("notices", "a look at nothing", '{"look": "synthetic"}'),
    ("audits", "a tick that is a list", '{"tick": ["synthetic"]}'),
    ("audits", "an event of S3's", _event(key="synthetic")),
)  # fmt: skip


def cases() -> Iterator[Case]:
    """Yield the rows."""
    for queue, sent, body in _ROWS:
        yield Case(f"{queue} queue", sent, _DEAD, _sent(queue, body))
