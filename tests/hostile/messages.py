"""Messages on the queues that nobody's S3, and none of our Lambdas, has sent."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from crosscut.aws.listening import parse_work
from crosscut.aws.messages import InsightPublished, parse
from crosscut.aws.parts import parse_part
from crosscut.errors import PermanentError
from tests.fuzz import seeds
from tests.hostile.case import Case

_DEAD = "a dead letter at once; the log has the field's place and no text"


def _parsed(parser: Callable[[str], object], body: str) -> Callable[[], str]:
    def check() -> str:
        try:
            parser(body)
        except PermanentError as error:
            assert "synthetic" not in str(error)
            assert "\n" not in str(error)
            return _DEAD
        return "taken"

    return check


def _event(**changes: Any) -> str:
    event = seeds.body("sqs_object_created")
    event["detail"]["object"].update({k: v for k, v in changes.items() if k != "time"})
    return json.dumps({**event, **{k: v for k, v in changes.items() if k == "time"}})


def _part(**changes: Any) -> str:
    return json.dumps({"created": seeds.body("sqs_object_created"), **changes})


def _insight(**changes: Any) -> str:
    insight = seeds.body("sqs_insight_published")
    return json.dumps({**insight, "detail": {**insight["detail"], **changes}})


def _notice(body: str) -> object:
    return parse(InsightPublished, body, queue="notices")


def cases() -> Iterator[Case]:
    """Yield the rows."""
    for sent, body in (
        ("9,000 brackets", "[" * 9_000),
        ("an event of the year 1", _event(time="0001-01-01T00:00:00Z")),
        ("an event without a zone", _event(time="2026-03-01T09:15:02")),
        ("a size below zero", _event(size=-1)),
        ("a size of 300 digits", _event(size=10**300)),
        ("a size of `NaN`", _event(size=float("nan"))),
        ("a list for a key", _event(key=["synthetic"])),
        ("a part from line -1 on", _part(start={"line": -1, "offset": 0, "exact": True})),
        ("a part's attempt of 400 digits", _part(attempt=10**399)),
        ("a field that parts don't have, named by log text", _part(**{"synthetic\nname": 1})),
    ):
        yield Case("intake queue", sent, _DEAD, _parsed(parse_part, body))
    for sent, body in (
        ("two kinds of work in one message", '{"listen": "shop-api", "tick": "synthetic"}'),
        ("half of a character", '{"listen": "\\ud800 synthetic"}'),
        ("nothing", ""),
    ):
        yield Case("digests queue", sent, _DEAD, _parsed(parse_work, body))
    for sent, body in (
        ("a severity that there is not", _insight(severity="synthetic")),
        ("steps that are `null`", _insight(remediation=None)),
        ("a count of words", _insight(count="synthetic")),
    ):
        yield Case("bus", sent, _DEAD, _parsed(_notice, body))
