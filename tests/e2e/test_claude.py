"""Claude is sent the redacted digest and nothing else, and what it answers is stored and told."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from crosscut.cli.local.slack_view import Message
from crosscut.model import Insight, Severity
from tests.e2e.harness import Local, eventually
from tests.e2e.logs import PLANTED, SECRETS, outage
from tests.fakes.analyst import digest_of
from tests.fakes.claude_server import ClaudeServer, Request


class Asked(NamedTuple):
    """What was sent, and the insight that came of it."""

    request: Request
    insight: Insight


@pytest.fixture(scope="module")
def asked(local: Local, claude: ClaudeServer, tmp_path_factory: pytest.TempPathFactory) -> Asked:
    """A log with secrets in its errors has been through."""
    log = outage(tmp_path_factory.mktemp("logs") / "orders.jsonl", lines=600, secrets=True)
    local.drop(log, PLANTED)
    insights = eventually(lambda: local.insights(PLANTED), seconds=90, what="an insight of Claude's")
    return Asked(claude.received(PLANTED)[0], insights[0])


def test_the_digest_arrives_with_a_schema_and_the_key_of_the_secret(asked: Asked) -> None:
    document = digest_of(asked.request)

    assert document["source"] == PLANTED
    assert document["totals"]["lines"] == 600
    assert asked.request.body["output_config"]["format"]["type"] == "json_schema"
    assert asked.request.key == "local-stand-in"


def test_no_planted_secret_leaves(asked: Asked, claude: ClaudeServer, local: Local) -> None:
    sent = "".join(request.text for request in claude.requests)
    told = "".join(message.text for message in local.messages(""))
    logged = "".join(
        line.text for line in local.aws.log_lines(since=asked.insight.created_at.replace(hour=0))
    )

    for secret in SECRETS.values():
        assert secret not in sent
        assert secret not in told
        assert secret not in logged
        assert secret not in asked.insight.model_dump_json()
    for kind in SECRETS:
        assert f"<{kind}:" in asked.request.text


def test_what_it_answers_is_stored_with_what_it_cost(asked: Asked) -> None:
    assert asked.insight.title.startswith("The model says: ")
    assert asked.insight.analyst == asked.request.body["model"]
    assert asked.insight.usage is not None
    assert asked.insight.usage.input_tokens == 1_200
    assert asked.insight.usage.cost_usd > 0
    assert all(evidence.verified for evidence in asked.insight.evidence)


def test_what_it_answers_is_told_on_slack(asked: Asked, local: Local) -> None:
    assert asked.insight.severity is Severity.CRITICAL

    def completed() -> list[Message]:
        told = [m for m in local.messages(asked.insight.id) if not m.thread]
        return told if told and "The model says: " in told[-1].text else []

    # Told at once in the rules' words, as a rule; then the same message is completed.
    first, *changes = eventually(completed, seconds=90, what="a Slack message with the model's words")
    assert not first.is_update
    assert all(change.is_update and change.ts == first.ts for change in changes)
    assert Path(asked.insight.evidence[0].file).name in [first, *changes][-1].text
