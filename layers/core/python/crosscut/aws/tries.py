"""Trying again what others were in the way of: so many times, with pauses that grow."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

LONGEST_PAUSE_SECONDS = 6.5


def tries(
    most: int,
    *,
    sleep: Callable[[float], None],
    first_seconds: float = 0.05,
    longest_seconds: float = LONGEST_PAUSE_SECONDS,
    shortest: float = 0.5,
) -> Iterator[int]:
    """Yield the number of each try, from 0, and pause after it: twice as long each time, up to the longest.

    By chance a pause is shorter, down to the share `shortest` of it, so that writers who met do not meet again. Who is
    through leaves the loop; behind it stands what to raise.
    """
    for attempt in range(most):
        yield attempt
        pause = min(first_seconds * 2**attempt, longest_seconds)
        sleep(pause * random.uniform(shortest, 1))  # noqa: S311 - jitter
