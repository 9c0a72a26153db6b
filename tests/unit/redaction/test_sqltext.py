"""Strings of SQL in which quotes are doubled are read as they were."""

from __future__ import annotations

import pytest

from crosscut.redaction import Redactor
from crosscut.redaction.matching import Engine, available
from crosscut.redaction.sqltext import lines

ENGINES: list[Engine] = [available(), "pcre2", "re"]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("before", "value", "behind"),
    [
        (
            "INSERT INTO audit (note) VALUES ('environ({''PATH'': ''/bin'', ''DB_PASS'': ''",
            "hunter2x",
            "''})')",
        ),
        ("UPDATE audit SET note = 'array ( ''full_name'' => ''", "Anna Example", "'', ''port'' => 5432 )'"),
        ("STATEMENT:  VALUES ('''password'': ''", "hunter2x", "''')"),
        ("VALUES ('cut off: ''password'': ''", "hunter2x", ""),
    ],
)
def test_a_value_in_a_string_of_sql_goes(before: str, value: str, behind: str, engine: Engine) -> None:
    text = Redactor(b"synthetic-key", engine=engine).texts([before + value + behind])[0]

    assert value not in text
    assert text.startswith(before) and text.endswith(behind)


@pytest.mark.parametrize("engine", ENGINES)
def test_what_ends_a_block_is_read_too(engine: Engine) -> None:
    assert Redactor(b"synthetic-key", engine=engine).texts([': PSK "\\='])[0].endswith(">")


def test_strings_are_read_once_and_in_order() -> None:
    found = list(lines(b"x VALUES ('a ''b'' c', 'd ''e''') don't\ny = 'f ''g"))

    assert [line.text for line in found] == [b"a 'b' c", b"d 'e'", b"f 'g"]
    assert [line.raw for line in found] == [b"a ''b'' c", b"d ''e''", b"f ''g"]
