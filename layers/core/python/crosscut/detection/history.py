"""What a source has shown before."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class History:
    """`known` are the ids of templates seen in earlier windows; without `exists` nothing counts as new."""

    exists: bool = False
    known: frozenset[str] = frozenset()
