"""Generalising: messages that differ in one word are one template, and others are not."""

from __future__ import annotations

import time
import tracemalloc

import pytest

from crosscut.folding import Fold
from crosscut.folding.group import Group, Key
from crosscut.folding.tree import generalise
from crosscut.model import Template
from tests.unit.folding.building import record


def templates(*bodies: str) -> list[Template]:
    fold = Fold()
    fold.add((record(body, line=i + 1) for i, body in enumerate(bodies)), file="a.log")
    return list(fold.templates())


@pytest.mark.parametrize(
    ("bodies", "texts"),
    [
        (["user ann logged in", "user bob logged in", "user eve logged in"], ["user <*> logged in"]),
        (["user ann logged in", "user bob logged in"], ["user ann logged in", "user bob logged in"]),
        (["started web", "stopped web", "failed web"], ["failed web", "started web", "stopped web"]),
        (
            ["Started the web", "Stopped the web", "Failed the web"],
            ["Failed the web", "Started the web", "Stopped the web"],
        ),
        (["a=1x is set", "a=2y is set", "a=3z is set"], ["<*> is set"]),
        (["the a b", "the a c", "the a d", "the x y z"], ["the a <*>", "the x y z"]),
    ],
)
def test_what_is_one_template(bodies: list[str], texts: list[str]) -> None:
    assert sorted(template.text for template in templates(*bodies)) == texts


def test_two_positions_vary_one_after_the_other() -> None:
    bodies = [f"copied {a} to {b} ok" for a in ("ann", "bob", "eve") for b in ("x", "y", "z")]

    (template,) = templates(*bodies)

    assert (template.text, template.count) == ("copied <*> to <*> ok", 9)
    assert [dict(stats.top) for stats in template.parameters] == [
        {"ann": 3, "bob": 3, "eve": 3},
        {"x": 3, "y": 3, "z": 3},
    ]


def test_the_values_of_masks_stay_with_their_masks() -> None:
    bodies = [
        f"copied {a} to {b} at {n}:77 in {n}ms"
        for n in (1, 2)
        for a in ("ann", "bob", "eve")
        for b in ("x", "y", "z")
    ]

    (template,) = templates(*bodies)

    assert template.text == "copied <*> to <*> at <NUM>:<NUM> in <DURATION>"
    assert [sorted(dict(stats.top)) for stats in template.parameters] == [
        ["ann", "bob", "eve"],
        ["x", "y", "z"],
        ["1", "2"],
        ["77"],
        ["1ms", "2ms"],
    ]


def test_what_looks_like_a_mask_in_the_log_moves_no_value() -> None:
    (template,) = templates(*(f"state <INIT> of {a} is {n}" for n in (5, 6) for a in ("ann", "bob", "eve")))

    assert template.text == "state <INIT> of <*> is <NUM>"
    assert dict(template.parameters[-1].top) == {"5": 3, "6": 3}


def test_services_and_severities_are_not_mixed() -> None:
    fold = Fold()
    for i, service in enumerate(["a", "b", "c"]):
        fold.add([record(f"user u{i}x logged in", service=service)], file="a.log")

    assert len(fold.templates()) == 3


@pytest.mark.parametrize(("groups", "words"), [(5_000, 12), (2_000, 300)])
def test_many_long_messages_take_bounded_time_and_memory(groups: int, words: int) -> None:
    keys = [
        Key("web", 9, "", "msg " + " ".join(f"w{(i * 31 + j * 17) % 997}q" for j in range(words)))
        for i in range(groups)
    ]
    begin = time.process_time()
    tracemalloc.start()

    merged = generalise({key: Group("INFO", 0) for key in keys})

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert merged
    assert time.process_time() - begin < 10.0
    assert peak < 150_000_000
