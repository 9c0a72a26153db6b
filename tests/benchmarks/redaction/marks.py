"""Marks around labelled values while a line is being written, so that quoting and nesting keep track of them."""

from __future__ import annotations

import re
from typing import NamedTuple

# Of the private use area: no quoting that is used here touches them, and no log has them.
_OPEN, _KIND_END, _CLOSE = "\ue000", "\ue002", "\ue001"
_MARKED = re.compile(f"{_OPEN}([^{_KIND_END}]*){_KIND_END}([^{_CLOSE}]*){_CLOSE}")

# What may be replaced or stay: the user of a URL, the host of a DSN, the name of a cookie.
NEUTRAL = "neutral"


class Label(NamedTuple):
    """Where a value stands in its line. `kind` is `family/variety`, as in `token/github`."""

    start: int
    end: int
    kind: str

    @property
    def family(self) -> str:
        return self.kind.partition("/")[0]


def mark(kind: str, text: str) -> str:
    """Return `text` with marks that say that it is a value of `kind`."""
    return f"{_OPEN}{kind}{_KIND_END}{text}{_CLOSE}"


def neutral(text: str) -> str:
    """Return `text` marked as what may be replaced and need not."""
    return mark(NEUTRAL, text)


def unmark(text: str) -> tuple[str, tuple[Label, ...]]:
    """Return the line as it is written, and the labels that its marks stood for."""
    pieces: list[str] = []
    labels: list[Label] = []
    done = written = 0
    for match in _MARKED.finditer(text):
        before = text[done : match.start()]
        start = written + len(before)
        labels.append(Label(start, start + len(match[2]), match[1]))
        pieces += (before, match[2])
        written = start + len(match[2])
        done = match.end()
    return "".join((*pieces, text[done:])), tuple(labels)
