"""What an invented incident is: a log, and what really happened in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from crosscut.model import Severity


class Incident(NamedTuple):
    """A log with one incident in it."""

    write: Callable[[], str]
    cause: tuple[str, ...]  # words that the top finding's title and cause must have, in any case
    at_least: Severity
    findings: int = 1  # of high and critical severity, all together
