"""The notify handler: insights from the bus in, each notice on each channel once."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from crosscut.aws import clients

Event = Callable[..., dict[str, Any]]
Load = Callable[[str], Callable[[dict[str, Any]], dict[str, Any]]]


@dataclass
class FakeSlack:
    status: int = 200
    body: str = "ok"
    told: list[dict[str, Any]] = field(default_factory=list)


@pytest.fixture
def slack(aws: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeSlack]:
    """A webhook on the loopback, named in the deployment's secret."""
    fake = FakeSlack()

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if fake.status == 200:
                fake.told.append(sent)
            self.send_response(fake.status)
            self.end_headers()
            self.wfile.write(fake.body.encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    secret = {"webhook_url": f"http://127.0.0.1:{server.server_port}/services/synthetic"}
    clients.secretsmanager().put_secret_value(SecretId="crosscut/test/slack", SecretString=json.dumps(secret))
    monkeypatch.setenv("CROSSCUT_SLACK_API_URL", f"http://127.0.0.1:{server.server_port}/api")
    yield fake
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_critical_insight_is_told_on_slack_and_sns(
    aws: Any, slack: FakeSlack, event: Event, load_handler: Load
) -> None:
    answer = load_handler("notify")(event("sqs_insight_published"))

    assert answer == {"batchItemFailures": []}
    (message,) = slack.told
    assert "Orders cannot reach the database" in message["text"]
    (notice,) = aws.received(aws.seen_url)
    assert "remaining connection slots are reserved for <USER:q7k2m4xa>" in notice["Message"]


def test_a_lesser_insight_is_not_told(aws: Any, slack: FakeSlack, event: Event, load_handler: Load) -> None:
    answer = load_handler("notify")(event("sqs_insight_published", detail__severity="high"))

    assert answer == {"batchItemFailures": []}
    assert slack.told == []
    assert aws.received(aws.seen_url) == []


def test_an_event_that_is_delivered_twice_is_told_once(
    aws: Any, slack: FakeSlack, event: Event, load_handler: Load
) -> None:
    handler = load_handler("notify")

    for delivery in (1, 2):
        assert handler(event("sqs_insight_published", delivery=delivery)) == {"batchItemFailures": []}

    assert len(slack.told) == 1
    assert len(aws.received(aws.seen_url)) == 1


def test_a_failed_slack_does_not_repeat_the_notice_on_sns(
    aws: Any, slack: FakeSlack, event: Event, load_handler: Load, capsys: pytest.CaptureFixture[str]
) -> None:
    handler = load_handler("notify")
    slack.status, slack.body = 503, "upstream trouble"
    failed = handler(event("sqs_insight_published"))
    slack.status, slack.body = 200, "ok"
    mended = handler(event("sqs_insight_published", delivery=2))

    assert len(failed["batchItemFailures"]) == 1
    assert mended == {"batchItemFailures": []}
    assert len(slack.told) == 1
    assert len(aws.received(aws.seen_url)) == 1
    assert "DeliveryError" in capsys.readouterr().out


def test_a_failed_sns_does_not_repeat_the_message_on_slack(
    aws: Any, slack: FakeSlack, event: Event, load_handler: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CROSSCUT_TOPIC_ARN", f"{aws.topic_arn}-nowhere")
    assert len(load_handler("notify")(event("sqs_insight_published"))["batchItemFailures"]) == 1
    monkeypatch.setenv("CROSSCUT_TOPIC_ARN", aws.topic_arn)
    assert load_handler("notify")(event("sqs_insight_published", delivery=2)) == {"batchItemFailures": []}

    assert len(slack.told) == 1
    assert len(aws.received(aws.seen_url)) == 1


@pytest.mark.parametrize(
    "secret", ['{"webhook_url": "http://elsewhere.example/synthetic"}', "synthetic nonsense"]
)
def test_a_wrong_slack_secret_is_an_error_but_sns_is_told(
    aws: Any, event: Event, load_handler: Load, capsys: pytest.CaptureFixture[str], secret: str
) -> None:
    clients.secretsmanager().put_secret_value(SecretId="crosscut/test/slack", SecretString=secret)

    answer = load_handler("notify")(event("sqs_insight_published"))

    assert len(answer["batchItemFailures"]) == 1
    assert len(aws.received(aws.seen_url)) == 1
    assert "synthetic" not in capsys.readouterr().out


def test_without_slack_sns_alone_is_told(aws: Any, event: Event, load_handler: Load) -> None:
    assert load_handler("notify")(event("sqs_insight_published")) == {"batchItemFailures": []}
    assert len(aws.received(aws.seen_url)) == 1


def test_a_text_that_seems_to_hold_a_secret_is_not_told(
    aws: Any, slack: FakeSlack, event: Event, load_handler: Load, capsys: pytest.CaptureFixture[str]
) -> None:
    planted = "AKIAIOSFODNN7SYNTHET"
    cause = f"The key {planted} was revoked."

    answer = load_handler("notify")(event("sqs_insight_published", detail__root_cause=cause))

    assert answer == {"batchItemFailures": []}
    (message,), (notice,) = slack.told, aws.received(aws.seen_url)
    printed = capsys.readouterr().out
    assert planted not in json.dumps(message) + json.dumps(notice) + printed
    assert "withheld: it looks like AWS Access Key" in notice["Message"]
    assert "Orders cannot reach the database" in notice["Message"]
    assert '"NoticesWithheld":[1.0]' in printed
