"""Hides the variable parts of a message behind typed masks, and says what they were."""

from __future__ import annotations

import re
from typing import NamedTuple

MAX_CHARACTERS = 2_000  # of a message that count towards its template

# The order matters: the more specific shape first.
_MASK = re.compile(
    r"<(?P<pseudonym>[A-Z][A-Z0-9_]*):[a-z2-7]{8}>"
    # What looks like a mask already, so that masks and values can be told together.
    r"|<(?P<literal>[A-Z][A-Z0-9_]*|\*)>"
    r"|(?P<UUID>\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\b)"
    r"|(?P<TIME>\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?|\b\d\d:\d\d:\d\d(?:[.,]\d+)?\b)"
    r"|(?P<DATE>\b\d{4}-\d\d-\d\d\b)"
    r"|(?P<ADDRESS>\b\d{1,3}(?:\.\d{1,3}){3}\b)"
    r"|(?P<HEX>\b0[xX][0-9a-fA-F]+\b|\b(?=[0-9a-fA-F]*\d)(?=[0-9a-fA-F]*[a-fA-F])[0-9a-fA-F]{8,}\b)"
    r"|(?P<DURATION>(?<![\w.])[-+]?\d+(?:\.\d+)?(?:ns|us|µs|ms|s|sec|secs|seconds|min|h)\b)"
    r"|(?P<SIZE>(?<![\w.])\d+(?:\.\d+)?(?:B|kB|KB|MB|GB|TB|KiB|MiB|GiB|Ki|Mi|Gi)\b)"
    r"|(?P<NUM>(?<![\w.])[-+]?\d+(?:\.\d+)?%?(?![\w.]*[A-Za-z])|\d{2,}(?![A-Za-z])"
    r"|(?<=[_#/:])-\d+|(?<=[_\-#/:])\d+)"
)


_SAID = frozenset({"pseudonym", "literal"})  # groups whose text is the name of the mask


class Masked(NamedTuple):
    """A message with its variable parts hidden."""

    text: str
    values: tuple[str, ...]  # in order of the masks


def mask(message: str) -> Masked:
    """Return the masked first line of a message; only its first 2,000 characters count."""
    line = message[:MAX_CHARACTERS].partition("\n")[0]
    values: list[str] = []

    def hide(match: re.Match[str]) -> str:
        values.append(match[0])
        kind = match.lastgroup or ""
        return f"<{match[kind] if kind in _SAID else kind}>"

    return Masked(_MASK.sub(hide, line), tuple(values))


def number_of(value: str) -> float | None:
    """Return the number that a masked value begins with (`12.5ms` is 12.5), or None."""
    match = _NUMBER.match(value)
    return float(match[0]) if match else None


_NUMBER = re.compile(r"[-+]?\d{1,18}(?:\.\d{1,9})?(?=[a-zA-Zµ%]{0,7}$)")
