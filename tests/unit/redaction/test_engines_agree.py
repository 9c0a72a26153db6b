"""PCRE2 finds what the standard library's `re` finds, in texts made to match: its machine code has been wrong before."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from crosscut.redaction.engine import RULES
from crosscut.redaction.grouping import GATES
from crosscut.redaction.matching import compile_matcher

PATTERNS = {
    **{rule.name: rule.pattern for rule in RULES},
    **{f"gate of {rule.name}": rule.gate for rule in RULES if rule.gate},
    **{f"gate of the group {name}": gate for name, gate in GATES.items()},
}
# Its look-behinds contradict what stands before them in nearly all texts that are made of it.
_NOT_MADE = {"gate of name-beside-what-people-have"}


@pytest.mark.parametrize("name", [name for name in PATTERNS if name not in _NOT_MADE])
def test_the_engines_find_the_same_first_place(name: str) -> None:
    pattern = PATTERNS[name]
    referee, matcher = re.compile(pattern), compile_matcher(pattern, "pcre2")

    @settings(
        max_examples=15,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.from_regex(pattern))
    def agree(text: bytes) -> None:
        found = referee.search(text)
        assert matcher.place(text, 0) == (found.start() if found else -1)

    agree()
