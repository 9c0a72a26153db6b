"""One problem in many objects is one message on Slack and one on the topic, and a press on it comes back.

CROSSCUT_NOTICES says how many objects (20); 200, with the deploy, took seven minutes on two shared cores.
"""

from __future__ import annotations

import json
import os
import random
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from crosscut.aws import clients
from crosscut.cli.local.slack_view import read_messages
from crosscut.model import Insight, Severity, Status
from tests.e2e.harness import Local, eventually
from tests.e2e.logs import BEGIN
from tests.e2e.pressing import ask, press

OBJECTS = int(os.environ.get("CROSSCUT_NOTICES", "20"))
PROBLEMS = 5
SAME, FIVE = "e2e-notices-same", "e2e-notices-five"
_LINES = 40
_TARGETS = ("orders-db", "payments-db", "users-db", "stock-db", "mail-db")


@pytest.fixture(scope="module")
def topic(local: Local) -> str:
    """A queue that has subscribed to the topic of critical findings; returns its URL."""
    endpoint = local.aws.endpoint
    arn = local.output("CriticalTopicArn")
    url, queue = local.queue("e2e-notices")
    clients.sns(endpoint).subscribe(TopicArn=arn, Protocol="sqs", Endpoint=queue)
    return url


@pytest.fixture(scope="module")
def told(local: Local, topic: str, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Drop all objects, shuffled, and some of them again; return what came by the topic once all is still."""
    folder = tmp_path_factory.mktemp("notices")
    drops = [(SAME, _log(folder, SAME, number, _TARGETS[0]), number) for number in range(OBJECTS)]
    drops += [(f"{FIVE}-{n}", _log(folder, f"{FIVE}-{n}", n, target), n) for n, target in enumerate(_TARGETS)]
    again = drops[:: max(1, len(drops) // 10)]
    for source, file, number in random.Random(8).sample(drops + again, k=len(drops) + len(again)):
        local.aws.drop(file, f"{source}/{number:04d}.jsonl")
    eventually(
        lambda: sum(i.count for i in local.insights(SAME)) >= OBJECTS * _LINES
        and not any(local.aws.waiting().values()),
        seconds=180 + 2 * OBJECTS,
        what="all objects analysed",
    )  # fmt: skip
    received: list[dict[str, Any]] = []
    sqs = clients.sqs(local.aws.endpoint)
    while batch := sqs.receive_message(QueueUrl=topic, MaxNumberOfMessages=10, WaitTimeSeconds=1).get(
        "Messages"
    ):
        for message in batch:
            received.append(json.loads(message["Body"]))
            sqs.delete_message(QueueUrl=topic, ReceiptHandle=message["ReceiptHandle"])
    return received


def test_one_problem_in_many_objects_is_one_insight_one_message_and_one_notice(
    local: Local, told: list[dict[str, Any]]
) -> None:
    (insight,) = [i for i in local.insights(SAME) if i.severity is Severity.CRITICAL]

    (message,) = local.first_messages(insight.id)
    latest = [m for m in read_messages(local.where.slack_messages) if m.ts == message.ts][-1]
    in_thread = [m for m in read_messages(local.where.slack_messages) if m.thread == message.ts]
    about = [n for n in told if insight.id in n["Message"]]
    print(f"{OBJECTS} objects: {len(about)} notice, 1 message, {len(in_thread)} in its thread")
    assert len(about) == 1
    assert len(in_thread) <= 1
    assert "Critical: " in latest.text


def test_five_problems_are_five_messages_and_five_notices(local: Local, told: list[dict[str, Any]]) -> None:
    worst = [
        insight
        for number in range(PROBLEMS)
        for insight in local.insights(f"{FIVE}-{number}")
        if insight.severity is Severity.CRITICAL
    ]

    assert len(worst) == PROBLEMS
    assert [len(local.first_messages(insight.id)) for insight in worst] == [1] * PROBLEMS
    assert [sum(i.id in n["Message"] for n in told) for i in worst] == [1] * PROBLEMS


@pytest.mark.usefixtures("told")
def test_a_press_comes_back_by_the_function_url_and_the_message_says_so(local: Local) -> None:
    (insight,) = [i for i in local.insights(SAME) if i.severity is Severity.CRITICAL]
    (message,) = local.first_messages(insight.id)
    buttons = next(b for b in _blocks(message.content) if b["type"] == "actions")["elements"]

    button = buttons[0]["action_id"], buttons[0]["value"]
    # What tests/hostile shows of the handler alone, through the URL.
    assert ask(local, None, {}) == 401
    assert press(local, *button, secret="of somebody else") == 401
    assert press(local, *button, after=-310) == 401
    assert press(local, *button, after=310) == 401
    assert press(local, *button, content_type="application/json") == 415
    assert press(local, *button, padding=300_000) == 413
    assert press(local, *button) == 200

    def acknowledged() -> bool:
        return any(
            "Acknowledged by alice" in each.text and each.ts == message.ts
            for each in read_messages(local.where.slack_messages)
        )

    eventually(acknowledged, seconds=60, what="the message says who has acknowledged it")
    stored: Insight = next(i for i in local.insights(SAME) if i.id == insight.id)
    assert stored.status is Status.ACKNOWLEDGED
    (after,) = local.first_messages(insight.id)
    assert after.ts == message.ts


def test_no_notice_is_lost(local: Local, told: list[dict[str, Any]]) -> None:
    assert told
    assert not [letter for letter in local.aws.dead_letters() if "notices" in letter.queue]


def _blocks(content: Any) -> list[dict[str, Any]]:
    return list(content["blocks"])


def _log(folder: Path, source: str, number: int, target: str) -> Path:
    """Write a log of which every line is the same problem, in one of ten minutes."""
    file = folder / f"{source}-{number}.jsonl"
    begin = BEGIN + timedelta(minutes=10) * number / max(OBJECTS, 1)
    with file.open("w", encoding="utf-8") as log:
        for line in range(_LINES):
            record = {
                "timestamp": (begin + timedelta(milliseconds=20 * line)).isoformat(),
                "level": "FATAL",
                "service": target.partition("-")[0],
                "message": f'cannot store order: connection to server at "{target}.invalid" failed: Connection refused',
            }
            log.write(json.dumps(record) + "\n")
    return file
