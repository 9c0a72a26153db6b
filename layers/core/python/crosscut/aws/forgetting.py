"""Everything that a deployment has made of one source, forgotten, and looked for again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from crosscut.aws.backfills import Backfills
from crosscut.aws.holdings import (
    FOLDERS,
    Asked,
    Holding,
    Table,
    in_bucket,
    of_baselines,
    of_incidents,
    of_ledger,
    of_notices,
    of_source,
)
from crosscut.aws.incidents import DynamoIncidents

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client


class Forgotten(NamedTuple):
    """One place: how much was removed, and how much of it is still found there."""

    name: str
    removed: int
    left: int


def holdings(
    s3: S3Client,
    dynamodb: DynamoDBClient,
    *,
    table: Callable[[str], str],
    work_bucket: str,
    logs: tuple[str, str] | None,
    now: datetime,
) -> list[Holding]:
    """Return every place that holds something of a source.

    `table` names a table by its part of the stack. `logs` are the log bucket and the prefix before the source's name,
    where the raw logs are meant as well.
    """
    incidents = Table(dynamodb, table("incidents"), keys=("id",))
    insights = Table(dynamodb, table("insights"), keys=("source", "id"))
    by_item = ("source", "item")
    found = [
        *(in_bucket(s3, work_bucket, f"{folder}/", name=folder) for folder in FOLDERS),
        # Before the insights, by which they are found or which they tell in their own words.
        of_incidents(DynamoIncidents(dynamodb, table("incidents")), incidents),
        of_notices(Table(dynamodb, table("notices"), keys=("about", "item")), insights),
        of_source(insights, seen="last_seen", name="insights"),
        of_source(
            Table(dynamodb, table("catalog"), keys=("source", "template_id")),
            seen="last_seen",
            name="catalog",
        ),
        of_baselines(Table(dynamodb, table("baselines"), keys=by_item)),
        of_ledger(
            Table(dynamodb, table("ledger"), keys=("day", "item")),
            now=now,
            oldest=Backfills(dynamodb, table("ledger")).oldest,
        ),
    ]
    return [*found, in_bucket(s3, logs[0], logs[1], name="raw logs")] if logs else found


def forget(places: Sequence[Holding], asked: Asked) -> Iterator[Forgotten]:
    """Remove what each place holds, then look there again, and yield what was removed and what is left."""
    for place in places:
        removed = place.remove(asked)
        yield Forgotten(place.name, removed, place.count(asked))
