"""What is fuzzed: a way to make inputs, and the laws that hold for each of them."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from types import FrameType

SEED = 20261129
CPU_SECONDS = 4.0  # for one input of at most 20,000 bytes; the slowest takes a hundredth of it


class LawBrokenError(AssertionError):
    """A promise does not hold for an input; says which."""


@dataclass(frozen=True)
class Target:
    """One part that takes what strangers wrote."""

    name: str
    laws: str  # for the page
    make: Callable[[Random], bytes]
    check: Callable[[bytes], None]  # raises LawBrokenError, or whatever else should not be raised

    def input(self, number: int) -> bytes:
        """Return the input of that number, always the same."""
        return self.make(Random(f"{SEED}/{self.name}/{number}"))

    def try_one(self, data: bytes) -> float:
        """Check one input. Returns the CPU seconds it took."""
        begin = time.process_time()
        with _stopped_after(CPU_SECONDS):
            self.check(data)
        return time.process_time() - begin


def require(holds: bool, law: str) -> None:
    """Raise `LawBrokenError` unless it holds."""
    if not holds:
        raise LawBrokenError(law)


def as_text(data: bytes) -> str:
    """Return an input as text, also with halves of surrogate pairs."""
    return data.decode("utf-8", "surrogatepass")


def as_bytes(text: str) -> bytes:
    """Return text as an input."""
    return text.encode("utf-8", "surrogatepass")


@contextmanager
def _stopped_after(seconds: float) -> Iterator[None]:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise LawBrokenError(f"takes more than {seconds} s of CPU")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
