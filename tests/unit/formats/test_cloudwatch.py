"""Events of CloudWatch Logs: the message is parsed as what wrote it."""

from __future__ import annotations

from crosscut.formats.cloudwatch import CloudWatchEvent
from crosscut.formats.envelopes import unpack
from crosscut.formats.parsed import Parsed
from tests.unit.formats.parsing import RECEIVED, nanos
from tests.unit.formats.values import values_of


def events() -> list[Parsed]:
    inside = [event for d in values_of("cloudwatch_subscription.json") for event in unpack(d) or []]
    found = [CloudWatchEvent().parse_document(event, RECEIVED) for event in inside]
    return [event for event in found if event is not None]


def test_each_message_is_parsed_as_what_it_is() -> None:
    assert [(event.body.partition("\n")[0], event.severity_number) for event in events()] == [
        ("CWL CONTROL MESSAGE: Checking health of destination Firehose.", 0),
        ("START Version: $LATEST", 9),
        ("payment failed", 17),
        ("REPORT duration 102.25 ms, memory 75 of 128 MB", 9),
        ("payment failed: connection refused", 17),
        ("listening on 8080", 0),
    ]


def test_a_trace_in_one_event_is_one_record() -> None:
    failed = events()[2]

    assert failed.body.endswith("ConnectionRefusedError: connection refused to db-1.example.test:5432")
    assert failed.attributes["exception.type"] == "ConnectionRefusedError"


def test_the_time_is_the_message_s_or_else_the_event_s() -> None:
    _, start, failed, *_ = events()

    assert start.time_unix_nano == nanos("2026-11-17T10:00:00")
    assert failed.time_unix_nano == nanos("2026-11-17T10:00:00.099")


def test_the_log_group_tells_the_service() -> None:
    control, function, *_, service = events()

    assert control.resource == {}
    assert function.resource == {
        "service.name": "checkout",
        "faas.name": "checkout",
        "aws.log.group.names": "/aws/lambda/checkout",
        "aws.log.stream.names": "2026/11/17/[$LATEST]0123456789abcdef0123456789abcdef",
        "cloud.account.id": "111122223333",
    }
    assert service.resource["service.name"] == "shop"


def test_a_program_s_own_document_is_not_its() -> None:
    assert CloudWatchEvent().parse('{"timestamp": 1794909600000, "message": "x"}', RECEIVED) is None
    assert CloudWatchEvent().parse('{"logGroup": "x", "message": {"a": 1}, "timestamp": 1}', RECEIVED) is None
    assert CloudWatchEvent().inner('{"message": "  at x\\n"}') == "  at x"
    assert CloudWatchEvent().inner("plain") == "plain"
