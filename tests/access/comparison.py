"""Roles beside what was called: what is missing, what nothing uses, and which excuse nothing needs any more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from tests.access.grants import Grant
from tests.access.needs import Need


class Difference(NamedTuple):
    """Sorted, for people; all empty when the roles are what is needed and nothing more."""

    missing: list[Need]
    unused: list[Grant]
    needless: list[Grant]  # of the excuses: it is used after all, or there is no such grant
    too_wide: list[Grant]  # a wildcard for an action, or for every resource


def compare(
    grants: Iterable[Grant], needs: Iterable[Need], excused: Mapping[Grant, str] | None = None
) -> Difference:
    """Compare action by action and resource by resource. `excused` are grants that need not be used, and why."""
    granted, needed, excuses = sorted(set(grants)), sorted(set(needs)), excused or {}
    unused = [grant for grant in granted if not any(grant.covers(need) for need in needed)]
    return Difference(
        missing=[need for need in needed if not any(grant.covers(need) for grant in granted)],
        unused=[grant for grant in unused if grant not in excuses],
        needless=sorted(excuses.keys() - set(unused)),
        too_wide=[g for g in granted if "*" in g.action or g.resource == "*"],
    )


def told(difference: Difference) -> str:
    """Return a line for each difference, for a test that fails."""
    lines: Sequence[tuple[str, Iterable[Need | Grant]]] = (
        ("called, and no role allows it", difference.missing),
        ("allowed, and nothing uses it", difference.unused),
        ("excused, and that is not needed any more", difference.needless),
        ("allowed too widely", difference.too_wide),
    )
    return "\n".join(f"{what}: {' '.join(each)}" for what, found in lines for each in found)
