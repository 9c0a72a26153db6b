"""A hostile input: what somebody sends, and what they get."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from tests.hostile.world import World


class Case(NamedTuple):
    """One row of the table in docs/security.md."""

    family: str
    sent: str
    gets: str
    try_it: Callable[[World], str]  # returns what was got
