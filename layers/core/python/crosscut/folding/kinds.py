"""What a value is, by its looks, and the number that it holds."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

_PSEUDONYM = re.compile(r"<(?P<kind>[A-Z][A-Z0-9_]*)(?::[a-z2-7]{8})?>$")
_MILLISECONDS = {
    "ns": 1e-6, "us": 1e-3, "µs": 1e-3, "ms": 1.0, "s": 1e3, "sec": 1e3, "secs": 1e3, "second": 1e3, "seconds": 1e3,
    "min": 6e4, "minute": 6e4, "minutes": 6e4, "h": 3.6e6, "hour": 3.6e6, "hours": 3.6e6,
}  # fmt: skip
_BYTES = {"B": 1.0} | {
    f"{letter}{form}": base**power
    for power, letters in enumerate(("kK", "M", "G", "T", "P"), 1)
    for letter in letters
    for form, base in (("B", 1e3), ("iB", 1024.0), ("i", 1024.0))
}
_MAX_DIGITS = 18  # as in the pattern below
_QUANTITY = re.compile(
    r"(?P<number>[-+]?[0-9]{1,18}(?:\.[0-9]{1,9})?(?:[eE][-+]?[0-9]{1,2})?) ?(?P<unit>[a-zA-Zµ]{1,7}|%)?$"
)
NUMBERS_BEGIN = frozenset("0123456789+-")
_SHAPES = tuple(
    (kind, re.compile(pattern, re.ASCII))
    for kind, pattern in (
        ("uuid", r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"),
        ("ip", r"/?\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?$"),
        ("url", r"[A-Za-z][A-Za-z0-9+.\-]*://"),
        ("path", r"(?:\.{1,2}|~)?/|[A-Za-z]:\\"),
        ("time", r"\d{4}-\d\d-\d\d|\d{1,3}:\d\d(?::\d\d)?|(?:[A-Z][a-z]{2},? )?[A-Z][a-z]{2} +\d{1,2}\b"),
        ("hex", r"0[xX][0-9a-fA-F]+$|(?=.*\d)[0-9a-fA-F]{6,}$"),
        ("flag", r"(?i:true|false|null|none|nil|nan|undefined)$"),
        ("word", r"[A-Za-z]+$"),
    )
)


def number_of(value: str) -> float | None:
    """Return the number that a value is; with a unit, in milliseconds or bytes (`1.5s` is 1500). Else None."""
    if value.isdecimal() and value.isascii() and len(value) <= _MAX_DIGITS:
        return float(value)
    match = _QUANTITY.match(value)
    if match is None:
        return None
    unit = match["unit"]
    if unit is None or unit == "%":
        return float(match["number"])
    factor = _MILLISECONDS.get(unit) or _BYTES.get(unit)
    return float(match["number"]) * factor if factor else None


def whole_numbers(values: Collection[str]) -> list[int]:
    """Return the numbers that the values are where all are digits and nothing else; else none."""
    digits = "".join(values)
    if (
        digits.isdecimal()
        and digits.isascii()
        and 0 < min(map(len, values)) <= max(map(len, values)) <= _MAX_DIGITS
    ):
        return [*map(int, values)]
    return []


def kind_of(value: str) -> str:
    """Return "number", "duration", "size", "ip", ...; a pseudonym's kind in small letters; "name" for all else."""
    quantity = _QUANTITY.match(value)
    if quantity:
        unit = quantity["unit"]
        if unit is None or unit == "%":
            return "number"
        if unit in _MILLISECONDS:
            return "duration"
        if unit in _BYTES:
            return "size"
    pseudonym = _PSEUDONYM.match(value)
    if pseudonym:
        return pseudonym["kind"].lower()
    return next((kind for kind, shape in _SHAPES if shape.match(value)), "name")


def common_kind(values: Iterable[str]) -> str:
    """Return the kind that all the values have, or the empty string."""
    kinds = {kind_of(value) for value in values}
    return kinds.pop() if len(kinds) == 1 else ""
