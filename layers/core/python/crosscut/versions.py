"""Tells that another version runs: a value that does not vary by chance, however seldom it is logged."""

from __future__ import annotations

import re

from crosscut.model import ParameterStats, Template

_MANY = 4  # versions of one thing at once; more are a list of things
# "4.2.0", "v1.18.3-rc.1"; an address has four numbers.
_VERSION = re.compile(r"v?\d{1,4}\.\d{1,5}\.\d{1,8}(?![.\d])(?:[-+][\w.]{1,40})?", re.ASCII)
_NUMBERS = re.compile(r"v?\d{1,8}(?:\.\d{1,8}){0,3}(?:[-+][\w.]{1,40})?", re.ASCII)
_NAME = re.compile(r"(?:^|[._\s])(?:version|release|build|revision)[\s:=]*$", re.IGNORECASE)


def version_change(template: Template, old: ParameterStats, new: ParameterStats) -> str:
    """Return what has changed, `4.1.7 → 4.2.0`, where versions are there that were not before; else nothing."""
    seen = [dict(stats.top) for stats in (old, new)]
    if max(old.distinct, new.distinct) > _MANY or not (seen[1].keys() - seen[0].keys()):
        return ""
    shape = _NUMBERS if _NAME.search(_before(template, new.name)) else _VERSION
    if not all(shape.fullmatch(value) for values in seen for value in values):
        return ""
    return " → ".join(", ".join(sorted(values)) for values in seen)


def _before(template: Template, name: str) -> str:
    """Return what stands before a position in the template, or an attribute's name."""
    return "<*>".join(template.text.split("<*>")[: int(name) + 1]) if name.isdigit() else name
