"""Texts that are made to match a pattern, for laws that hold for all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import AnyStr

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from crosscut.redaction import persons

# Its look-behinds contradict what stands before them in nearly all texts that are made of it.
NOT_MADE = persons.PERSON.gate


def holds_for_texts_of(pattern: AnyStr, law: Callable[[AnyStr], None], *, examples: int) -> None:
    """Try the law, which asserts, on so many texts in which the pattern matches; each time the same ones."""
    settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )(given(st.from_regex(pattern))(law))()
