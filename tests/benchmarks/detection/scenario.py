"""What a labelled scenario is: a log, and what really happened in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from crosscut.model import Category


class Scenario(NamedTuple):
    """A log with one problem in it. `component` and `cause` are regular expressions, in any case.

    `component` is what failed or was attacked, `cause` is what happened to it; both have to be found in what the
    first insight says of itself. An address stands as `{203.0.113.9}` and is looked for as its pseudonym.
    """

    family: str
    write: Callable[[], str]
    categories: tuple[Category, ...]
    component: str
    cause: str

    @property
    def name(self) -> str:
        return self.write.__name__
