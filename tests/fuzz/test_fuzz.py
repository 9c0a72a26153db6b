"""A short run of each fuzzer, and every input that has broken a law before (`make fuzz` is the long run)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.run import TARGETS, fuzz, main

FOUND = Path(__file__).parent / "found"  # <target>/<what it broke>
INPUTS = {"digest": 40}  # of the others 200: half a second each


@pytest.mark.parametrize("name", TARGETS)
def test_a_short_run_finds_nothing(name: str) -> None:
    outcome = fuzz(name, INPUTS.get(name, 200))

    assert outcome.findings == {}


@pytest.mark.parametrize(
    "path", sorted(FOUND.glob("*/*")), ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_what_was_found_is_mended(path: Path) -> None:
    TARGETS[path.parent.name].try_one(path.read_bytes())


def test_an_input_has_a_number_and_can_be_made_again() -> None:
    for target in TARGETS.values():
        assert target.input(7) == target.input(7)
        assert target.input(7) != target.input(8)


def test_what_breaks_a_law_is_told_and_fails_the_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def deep(*_: object) -> None:
        raise RecursionError

    monkeypatch.setattr("tests.fuzz.messages.parse_work", deep)

    code = main(["50", "messages", "--keep", str(tmp_path)])

    said = capsys.readouterr().out
    assert code == 1
    assert "messages: 50 inputs, 1 findings" in said
    assert "RecursionError at test_fuzz.py" in said
    assert [path.name for path in tmp_path.iterdir()] == ["messages-0"]


def test_shared_among_processes_it_is_the_same(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tests.fuzz.run.TURN", 20)

    assert main(["50", "slack", "--jobs", "2"]) == 0

    assert "slack: 50 inputs, 0 findings" in capsys.readouterr().out


def test_a_target_that_is_not_there_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["10", "reeding"]) == 2
    assert "there is no target 'reeding'; there are reading," in capsys.readouterr().err


def test_the_page_names_every_target_and_its_laws() -> None:
    page = (Path(__file__).parents[2] / "docs" / "fuzzing.md").read_text(encoding="utf-8")

    for target in TARGETS.values():
        assert f"| {target.name} | {target.laws} |" in page
