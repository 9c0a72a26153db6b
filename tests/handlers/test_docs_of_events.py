"""docs/events.md: its schema is that of the events, its rules let through what they say, its commands are AWS's."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from crosscut.aws import clients
from crosscut.aws.event_schema import InsightEvent, json_schema
from crosscut.aws.events import InsightBus
from crosscut.model import Insight, Severity, Status

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "events.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"^```(json|sh)\n(.*?)^```", re.MULTILINE | re.DOTALL)
BLOCKS = _BLOCK.findall(PAGE)
JSON = [json.loads(text) for kind, text in BLOCKS if kind == "json"]
RULE = next(each for each in JSON if isinstance(each, dict) and "version" not in each)
TARGETS = next(each for each in JSON if isinstance(each, list))
COMMANDS = [
    line for kind, text in BLOCKS if kind == "sh" for line in text.replace("\\\n", " ").splitlines() if line
]


def test_the_schema_is_written_from_the_model() -> None:
    written = (DOCS / "event-schema.json").read_text(encoding="utf-8")

    assert written == json_schema(), (
        "run: uv run python -m crosscut.aws.event_schema > docs/event-schema.json"
    )


def test_every_insight_of_medium_and_above_is_an_event_of_that_schema_and_passes_the_rule_of_the_docs(
    aws: Any, make_insight: Callable[..., Insight]
) -> None:
    target = clients.sqs().create_queue(QueueName="attached")["QueueUrl"]
    arn = "arn:aws:sqs:eu-central-1:123456789012:attached"
    clients.events().put_rule(Name="attached", EventBusName="crosscut-test", EventPattern=json.dumps(RULE))
    clients.events().put_targets(
        Rule="attached", EventBusName="crosscut-test", Targets=[{"Id": "a", "Arn": arn}]
    )
    insights = [make_insight(id=f"{n:012x}", severity=severity) for n, severity in enumerate(Severity)]
    resolved = make_insight(id="resolved", status=Status.RESOLVED)

    InsightBus(clients.events(), "crosscut-test").publish([*insights, resolved])

    # moto leaves out the account, which AWS does not.
    envelope = {"account": "123456789012"}
    every = [InsightEvent.model_validate(envelope | event) for event in aws.received(aws.seen_url)]
    assert sorted(event.detail.id for event in every) == sorted(i.id for i in (*insights, resolved))
    attached = [
        InsightEvent.model_validate(envelope | event).detail.severity for event in aws.received(target)
    ]
    assert sorted(attached) == ["critical", "high", "medium"]


def test_what_goes_to_pagerduty_is_json_whatever_the_insight_says() -> None:
    (transformer,) = [target["InputTransformer"] for target in TARGETS]

    used = set(re.findall(r"<(\w+)>", transformer["InputTemplate"]))
    assert used == transformer["InputPathsMap"].keys()
    assert all(
        p.removeprefix("$.detail.") in Insight.model_fields for p in transformer["InputPathsMap"].values()
    )
    sent = json.loads(re.sub(r"<(\w+)>", r"\1", transformer["InputTemplate"]))
    assert (sent["event_action"], sent["dedup_key"]) == ("trigger", "id")


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(command.split()[:3]))
def test_a_command_of_the_page_is_one_that_aws_takes(aws: Any, command: str) -> None:
    program, service, operation, *options = shlex.split(command)
    assert program == "aws"
    client = cast(Any, clients.client(service))
    clients.events().create_event_bus(Name="crosscut-prod")
    clients.events().put_rule(Name="crosscut-to-pagerduty", EventBusName="crosscut-prod", EventPattern="{}")
    connection = client.create_connection(
        Name="other",
        AuthorizationType="API_KEY",
        AuthParameters={"ApiKeyAuthParameters": {"ApiKeyName": "n", "ApiKeyValue": "synthetic"}},
    )
    names = {"CONNECTION_ARN": connection["ConnectionArn"]}
    names["API_DESTINATION_ARN"] = "arn:aws:sqs:eu-central-1:123456789012:seen"
    names["ROLE_THAT_MAY_INVOKE_IT"] = "arn:aws:iam::123456789012:role/synthetic"
    arguments: dict[str, Any] = {}
    for option, value in zip(options[::2], options[1::2], strict=True):
        name = "".join(word.capitalize() for word in option.removeprefix("--").split("-"))
        text = json.dumps(TARGETS) if value == "file://pagerduty.json" else value
        for placeholder, real in names.items():
            text = text.replace(placeholder, real)
        as_json = text[:1] in "{[" and name != "EventPattern"
        arguments[name] = json.loads(text) if as_json else int(text) if text.isdigit() else text

    answer = getattr(client, operation.replace("-", "_"))(**arguments)

    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert not answer.get("FailedEntryCount")
