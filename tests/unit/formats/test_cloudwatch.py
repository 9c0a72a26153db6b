"""Events of CloudWatch Logs: the message is parsed as what wrote it."""

from __future__ import annotations

from crosscut.formats import layout_of, parse_records
from crosscut.formats.cloudwatch import CloudWatchEvent
from crosscut.formats.envelopes import unpack
from crosscut.formats.parsed import Parsed
from tests.unit.formats.parsing import RECEIVED, nanos, only
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


EXPORTED = "2026-11-17T10:00:00.123Z "


def test_an_export_of_json_lines_is_json_with_the_event_s_time() -> None:
    plain = EXPORTED + '{"level":"error","msg":"boom"}'

    record = only(plain)

    assert layout_of([plain], RECEIVED).format.name == "cloudwatch_export"
    assert (record.body, record.severity_number) == ("boom", 17)
    assert record.time_unix_nano == nanos("2026-11-17T10:00:00.123")
    assert only(EXPORTED + '{"msg":"boom","time":"2026-11-17T09:59:59Z"}').time_unix_nano == nanos(
        "2026-11-17T09:59:59"
    )


def test_an_export_of_an_invocation_that_logs_json_is_both() -> None:
    lines = [
        EXPORTED + "START RequestId: 8f5b0c1e-0000-4000-8000-000000000001 Version: $LATEST",
        EXPORTED + '{"level":"error","msg":"boom"}',
        EXPORTED + "END RequestId: 8f5b0c1e-0000-4000-8000-000000000001",
    ] * 3

    records = list(parse_records(lines, RECEIVED))

    assert [record.severity_number for record in records[:3]] == [9, 17, 9]
    assert None not in [record.time_unix_nano for record in records]


def test_events_a_line_are_told_without_an_envelope() -> None:
    line = (
        '{"timestamp":1794909600000,"message":"ERROR boom","logGroup":"/aws/lambda/checkout","logStream":"a"}'
    )

    record = only(line)

    assert (record.body, record.severity_number) == ("boom", 17)
    assert record.resource["faas.name"] == "checkout"


def test_a_control_message_is_a_record_without_a_severity() -> None:
    head = '"messageType":"CONTROL_MESSAGE","owner":"CloudwatchLogs","logGroup":"","logStream":""'
    event = (
        '{"id":"","timestamp":1794909600000,"message":"CWL CONTROL MESSAGE: Checking failed destination."}'
    )
    told = only(f'{{{head},"logEvents":[{event}]}}')
    empty = only(f'{{{head},"logEvents":[]}}')

    assert (told.severity_number, told.body) == (0, "CWL CONTROL MESSAGE: Checking failed destination.")
    assert (empty.severity_number, empty.body) == (0, "CloudWatch Logs control message")
