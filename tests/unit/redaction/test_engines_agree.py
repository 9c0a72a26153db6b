"""PCRE2 finds what the standard library's `re` finds, in texts made to match: its machine code has been wrong before."""

from __future__ import annotations

import re

import pytest

from crosscut.redaction.engine import RULES
from crosscut.redaction.grouping import GATES
from crosscut.redaction.matching import compile_matcher
from tests.unit.redaction.made import NOT_MADE, holds_for_texts_of

PATTERNS = {
    **{rule.name: rule.pattern for rule in RULES},
    **{f"gate of {rule.name}": rule.gate for rule in RULES if rule.gate},
    **{f"gate of the group {name}": gate for name, gate in GATES.items()},
}


@pytest.mark.parametrize("name", [name for name in PATTERNS if PATTERNS[name] != NOT_MADE])
def test_the_engines_find_the_same_first_place(name: str) -> None:
    pattern = PATTERNS[name]
    referee, matcher = re.compile(pattern), compile_matcher(pattern, "pcre2")

    def agree(text: bytes) -> None:
        found = referee.search(text)
        assert matcher.place(text, 0) == (found.start() if found else -1)

    holds_for_texts_of(pattern, agree, examples=15)
