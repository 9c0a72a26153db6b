"""What docs/cost.md says of costs is what `make cost` computes."""

from __future__ import annotations

from pathlib import Path

import pytest

from crosscut.config import parse_sources
from crosscut.model_table import NO_OVERRIDES, model_entry
from tests.benchmarks.cost import measure

PAGE = Path(__file__).parents[2] / "docs" / "cost.md"


def test_the_table_in_the_page_is_what_is_computed() -> None:
    measured = measure.measure(model_entry("claude-sonnet-5-5", NO_OVERRIDES))

    written = PAGE.read_text(encoding="utf-8").partition(measure.BEGIN)[2].partition(measure.END)[0]

    assert written.strip() == measure.table(measured)
    for each in measured:
        assert each.sent < 13_000
        assert each.usd_a_gb(measure.LARGE_BYTES) < each.raw_usd_a_gb / 500


def test_a_page_is_written_between_its_marks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "cost.md"
    page.write_text(f"before\n{measure.BEGIN}\nold\n{measure.END}\nafter\n", encoding="utf-8")

    assert measure.main(["--model", "claude-haiku-5-5", "--write", str(page)]) == 0

    text = page.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert text.endswith("\nafter\n")
    assert capsys.readouterr().out.strip() in text
    assert "old" not in text


def test_the_examples_of_the_page_are_read() -> None:
    blocks = PAGE.read_text(encoding="utf-8").split("```yaml\n")[1:]
    source, models = (parse_sources(block.partition("```")[0], where="cost.md") for block in blocks)

    assert source.sources[0].budget.words == "$2.50 and 5,000,000 tokens a day"
    assert models.models["claude-next"].output == 15.0
