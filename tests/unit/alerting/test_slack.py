"""Slack as a channel, against a real server on the loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from crosscut.alerting.notices_memory import MemoryNotices
from crosscut.alerting.port import Letter, RefusedError
from crosscut.alerting.slack import SlackBot, SlackMisconfigured, SlackWebhook, slack_channels
from crosscut.config import Source
from crosscut.errors import ConfigurationError, CrosscutError, DeliveryError
from crosscut.model import Insight

MakeInsight = Callable[..., Insight]
TOKEN = "xoxb-synthetic-token"


@dataclass
class FakeSlack:
    """Answers as it is told and keeps what it was sent."""

    url: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: str = "ok"
    silent: threading.Event | None = None
    requests: list[tuple[str, str | None, dict[str, Any]]] = field(default_factory=list)


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    fake = FakeSlack()

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            fake.requests.append((self.path, self.headers["Authorization"], sent))
            if fake.silent:
                fake.silent.wait(30)
                return
            self.send_response(fake.status)
            for name, value in fake.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(fake.body.encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    fake.url = f"http://127.0.0.1:{server.server_port}"
    yield fake
    if fake.silent:
        fake.silent.set()
    server.shutdown()
    thread.join()
    server.server_close()


def webhook(slack: FakeSlack, *, timeout: float = 5) -> SlackWebhook:
    return SlackWebhook(f"{slack.url}/services/T0/B0/synthetic-secret", loopback=True, timeout=timeout)


def bot(slack: FakeSlack) -> SlackBot:
    return SlackBot(TOKEN, api_url=f"{slack.url}/api/", whereabouts=MemoryNotices(), timeout=5)


def test_a_webhook_is_sent_the_message(slack: FakeSlack, make_insight: MakeInsight, source: Source) -> None:
    webhook(slack).post("#shop-oncall", Letter(make_insight(), source), nonce="n-1")

    ((path, authorization, sent),) = slack.requests
    assert path == "/services/T0/B0/synthetic-secret"
    assert authorization is None
    assert sent["text"].startswith("Critical in shop-api")
    assert sent["blocks"][0]["type"] == "header"
    assert sent["unfurl_links"] is sent["unfurl_media"] is False


def test_a_bot_posts_in_the_sources_channel(
    slack: FakeSlack, make_insight: MakeInsight, source: Source
) -> None:
    slack.body = '{"ok": true, "ts": "1772356521.000100"}'

    bot(slack).post("#shop-oncall", Letter(make_insight(), source), nonce="n-1")

    ((path, authorization, sent),) = slack.requests
    assert path == "/api/chat.postMessage"
    assert authorization == f"Bearer {TOKEN}"
    assert sent["channel"] == "#shop-oncall"
    assert (sent["parse"], sent["link_names"]) == ("none", False)


def test_a_bot_without_a_channel_says_what_to_set(slack: FakeSlack) -> None:
    with pytest.raises(
        ConfigurationError, match=r"source shop-web: .*set slack_channel, of the source or of notify"
    ):
        bot(slack).place(Source(name="shop-web"))
    assert slack.requests == []


@pytest.mark.parametrize(
    ("status", "headers", "body", "error", "words"),
    [
        (
            429,
            {"Retry-After": "30"},
            '{"ok": false, "error": "ratelimited"}',
            RefusedError,
            "asks to wait 30 s",
        ),
        (500, {}, "<html>", DeliveryError, "500"),
        (503, {}, "", DeliveryError, "503"),
        (200, {}, '{"ok": false, "error": "internal_error"}', DeliveryError, "internal_error"),
        (200, {}, '{"ok": false, "error": "channel_not_found"}', RefusedError, "channel_not_found"),
        (200, {}, '{"ok": false}', RefusedError, "unknown_error"),
        (400, {}, "invalid_blocks", RefusedError, r"400 \(invalid_blocks\)"),
        (404, {}, "no_service", RefusedError, r"404 \(no_service\)"),
        (403, {}, "Your text: remaining connection slots", RefusedError, r"403; check"),
        (302, {"Location": "http://127.0.0.1:1/elsewhere"}, "", RefusedError, "302, a redirect"),
    ],
)
def test_what_slack_answers_is_told_apart(
    slack: FakeSlack,
    make_insight: MakeInsight,
    source: Source,
    status: int,
    headers: dict[str, str],
    body: str,
    error: type[CrosscutError],
    words: str,
) -> None:
    slack.status, slack.headers, slack.body = status, headers, body

    for channel in (webhook(slack), bot(slack)):
        with pytest.raises(error, match=words) as caught:
            channel.post("#shop-oncall", Letter(make_insight(), source), nonce="n-1")
        assert "synthetic" not in str(caught.value)
        assert "remaining" not in str(caught.value)
    assert len(slack.requests) == 2


def test_a_bot_needs_slacks_own_answer(slack: FakeSlack, make_insight: MakeInsight, source: Source) -> None:
    slack.body = "<html>Please log in to the office network</html>"

    with pytest.raises(DeliveryError, match="other than JSON"):
        bot(slack).post("#shop-oncall", Letter(make_insight(), source), nonce="n-1")


def test_silence_and_refused_connections_are_worth_a_retry(
    slack: FakeSlack, make_insight: MakeInsight, source: Source
) -> None:
    slack.silent = threading.Event()

    with pytest.raises(DeliveryError, match=r"could not be reached \(TimeoutError\)"):
        webhook(slack, timeout=0.2).post("#shop-oncall", Letter(make_insight(), source), nonce="n-1")
    with pytest.raises(DeliveryError, match=r"could not be reached \(ConnectionRefusedError\)"):
        SlackWebhook("http://127.0.0.1:1/services/synthetic", loopback=True).post(
            "#shop-oncall", Letter(make_insight(), source), nonce="n-1"
        )


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.slack.example/services/synthetic",
        "http://127.0.0.1.evil.example/services/synthetic",
        "ftp://hooks.slack.example/synthetic",
        "hooks.slack.example/services/synthetic",
        "https:///services/synthetic",
        "https://hooks.slack.example:port/synthetic",
        "https://hooks.slack.example/synthetic\r\nX-Injected: 1",
        "",
    ],
)
def test_an_address_that_is_not_https_is_refused_and_not_quoted(url: str) -> None:
    with pytest.raises(ConfigurationError, match="the webhook_url is") as caught:
        SlackWebhook(url)
    assert "synthetic" not in str(caught.value)


@pytest.mark.parametrize("url", ["https://hooks.slack.com/s", "http://localhost:9/s", "http://[::1]:9/s"])
def test_https_and_for_trials_this_machine_are_allowed(url: str) -> None:
    assert SlackWebhook(url, loopback=True).name == "slack"


def test_a_secret_leads_to_this_machine_only_where_the_deployment_does() -> None:
    fields = {"webhook_url": "http://127.0.0.1:9001/2018-06-01/runtime/invocation/next"}  # of a Lambda itself
    notices = MemoryNotices()

    [channel] = slack_channels(lambda: fields, api_url="https://slack.com/api", whereabouts=notices)
    [on_trial] = slack_channels(lambda: fields, api_url="http://127.0.0.1:9/api", whereabouts=notices)

    assert isinstance(channel, SlackMisconfigured)
    assert isinstance(on_trial, SlackWebhook)


@pytest.mark.parametrize("fields", [{}, {"webhook_url": ""}, {"webhook_url": "", "bot_token": ""}])
def test_an_empty_secret_is_no_slack(fields: dict[str, str]) -> None:
    assert slack_channels(lambda: fields, api_url="https://slack.com/api", whereabouts=MemoryNotices()) == []


@pytest.mark.parametrize(
    "fields",
    [{"token": "synthetic"}, {"webhook_url": "http://elsewhere.example"}, {"bot_token": "synthetic\ntoken"}],
)
def test_a_wrong_secret_speaks_up_at_delivery(
    fields: dict[str, str], make_insight: MakeInsight, source: Source
) -> None:
    (channel,) = slack_channels(lambda: fields, api_url="https://slack.com/api", whereabouts=MemoryNotices())

    with pytest.raises(ConfigurationError):
        channel.place(source)
    with pytest.raises(RefusedError):
        channel.post("", Letter(make_insight(), source), nonce="n-1")
