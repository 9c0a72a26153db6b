"""`crosscut diff --source`: two windows of what a deployment has read."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from click.testing import CliRunner, Result

from crosscut.aws import clients
from crosscut.aws.digests import DigestStore
from crosscut.aws.messages import ObjectPlace
from crosscut.cli.main import cli
from crosscut.parts import SourceObject
from crosscut.pipeline import sanitize
from crosscut.redaction import Redactor

BUCKET = "example-work"
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def read(begin: datetime, part: str, *, failing: bool) -> None:
    """Have a deployment read a log of ten minutes, an hour after it was written."""
    lines = [f"{begin + timedelta(seconds=i):%Y-%m-%dT%H:%M:%SZ} INFO order {i} shipped" for i in range(600)]
    if failing:
        lines += [
            f"{begin + timedelta(seconds=i):%Y-%m-%dT%H:%M:%SZ} ERROR card {i} refused" for i in range(60)
        ]
    item = SourceObject(f"shop/{part}.log", io.BytesIO("\n".join(lines).encode()), begin)
    digest = sanitize([item], source="shop", redactor=Redactor(b"synthetic-key"), sink=None)
    place = ObjectPlace("shop", part, begin + timedelta(hours=1))
    DigestStore(clients.s3(), BUCKET).write(digest, place)


def diff(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["diff", "--source", "shop", *arguments])


@pytest.fixture(autouse=True)
def _logs(aws: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CROSSCUT_WORK_BUCKET", BUCKET)
    for day in range(4):
        for hour in range(3):
            begin = MONDAY + timedelta(days=day, hours=hour)
            read(begin, f"{day}{hour}", failing=day == 3)


def test_the_digests_of_each_window_are_merged_and_compared() -> None:
    done = diff("--before", "2026-03-03..2026-03-05", "--after", "2026-03-05..2026-03-06", "--json")

    document = json.loads(done.stdout)
    assert (document["before_records"], document["after_records"]) == (3_600, 1_980)
    assert [(change["kind"], change["text"]) for change in document["changes"]] == [
        ("new", "card <*> refused")
    ]
    assert len(document["before"]) == 6


def test_a_window_may_begin_within_a_day() -> None:
    done = diff(
        "--before", "2026-03-02T09:30..2026-03-02T10:30", "--after", "2026-03-03..2026-03-04", "--json"
    )

    assert json.loads(done.stdout)["before"] == ["shop/01.log"]


def test_a_window_without_digests_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(
            [
                "diff",
                "--source",
                "shop",
                "--before",
                "2026-01-01..2026-01-02",
                "--after",
                "2026-03-03..2026-03-04",
            ]
        )

    said = "crosscut: no digest of shop begins between 2026-01-01 00:00 and 2026-01-02 00:00 UTC\n"
    assert (ended.value.code, capsys.readouterr().err) == (2, said)
