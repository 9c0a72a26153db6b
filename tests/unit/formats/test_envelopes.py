"""Documents that hold many: what is inside, what it inherits, and what is no envelope."""

from __future__ import annotations

import json
from typing import Any

import pytest

from crosscut.formats.envelopes import unpack
from tests.unit.formats.values import values_of


def test_a_cloudtrail_file_is_its_records() -> None:
    (document,) = values_of("cloudtrail.json")

    inside = unpack(document)

    assert inside == document["Records"]
    assert [record["eventName"] for record in inside] == [
        "StartInstances",
        "GetObject",
        "ConsoleLogin",
        "Decrypt",
    ]


def test_looked_up_cloudtrail_events_are_json_in_a_text() -> None:
    looked_up = {
        "Events": [{"EventId": "1", "Username": "anna", "CloudTrailEvent": '{"eventName":"GetObject"}'}]
    }

    assert unpack(looked_up) == [{"eventName": "GetObject"}]
    assert unpack({"Events": [{"EventId": "1"}]}) is None


def test_log_events_inherit_their_log_group_as_firehose_concatenates_them() -> None:
    control, function, service = (unpack(document) for document in values_of("cloudwatch_subscription.json"))

    assert control is not None and function is not None and service is not None
    assert [event["messageType"] for event in control] == ["CONTROL_MESSAGE"]
    assert [event["logGroup"] for event in function] == ["/aws/lambda/checkout"] * 3
    assert {event["owner"] for event in function + service} == {"111122223333"}
    assert service[1]["message"] == "listening on 8080"


def test_otlp_records_inherit_their_resource_and_scope() -> None:
    (document,) = values_of("otlp.json")

    inside = unpack(document)

    assert inside is not None
    assert len(inside) == 2
    assert inside[0]["resource"] == {"service.name": "checkout", "host.name": "web-1"}
    assert inside[0]["otel.scope.name"] == "shop.pay"
    assert inside[0]["severityText"] == "ERROR"


def test_kubectl_s_list_is_its_events_and_a_typed_list_says_what_they_are() -> None:
    (document,) = values_of("kubernetes_events.json")
    items = document["items"]

    assert unpack(document) == items
    untyped = [{key: value for key, value in item.items() if key != "kind"} for item in items]
    typed = unpack({"kind": "EventList", "apiVersion": "v1", "metadata": {}, "items": untyped})
    assert typed is not None
    assert {item["kind"] for item in typed} == {"Event"}
    assert unpack({"kind": "List", "apiVersion": "v1", "items": [{"kind": "Pod"}]}) is None


def test_pages_of_aws_logs_are_events() -> None:
    page = {"events": [{"timestamp": 1794909600000, "message": "x"}], "nextForwardToken": "f/1"}

    assert unpack(page) == [{"timestamp": 1794909600000, "message": "x", "ingestionTime": 0}]


def test_a_list_of_records_inherits_where_it_comes_from() -> None:
    batch = {"service": "orders", "host": "web-1", "version": 3, "events": [{"time": 1794909600, "msg": "a"}]}

    assert unpack(batch) == [{"service": "orders", "host": "web-1", "time": 1794909600, "msg": "a"}]


@pytest.mark.parametrize(
    "document",
    [
        {"msg": "cart", "events": [{"msg": "added"}, {"msg": "removed"}]},  # one record that has a list
        {"time": 1794909600, "items": [{"sku": 1}]},
        {"events": [{"sku": 1}]},
        {"events": []},
        {"events": "none"},
        {"records": [1, 2]},
        {"Records": [1]},
        {"Records": [{}], "a": 1, "b": 2},
        {"logEvents": {}},
        {"resourceLogs": [{"scopeLogs": [{"logRecords": ["x"]}]}]},
        {"resourceLogs": [{"scopeLogs": 3}]},
        {"resourceSpans": []},
        {},
    ],
)
def test_what_is_no_envelope_stays_one_document(document: dict[str, Any]) -> None:
    assert unpack(document) is None


@pytest.mark.parametrize("document", [{"Records": []}, {"logEvents": []}, {"resourceLogs": []}])
def test_an_empty_envelope_holds_nothing(document: dict[str, Any]) -> None:
    assert unpack(document) == []


def test_depth_is_no_harm() -> None:
    deep = json.loads('{"arrayValue":{"values":[' * 150 + "1" + "]}}" * 150)

    unpack({"resourceLogs": [{"resource": {"attributes": [{"key": "a", "value": deep}]}, "scopeLogs": []}]})
