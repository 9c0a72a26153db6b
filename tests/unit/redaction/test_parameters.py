"""Which statement the values beside it are bound to: the last one before them in their record, or else behind them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crosscut.redaction.parameters import _STATEMENT, _Statements, fields

PIECES = (
    "select ", "select", " where ", "where ", " ", "\n", "\x1e", ";", "a", "b = ?", "update t set ", "update ", " set ", "insert into ",
    "insert ", "into ", "delete from ", "replace into ", "values (?)", "x" * 90, "y " * 600,
)  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


@given(text=texts, data=st.data())
def test_the_last_statement_of_a_part_is_the_one_that_a_search_finds(text: str, data: st.DataObject) -> None:
    block = text.encode()
    first, end = sorted(data.draw(st.tuples(*[st.integers(0, len(block))] * 2)))
    first = max(first, block.rfind(b"\x1e", first, end) + 1)
    starts = [match.start() for match in _STATEMENT.finditer(block[first:end])]

    assert _Statements(block).last(first, end) == (block[first + starts[-1] : end] if starts else b"")


def test_values_are_those_of_the_statement_beside_them_in_their_record() -> None:
    record = b"update users set email = %s where id = 4\n\x1e\n"
    beside = b"select * from t where full_name = %s args=['anna example']"
    behind = b"params: ['hunter2'] of update users set password = ? "

    for block in (record + beside, record + behind):
        found = [(name, block[start:end]) for name, start, end in fields(block, block)]
        assert found in ([(b"full_name", b"anna example")], [(b"password", b"hunter2")])
