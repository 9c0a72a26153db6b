"""Figures go into a page between the comments that are for them, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks.redaction.document import write_block

PAGE = Path(__file__).parents[3] / "docs" / "redaction.md"


def test_a_block_is_replaced_and_the_rest_stays(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- recall -->\nold\n<!-- /recall -->\nafter\n")

    write_block(page, "recall", "| new |\n")
    write_block(page, "recall", "| newer |\n")

    assert page.read_text() == "before\n<!-- recall -->\n\n| newer |\n\n<!-- /recall -->\nafter\n"


def test_a_page_without_the_block_is_an_error(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("nothing")

    with pytest.raises(ValueError, match="has no <!-- recall -->"):
        write_block(page, "recall", "x")


@pytest.mark.parametrize("name", ["recall", "peers", "real logs"])
def test_the_page_has_every_block(name: str) -> None:
    text = PAGE.read_text(encoding="utf-8")

    assert text.count(f"<!-- {name} -->") == text.count(f"<!-- /{name} -->") == 1
