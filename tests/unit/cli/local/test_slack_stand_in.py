"""The Slack stand-in takes what Slack takes, refuses what Slack refuses, and keeps what it was sent."""

from __future__ import annotations

import io
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from crosscut.cli.local.slack_rules import problem
from crosscut.cli.local.slack_stand_in import BOT_TOKEN, WEBHOOK_PATH, serve
from crosscut.cli.local.slack_view import read_messages, render_messages
from crosscut.cli.local.slack_workspace import Refused, Workspace

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "*Disk full* on `db-1` &lt;sda&gt;"}}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the messages are kept."""
    return tmp_path / "slack.jsonl"


@pytest.fixture
def url(file: Path) -> Iterator[str]:
    """A running stand-in."""
    server = serve(0, file)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def call(url: str, method: str, token: str = BOT_TOKEN, **arguments: Any) -> dict[str, Any]:
    """Call a method of the Web API and return its answer."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    _, answer = _post(f"{url}/api/{method}", arguments, headers)
    return dict(json.loads(answer))


@pytest.mark.parametrize(
    ("method", "arguments", "error"),
    [
        ("chat.postMessage", {"channel": "#nowhere", "text": "a"}, "channel_not_found"),
        ("chat.postMessage", {"channel": "#uninvited", "text": "a"}, "not_in_channel"),
        ("chat.postMessage", {"channel": "#archived", "text": "a"}, "is_archived"),
        ("chat.postMessage", {"channel": "#ops", "text": "a" * 40_001}, "msg_too_long"),
        ("chat.postMessage", {"channel": "#ops", "text": "a", "thread_ts": "1.000001"}, "thread_not_found"),
        (
            "chat.postMessage",
            {"channel": "#ops", "text": "a", "metadata": {}, "token": "revoked"},
            "token_revoked",
        ),
        ("chat.postMessage", {"channel": "#ops", "text": "a", "token": ""}, "not_authed"),
        (
            "chat.postMessage",
            {"channel": "#ops", "text": "a", "metadata": {"event_type": 1}},
            "invalid_metadata_format",
        ),
        (
            "chat.postMessage",
            {
                "channel": "#ops",
                "text": "a",
                "metadata": {"event_type": "x", "event_payload": {"a": "b" * 9_000}},
            },
            "metadata_too_large",
        ),
        ("chat.update", {"channel": "#ops", "ts": "1.000001", "text": "a"}, "channel_not_found"),
        ("chat.update", {"channel": "C0123456789", "ts": "1.000001", "text": "a"}, "channel_not_found"),
        ("conversations.history", {"channel": "#ops"}, "channel_not_found"),
        ("conversations.history", {"channel": "#ops", "token": "post-only"}, "missing_scope"),
        ("chat.invent", {"channel": "#ops"}, "channel_not_found"),
    ],
)
def test_it_refuses_what_slack_refuses(url: str, method: str, arguments: dict[str, Any], error: str) -> None:
    tokens = {"revoked": "xoxb-local-revoked", "post-only": "xoxb-local-post-only", "": ""}
    arguments = dict(arguments)
    token = tokens[arguments.pop("token")] if "token" in arguments else BOT_TOKEN

    answer = call(url, method, token, **arguments)

    assert (answer["ok"], answer["error"]) == (False, error)


def test_of_a_message_only_what_can_be_edited_is_edited(url: str) -> None:
    frozen = call(url, "chat.postMessage", channel="#frozen", text="a")
    posted = call(url, "chat.postMessage", channel="#ops", text="a")

    def edit(message: dict[str, Any], **changes: str) -> object:
        where = {name: message[name] for name in ("channel", "ts")}
        return call(url, "chat.update", **{**where, "text": "b", **changes}).get("error")

    assert edit(posted) is None
    assert edit(posted, text="b" * 4_001) == "msg_too_long"
    assert edit(posted, ts="1.000001") == "message_not_found"
    assert edit(frozen) == "edit_window_closed"


def test_a_thread_and_the_metadata_of_a_channel_can_be_read(url: str, file: Path) -> None:
    mark = {"event_type": "e", "event_payload": {"notice": "n-1"}}
    first = call(url, "chat.postMessage", channel="#ops", text="a", metadata=mark)
    call(url, "chat.postMessage", channel=first["channel"], text="b", thread_ts=first["ts"])

    history = call(url, "conversations.history", channel=first["channel"], include_all_metadata=True)
    replies = call(url, "conversations.replies", channel=first["channel"], ts=first["ts"])
    channels = call(url, "conversations.list")

    assert [(m["ts"], m["metadata"]) for m in history["messages"]] == [(first["ts"], mark)]
    assert [m["text"] for m in replies["messages"]] == ["b", "a"]
    assert channels["channels"] == [{"id": first["channel"], "name": "ops"}]
    assert [(m.ts == first["ts"], m.thread == first["ts"]) for m in read_messages(file)] == [
        (True, False),
        (False, True),
    ]


def test_more_than_a_message_a_second_in_a_channel_is_429_with_the_seconds_to_wait(file: Path) -> None:
    now = [0.0]
    workspace = Workspace(clock=lambda: now[0])

    def post(channel: str) -> object:
        answer = workspace.call("chat.postMessage", BOT_TOKEN, {"channel": channel, "text": "a"})
        return answer.retry_after if isinstance(answer, Refused) else 0

    assert [post("#ops") for _ in range(7)] == [0, 0, 0, 0, 0, 1, 1]
    assert post("#other") == 0
    now[0] += 1
    assert [post("#ops") for _ in range(2)] == [0, 1]


def test_a_webhook_message_is_kept(url: str, file: Path) -> None:
    status, answer = _post(url + WEBHOOK_PATH, {"text": "hello", "blocks": [SECTION]})

    assert (status, answer) == (200, "ok")
    assert [message.content["text"] for message in read_messages(file)] == ["hello"]


def test_a_bot_posts_and_changes_its_message(url: str, file: Path) -> None:
    headers = {"Authorization": f"Bearer {BOT_TOKEN}"}

    _, posted = _post(f"{url}/api/chat.postMessage", {"channel": "#ops", "text": "a"}, headers)
    where = {name: json.loads(posted)[name] for name in ("channel", "ts")}
    change = {**where, "text": "b"}
    _, changed = _post(f"{url}/api/chat.update", change, headers)

    assert {name: json.loads(changed)[name] for name in ("channel", "ts")} == where
    assert [(m.channel, m.is_update, m.content["text"]) for m in read_messages(file)] == [
        ("#ops", False, "a"),
        ("#ops", True, "b"),
    ]


@pytest.mark.parametrize(
    ("message", "token", "error"),
    [
        ({"channel": "#ops", "text": "a"}, "xoxb-of-somebody-else", "invalid_auth"),
        ({"text": "a"}, BOT_TOKEN, "channel_not_found"),
        ({"channel": "#ops"}, BOT_TOKEN, "no_text"),
        ({"channel": "#ops", "blocks": [SECTION] * 51}, BOT_TOKEN, "invalid_blocks"),
    ],
)
def test_a_method_refuses_with_200_and_a_code(
    url: str, file: Path, message: dict[str, Any], token: str, error: str
) -> None:
    status, answer = _post(f"{url}/api/chat.postMessage", message, {"Authorization": f"Bearer {token}"})

    assert status == 200
    assert (json.loads(answer)["ok"], json.loads(answer)["error"]) == (False, error)
    assert read_messages(file) == []


@pytest.mark.parametrize(
    ("path", "message", "status", "answer"),
    [
        (WEBHOOK_PATH, {"blocks": [{"type": "section"}]}, 400, "invalid_blocks"),
        (WEBHOOK_PATH, ["no object"], 400, "invalid_payload"),
        ("/services/T1/B1/wrong", {"text": "a"}, 404, "no_service"),
    ],
)
def test_a_webhook_refuses_with_a_status(url: str, path: str, message: Any, status: int, answer: str) -> None:
    assert _post(url + path, message) == (status, answer)


@pytest.mark.parametrize(
    "block",
    [
        {"type": "header", "text": {"type": "plain_text", "text": "x" * 151}},
        {"type": "header", "text": {"type": "mrkdwn", "text": "x"}},
        {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3_001}},
        {"type": "section", "text": {"type": "mrkdwn", "text": ""}},
        {"type": "section", "fields": [{"type": "mrkdwn", "text": "x"}] * 11},
        {"type": "context", "elements": []},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "x"}] * 11},
        {"type": "unheard-of"},
    ],
)
def test_a_block_over_its_limits_is_refused(block: dict[str, Any]) -> None:
    assert str(problem({"blocks": [block]})).startswith("invalid_blocks: block 0: ")


def test_messages_are_drawn_without_markup_and_without_control_characters(url: str, file: Path) -> None:
    sneaky = {
        "type": "context",
        "elements": [{"type": "mrkdwn", "text": "\x1b]0;title\x07 [bold]plain[/bold]"}],
    }
    _post(url + WEBHOOK_PATH, {"text": "hello", "blocks": [SECTION, sneaky]})
    screen = io.StringIO()

    render_messages(read_messages(file), Console(file=screen, width=60))

    assert "Disk full on db-1 <sda>" in screen.getvalue()
    assert "[bold]plain[/bold]" in screen.getvalue()
    assert "\x1b" not in screen.getvalue()


def test_half_a_line_is_not_a_message_yet(file: Path) -> None:
    file.write_text('{"ts": "1.1", "rec', encoding="utf-8")

    assert read_messages(file) == []


def _post(url: str, document: Any, headers: dict[str, str] | None = None) -> tuple[int, str]:
    data = json.dumps(document).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json", **(headers or {})})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()
