"""The slack handler: a press in Slack in; the decision in the table, on the bus, and in the message itself."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from crosscut.alerting.slack_signature import sign
from crosscut.aws import clients
from crosscut.aws.insights import DynamoInsightStore
from crosscut.aws.pages import PageStore
from crosscut.cli.local.slack_stand_in import BOT_TOKEN, SIGNING_SECRET, serve
from crosscut.cli.local.slack_workspace import Workspace
from crosscut.model import Insight, Status
from tests.handlers.conftest import INSIGHTS, WORK_BUCKET

Event = Callable[..., dict[str, Any]]
Load = Callable[[str], Callable[[dict[str, Any]], dict[str, Any]]]


@pytest.fixture
def workspace(aws: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """The stand-in for Slack, with a bot that is in the deployment's secret."""
    workspace = Workspace()
    server = serve(0, tmp_path / "slack.jsonl", workspace=workspace)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    secret = json.dumps({"bot_token": BOT_TOKEN, "signing_secret": SIGNING_SECRET})
    clients.secretsmanager().put_secret_value(SecretId="crosscut/test/slack", SecretString=secret)
    monkeypatch.setenv("CROSSCUT_SLACK_API_URL", f"http://127.0.0.1:{server.server_port}/api")
    sources = tmp_path / "sources.yaml"
    sources.write_text("sources: [{name: shop-api, slack_channel: '#shop-oncall'}]")
    monkeypatch.setenv("CROSSCUT_SOURCES", str(sources))
    yield workspace
    server.shutdown()
    thread.join()
    server.server_close()


def press(action: str, value: str, **changes: object) -> dict[str, Any]:
    """A Function URL's event (https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html), signed."""
    now = time.time()
    document = {
        "type": "block_actions",
        "user": {"id": "U0SYNTHETIC", "username": "alice"},
        "actions": [{"action_id": action, "value": value, "action_ts": f"{now:.6f}"}],
    }
    body = urlencode({"payload": json.dumps(document)})
    timestamp = str(int(now))
    return {
        "version": "2.0",
        "rawPath": "/",
        "headers": {
            "content-type": "application/x-www-form-urlencoded",
            "x-slack-request-timestamp": timestamp,
            "x-slack-signature": sign(timestamp, body.encode(), signing_secret=SIGNING_SECRET),
        },
        "requestContext": {"http": {"method": "POST", "path": "/"}},
        "body": body,
        "isBase64Encoded": False,
        **changes,
    }


def published(event: Event, envelope: dict[str, Any]) -> dict[str, Any]:
    whole = event("sqs_insight_published")
    whole["Records"][0]["body"] = json.dumps(envelope)
    return whole


def test_a_press_changes_the_message_that_was_pressed(
    aws: Any,
    workspace: Workspace,
    event: Event,
    load_handler: Load,
    make_insight: Callable[..., Insight],
) -> None:
    store = DynamoInsightStore(clients.dynamodb(), INSIGHTS)
    insight = store.save(make_insight(), digest_id="d1")
    PageStore(clients.s3(), WORK_BUCKET).write(insight, "<p>a page")
    told = event("sqs_insight_published")
    assert load_handler("notify")(told) == {"batchItemFailures": []}
    (message,) = workspace.first_messages()
    buttons = next(b for b in message.content["blocks"] if b["type"] == "actions")["elements"]  # type: ignore[attr-defined]
    acknowledge = next(b for b in buttons if b["text"]["text"] == "Acknowledge")
    assert f"reports/shop-api/{insight.id}.html?X-Amz" in json.dumps(message.content)
    aws.received(aws.seen_url)
    slack, notify = load_handler("slack"), load_handler("notify")

    began = time.process_time()
    answer = slack(press(acknowledge["action_id"], acknowledge["value"]))
    assert time.process_time() - began < 1
    assert answer == {"statusCode": 200, "body": ""}
    stored = store.find(insight.source, insight.id)
    assert stored
    assert stored.status is Status.ACKNOWLEDGED
    (envelope,) = [m for m in aws.received(aws.seen_url) if m.get("detail-type") == "Insight"]
    assert notify(published(event, envelope)) == {"batchItemFailures": []}

    (message,) = workspace.first_messages()
    assert "Acknowledged by alice (U0SYNTHETIC)" in json.dumps(message.content)
    assert workspace.calls == ["chat.postMessage", "chat.update"]


def test_the_same_press_twice_is_one_decision(
    aws: Any, workspace: Workspace, load_handler: Load, make_insight: Callable[..., Insight]
) -> None:
    store = DynamoInsightStore(clients.dynamodb(), INSIGHTS)
    insight = store.save(make_insight(), digest_id="d1")
    request = press("crosscut.resolve", f"1:{insight.id}")
    slack = load_handler("slack")

    assert [slack(request)["statusCode"] for _ in range(3)] == [200] * 3

    stored = store.find(insight.source, insight.id)
    assert stored
    assert len(stored.decisions) == 1


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (lambda: press("crosscut.resolve", "1:3f9ac2d17be04d55", body="payload=%7B%7D"), 401),
        (lambda: press("crosscut.resolve", "1:3f9ac2d17be04d55", headers=None), 401),
        (lambda: press("crosscut.resolve", "1:3f9ac2d17be04d55", body="x" * 300_000), 413),
        (lambda: press("crosscut.resolve", "1:000000000000"), 404),
        (lambda: press("crosscut.elsewhere", "1:3f9ac2d17be04d55"), 200),
        (lambda: {"rawPath": "/favicon.ico"}, 401),
    ],
)
def test_what_is_no_press_on_a_message_of_ours_changes_nothing(
    aws: Any,
    workspace: Workspace,
    load_handler: Load,
    make_insight: Callable[..., Insight],
    capsys: pytest.CaptureFixture[str],
    request_: Callable[[], dict[str, Any]],
    status: int,
) -> None:
    store = DynamoInsightStore(clients.dynamodb(), INSIGHTS)
    insight = store.save(make_insight(), digest_id="d1")

    assert load_handler("slack")(request_()) == {"statusCode": status, "body": ""}

    assert store.find(insight.source, insight.id) == insight
    assert aws.received(aws.seen_url) == []
    assert SIGNING_SECRET not in capsys.readouterr().out


def test_the_clock_makes_notify_look_again_at_what_is_due(
    aws: Any, workspace: Workspace, event: Event, load_handler: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    notify = load_handler("notify")
    refused = event("sqs_insight_published", detail__source="elsewhere")
    monkeypatch.setenv("CROSSCUT_TOPIC_ARN", f"{aws.topic_arn}-nowhere")
    assert len(load_handler("notify")(refused)["batchItemFailures"]) == 1
    monkeypatch.setenv("CROSSCUT_TOPIC_ARN", aws.topic_arn)

    tick = event("sqs_insight_published")
    tick["Records"][0]["body"] = json.dumps({"tick": "2026-03-01T10:00:00Z"})
    assert notify(tick) == {"batchItemFailures": []}
    assert aws.received(aws.notices_url) == []  # due in five minutes

    table = clients.dynamodb()
    for item in table.scan(TableName="crosscut-test-notices")["Items"]:
        if "due" in item:
            item["due"] = {"S": "2026-03-01T10:00:00.000000Z"}
            table.put_item(TableName="crosscut-test-notices", Item=item)
    store = DynamoInsightStore(clients.dynamodb(), INSIGHTS)
    store.save(Insight.model_validate(json.loads(refused["Records"][0]["body"])["detail"]), digest_id="d1")
    assert notify(tick) == {"batchItemFailures": []}
    (again,) = aws.received(aws.notices_url)
    assert again["look"][2:] == ["sns", ""]
    assert load_handler("notify")(published(event, again)) == {"batchItemFailures": []}

    assert len(aws.received(aws.seen_url)) == 1
