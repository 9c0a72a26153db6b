"""Lets Python look for reference cycles less often while records are read, which make none."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# New objects between two collections, about as many as a batch of records has. Python's 700 take a tenth of the time of
# reading, redacting and folding; more than this gains nothing further.
_OBJECTS = 20_000


@contextmanager
def rare_collections() -> Iterator[None]:
    """Collect less often; afterwards as often as before. Also a decorator."""
    before = gc.get_threshold()
    gc.set_threshold(max(_OBJECTS, before[0]) if before[0] else 0, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
