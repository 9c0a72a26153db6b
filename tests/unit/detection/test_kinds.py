"""The table of kinds speaks of what there is, and of everything that may stand at a root."""

from __future__ import annotations

from crosscut.detection.kinds import EFFECTS, Kind, kind_of, named
from crosscut.detection.registry import rules
from crosscut.detection.symptoms import symptoms
from crosscut.model import Category


def test_every_symptom_but_attacks_has_a_kind() -> None:
    told = {row.symptom.id for row in symptoms() if row.symptom.category is not Category.SECURITY}

    assert told - named() == set()


def test_the_table_names_nothing_that_is_not_there() -> None:
    there = {row.symptom.id for row in symptoms()} | rules().keys()

    assert named() - there == set()


def test_what_is_broken_is_nearer_to_the_root_than_who_tells_of_it() -> None:
    assert kind_of("disk-full") < kind_of("crash") < kind_of("overload") < kind_of("connection-refused")
    assert kind_of("disk-full") not in EFFECTS
    assert kind_of("http-5xx-rate") is Kind.COUNT
