"""systemd's journal, as JSON and as export."""

from __future__ import annotations

import json

import pytest

from crosscut.formats.journald import Journald, JournaldExport
from crosscut.formats.parsed import Parsed
from tests.unit.formats.parsing import RECEIVED, nanos
from tests.unit.formats.parsing import only as record_of_line
from tests.unit.formats.samples import lines_of, records_of
from tests.unit.formats.values import raw_lines

BOTH = ("journald.jsonl", "journald.export")


def entries(name: str) -> dict[str, Parsed]:
    if name.endswith(".export"):
        found: list[Parsed | None] = [*records_of(JournaldExport(), raw_lines(name))]
    else:
        found = [Journald().parse(line, RECEIVED) for line in lines_of(name)]
    return {entry.body.partition("\n")[0]: entry for entry in found if entry is not None}


@pytest.mark.parametrize("name", BOTH)
def test_an_entry_has_its_priority_its_time_and_its_service(name: str) -> None:
    entry = entries(name)["cart of customer 17 is empty"]

    assert (entry.severity_number, entry.severity_text) == (13, "warning")
    assert entry.time_unix_nano == nanos("2026-11-23T12:00:26.931623")
    assert entry.resource == {"host.name": "web-1", "service.name": "shop"}
    assert entry.attributes["process.pid"] == 7268
    assert entry.attributes["process.executable.name"] == "python3"


@pytest.mark.parametrize("name", BOTH)
def test_a_message_of_several_lines_is_one_entry(name: str) -> None:
    failed = entries(name)["Traceback (most recent call last):"]

    assert failed.body.endswith("    main()\nValueError: bad cart")
    assert failed.severity_number == 17
    assert failed.attributes["exception.type"] == "ValueError"
    assert failed.attributes["code.line.number"] == 12


@pytest.mark.parametrize("name", BOTH)
def test_a_message_that_is_no_plain_text_is_read_all_the_same(name: str) -> None:
    assert "café order with red text" in entries(name)


def test_what_a_service_says_on_stdout_is_parsed_further() -> None:
    document = {
        "__CURSOR": "s=1",
        "__REALTIME_TIMESTAMP": "1794909600000000",
        "PRIORITY": "6",
        "_TRANSPORT": "stdout",
        "_SYSTEMD_UNIT": "checkout.service",
        "MESSAGE": '{"level":"error","msg":"payment failed","order":17}',
    }

    failed = Journald().parse(json.dumps(document), RECEIVED)

    assert failed is not None
    assert (failed.body, failed.severity_number) == ("payment failed", 17)
    assert failed.attributes["order"] == 17
    assert failed.resource["service.name"] == "checkout"


@pytest.mark.parametrize("message", [None, [], [300], {"a": 1}, ["a", "b"], 17])
def test_messages_that_are_none_raise_nothing(message: object) -> None:
    document = {"__REALTIME_TIMESTAMP": "x", "MESSAGE": message, "PRIORITY": "9", "_PID": "x"}

    entry = Journald().parse_document(document, RECEIVED)

    assert entry is not None
    assert entry.time_unix_nano is None


def test_other_lines_are_not_its() -> None:
    assert Journald().parse('{"MESSAGE": "x"}', RECEIVED) is None
    assert JournaldExport().parse("level=info msg=x", RECEIVED) is None
    assert JournaldExport().parse("", RECEIVED) is None


def test_a_time_that_no_log_can_have_is_none() -> None:
    line = '{"__REALTIME_TIMESTAMP":"%s","MESSAGE":"up","PRIORITY":"6","_HOSTNAME":"web-1","SYSLOG_IDENTIFIER":"app"}'

    assert record_of_line(line % "1794909600000000").time_unix_nano == nanos("2026-11-17T10:00:00")
    assert record_of_line(line % "9775035229932247").time_unix_nano is None
    assert record_of_line(line % "0").time_unix_nano is None
