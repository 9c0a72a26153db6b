"""`crosscut quarantine` on buckets and a queue such as the stack makes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from click.testing import CliRunner, Result
from moto import mock_aws

from crosscut.aws import clients
from crosscut.aws.chunks import S3ChunkSink
from crosscut.aws.messages import ObjectCreated
from crosscut.aws.parts import ObjectPart, parse_part
from crosscut.cli.main import cli
from crosscut.formats import layout_of
from crosscut.model import BEGINNING, Cut

LOGS = "crosscut-dev-logs-123456789012-us-east-1"
WORK = "crosscut-dev-work-123456789012-us-east-1"
TORN = b"\x1f\x8b\x08 torn"
SECRET = "hunter2-synthetic"
LAYOUT = layout_of(["2026-03-01 09:00:00 INFO up"], datetime(2026, 3, 1, tzinfo=UTC))


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A deployment with an object that could not be read and lines that could not be redacted."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "synthetic")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "CROSSCUT_WORK_BUCKET"):
        monkeypatch.delenv(name, raising=False)
    clients.client.cache_clear()
    with mock_aws():
        for bucket in (LOGS, WORK):
            clients.s3().create_bucket(Bucket=bucket)
        url = clients.sqs().create_queue(QueueName="crosscut-dev-intake")["QueueUrl"]
        torn = part("shop-api/torn.log.gz", TORN)
        S3ChunkSink(clients.s3(), WORK, torn, "shop-api").unreadable(
            reason="cannot inflate this gzip after 8 bytes: it is damaged; fetch it again",
            start=BEGINNING,
            layout=None,
        )
        strange = part("shop-web/access.log", b"GET /\n" * 9)
        S3ChunkSink(clients.s3(), WORK, strange, "shop-web").quarantine(
            0, json.dumps([[4, f"password={SECRET}"]]).encode(), reason="redaction failed", start=cut(4),
            end=cut(6), layout=LAYOUT,
        )  # fmt: skip
        yield url
    clients.client.cache_clear()


def cut(line: int) -> Cut:
    return Cut(line=line, offset=0, exact=False)


def part(key: str, data: bytes) -> ObjectPart:
    etag = clients.s3().put_object(Bucket=LOGS, Key=key, Body=data)["ETag"].strip('"')
    detail = {"bucket": {"name": LOGS}, "object": {"key": key, "etag": etag, "size": len(data)}}
    return ObjectPart(
        created=ObjectCreated.model_validate({"time": "2026-03-01T09:15:02Z", "detail": detail})
    )


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["quarantine", *arguments])


def ids(*arguments: str) -> list[str]:
    return [entry["id"] for entry in json.loads(run("list", "--json", *arguments).stdout)]


def waiting(url: str) -> list[ObjectPart]:
    answer: Any = clients.sqs().receive_message(QueueUrl=url, MaxNumberOfMessages=10)
    return [parse_part(message["Body"]) for message in answer.get("Messages", [])]


@pytest.mark.usefixtures("queue")
def test_what_is_in_quarantine_is_listed_with_the_reason_and_without_its_lines() -> None:
    done = run("list")

    assert done.exit_code == 0
    text = " ".join(done.stdout.split())
    assert "shop-api could not be read" in text
    assert "torn.log.gz: cannot inflate this gzip after 8 bytes: it is damaged; fetch it again" in text
    assert "shop-web 2 lines could not be redacted" in text
    assert SECRET not in done.stdout + run("list", "--json").stdout
    assert len(ids()) == 2
    assert len(ids("--source", "shop-web")) == 1
    assert ids("--source", "other") == []


@pytest.mark.usefixtures("queue")
def test_nothing_in_quarantine_is_said() -> None:
    assert run("list", "--source", "quiet").stdout == "Nothing is in quarantine.\n"


@pytest.mark.usefixtures("queue")
def test_one_is_shown_by_the_beginning_of_its_id_and_raw_only_when_asked() -> None:
    (web,) = ids("--source", "shop-web")

    shown = run("show", web[:12])

    assert shown.exit_code == 0
    assert "Up to line  5" in shown.stdout
    assert f"s3://{LOGS}/shop-web/access.log\n" in shown.stdout  # whole, to be copied
    assert f"crosscut quarantine retry {web}\n" in shown.stdout
    assert SECRET not in shown.stdout
    assert json.loads(run("show", web, "--json").stdout)["reason"] == "redaction failed"
    assert run("show", web, "--raw").stdout == f"password={SECRET}\n"


@pytest.mark.usefixtures("queue")
@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("show", "nothing"), "no entry in quarantine with the id 'nothing'; `crosscut quarantine list`"),
        (("retry",), "name the entries to retry, or give --all"),
        (("retry", "x", "--all"), "name the entries to retry, or give --all"),
        (("list", "--local", "--stage", "dev"), "--local and --stage exclude each other"),
        (("list", "--stage", "gone"), "check the name, the region and that the stack is deployed"),
    ],
)
def test_what_cannot_be_done_is_one_line(arguments: tuple[str, ...], line: str) -> None:
    done = run(*arguments)

    assert done.exit_code == 2
    assert line in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.usefixtures("queue")
def test_of_an_object_that_could_not_be_read_there_are_no_lines_to_print() -> None:
    (api,) = ids("--source", "shop-api")

    done = run("show", api, "--raw")

    assert done.exit_code == 2
    assert "holds no lines" in done.stderr


def test_what_is_retried_is_read_again_and_leaves_quarantine(queue: str) -> None:
    done = run("retry", "--all")

    assert done.exit_code == 0
    assert "shop-web/access.log is read again from line 4" in done.stdout
    sent = {each.created.key: each for each in waiting(queue)}
    assert sent["shop-web/access.log"].start.line == 4
    assert sent["shop-web/access.log"].attempt == 1
    assert sent["shop-api/torn.log.gz"].start == BEGINNING
    assert ids() == []
    assert clients.s3().list_objects_v2(Bucket=WORK).get("Contents", []) == []
    assert run("retry", "--all").stdout == "Nothing is in quarantine.\n"


def test_what_is_gone_from_the_log_bucket_stays_and_is_named(queue: str) -> None:
    clients.s3().put_object(Bucket=LOGS, Key="shop-api/torn.log.gz", Body=b"another")

    done = run("retry", *ids())

    assert done.exit_code == 1
    assert "shop-api/torn.log.gz is no longer in the log bucket; drop it again" in done.stderr
    assert [each.created.key for each in waiting(queue)] == ["shop-web/access.log"]
    assert len(ids()) == 1
