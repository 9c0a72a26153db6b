"""What a redactor replaced in a line, and what of a value it left, from the line before and after."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from tests.benchmarks.redaction.marks import Label

# `<EMAIL:7f3kq2mz>`, perhaps with a class in it, as `<IP:private:7f3kq2mz>`; peers' are written in the same way.
PLACEHOLDER = re.compile(r"<[A-Z][A-Z0-9_]*:[\w.:\-]*>")
_GONE = "\0"  # what stands for a replaced value, so that nothing joins across it


def replaced(before: str, after: str) -> list[tuple[int, int]]:
    """Return the spans of `before` that `after` has something else for."""
    if before == after:
        return []
    literals = PLACEHOLDER.split(after)
    match = (
        re.fullmatch("(.+?)".join(map(re.escape, literals)), before, re.DOTALL)
        if len(literals) < 80
        else None
    )
    if match:
        return [match.span(group) for group in range(1, len(literals))]
    # It changed more than it replaced, for example took \u003d for =.
    bare = PLACEHOLDER.sub(_GONE, after)
    changes = SequenceMatcher(None, before, bare, autojunk=False).get_opcodes()
    return [(start, end) for tag, start, end, *_ in changes if tag in ("replace", "delete") and end > start]


def survives(value: str, before: str, after: str, labels: Iterable[Label], share: float = 0.5) -> bool:
    """Whether a run of at least `share` of `value` is left in `after`.

    What the line has outside of its labels as well tells nothing.
    """
    left = PLACEHOLDER.sub(_GONE, after)
    length = max(-(-len(value) * share // 1), min(len(value), 4))
    runs = {value[i : i + int(length)] for i in range(len(value) - int(length) + 1)}
    found = [run for run in runs if run in left]
    if not found:
        return False
    outside = before
    for label in sorted(labels, reverse=True):
        outside = f"{outside[: label.start]}{_GONE}{outside[label.end :]}"
    return any(run not in outside for run in found)
