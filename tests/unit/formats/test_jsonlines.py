"""JSON lines: the fields of many loggers, and JSON that nobody should write."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscut.formats import detect_format
from crosscut.formats.jsonlines import JsonLines
from tests.unit.formats.parsing import RECEIVED, nanos, only

SECOND = nanos("2026-11-17T10:00:00")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("line", "number", "body", "service"),
    [
        ('{"level":50,"time":1794909600000,"msg":"boom","name":"orders","pid":7}', 17, "boom", "orders"),
        ('{"level":"error","ts":1794909600.0,"logger":"orders","msg":"boom"}', 17, "boom", "orders"),
        (
            '{"event":"boom","level":"error","timestamp":"2026-11-17T10:00:00Z","service":"orders"}',
            17,
            "boom",
            "orders",
        ),
        ('{"time":"2026-11-17T10:00:00Z","level":"ERROR","msg":"boom","app":"orders"}', 17, "boom", "orders"),
        (
            '{"@timestamp":"2026-11-17T10:00:00Z","log.level":"ERROR","message":"boom","service":{"name":"orders"}}',
            17,
            "boom",
            "orders",
        ),
        (
            '{"timestamp":"2026-11-17T10:00:00Z","severity":"CRITICAL","jsonPayload":{"message":"boom"},"app":"orders"}',
            18,
            "boom",
            "orders",
        ),
        (
            '{"timestamp":"2026-11-17T10:00:00Z","level":"WARN","fields":{"message":"boom"},"service":"orders"}',
            13,
            "boom",
            "orders",
        ),
        (
            '{"t":{"$date":"2026-11-17T10:00:00Z"},"s":"E","c":"NETWORK","ctx":"conn1","msg":"boom","app":"orders"}',
            17,
            "boom",
            "orders",
        ),
    ],
)
def test_loggers_of_many_languages_say_the_same(line: str, number: int, body: str, service: str) -> None:
    assert detect_format([line], RECEIVED)[0].name == "json"
    record = only(line)

    assert (record.severity_number, record.body, record.time_unix_nano) == (number, body, SECOND)
    assert record.resource["service.name"] == service


def test_nested_fields_are_joined_with_dots_and_lists_stay_json() -> None:
    record = only(
        '{"msg":"x","http":{"method":"GET","status":502},"tags":["a",{"b":1}],"empty":{},"no":null}'
    )

    assert record.attributes == {
        "http.request.method": "GET",
        "http.response.status_code": 502,
        "tags": '["a", {"b": 1}]',
    }


@pytest.mark.parametrize("depth", [10, 500, 900, 5_000, 100_000])
@pytest.mark.parametrize(("begin", "end"), [('{"a":', "}"), ("[", "]")])
def test_no_depth_of_nesting_is_an_error(depth: int, begin: str, end: str) -> None:
    line = '{"msg":"deep","a":' + begin * depth + "1" + end * depth + "}"

    assert only(line).text == line


@pytest.mark.parametrize("escaped", [r"caf\ud83d", r"\udc00x", r"\ud800\ud800"])
def test_half_a_character_becomes_the_replacement_character(escaped: str) -> None:
    record = only(f'{{"msg":"{escaped}","k{escaped}":"{escaped}","list":["{escaped}"]}}')

    for text in (record.body, *record.attributes, *map(str, record.attributes.values())):
        text.encode()
    assert "\ufffd" in record.body


def test_a_whole_character_in_two_escapes_stays() -> None:
    assert only(r'{"msg":"ok \ud83d\ude00"}').body == "ok \U0001f600"


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "{]",
        "{}x",
        '{"a":}',
        '{"a":1,}',
        "{'a': 1}",
        '{"a":' + "9" * 5_000 + "}",
        "[1]",
        '"text"',
        "7",
        "null",
        "not json",
    ],
)
def test_what_is_no_json_object_is_text(line: str) -> None:
    assert JsonLines().parse(line, RECEIVED) is None
    assert only(line).text == line


@pytest.mark.parametrize(
    "line",
    [
        "{}",
        '{"msg":null}',
        '{"msg":5,"level":true,"time":false}',
        '{"":"x","a":{"":{"":1}}}',
        '{"msg":"x","time":NaN,"v":Infinity}',
        '{"time":{"a":1},"level":[1],"service":{"x":{}}}',
        '{"msg":"x","status":"ok"}',
        '{"msg":"x","status":999999999999999999999}',
        '{"msg":"x","msg":"y"}',
    ],
)
def test_odd_fields_are_no_error(line: str) -> None:
    record = only(line)

    assert record.text == line
    assert record.time_unix_nano is None


@given(
    st.dictionaries(
        st.sampled_from(["msg", "level", "time", "status", "service", "error", "host", "x"]), JSON, max_size=5
    )
)
def test_any_json_object_is_one_record_of_plain_values(document: dict[str, object]) -> None:
    line = json.dumps(document)
    record = only(line)

    assert record.text == line
    for attributes in (record.attributes, record.resource):
        assert all(isinstance(value, str | int | float | bool) for value in attributes.values())
