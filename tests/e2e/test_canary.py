"""Five hundred planted secrets go through the whole local AWS, and none comes out anywhere."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest

from crosscut import chunks
from crosscut.aws import clients
from tests.e2e.canaries import Canaries, Canary, canaries, leaked
from tests.e2e.harness import Local, eventually
from tests.fakes.claude_server import ClaudeServer

SOURCE = "e2e-canary"
_PSEUDONYM = re.compile(r"<[A-Z][A-Z0-9_]*:[a-z2-7]{8}>")
EAR = "e2e-canary-ear"  # a queue that hears what the bus and the topic carry


class Sink(NamedTuple):
    """A place that a secret could have come to."""

    name: str
    text: str


@pytest.fixture(scope="module")
def planted() -> Canaries:
    return canaries()


@pytest.fixture(scope="module")
def sinks(
    local: Local, claude: ClaudeServer, planted: Canaries, tmp_path_factory: pytest.TempPathFactory
) -> list[Sink]:
    """Everything that there is once all files have been through."""
    folder = tmp_path_factory.mktemp("canary")
    since = datetime.now(UTC) - timedelta(seconds=1)
    ear = _listen(local)
    keys = set()
    for name, text in planted.files.items():
        file = folder / (f"{name}.gz" if name == "syslog.log" else name)
        file.write_bytes(gzip.compress(text.encode()) if file.suffix == ".gz" else text.encode())
        keys.add(local.drop(file, SOURCE))
    eventually(lambda: keys <= local.aws.digested(SOURCE), seconds=120, what="a digest of each file")
    eventually(lambda: local.insights(SOURCE), seconds=60, what="an insight")
    eventually(lambda: not any(local.aws.waiting().values()), seconds=120, what="empty queues")
    return [sink for sink in _all(local, claude, ear, since) if sink.text]


def test_every_sink_has_something_to_search(sinks: list[Sink], planted: Canaries) -> None:
    assert len(planted.planted) >= 500
    assert {canary.file for canary in planted.planted} == set(planted.files)
    assert {sink.name.partition(" ")[0] for sink in sinks} >= {
        "s3", "dynamodb", "heard", "claude", "slack", "logs", "terminal",
    }  # fmt: skip


def test_what_is_planted_arrives_redacted(sinks: list[Sink]) -> None:
    for name in ("s3", "claude", "heard", "terminal"):
        assert any(_PSEUDONYM.search(sink.text) for sink in sinks if sink.name.startswith(name)), name


def test_no_planted_secret_comes_out_anywhere(sinks: list[Sink], planted: Canaries) -> None:
    found: dict[Canary, list[str]] = {}
    for sink in sinks:
        for canary in leaked(planted.planted, sink.text):
            found.setdefault(canary, []).append(sink.name)

    told = [f"{c.kind} of {c.file} in {sorted(set(names))[:4]}: {c.line[:200]}" for c, names in found.items()]
    assert not told, f"{len(told)} of {len(planted.planted)}:\n" + "\n".join(told)


def _all(local: Local, claude: ClaudeServer, ear: str, since: datetime) -> Iterator[Sink]:
    yield from _objects(local)
    yield from _tables(local)
    yield from _queues(local, ear)
    for number, request in enumerate(claude.received(SOURCE)):
        yield Sink(f"claude {number}", _both(request.text))
    for message in local.messages(SOURCE):
        yield Sink("slack", _both(message.text))
    for line in local.aws.log_lines(since=since):
        yield Sink(f"logs {line.function}", _both(line.text))
    for file in (local.home / "local").rglob("*.log"):  # what the emulator and the stand-ins say themselves
        yield Sink(f"files {file.name}", file.read_text(encoding="utf-8", errors="replace"))
    for arguments in (
        ("insights", "--local", "--since", "2020-01-01", "--source", SOURCE),
        ("insights", "--local", "--since", "2020-01-01", "--source", SOURCE, "--json"),
        ("quarantine", "list", "--local"),
        ("quarantine", "list", "--local", "--json"),
        ("local", "logs"),
        ("local", "slack"),
        ("local", "status"),
    ):
        done = local.run(*arguments, check=False)
        yield Sink(f"terminal {' '.join(arguments[:2])}", _both(done.stdout + done.stderr))
    for insight in local.insights(SOURCE)[:5]:
        yield Sink("terminal insights show", local.run("insights", "show", "--local", insight.id).stdout)


def _objects(local: Local) -> Iterator[Sink]:
    """The work bucket, but for what is kept raw on purpose, in quarantine."""
    s3, bucket = clients.s3(local.aws.endpoint), local.output("WorkBucketName")
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        for item in page.get("Contents", []):
            key = item["Key"]
            if key.startswith("quarantine/") or SOURCE not in key:
                continue
            data = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
            if key.startswith("chunks/"):
                for record in chunks.decode(data):
                    yield Sink(f"s3 {key}", _both(json.dumps(tuple(record), ensure_ascii=False, default=str)))
            else:
                yield Sink(f"s3 {key}", _both(data.decode("utf-8", "replace")))


def _tables(local: Local) -> Iterator[Sink]:
    dynamodb = clients.dynamodb(local.aws.endpoint)
    for table in dynamodb.list_tables()["TableNames"]:
        for page in dynamodb.get_paginator("scan").paginate(TableName=table):
            for item in page["Items"]:
                yield Sink(f"dynamodb {table}", _both(json.dumps(item, ensure_ascii=False, default=str)))


def _queues(local: Local, ear: str) -> Iterator[Sink]:
    sqs = clients.sqs(local.aws.endpoint)
    for url in sqs.list_queues().get("QueueUrls", []):
        name = "heard" if url == ear else f"sqs {url.rpartition('/')[2]}"
        # Taken out only where nobody else wants them.
        while messages := sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=1 if url != ear else 60
        ).get("Messages", []):
            for message in messages:
                yield Sink(name, _both(message.get("Body", "")))
            if url != ear:
                break


def _listen(local: Local) -> str:
    """Make a queue that gets all that the bus and the topic carry, and return its URL."""
    endpoint = local.aws.endpoint
    sns, events = clients.sns(endpoint), clients.events(endpoint)
    url, arn = local.queue(EAR)
    for topic in sns.list_topics()["Topics"]:
        sns.subscribe(TopicArn=topic["TopicArn"], Protocol="sqs", Endpoint=arn)
    for bus in events.list_event_buses()["EventBuses"]:
        events.put_rule(Name=EAR, EventBusName=bus["Name"], EventPattern='{"source": ["crosscut"]}')
        events.put_targets(Rule=EAR, EventBusName=bus["Name"], Targets=[{"Id": "ear", "Arn": arn}])
    return url


def _both(text: str) -> str:
    """Return the text and, below it, what it says where it is JSON or Slack's own escapes."""
    plain = text.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
    return f"{plain}\n{plain.replace(chr(92) + chr(34), chr(34)).replace(chr(92) * 2, chr(92))}"
