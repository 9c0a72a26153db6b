"""The analyst for what is not urgent: asks Claude in a batch, at half the price, and has the rules speak meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from crosscut.analysis.asks import Ask, Asks
from crosscut.analysis.at_once import Through
from crosscut.analysis.batch import batch_of
from crosscut.analysis.budget import Allowance
from crosscut.analysis.claude import ClaudeEndpoint
from crosscut.analysis.earlier import Remembered, nothing
from crosscut.analysis.offline import OfflineAnalyst
from crosscut.analysis.port import Analyst
from crosscut.analysis.requesting import request_for, size_of
from crosscut.config import Source
from crosscut.model import Detection, Digest, Insight
from crosscut.model_table import ModelEntry

FOLLOWS = (
    "{} was asked in a batch, at half the price; these are the rules' words until it answers, within a day."
)


class Batching(NamedTuple):
    """Where an ask is kept, and what of."""

    asks: Asks
    digest_id: str
    digest_key: str


class BatchingAnalyst:
    """Hands in a batch of one request, remembers it, and returns what the rules say.

    A digest that comes again is not asked about again.
    """

    def __init__(
        self,
        endpoint: ClaudeEndpoint,
        model: str,
        entry: ModelEntry,
        batching: Batching,
        *,
        deadline_seconds: float,
        digest_tokens: int,
        allowance: Allowance,
        through: Through,
        remembered: Remembered = nothing,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._endpoint = endpoint
        self._model = model
        self._entry = entry
        self._batching = batching
        self._deadline = deadline_seconds
        self._digest_tokens = digest_tokens
        self._allowance = allowance
        self._through = through
        self._remembered = remembered
        self._clock = clock

    def analyze(
        self,
        digest: Digest,
        detections: Sequence[Detection],
        *,
        source: Source,
        now: datetime,
        new: frozenset[str] = frozenset(),
    ) -> list[Insight]:
        """Return the rules' findings, which say that Claude's follow. Raises as `ClaudeAnalyst.analyze` does."""
        rules = OfflineAnalyst(reason=FOLLOWS.format(self._model))
        found = rules.analyze(digest, detections, source=source, now=now, new=new)
        if self._batching.asks.has(source.name, self._batching.digest_id):
            return found
        self._endpoint.check_key()
        request = request_for(
            digest, detections, source=source, model=self._model, entry=self._entry,
            tokens=self._digest_tokens, new=new, remembered=self._remembered,
        )  # fmt: skip

        def submit() -> list[Insight]:
            sent = size_of(request)
            with self._allowance.call(source, self._model, self._entry, sent=sent, batch=True) as call:
                body, request_id = self._endpoint.submit(
                    {call.planned.id: request}, seconds=self._deadline, unbilled=call.release
                )
                batch = batch_of(body, request_id=request_id)
                asks, digest_id, digest_key = self._batching
                asks.add(
                    Ask(
                        source=source.name,
                        digest_id=digest_id,
                        digest_key=digest_key,
                        batch_id=batch.id,
                        call=call.planned,
                        entry=self._entry,
                        detections=tuple(detections),
                        asked_at=self._clock(),
                    )
                )
            return found

        return self._through(submit)


class Noted:
    """An analyst whose findings by a model carry a note more."""

    def __init__(self, analyst: Analyst, note: str) -> None:
        self._analyst = analyst
        self._note = note

    def analyze(
        self,
        digest: Digest,
        detections: Sequence[Detection],
        *,
        source: Source,
        now: datetime,
        new: frozenset[str] = frozenset(),
    ) -> list[Insight]:
        found = self._analyst.analyze(digest, detections, source=source, now=now, new=new)
        return [i.model_copy(update={"notes": (*i.notes, self._note)}) if i.usage else i for i in found]
