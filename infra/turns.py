"""Who takes turns on the intake queue: which keys are of which message group, and the event patterns that say so.

SQS takes the messages of quiet groups first where one group has many, on a standard queue whose messages name their
group ("fair queue", https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html).
EventBridge can name a fixed group for each rule, or copy a field of the event; a key's source is neither, so each
source has a rule of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from crosscut.config import Sources

UNLISTED = "unlisted"  # the group of all that is under no prefix with a turn of its own
# EventBridge takes patterns of 2,048 characters and 300 rules for each bus, which others use too (its quotas page). The
# rule for the rest has all prefixes in its pattern, beside some 250 characters.
MOST_TURNS = 100
PATTERN_CHARACTERS = 1_600


class Turn(NamedTuple):
    """A message group of its own, and the prefix of the keys that are in it."""

    group: str
    prefix: str


def turns(sources: Sources) -> list[Turn]:
    """Return a turn for each source whose prefix lies in no other's, in the file's order, as many as EventBridge takes.

    A source within another's prefix shares its turn: a pattern can't say "this prefix but not that one". Those that
    there is no room for share the turn of the unlisted.
    """
    prefixes = {source.prefix for source in sources.sources}
    found: list[Turn] = []
    room = PATTERN_CHARACTERS
    for source in sources.sources:
        if any(source.prefix.startswith(other) for other in prefixes - {source.prefix}):
            continue
        room -= len(source.prefix.encode()) + len('"",')
        if room < 0 or len(found) == MOST_TURNS:
            break
        found.append(Turn(source.name, source.prefix))
    return found


def created(bucket: str, keys: list[object] | None = None) -> Mapping[str, object]:
    """Return the pattern of S3's events about new objects in the bucket; `keys`, if given, are the key's patterns."""
    detail: dict[str, object] = {"bucket": {"name": [bucket]}}
    if keys:
        detail["object"] = {"key": keys}
    return {"source": ["aws.s3"], "detail-type": ["Object Created"], "detail": detail}
