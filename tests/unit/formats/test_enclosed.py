"""Documents that hold many records, as lines of an object: each record on its own, and the lines still add up."""

from __future__ import annotations

import json

import pytest

from crosscut.formats import parse_records
from tests.unit.formats.parsing import RECEIVED, only
from tests.unit.formats.values import values_of

UP = '{"level":"info","msg":"up"}'


def line_of(document: object) -> str:
    return json.dumps(document)


def cloudwatch(*messages: str) -> str:
    events = [{"id": str(i), "timestamp": 1794909600000 + i, "message": m} for i, m in enumerate(messages)]
    return line_of(
        {"messageType": "DATA_MESSAGE", "logGroup": "/ecs/shop", "logStream": "a", "logEvents": events}
    )


@pytest.mark.parametrize(
    ("name", "bodies"),
    [
        (
            "cloudtrail.json",
            ["StartInstances", "GetObject AccessDenied", "ConsoleLogin Failure", "Decrypt InternalFailure"],
        ),
        ("otlp.json", ["payment failed", "listening"]),
    ],
)
def test_a_line_that_is_an_envelope_is_its_records(name: str, bodies: list[str]) -> None:
    lines = [UP, *(line_of(document) for document in values_of(name)), UP]

    records = list(parse_records(lines, RECEIVED))

    assert [record.body for record in records] == ["up", *bodies, "up"]
    assert [record.line for record in records] == [1, *[2] * len(bodies), 3]
    assert [record.line_count for record in records] == [1, 1, *[0] * (len(bodies) - 1), 1]
    assert all(json.loads(record.text) for record in records)


def test_a_list_of_kubernetes_events_is_its_events() -> None:
    (document,) = values_of("kubernetes_events.json")

    records = list(parse_records([line_of(document)], RECEIVED))

    assert [record.attributes["k8s.event.reason"] for record in records][:2] == ["Scheduled", "Pulled"]
    assert sum(record.line_count for record in records) == 1


def test_an_empty_envelope_stands_for_its_line() -> None:
    empty = only('{"logGroup": "/ecs/shop", "logStream": "a", "logEvents": []}')

    assert (empty.line_count, empty.text) == (
        1,
        '{"logGroup": "/ecs/shop", "logStream": "a", "logEvents": []}',
    )


def test_what_a_program_wrote_over_several_events_is_one_record() -> None:
    trace = [
        "ERROR payment failed",
        "Traceback (most recent call last):",
        '  File "a.py", line 4, in pay',
        "ValueError: x",
    ]

    records = list(parse_records([cloudwatch("up", *trace, "up again")], RECEIVED))

    assert [record.line_count for record in records] == [1, 0, 0]
    assert records[1].attributes["exception.type"] == "ValueError"
    assert records[1].body.endswith("ValueError: x")
    assert {record.resource["service.name"] for record in records} == {"shop"}


def test_a_private_key_over_several_events_is_in_one_record() -> None:
    key = [
        "-----BEGIN PRIVATE KEY-----",
        "MIIEpAIBAAKCAQEA" * 4,
        "c3ludGhldGlj" * 5,
        "-----END PRIVATE KEY-----",
    ]

    records = list(parse_records([cloudwatch("starting", *key, "listening now")], RECEIVED))

    assert [record.body.count("\n") for record in records] == [0, 3, 0]


def test_an_envelope_in_an_envelope_is_opened_once_whatever_its_depth() -> None:
    document: dict[str, object] = {"eventName": "x"}
    for _ in range(400):
        document = {"Records": [document]}

    assert len(list(parse_records([line_of(document)], RECEIVED))) == 1


def test_what_stands_below_an_envelope_is_not_in_it() -> None:
    records = list(parse_records([cloudwatch("a", "b"), "  below", UP, UP], RECEIVED))

    assert [record.line_count for record in records] == [1, 0, 1, 1, 1]
    assert [record.line for record in records] == [1, 1, 2, 3, 4]
