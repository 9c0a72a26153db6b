"""Ruby's Logger and Rails 6.1, as they wrote it."""

from __future__ import annotations

import pytest

from crosscut.formats.rails import Rails
from tests.unit.formats.parsing import RECEIVED, nanos
from tests.unit.formats.samples import lines_of, record_with, records_of


def test_a_request_that_failed() -> None:
    started = record_with(Rails(), "rails.log", 'Started GET "/boom?a=1"')
    completed = record_with(Rails(), "rails.log", "Completed 500")

    assert started.time_unix_nano == nanos("2026-11-23T12:16:46.959232")
    assert {
        "http.request.method": "GET",
        "url.path": "/boom",
        "url.query": "a=1",
        "client.address": "203.0.113.5",
        "process.pid": 11459,
    }.items() <= started.attributes.items()
    assert completed.severity_number == 17
    assert completed.attributes["http.response.status_code"] == 500


@pytest.mark.parametrize("name", ["rails.log", "rails_tagged.log"])
def test_an_exception_is_one_record(name: str) -> None:
    record = record_with(Rails(), name, "ArgumentError (bad cart):")

    assert (record.severity_number, record.severity_text) == (21, "FATAL")
    assert record.attributes["exception.type"] == "ArgumentError"
    assert record.attributes["exception.message"] == "bad cart"
    assert record.body.split("\n")[:2] == ["ArgumentError (bad cart):", "app.rb:14:in `boom'"]


def test_tags_are_no_part_of_the_message() -> None:
    record = record_with(Rails(), "rails_tagged.log", "cart has 3 items")

    assert record.body == "cart has 3 items"
    assert record.attributes["request.id"] == "0040b8b5-86f3-4b21-890c-24f993ef9c72"


def test_rubys_logger_names_the_program() -> None:
    record = record_with(Rails(), "ruby_logger.log", "invalid value")

    assert record.resource == {"service.name": "worker"}
    assert record.attributes["exception.type"] == "ArgumentError"
    assert record.attributes["exception.message"] == 'invalid value for Integer(): "q"'


def test_a_zone_is_honoured() -> None:
    record = Rails().parse("W, [2026-11-17T10:00:00.123456+01:00 #7]  WARN -- : slow", RECEIVED)

    assert record is not None
    assert record.time_unix_nano == nanos("2026-11-17T09:00:00.123456")


def test_every_line_is_in_a_record() -> None:
    records = records_of(Rails(), lines_of("rails.log"))

    assert len(records) == 24
    assert all(record.time_unix_nano for record in records)
