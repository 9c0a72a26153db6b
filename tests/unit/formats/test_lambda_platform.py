"""AWS Lambda's own events as JSON."""

from __future__ import annotations

from crosscut.formats.lambda_platform import LambdaPlatform
from crosscut.formats.parsed import Parsed
from tests.unit.formats.parsing import RECEIVED, nanos
from tests.unit.formats.samples import lines_of


def events() -> list[Parsed]:
    found = [LambdaPlatform().parse(line, RECEIVED) for line in lines_of("lambda_platform.jsonl")]
    return [event for event in found if event is not None]


def test_a_report_is_as_the_text_s() -> None:
    report = events()[2]

    assert report.body == "platform.report duration 3000.0 ms, memory 74 of 128 MB, status timeout"
    assert report.severity_number == 17
    assert report.time_unix_nano == nanos("2026-11-17T10:00:03.200")
    assert report.attributes["aws.lambda.max_memory_used_mb"] == 74
    assert report.attributes["faas.invocation_id"] == "8f5b0c1e-0000-4000-8000-000000000001"


def test_the_others_say_what_they_are() -> None:
    init, start, _, raised = events()

    assert (init.body, init.attributes["faas.name"]) == ("platform.initStart", "checkout")
    assert (start.body, start.severity_number) == ("platform.start", 9)
    assert (raised.attributes["exception.type"], raised.severity_number) == ("ValueError", 17)
    assert raised.time_unix_nano == nanos("2026-11-17T10:00:04.200")


def test_other_documents_are_not_its() -> None:
    parse = LambdaPlatform().parse

    assert parse('{"time": "2026-11-17T10:00:00Z", "type": "platform.report"}', RECEIVED) is None
    assert parse('{"time": "2026-11-17T10:00:00Z", "type": "cart", "record": {}}', RECEIVED) is None
    assert (
        parse('{"time": "2026-11-17T10:00:00Z", "type": "function", "record": {"msg": "x"}}', RECEIVED)
        is None
    )
