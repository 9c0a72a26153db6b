"""Reading log objects: the very bytes that an event is about, and what happens when they don't come."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from crosscut.aws import clients
from crosscut.aws.messages import ObjectCreated, parse
from crosscut.aws.objects import SupersededError, open_object
from crosscut.errors import PermanentError, RetryableError, UnreadableInputError

KEY = "shop-api/2026/03/01/app 1+2.log"
BUCKET = "example-logs"


@pytest.fixture
def created(event: Callable[..., dict[str, Any]]) -> Callable[..., ObjectCreated]:
    def make(**changes: object) -> ObjectCreated:
        body = event("sqs_object_created", **changes)["Records"][0]["body"]
        return parse(ObjectCreated, body, queue="intake")

    return make


def put(data: bytes) -> str:
    return clients.s3().put_object(Bucket=BUCKET, Key=KEY, Body=data)["ETag"].strip('"')


def test_an_object_is_read_as_a_stream(aws: object, created: Callable[..., ObjectCreated]) -> None:
    data = b"line\n" * 700_000
    etag = put(data)

    with open_object(clients.s3(), created(detail__object__etag=etag)) as stream:
        beginning = stream.read(5)
        rest = b"".join(iter(lambda: stream.read(65_536), b""))

    assert beginning == b"line\n"
    assert beginning + rest == data


def test_an_object_that_is_gone_is_unreadable(aws: object, created: Callable[..., ObjectCreated]) -> None:
    with pytest.raises(UnreadableInputError, match=r"app 1\+2\.log was deleted before it could be read"):
        open_object(clients.s3(), created())


def test_a_key_that_was_written_again_is_left_to_its_own_event(
    aws: object, created: Callable[..., ObjectCreated]
) -> None:
    first = put(b"first\n")
    put(b"second\n")

    with pytest.raises(SupersededError):
        open_object(clients.s3(), created(detail__object__etag=first))


def test_in_a_versioned_bucket_the_version_of_the_event_is_read(
    aws: object, created: Callable[..., ObjectCreated]
) -> None:
    clients.s3().put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    first = clients.s3().put_object(Bucket=BUCKET, Key=KEY, Body=b"first\n")["VersionId"]
    put(b"second\n")
    event = created(**{"detail__object__version-id": first})

    with open_object(clients.s3(), event) as stream:
        assert stream.read() == b"first\n"


class BrokenStore(BaseHTTPRequestHandler):
    """Promises 100,000 bytes and hangs up after some."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "100000")
        self.end_headers()
        self.wfile.write(b"only this much\n")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        pass


@pytest.fixture
def broken_store() -> Iterator[clients.Endpoint]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), BrokenStore)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield clients.Endpoint(f"http://127.0.0.1:{server.server_port}", "eu-central-1", "testing", "testing")
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_lost_connection_is_worth_a_retry(
    broken_store: clients.Endpoint, created: Callable[..., ObjectCreated]
) -> None:
    stream = open_object(clients.s3(broken_store), created())

    with pytest.raises(RetryableError, match=r"reading s3://example-logs/shop-api"), stream:
        stream.read()


def test_each_write_of_a_key_has_an_id_of_its_own(created: Callable[..., ObjectCreated]) -> None:
    same = {created().object_id, created(time="2026-03-01T09:20:00Z", id="redelivered").object_id}
    others = {
        created(detail__object__sequencer="00617F08299329D190").object_id,
        created(detail__object__etag="d3b07384d113edec49eaa6238ad5ff00").object_id,
        created(detail__object__key="shop-api/other.log").object_id,
        created(detail__bucket__name="another-bucket").object_id,
    }

    assert len(same) == 1
    assert len(same | others) == 5


@pytest.mark.parametrize(
    "body",
    ["", "not json", "[]", "{}", json.dumps({"Service": "Amazon S3", "Event": "s3:TestEvent"})],
)
def test_a_message_of_another_kind_is_refused_without_being_quoted(body: str) -> None:
    with pytest.raises(
        PermanentError, match="a message on the intake queue is not a ObjectCreated"
    ) as caught:
        parse(ObjectCreated, body, queue="intake")
    assert "TestEvent" not in str(caught.value)
