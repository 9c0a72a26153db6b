"""Which field becomes which part of a record, worked out once for each set of names: lines of one program are alike."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from crosscut.formats.field_names import BEGUN, Part, Role, role_of

_CANDIDATES = (Part.TIME, Part.LEVEL, Part.BODY, Part.SERVICE)
# What is remembered of lines that anyone may have written stays under some 15 MB.
_MOST_KEYS = 128
_MOST_CHARACTERS = 4_096


class Plan(NamedTuple):
    """The names of the fields by what they can be, best first, and what the others are called."""

    times: tuple[str, ...]
    levels: tuple[str, ...]
    bodies: tuple[str, ...]
    services: tuple[str, ...]
    attributes: tuple[tuple[str, str], ...]  # field and name
    resource: tuple[tuple[str, str], ...]
    named: frozenset[str]  # the names among them that are OpenTelemetry's


def plan_of(keys: tuple[str, ...]) -> Plan:
    """Return the plan for lines that have these fields."""
    usual = len(keys) <= _MOST_KEYS and sum(map(len, keys)) <= _MOST_CHARACTERS
    return _remembered(keys) if usual else _plan(keys)


def _plan(keys: tuple[str, ...]) -> Plan:
    candidates: dict[Part, list[tuple[int, str]]] = {part: [] for part in _CANDIDATES}
    best: dict[tuple[Part, str], tuple[int, str]] = {}
    roles: dict[str, Role] = {}
    for key in keys:
        role = role_of(key)
        if role is None:
            continue
        if role.part in candidates:
            candidates[role.part].append((role.rank, key))
        else:
            roles[key] = role
            known = best.get((role.part, role.name))
            if known is None or role.rank < known[0]:
                best[role.part, role.name] = role.rank, key
    times, levels, bodies, services = (
        tuple(key for _, key in sorted(candidates[part])) for part in _CANDIDATES
    )
    resource = tuple((key, name) for (part, name), (_, key) in best.items() if part is Part.RESOURCE)
    renamed = {key: name for (part, name), (_, key) in best.items() if part is Part.ATTRIBUTE}
    spent = {*times, *levels, *(key for key, _ in resource)}
    attributes = tuple((key, renamed.get(key, key)) for key in keys if key not in spent)
    return Plan(times, levels, bodies, services, attributes, resource, frozenset(renamed.values()))


_remembered = lru_cache(maxsize=512)(_plan)


def is_begun(key: str) -> bool:
    """Whether a field says when a request began, which is the record's time only where it is about a request."""
    role = role_of(key)
    return role is not None and role.name is BEGUN
