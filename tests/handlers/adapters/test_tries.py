"""Trying again: how often, and after which pauses."""

from __future__ import annotations

import pytest

from crosscut.aws.tries import tries


@pytest.mark.parametrize("shortest", [0.0, 0.5, 1.0])
def test_pauses_double_up_to_the_longest_and_are_shorter_by_chance(shortest: float) -> None:
    pauses: list[float] = []

    attempts = list(tries(6, sleep=pauses.append, first_seconds=0.1, longest_seconds=1.0, shortest=shortest))

    assert attempts == [0, 1, 2, 3, 4, 5]
    for pause, longest in zip(pauses, (0.1, 0.2, 0.4, 0.8, 1.0, 1.0), strict=True):
        assert shortest * longest <= pause <= longest


def test_who_is_through_does_not_pause() -> None:
    pauses: list[float] = []

    for attempt in tries(6, sleep=pauses.append):
        if attempt == 2:
            break

    assert len(pauses) == 2
