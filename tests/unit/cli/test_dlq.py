"""`crosscut dlq` on queues such as the stack makes."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from crosscut.aws import clients
from crosscut.cli.main import cli

OBJECTS = ["shop-api/app.log", "shop-web/access.log", "shop-batch/nightly.log"]
DIGEST = {"source": "shop-api", "digest_key": "digests/shop-api/2026/03/01/aa.json", "object_id": "aa"}


@pytest.fixture(autouse=True)
def queues(account: None) -> None:
    """Three objects that sanitize failed, and a digest that analyze failed."""
    for name in ("intake", "intake-dlq", "notices", "notices-dlq"):
        clients.sqs().create_queue(QueueName=f"crosscut-dev-{name}")
    for name in ("digests", "digests-dlq"):
        clients.sqs().create_queue(
            QueueName=f"crosscut-dev-{name}.fifo",
            Attributes={"FifoQueue": "true", "ContentBasedDeduplication": "true"},
        )
    for key in OBJECTS:
        detail = {"bucket": {"name": "l"}, "object": {"key": key}}
        event = {"time": "2026-03-01T09:15:02Z", "detail": detail}
        clients.sqs().send_message(QueueUrl=url("intake-dlq"), MessageBody=json.dumps(event))
    clients.sqs().send_message(
        QueueUrl=url("digests-dlq.fifo"), MessageBody=json.dumps(DIGEST), MessageGroupId="shop-api"
    )


def url(name: str) -> str:
    return clients.sqs().get_queue_url(QueueName=f"crosscut-dev-{name}")["QueueUrl"]


def bodies(name: str) -> list[str]:
    answer = clients.sqs().receive_message(
        QueueUrl=url(name), MaxNumberOfMessages=10, VisibilityTimeout=0, MessageSystemAttributeNames=["All"]
    )
    return [message["Body"] for message in answer.get("Messages", [])]


def run(*arguments: str, answer: str = "") -> Result:
    return CliRunner().invoke(cli, ["dlq", *arguments], input=answer)


def shown(queue: str) -> dict[str, str]:
    return {each["id"]: each["about"] for each in json.loads(run("show", queue, "--json").stdout)}


def test_it_lists_how_much_lies_where() -> None:
    assert [line.split() for line in run("list").stdout.splitlines()] == [
        ["digests", "1"], ["intake", "3"], ["notices", "0"],
    ]  # fmt: skip
    assert json.loads(run("list", "--json").stdout)[1] == {"queue": "intake", "messages": 3}


def test_it_shows_what_a_message_is_about_and_leaves_it_there() -> None:
    assert sorted(shown("intake").values()) == sorted(OBJECTS)
    assert sorted(shown("intake").values()) == sorted(OBJECTS)
    assert list(shown("digests").values()) == [DIGEST["digest_key"]]
    assert "Nothing lies in" in run("show", "notices").stdout


def test_all_are_sent_back_to_the_queue_that_they_failed_in() -> None:
    done = run("redrive", "intake", "--all")

    assert done.exit_code == 0
    assert done.stdout.count("sent back") == 3
    assert len(bodies("intake")) == 3
    assert bodies("intake-dlq") == []


def test_a_fifo_message_keeps_its_group() -> None:
    run("redrive", "digests", "--all")

    [message] = clients.sqs().receive_message(
        QueueUrl=url("digests.fifo"), MessageSystemAttributeNames=["All"]
    )["Messages"]
    assert json.loads(message["Body"]) == DIGEST
    assert message["Attributes"]["MessageGroupId"] == "shop-api"


def test_a_message_of_a_standard_queue_keeps_its_turn(account: None) -> None:
    clients.sqs().send_message(
        QueueUrl=url("notices-dlq"), MessageBody='{"tick": "x"}', MessageGroupId="shop-api"
    )

    done = run("redrive", "notices", "--all")

    assert done.exit_code == 0, done.output
    [message] = clients.sqs().receive_message(QueueUrl=url("notices"), MessageSystemAttributeNames=["All"])[
        "Messages"
    ]
    assert message["Attributes"]["MessageGroupId"] == "shop-api"


def test_one_is_sent_back_by_the_beginning_of_its_id_and_the_others_stay() -> None:
    wanted = next(id_ for id_, about in shown("intake").items() if about == OBJECTS[1])

    done = run("redrive", "intake", wanted[:13])

    assert done.stdout == f"{wanted}: sent back ({OBJECTS[1]})\n"
    assert [json.loads(body)["detail"]["object"]["key"] for body in bodies("intake")] == [OBJECTS[1]]
    assert sorted(shown("intake").values()) == sorted([OBJECTS[0], OBJECTS[2]])


def test_purging_asks_first() -> None:
    refused = run("purge", "intake", "--all", answer="n\n")
    assert refused.exit_code == 130
    assert len(bodies("intake-dlq")) == 3

    assert run("purge", "intake", "--all", "--yes").exit_code == 0
    assert bodies("intake-dlq") == []
    assert bodies("intake") == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["show", "elsewhere"], "no dead-letter queue 'elsewhere'; there are: digests, intake, notices"),
        (["redrive", "intake"], "name the messages to redrive, or give --all"),
        (["redrive", "intake", "x", "--all"], "name the messages to redrive, or give --all"),
        (["redrive", "intake", "nothing-like-it"], "no such message lies in the dead-letter queue of intake"),
        (["list", "--stage", "nowhere"], ""),
    ],
)
def test_what_cannot_be_done_is_one_line(arguments: list[str], said: str) -> None:
    done = run(*arguments)

    assert (done.exit_code == 2) is bool(said), done.output
    assert said in done.stderr
    assert done.stderr.count("\n") <= 1
