"""Collecting less often: while it is asked for, and not longer."""

from __future__ import annotations

import gc

import pytest

from crosscut.collecting import rare_collections


@pytest.fixture(autouse=True)
def as_it_was() -> object:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


def test_less_often_while_it_is_asked_for() -> None:
    gc.set_threshold(700, 10, 10)

    with pytest.raises(ValueError, match="broken"), rare_collections():
        assert gc.get_threshold() == (20_000, 10, 10)
        raise ValueError("broken")

    assert gc.get_threshold() == (700, 10, 10)


@pytest.mark.parametrize("wanted", [0, 50_000])
def test_who_wants_none_or_fewer_still_keeps_that(wanted: int) -> None:
    gc.set_threshold(wanted, 10, 10)

    with rare_collections():
        assert gc.get_threshold() == (wanted, 10, 10)
