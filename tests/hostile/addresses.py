"""Addresses in settings and secrets: where notify and analyze may be led to."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from crosscut.aws import clients
from crosscut.aws.digests import DigestStore
from crosscut.aws.insights import DynamoInsightStore
from crosscut.aws.messages import ObjectPlace
from crosscut.model import Severity
from tests.fuzz import seeds
from tests.handlers.conftest import ANTHROPIC_SECRET, INSIGHTS, WORK_BUCKET
from tests.handlers.test_analyze import NINE, outage
from tests.hostile.case import Case
from tests.hostile.servers import answering, listening
from tests.hostile.world import Outcome, World

_REFUSED = "refused before anything is sent; the topic is told"
_BY_RULES = "refused before anything is sent; the rules answer"
_WEBHOOKS = (
    "https://169.254.169.254/latest/meta-data/", "https://192.0.2.1/synthetic", "https://[2001:db8::1]/synthetic",
    "https://[::ffff:192.0.2.1]/synthetic", "https://3221225985/synthetic", "https://0xc0000201/synthetic",
    "https://0300.0.2.1/synthetic", "https://192.0.2/synthetic", "http://hooks.slack.com/synthetic",
    "https://hooks.slack.com@192.0.2.1/synthetic", "https://hooks.slack.com.example.test/synthetic",
    "https://metadata/synthetic", "https://vault.internal/synthetic", "file:///etc/passwd",
    "gopher://hooks.slack.com/synthetic", "https://hooks.slack.com\\@example.test/synthetic",
    "https://h\u043e\u043eks.slack.com/synthetic", "https://hooks.slack.com/synthetic\r\nX-Injected: 1",
    "https://hooks.slack.com:0/synthetic", "//hooks.slack.com/synthetic",
    "http://127.0.0.1:9001/2018-06-01/runtime/invocation/synthetic", "http://localhost:9001/synthetic",
    "https://[::1]/synthetic",
)  # fmt: skip
_CLAUDES = (
    "https://192.0.2.1/synthetic", "https://api.anthropic.com@example.test/synthetic",
    "http://api.anthropic.com/synthetic", "https://169.254.170.2/v2/credentials/synthetic",
    "https://2130706433.example./synthetic", "https://claude.local/synthetic",
)  # fmt: skip


def _told(world: World, url: str, **environment: str) -> Outcome:
    """Have notify tell of a new insight by a webhook; the topic is told beside it."""
    world.set_slack({"webhook_url": url})
    world.account.received(world.account.seen_url)
    event = seeds.body("sqs_insight_published")
    event["detail"]["id"] = world.id()[-16:]
    return world.send("notices", json.dumps(event), **environment)


def _topic_was_told(world: World) -> str:
    return (
        f"the topic is {'told' if len(world.account.received(world.account.seen_url)) == 1 else 'not told'}"
    )


def _webhook(url: str) -> Callable[[World], str]:
    def check(world: World) -> str:
        outcome = _told(world, url)
        if outcome.asked or "synthetic" in outcome.printed or '"level":"ERROR"' not in outcome.printed:
            return f"asked {outcome.asked}, logged {outcome.printed}"
        return f"refused before anything is sent; {_topic_was_told(world)}"

    return check


def _redirected(status: int) -> Callable[[World], str]:
    def check(world: World) -> str:
        with answering(200) as elsewhere, answering(status, location=f"{elsewhere.url}/elsewhere") as first:
            _told(world, f"{first.url}/synthetic", CROSSCUT_SLACK_API_URL=first.url)
        if first.asked != ["/synthetic"] or elsewhere.asked:
            return f"asked {first.asked}, then {elsewhere.asked}"
        return f"an error; nothing is sent to where it leads; {_topic_was_told(world)}"

    return check


def _name_of_inside(world: World) -> str:
    with listening() as inside:
        world.names["hooks.slack.com"] = inside.port
        outcome = _told(world, "https://hooks.slack.com/services/synthetic")
    world.names.clear()
    tls = {sent[:4] for sent in inside.asked}  # 16 03: a TLS handshake (RFC 8446, section 5.1)
    if tls != {"1603"} or (
        "SSLError" not in outcome.printed and "could not be reached" not in outcome.printed
    ):
        return f"sent {inside.asked}, logged {outcome.printed}"
    return f"a TLS handshake that fails, and nothing more; {_topic_was_told(world)}"


def _analysed(world: World, url: str) -> tuple[Outcome, str]:
    """Have analyze ask a model at that address about an outage; return how that ended, and who answered."""
    secret = json.dumps({"api_key": "synthetic-api-key"})
    clients.secretsmanager().put_secret_value(SecretId=ANTHROPIC_SECRET, SecretString=secret)
    source, object_id = f"hostile-{world.id()[-8:]}", world.id()
    key = DigestStore(clients.s3(), WORK_BUCKET).write(outage(source), ObjectPlace(source, object_id, NINE))
    message = {
        **seeds.body("sqs_digest_message"),
        "source": source,
        "digest_key": key,
        "object_id": object_id,
    }
    outcome = world.send("digests", json.dumps(message), CROSSCUT_ANTHROPIC_URL=url)
    store = DynamoInsightStore(clients.dynamodb(), INSIGHTS)
    found = store.list(since=NINE, at_least=Severity.INFO)
    answered = {insight.analyst for insight in found if insight.source == source}
    return outcome, "the rules answer" if answered == {"offline"} else f"answered by {answered}"


def _claude(url: str) -> Callable[[World], str]:
    def check(world: World) -> str:
        outcome, answer = _analysed(world, url)
        if outcome.asked or "synthetic-api-key" in outcome.printed:
            return f"asked {outcome.asked}, logged {outcome.printed}"
        return f"refused before anything is sent; {answer}"

    return check


def _claude_redirected(status: int) -> Callable[[World], str]:
    def check(world: World) -> str:
        with answering(200) as elsewhere, answering(status, location=f"{elsewhere.url}/elsewhere") as first:
            _, answer = _analysed(world, first.url)
        if len(first.asked) != 1 or elsewhere.asked:
            return f"asked {first.asked}, then {elsewhere.asked}"
        return f"asked once; neither digest nor key is sent to where it leads; {answer}"

    return check


def cases() -> Iterator[Case]:
    """Yield the rows."""
    for url in _WEBHOOKS:
        shown = url.encode("unicode_escape").decode()
        yield Case("Slack webhook", f"`{shown}`", _REFUSED, _webhook(url))
    for status in (301, 302, 303, 307, 308):
        gets = "an error; nothing is sent to where it leads; the topic is told"
        yield Case(
            "Slack webhook", f"an address that answers with {status}, a redirect", gets, _redirected(status)
        )
    yield Case("Slack webhook", "Slack's name, which leads into this network",
               "a TLS handshake that fails, and nothing more; the topic is told", _name_of_inside)  # fmt: skip
    for url in _CLAUDES:
        yield Case("Claude's address", f"`{url}`", _BY_RULES, _claude(url))
    for status in (301, 307):
        gets = "asked once; neither digest nor key is sent to where it leads; the rules answer"
        yield Case("Claude's address", f"an answer {status}, a redirect", gets, _claude_redirected(status))
