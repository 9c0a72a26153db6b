"""`crosscut report` of a deployment: an insight with its records, the list, and ids that are none."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from crosscut import pipeline
from crosscut.analysis import OfflineAnalyst
from crosscut.aws import clients
from crosscut.aws.chunks import S3ChunkSink
from crosscut.aws.digests import DigestStore
from crosscut.aws.insights import DynamoInsightStore
from crosscut.aws.messages import ObjectCreated
from crosscut.aws.parts import ObjectPart
from crosscut.cli.main import cli
from crosscut.config import Source
from crosscut.insights.memory import MemoryCatalog
from crosscut.model import Insight
from crosscut.parts import SourceObject
from crosscut.redaction import Redactor
from tests.handlers.conftest import INCIDENTS, INSIGHTS, WORK_BUCKET

LOG = Path(__file__).parents[2] / "logs" / "shop-api" / "app.log"


@pytest.fixture
def found(settings: None) -> list[Insight]:
    """What a deployment has found in the sample log, minutes after it was written."""
    return found_in_the_log(arrived="2026-11-17T11:05:00Z")


@pytest.fixture
def settings(aws: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the deployment is."""
    monkeypatch.setenv("CROSSCUT_WORK_BUCKET", WORK_BUCKET)
    monkeypatch.setenv("CROSSCUT_INSIGHTS_TABLE", INSIGHTS)
    monkeypatch.setenv("CROSSCUT_INCIDENTS_TABLE", INCIDENTS)


def found_in_the_log(*, arrived: str) -> list[Insight]:
    described = {"key": "shop-api/app.log", "etag": "0123", "size": 10, "sequencer": "01"}
    detail = {"bucket": {"name": "example-logs"}, "object": described}
    part = ObjectPart(created=ObjectCreated.model_validate({"time": arrived, "detail": detail}))
    source = Source(name="shop-api")
    with LOG.open("rb") as stream:
        digest = pipeline.sanitize(
            [SourceObject(name="shop-api/app.log", stream=stream, received=part.created.time)],
            source=source.name,
            redactor=Redactor(b"synthetic-key"),
            sink=S3ChunkSink(clients.s3(), WORK_BUCKET, part, source.name),
        )
    DigestStore(clients.s3(), WORK_BUCKET).write(digest, part.place(source.name))
    return pipeline.analyze(
        digest,
        digest_id="d",
        source=source,
        analyst=OfflineAnalyst(),
        catalog=MemoryCatalog(),
        store=DynamoInsightStore(clients.dynamodb(), INSIGHTS),
        now=part.created.time + timedelta(minutes=1),
    )


def report(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["report", *map(str, arguments)])


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize("arrived", ["2026-11-17T11:05:00Z", "2026-12-24T08:00:00Z"])
def test_an_insight_has_a_page_with_the_records_around_its_lines_however_late_they_came(
    arrived: str, tmp_path: Path
) -> None:
    found = found_in_the_log(arrived=arrived)
    page = tmp_path / "page.html"

    done = report(found[0].id, "--html", page)

    assert done.exit_code == 0, done.stderr
    html = page.read_text(encoding="utf-8")
    assert f"crosscut insights show {found[0].id}" in html
    assert '<span class="n">1517</span>' in html
    assert 'id="timeline"' in html


def test_an_insight_whose_records_are_gone_still_has_a_page(found: list[Insight], tmp_path: Path) -> None:
    s3 = clients.s3()
    for item in s3.list_objects_v2(Bucket=WORK_BUCKET)["Contents"]:
        s3.delete_object(Bucket=WORK_BUCKET, Key=item["Key"])
    page = tmp_path / "page.html"

    done = report(found[0].id, "--html", page)

    assert done.exit_code == 0, done.stderr
    assert "neither a timeline nor the lines around" in done.stderr
    assert found[0].id in page.read_text(encoding="utf-8")


def test_without_an_id_every_insight_is_listed(found: list[Insight], tmp_path: Path) -> None:
    page = tmp_path / "page.html"

    done = report("--since", "2026-11-01", "--html", page)

    assert done.exit_code == 0, done.stderr
    for insight in found:
        assert insight.id in page.read_text(encoding="utf-8")


def test_an_id_of_nothing_is_told(found: list[Insight], tmp_path: Path) -> None:
    done = report("0123456789ab", "--html", tmp_path / "page.html")

    assert done.exit_code == 2
    assert "there is no file, insight or incident '0123456789ab'" in done.stderr
