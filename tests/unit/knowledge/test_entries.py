"""The entries that are there: every rule has one, every one is found, and what they say may leave."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from crosscut.config import Source
from crosscut.detection import asked, registry
from crosscut.knowledge import Entry, SignKind, entries, entries_for
from crosscut.model import Risk
from crosscut.outgoing import leaks

IDS = [entry.id for entry in entries()]
# What detections name besides their rule: techniques, and what came of an attack.
TOPICS = {*asked.WEB_ATTACKS, "account-taken-over", "password-spraying"}


def rules() -> set[str]:
    """Every rule that detection can name."""
    return set(registry.rules())


def test_there_are_entries_of_every_family() -> None:
    families = Counter(entry.family for entry in entries())

    assert sum(families.values()) >= 60
    assert families.keys() == {
        "availability", "dependencies", "resources", "security", "configuration", "data",
    }  # fmt: skip


def test_the_docs_say_how_many_there_are() -> None:
    page = (Path(__file__).parents[3] / "docs" / "detection.md").read_text(encoding="utf-8")

    assert f"causes: {len(entries())} entries over" in page


def test_every_rule_has_an_entry() -> None:
    known = {rule for entry in entries() for rule in entry.rules}

    assert {"connection-refused", "cascade", "brute-force", "cloud-root", "slow-route"} <= rules()
    without = sorted((rules() | TOPICS) - known)
    assert without == [], (
        f"write layers/core/python/crosscut/knowledge/<family>/{without[0]}.md" if without else ""
    )


def test_no_entry_is_on_a_rule_that_is_not_there() -> None:
    # "web-attack" is a rule, and a scanner's entry is on it too: the technique says more.
    assert {rule for entry in entries() for rule in entry.rules} - rules() - TOPICS == set()


@pytest.mark.parametrize("entry", entries(), ids=IDS)
def test_every_entry_is_found_by_its_rule_and_its_words(entry: Entry) -> None:
    for rule in entry.rules:
        found = entries_for([rule], entry.example)

        assert entry in found
        if entry.words:
            assert found[0].words, "one on a product comes before those in general"


@pytest.mark.parametrize("entry", entries(), ids=IDS)
def test_every_rule_that_a_sign_names_is_there(entry: Entry) -> None:
    named = {
        rule
        for cause in entry.causes
        for sign in cause.signs
        if sign.kind is SignKind.RULE
        for rule in sign.rules
    }

    assert named <= rules() | TOPICS


@pytest.mark.parametrize("entry", entries(), ids=IDS)
def test_every_step_that_changes_something_says_what_may_go_wrong_and_the_way_back(entry: Entry) -> None:
    for step in entry.steps:
        assert step.verify
        assert step.risk is not Risk.UNKNOWN
        assert step.risk_reason
        assert step.undo
    assert len({cause.title for cause in entry.causes}) == len(entry.causes)


@pytest.mark.parametrize("entry", entries(), ids=IDS)
def test_what_it_says_passes_the_last_look(entry: Entry) -> None:
    # Else an insight, or the request to a model, would be withheld because of our own words.
    assert leaks(entry.model_dump_json(), source=Source(name="shop")) == ()


def test_a_general_entry_is_not_told_beside_one_on_another_product() -> None:
    about = [
        entry.id for entry in entries_for(["pool-exhausted"], "HikariPool-1 - Connection is not available")
    ]

    assert about == ["pool-exhausted-hikari", "pool-exhausted"]
