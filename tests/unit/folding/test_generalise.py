"""Generalising: which messages are one template, whatever the order and whoever else is there."""

from __future__ import annotations

import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscut.folding.generalise import generalise

USERS = ("ann", "bob", "eve", "ted")
FRUIT = [f"the {fruit} is ripe" for fruit in ("plum", "pear", "fig", "apple")]
STATES = ["Started the web", "Stopped the web", "Failed the web"]
EVENTS = [f"VM {verb} (Event)" for verb in ("Started", "Stopped", "Paused", "Resumed")]
METHODS = [f"<*> {method} ok" for method in ("GET", "POST", "PUT", "HEAD", "PATCH")]


@pytest.mark.parametrize(
    ("texts", "templates"),
    [
        ([f"user {user} logged in" for user in USERS[:3]], {"user <*> logged in"}),
        ([f"user {user} logged in" for user in USERS], {"user <*> logged in"}),  # ted is no past tense
        (["user ann logged in", "user bob logged in"], {"user ann logged in", "user bob logged in"}),
        (["user <*> logged in", "user bob logged in"], {"user <*> logged in"}),
        (FRUIT[:3], set(FRUIT[:3])),
        (FRUIT, {"the <*> is ripe"}),
        (STATES, set(STATES)),
        (EVENTS, set(EVENTS)),
        (METHODS, set(METHODS)),
        ([f"load a.b.{name} for c.d.{name}" for name in ("Foo", "Bar", "Baz")], {"load <*> for <*>"}),
        ([f"copied {a} to host {b}" for a in (*USERS[:3], "zoe") for b in "xyz"], {"copied <*> to host <*>"}),
        (["a b", "a c", "a d", "a e"], {"a b", "a c", "a d", "a e"}),  # nothing would be left to say
    ],
)  # fmt: skip
def test_what_is_one_template(texts: list[str], templates: set[str]) -> None:
    assert set(generalise(texts).values()) == templates


WORDS = st.sampled_from(["user", "a.b", "c.d", "e.f", "ann", "bob", "eve", "<*>", "in", "started", "x", "="])
TEXTS = st.lists(st.lists(WORDS, min_size=1, max_size=5).map(" ".join), max_size=24)


@given(TEXTS, st.data())
def test_the_order_does_not_matter(texts: list[str], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(texts))

    assert generalise(texts) == generalise(shuffled)


@given(TEXTS)
def test_a_template_matches_its_messages(texts: list[str]) -> None:
    for text, template in generalise(texts).items():
        own, general = text.split(" "), template.split(" ")
        assert len(own) == len(general)
        assert all(b in (a, "<*>") for a, b in zip(own, general, strict=True))


@given(TEXTS)
def test_generalising_again_changes_nothing_more(texts: list[str]) -> None:
    templates = set(generalise(texts).values())

    assert set(generalise(templates).values()) == templates


@pytest.mark.parametrize(("number", "words"), [(5_000, 12), (2_000, 300)])
def test_many_long_messages_take_bounded_time_and_memory(number: int, words: int) -> None:
    texts = ["msg " + " ".join(f"w{(i * 31 + j * 17) % 997}q" for j in range(words)) for i in range(number)]
    begin = time.process_time()
    tracemalloc.start()

    assert generalise(texts)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert time.process_time() - begin < 15.0
    assert peak < 200_000_000
