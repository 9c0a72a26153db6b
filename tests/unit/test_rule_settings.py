"""A source's `rules:`: thresholds and modes, and one clear line for what is wrong in them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from crosscut.analysis import OfflineAnalyst
from crosscut.config import Source, Sources, load_sources
from crosscut.detection import History, detect
from crosscut.errors import ConfigurationError
from crosscut.insights.memory import MemoryCatalog, MemoryInsightStore
from crosscut.model import Detection, Insight
from crosscut.pipeline import analyze
from crosscut.rule_settings import check_rules, tuning_of
from tests.unit.writing import NOW, digest_of, syslog

GUESSES = "\n".join(
    syslog(n, "sshd[811]", f"Failed password for alice from 198.51.100.23 port 4{n} ssh2") for n in range(30)
)


def sources(tmp_path: Path, rules: str) -> tuple[Sources, Path]:
    file = tmp_path / "sources.yaml"
    file.write_text(f"sources:\n  - name: web\n  - name: api\n    rules:\n      {rules}\n", encoding="utf-8")
    return check_rules(load_sources(file), file=file), file


def told(rules: dict[str, object]) -> tuple[list[Insight], list[Detection]]:
    staged: list[Detection] = []

    def count(detections: Sequence[Detection]) -> None:
        staged.extend(detections)

    insights = analyze(
        digest_of(GUESSES),
        digest_id="1",
        source=Source.model_validate({"name": "shop", "rules": rules}),
        analyst=OfflineAnalyst(),
        catalog=MemoryCatalog(),
        store=MemoryInsightStore(),
        now=NOW,
        staged=count,
    )
    return insights, staged


def test_without_settings_a_rule_speaks() -> None:
    insights, staged = told({})

    assert [i.rules for i in insights] == [("brute-force",)]
    assert insights[0].techniques == ("T1110",)
    assert staged == []


@pytest.mark.parametrize(("threshold", "rules"), [(20, [("brute-force",)]), (50, [])])
def test_a_threshold_is_the_sources_own(threshold: float, rules: list[tuple[str, ...]]) -> None:
    assert [i.rules for i in told({"brute-force": {"threshold": threshold}})[0]] == rules


def test_a_threshold_may_be_lower_than_the_usual_one() -> None:
    few = "\n".join(GUESSES.splitlines()[:6])
    lower = tuning_of(Source(name="x", rules={"brute-force": {"threshold": 5}}))

    assert detect(digest_of(few), History()) == []
    assert [d.rule for d in detect(digest_of(few), History(), lower)] == ["brute-force"]


def test_a_staged_rule_counts_and_is_not_told() -> None:
    insights, staged = told({"brute-force": {"mode": "staged"}})

    assert insights == []
    assert [(d.rule, d.count) for d in staged] == [("brute-force", 30)]


def test_a_rule_that_is_off_is_neither_told_nor_counted() -> None:
    assert told({"brute-force": {"mode": "off"}}) == ([], [])


@pytest.mark.parametrize("written", ["{mode: off}", '{mode: "off"}', "{mode: false}"])
def test_off_may_be_written_as_yaml_reads_it(tmp_path: Path, written: str) -> None:
    read, _ = sources(tmp_path, f"brute-force: {written}")

    assert not tuning_of(read.named("api")).is_on("brute-force")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            "brute-froce: {threshold: 50}",
            ":5: sources.1.rules.brute-froce: no such rule; `crosscut rules` lists them",
        ),
        (
            "brute-force: {threshold: 0}",
            ":5: sources.1.rules.brute-force.threshold: Input should be greater than 0",
        ),
        (
            "brute-force: {threshold: many}",
            ":5: sources.1.rules.brute-force.threshold: Input should be a valid number",
        ),
        ("brute-force: {mode: loud}", ":5: sources.1.rules.brute-force.mode: a mode is on, staged"),
        ("brute-force: {limit: 3}", ":5: sources.1.rules.brute-force.limit: Extra inputs are not permitted"),
        (
            "brute-force: {}",
            ":5: sources.1.rules.brute-force: say a threshold, as in {threshold: 50}, or a mode",
        ),
        ("brute-force: 50", ":5: sources.1.rules.brute-force: Input should be a valid dictionary"),
        ("crash: {threshold: 5}", ":5: sources.1.rules.crash.threshold: this rule has no threshold"),
    ],
)
def test_what_is_wrong_is_said_in_one_line_with_file_and_line(
    tmp_path: Path, written: str, said: str
) -> None:
    with pytest.raises(ConfigurationError) as error:
        sources(tmp_path, written)

    assert str(error.value).startswith(f"{tmp_path / 'sources.yaml'}{said}")
    assert "\n" not in str(error.value)


def test_at_use_the_source_is_named() -> None:
    with pytest.raises(ConfigurationError, match=r"source shop: rules\.nonsense: no such rule"):
        tuning_of(Source(name="shop", rules={"nonsense": {"mode": "off"}}))


def test_the_settings_that_the_page_shows_are_right(tmp_path: Path) -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "detection.md").read_text(encoding="utf-8")
    file = tmp_path / "sources.yaml"
    file.write_text(page.partition("```yaml\n")[2].partition("```")[0], encoding="utf-8")

    tuning = tuning_of(check_rules(load_sources(file), file=file).named("shop-api"))

    assert tuning.threshold("brute-force", 15) == 50
    assert [rule for rule in tuning.modes if not tuning.is_on(rule)] == ["slow-route", "n-plus-one"]


def test_the_projects_own_sources_are_right() -> None:
    file = Path(__file__).resolve().parents[2] / "sources.yaml"

    check_rules(load_sources(file), file=file)
