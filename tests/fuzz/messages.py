"""Fuzzes what lies on the queues: S3's events, parts of objects, digests, ticks, and insights from the bus."""

from __future__ import annotations

import re
from random import Random
from typing import Any

from crosscut.alerting.plain_text import render_subject, render_text
from crosscut.alerting.port import Letter
from crosscut.alerting.slack_message import render_message
from crosscut.aws.listening import parse_work
from crosscut.aws.messages import InsightPublished, ObjectCreated, parse
from crosscut.aws.parts import parse_part
from crosscut.config import Source, Sources
from crosscut.errors import ConfigurationError, PermanentError
from crosscut.formats import Layout
from crosscut.model import Cut
from crosscut.outgoing import withhold
from tests.fuzz import seeds
from tests.fuzz.law import Target, as_bytes, as_text, require
from tests.fuzz.mutation import bent_json

_SOURCES = Sources(sources=(Source(name="shop", prefix="shop/api/"), Source(name="all", prefix="a/")))
_KEY = re.compile(
    r"digests/[a-z0-9][a-z0-9_.-]{0,62}/\d{4}/\d\d/\d\d/[0-9a-f]{32}(-\d+)?(-r\d+)?\.json", re.ASCII
)


def _documents() -> list[Any]:
    created = seeds.body("sqs_object_created")
    event = ObjectCreated.model_validate(created).model_dump(mode="json", by_alias=True)
    part = {
        "created": event,
        "start": Cut(line=7, offset=700, exact=True).model_dump(),
        "end": None,
        "layout": {"format": "json", "confidence": 1.0, "stamped": False, "header": [], "others": []},
        "attempt": 1,
    }
    digest, insight = seeds.body("sqs_digest_message"), seeds.body("sqs_insight_published")
    return [created, part, digest, insight, *seeds.OTHER_EVENTS]


def make(pick: Random) -> bytes:
    """Return the body of a message of any queue, bent."""
    return as_bytes(bent_json(pick.choice(_DOCUMENTS), pick))


def check(data: bytes) -> None:
    """Hand the body to each queue's parser, and what it gives to who uses it."""
    body = as_text(data)
    for parser in (_intake, _digests, _notices):
        try:
            parser(body)
        except PermanentError as error:
            require("\n" not in str(error) and len(str(error)) < 500, "an error is one short line")


def marked_up(part: Any) -> list[str]:
    """Return the texts of a Slack message in which marks mean something: all that are not plain text."""
    if isinstance(part, dict):
        if part.get("type") == "plain_text":
            return []
        return [text for name, value in part.items() if name != "type" for text in marked_up(value)]
    if isinstance(part, list | tuple):
        return [text for each in part for text in marked_up(each)]
    return [part] if isinstance(part, str) else []


def _intake(body: str) -> None:
    part = parse_part(body)
    source = _SOURCES.for_key(part.created.key)
    key = part.place(source.name).key("digests", f"{part.id}.json")
    require(_KEY.fullmatch(key) is not None, "what is written lies where its source's things lie")
    require(parse_part(part.to_json()) == part, "a part that was sent is the same")
    if part.layout:
        try:
            Layout.from_spec(part.layout)
        except ConfigurationError as error:
            require(len(str(error)) < 2_000, "an error is short")


def _digests(body: str) -> None:
    message = parse_work(body)
    require(
        type(message).model_validate_json(message.model_dump_json()) == message, "what was sent is the same"
    )


def _notices(body: str) -> None:
    insight, _ = withhold(parse(InsightPublished, body, queue="notices").detail, source=Source(name="shop"))
    letter = Letter(insight, Source(name="shop"))
    text = " ".join(marked_up(render_message(letter, buttons=True)))
    require("<!channel>" not in text and "<!here>" not in text, "no text becomes a mention")
    subject = render_subject(letter)
    require(len(subject) <= 100 and subject.isprintable() and subject.isascii(), "SNS takes the subject")
    render_text(letter).encode()


_DOCUMENTS = _documents()

MESSAGES = Target(
    "messages",
    "raises nothing but `PermanentError`, in one short line; a message that was sent and read again is the same; "
    "what is kept of an object lies in its source's folder; notices can be sent and mention nobody",
    make,
    check,
)
