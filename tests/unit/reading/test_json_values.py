"""Objects that are JSON without being a value a line."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscut.reading import LineReader
from crosscut.reading.json_values import values

RECORDS = [
    {"eventName": f"Get{i}", "text": 'a "]}" in it', "inner": {"list": [1, {"x": "}"}]}} for i in range(5)
]


def read(text: str) -> list[str]:
    return list(LineReader(io.BytesIO(text.encode()), name="object.json"))


@pytest.mark.parametrize("indent", [None, 2])
def test_a_cloudtrail_envelope_gives_its_records(indent: int | None) -> None:
    found = read(json.dumps({"Records": RECORDS}, indent=indent))

    assert [json.loads(value) for value in found] == RECORDS


def test_two_envelopes_in_one_object_give_the_records_of_both() -> None:
    envelope = json.dumps({"Records": RECORDS})

    assert len(read(envelope + "\n" + envelope + "\n")) == 2 * len(RECORDS)


@pytest.mark.parametrize("indent", [None, 2])
def test_an_array_gives_its_elements(indent: int | None) -> None:
    assert [json.loads(value) for value in read(json.dumps(RECORDS, indent=indent))] == RECORDS


def test_values_without_newlines_between_them_are_told_apart() -> None:
    found = read("".join(json.dumps(record) for record in RECORDS))

    assert [json.loads(value) for value in found] == RECORDS


def test_indented_values_one_after_another_are_told_apart() -> None:
    found = read("\n".join(json.dumps(record, indent=4) for record in RECORDS))

    assert [json.loads(value) for value in found] == RECORDS


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1}\n{"b": 2}\n',
        '{"a": 1}\nnot json\n{"b": 2}\n',
        "{broken json\nsecond line\n",
        "[2026-11-17 10:00:00] INFO up\nnext\n",
        "[INFO] up\n",
        "{}\n",
    ],
)
def test_lines_stay_lines(text: str) -> None:
    assert read(text) == text.splitlines()


def test_what_is_no_json_between_values_is_a_line_of_its_own() -> None:
    assert read('{"a": 1}{"b": 2} oops\n{"c": 3}\n') == ['{"a": 1}', '{"b": 2}', "oops", '{"c": 3}']


def test_a_value_that_is_cut_off_is_kept() -> None:
    whole = json.dumps({"Records": RECORDS})

    found = read(whole[:-40])

    assert len(found) >= len(RECORDS)
    assert found[: len(RECORDS) - 1] == [json.dumps(record) for record in RECORDS[:-1]]


@given(st.lists(st.integers(min_value=1, max_value=40), max_size=30))
def test_no_cut_into_blocks_changes_the_values(sizes: list[int]) -> None:
    text = json.dumps({"Records": RECORDS}) + json.dumps(RECORDS[0]) * 2
    blocks, rest = [], text
    for size in sizes:
        blocks.append(rest[:size])
        rest = rest[size:]

    # The head decides what the object is, so it is whole; the rest comes as it comes.
    assert list(values([*blocks, rest])) == list(values([text]))
