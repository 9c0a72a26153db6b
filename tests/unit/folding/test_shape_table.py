"""The accelerator's look-up of lines says what the same in Python does, of any line."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crosscut.folding import fold_lines, lines
from crosscut.folding.masking import MAX_CHARACTERS
from crosscut.folding.shape_table import UNKNOWN, ShapeTable, shape_table
from crosscut.folding.shapes import shapes_of, without_hex
from tests.unit.folding.test_shapes import LINES

# What hexadecimal numbers and UUIDs are made of, and what they can stand between.
PIECES = st.lists(
    st.sampled_from(
        (
            *"0123789abcdefgz_-./:;,\"')]} \x01\x02\xe9",
            "deadbeef",
            "12345678",
            "-4b6e",
            "-9f1a-2c3d4e5f6a7b",
            "f00",
        )
    ),
    max_size=24,
).map("".join)
LOGS = st.lists(st.one_of(LINES, PIECES), min_size=1, max_size=12)


@pytest.fixture(scope="module")
def table() -> ShapeTable:
    """The table; its library is built by `make install`."""
    made = shape_table()
    assert made is not None, "make install builds native/, which this compares with what is written in Python"
    return made


@example(
    ["3f2b1c9e-8d4a-4b6e-9f1a-2c3d4e5f6a7b", "12345678-8d4a-4b6e-9f1a-2c3d4e5f6a7b-", "deadbeef1", "0" * 8]
)
@given(LOGS)
def test_shapes_are_those_of_python(table: ShapeTable, log: list[str]) -> None:
    table.forget()
    simple = without_hex(shapes_of(log))
    known = dict(zip(simple, "abcdefghijkl"[: len(log)], strict=True))
    half = {shape: code for shape, code in known.items() if code < "f"}

    assert table.remember([*half], "".join(half.values()))

    assert table.codes_of(log) == "".join(half.get(shape, UNKNOWN) for shape in simple)


@pytest.mark.parametrize(
    "number", ["1234567a", "abcdef12", "f00dcafe", "12345678-8d4a-4b6e-9f1a-123456789012", "a" * 7 + "1" * 70]
)
def test_numbers_are_found_wherever_they_stand(table: ShapeTable, number: str) -> None:
    # Vectors of 16 bytes are looked at, and bits of 64.
    for log in ([f"{'.' * i}{number}{'.' * (i % 3)}" for i in range(140)], [number], [f"{number} "]):
        table.forget()
        simple = [*dict.fromkeys(without_hex(shapes_of(log)))]
        codes = {shape: chr(i + 1) for i, shape in enumerate(simple)}
        table.remember(simple, "".join(codes.values()))

        assert table.codes_of(log) == "".join(map(codes.__getitem__, without_hex(shapes_of(log))))


@given(LOGS)
def test_a_log_folds_as_without_it(log: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "_BLOCK", 3)
        by_table = fold_lines([*log, *reversed(log)], assign=True)
        patch.setattr(lines, "shape_table", lambda: None)
        by_dict = fold_lines([*log, *reversed(log)], assign=True)

    assert by_table.templates == by_dict.templates
    assert [*by_table.template_ids()] == [*by_dict.template_ids()]


def test_long_lines_are_left_to_python(table: ShapeTable) -> None:
    table.forget()
    long, longer = "a" * MAX_CHARACTERS, "a" * (MAX_CHARACTERS + 1)
    shapes = shapes_of([long, longer])

    assert table.remember(shapes, "xy")

    assert table.codes_of([longer, long, "a"]) == UNKNOWN + "x" + UNKNOWN


def test_messages_of_several_lines_are_seen(table: ShapeTable) -> None:
    table.forget()
    table.remember(shapes_of(["one", "two"]), "xy")

    assert len(table.codes_of(["one\ntwo\ntwo", "two"])) != 2
    assert table.codes_of(["one\ntwo\ntwo", "two"], cut=True) == "xy"


def test_it_is_full_at_some_time_and_forgets_all(table: ShapeTable) -> None:
    table.forget()
    many = [f"{'x' * (i % 97)} {'y' * (i // 97)}\n".encode() for i in range(40_000)]

    assert not table.remember(many, "z" * len(many))
    assert table.codes_of([many[0][:-1].decode()]) == "z"

    table.forget()
    assert table.codes_of([many[0][:-1].decode()]) == UNKNOWN
