"""klog, as Kubernetes' own components write it."""

from __future__ import annotations

import pytest

from crosscut.formats import layout_of, parse_records
from crosscut.formats.klog import Klog
from crosscut.formats.parsed import Parsed
from tests.unit.formats.parsing import RECEIVED, nanos
from tests.unit.formats.samples import lines_of, record_of


def only(line: str) -> Parsed:
    parsed = Klog().parse(line, RECEIVED)
    assert parsed is not None
    return parsed


def test_the_header_gives_severity_time_thread_and_place() -> None:
    started = only(lines_of("klog.log")[0])

    assert started.body == "Starting shop controller"
    assert (started.severity_number, started.severity_text) == (9, "I")
    assert started.time_unix_nano == nanos("2026-11-23T12:02:56.844636")
    assert started.attributes == {"process.pid": 8920, "code.file.path": "main.go", "code.line.number": 13}


def test_letters_are_levels() -> None:
    letters = {line[0]: only(line).severity_number for line in lines_of("klog.log") if line[:1] in "IWEF"}

    assert letters == {"I": 9, "W": 13, "E": 17, "F": 21}


def test_a_structured_message_has_pairs_and_says_its_error() -> None:
    failed = only(lines_of("klog.log")[4])

    assert failed.body == "Failed to sync: connection refused to db-1.example.test:5432"
    expected = {
        "exception.message": "connection refused to db-1.example.test:5432",
        "k8s.pod.name": "web-7d4b",
        "k8s.namespace.name": "shop",
        "attempt": "2",
    }
    assert expected.items() <= dict(failed.attributes).items()


def test_an_event_that_a_controller_logs_is_told_in_its_words() -> None:
    event = only(
        'I1117 10:00:00.000001       1 event.go:294] "Event occurred" object="shop/api-7d9" kind="Pod" '
        'type="Warning" reason="Failed" message="Failed to pull image \\"registry.example.test/api:1\\": not found"'
    )

    assert (
        event.body == 'Event occurred: Failed: Failed to pull image "registry.example.test/api:1": not found'
    )
    assert (event.severity_number, event.severity_text) == (13, "I")
    assert event.attributes["reason"] == "Failed"


def test_whole_objects_are_told() -> None:
    lines = lines_of("klog.log")

    records = list(parse_records(lines, RECEIVED))

    assert layout_of(lines, RECEIVED).format.name == "klog"
    assert [record.line_count for record in records] == [1, 1, 1, 1, 1, 5, 1]


def test_a_value_of_several_lines_is_one() -> None:
    multi = record_of(Klog(), lines_of("klog.log")[5:10])

    assert multi.body == "Multi"
    assert multi.attributes["text"] == "line one\nline two\nline three"


def test_what_stands_below_a_message_stays_with_it() -> None:
    lines = [
        'E1117 10:00:00.000001       1 a.go:1] "Observed a panic" panic="nil map"',
        "goroutine 1 [running]:",
    ]

    assert record_of(Klog(), lines).body == "Observed a panic\ngoroutine 1 [running]:"


def test_a_day_without_a_year_lies_before_the_object_was_received() -> None:
    assert only("I1224 10:00:00.000000       1 a.go:1] x").time_unix_nano == nanos("2025-12-24T10:00:00")
    assert only("I0231 10:00:00.000000       1 a.go:1] x").time_unix_nano is None


@pytest.mark.parametrize(
    "line",
    [
        "I am 1117",
        "E1117 10:00:00 a.go:1] x",
        "X1117 10:00:00.000001 1 a.go:1] x",
        "I1117 10:00:00.000001 1 a.go] x",
    ],
)
def test_other_lines_are_not_its(line: str) -> None:
    assert Klog().parse(line, RECEIVED) is None
