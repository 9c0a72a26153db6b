"""What model calls may cost: each is reserved at the most that it can take before it is made, and settled after it.

The ledger is a port (`Spending`): in memory here, in DynamoDB in `aws/`. Days are days in UTC. Money is counted in
whole millionths of a US dollar.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from crosscut.config import Budget, Source
from crosscut.errors import RetryableError
from crosscut.model import Usage
from crosscut.model_table import MICRO, ModelEntry

BYTES_A_TOKEN = (
    2.0  # fewer than a digest is built with: the count before a call has to be too high, not too low
)
WHOLE = "*"  # the scope of all sources together; no source is named so


class PlannedCall(BaseModel):
    """A call that is about to be made, at the most that it can take."""

    model_config = ConfigDict(frozen=True)

    id: str
    day: str  # 2026-11-29
    source: str
    model: str
    digest_id: str
    tokens: int
    micro_usd: int


class ScopeSpent(BaseModel):
    """What one scope has spent in one day. A scope is `*`, all sources, or a source's name."""

    model_config = ConfigDict(frozen=True)

    scope: str
    calls: int = 0  # made, whatever came of them
    answered: int = 0  # of these, those of which the endpoint said what they took
    unknown: int = 0  # those that were made and never said; they count at their estimate
    input_tokens: int = 0  # of the answered ones
    output_tokens: int = 0
    settled_micro_usd: int = 0
    micro_usd: int = 0  # that, with what is reserved or unknown: what the limits are held against
    tokens: int = 0


class Spending(Protocol):
    """The ledger of model calls."""

    def reserve(self, call: PlannedCall, *, source: Budget, whole: Budget) -> None:
        """Count the call at its estimate. Raises `BudgetSpentError` when it does not fit, and then counts nothing."""
        ...

    def settle(self, call: PlannedCall, usage: Usage) -> None:
        """Count what it took instead. A call that is settled, released or unknown stays so."""
        ...

    def release(self, call: PlannedCall) -> None:
        """Count nothing for it: it was never made, or refused before it cost anything."""
        ...

    def keep(self, call: PlannedCall) -> None:
        """Leave it at its estimate: nobody knows what it took."""
        ...

    def spent(self, day: str) -> Sequence[ScopeSpent]:
        """Return what was spent in a day: the deployment first, then the sources by name."""
        ...


class Allowance:
    """What the calls on one digest may take: they are reserved, made and settled through it."""

    def __init__(
        self,
        spending: Spending,
        *,
        whole: Budget,
        digest_id: str,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._spending = spending
        self._whole = whole
        self._digest_id = digest_id
        self._clock = clock
        self.usages: list[Usage] = []  # of the calls that were paid, whatever they were good for
        self.unsettled = 0  # calls that the ledger could not be told of; they count at their estimate

    @contextmanager
    def call(
        self,
        source: Source,
        model: str,
        entry: ModelEntry,
        *,
        sent: int,
        answer_tokens: int | None = None,
        batch: bool = False,
    ) -> Iterator[OpenCall]:
        """Reserve a call that sends so many bytes. Raises `BudgetSpentError` before anything is sent.

        `answer_tokens` are the most that the answer may have, the model's most where not given; `batch`: at a batch's
        price.
        Left by an error, and neither settled nor released, it counts at its estimate: it may have cost that.
        """
        tokens = int(sent / BYTES_A_TOKEN) + 1
        answer = entry.answer_tokens if answer_tokens is None else answer_tokens
        planned = PlannedCall(
            id=uuid.uuid4().hex,
            day=day_of(self._clock()),
            source=source.name,
            model=model,
            digest_id=self._digest_id,
            tokens=tokens + answer,
            micro_usd=entry.most_micro_usd(tokens, answer, batch=batch),
        )
        self._spending.reserve(planned, source=source.budget, whole=self._whole)
        opened = OpenCall(self, planned)
        try:
            yield opened
        except Exception:
            opened.keep()
            raise

    def resumed(self, call: PlannedCall) -> OpenCall:
        """Return a call that was reserved before, by another run, to be settled now."""
        return OpenCall(self, call)

    def settle(self, call: PlannedCall, usage: Usage) -> None:
        """Settle, and remember what was paid."""
        self.usages.append(usage)
        self._tell(lambda: self._spending.settle(call, usage))

    def release(self, call: PlannedCall) -> None:
        """Give back."""
        self._tell(lambda: self._spending.release(call))

    def keep(self, call: PlannedCall) -> None:
        """Leave it at its estimate."""
        self._tell(lambda: self._spending.keep(call))

    def _tell(self, tell: Callable[[], None]) -> None:
        """Tell the ledger. An answer that is paid for is not thrown away because the ledger can't be reached:
        the reservation stands, which is never too little, and `unsettled` is counted for a metric.
        """
        try:
            tell()
        except RetryableError:
            self.unsettled += 1


class OpenCall:
    """A reserved call, until it is known what it took."""

    def __init__(self, allowance: Allowance, planned: PlannedCall) -> None:
        self._allowance = allowance
        self.planned = planned
        self._open = True

    def settle(self, usage: Usage) -> None:
        """It took this."""
        if self._close():
            self._allowance.settle(self.planned, usage)

    def release(self) -> None:
        """It cost nothing."""
        if self._close():
            self._allowance.release(self.planned)

    def keep(self) -> None:
        """It may have cost what was reserved."""
        if self._close():
            self._allowance.keep(self.planned)

    def _close(self) -> bool:
        was_open, self._open = self._open, False
        return was_open


def day_of(now: datetime) -> str:
    """Return the day in UTC, as 2026-11-29."""
    return now.astimezone(UTC).date().isoformat()


def micro_usd_of(usage: Usage) -> int:
    """Return the cost in whole millionths of a US dollar."""
    return round(usage.cost_usd * MICRO)
