"""Cells are inert, whatever a log or a model wrote."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscut.cli.cells import csv_cell, markdown_cell


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =cmd|' /C calc'!A0", "\x1b[0m=1", "\u200b=1", "\r\n=1"]
)
def test_a_spreadsheet_calculates_nothing(text: str) -> None:
    assert csv_cell(text).startswith("'")


def test_what_is_harmless_stays() -> None:
    assert (
        csv_cell('orders cannot reach its database: 503, "x"') == 'orders cannot reach its database: 503, "x"'
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a | b", r"a \| b"),
        ("<script>", "&lt;script&gt;"),
        ("![x](http://192.0.2.1/p.png)", r"\!\[x\]\(http\:\/\/192\.0\.2\.1\/p\.png\)"),
        ("**bold** `code` _it_", r"\*\*bold\*\* \`code\` \_it\_"),
        ("one\ntwo", "one two"),
        ("&lt; @ada", r"&amp;lt; \@ada"),
    ],
)
def test_markdown_obeys_nothing(text: str, shown: str) -> None:
    assert markdown_cell(text) == shown


@given(st.text())
def test_no_cell_has_a_line_end_or_an_escape(text: str) -> None:
    for cell in (csv_cell(text), markdown_cell(text)):
        assert not set("\n\r\x1b\x9b\u202e") & set(cell)
    assert csv_cell(text)[:1] not in ("=", "+", "-", "@", "\t")
