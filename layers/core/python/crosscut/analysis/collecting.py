"""Collects what a batch has answered: looked through as any answer is, settled from its usage at a batch's price.

docs/claude.md lists what may come, and what is made of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from crosscut.analysis.asks import LONGEST, Ask
from crosscut.analysis.batch import Result, batch_of, result_of
from crosscut.analysis.budget import Allowance
from crosscut.analysis.choice import RulesWhenRejected
from crosscut.analysis.claude import ClaudeEndpoint
from crosscut.analysis.findings import insights_from
from crosscut.analysis.message import message_of
from crosscut.analysis.offline import OfflineAnalyst
from crosscut.config import Source
from crosscut.errors import AnalysisRejectedError, AnalystUnavailableError, NoAnswerError
from crosscut.model import Detection, Digest, Insight

_GONE = (404, 410)
_UNBILLED = {"canceled": "was cancelled", "expired": "has expired"}


class NotYetError(AnalystUnavailableError):
    """The batch has not ended, or cannot be looked at now; the next look may find it."""


def collected(
    ask: Ask,
    digest: Digest,
    endpoint: ClaudeEndpoint,
    *,
    allowance: Allowance,
    source: Source,
    now: datetime,
    seconds: float,
    declined: Callable[[AnalysisRejectedError], None] = lambda _: None,
) -> list[Insight]:
    """Return Claude's findings, not verified yet; the rules', with a note, where there is no answer to be had.

    Raises `NotYetError`. The call is settled in any other case. `declined` is told why the rules answer.
    """
    answer = RulesWhenRejected(
        _Answer(ask, endpoint, allowance, seconds),
        rules=lambda reason: OfflineAnalyst(reason=reason),
        declined=declined,
    )
    return answer.analyze(digest, ask.detections, source=source, now=now)


class _Answer:
    """Implements `Analyst`: its answer has been asked for already."""

    def __init__(self, ask: Ask, endpoint: ClaudeEndpoint, allowance: Allowance, seconds: float) -> None:
        self._ask = ask
        self._endpoint = endpoint
        self._call = allowance.resumed(ask.call)
        self._seconds = seconds

    def analyze(
        self,
        digest: Digest,
        detections: Sequence[Detection],
        *,
        source: Source,
        now: datetime,
        new: frozenset[str] = frozenset(),
    ) -> list[Insight]:
        try:
            result = self._result()
        except AnalystUnavailableError as error:
            if now - self._ask.asked_at <= LONGEST:
                raise NotYetError(str(error)) from None
            self._call.keep()
            hours = int(LONGEST.total_seconds() // 3600)
            raise NoAnswerError(f"the batch has not answered within {hours} hours") from None
        return self._insights(result, digest, detections, source, now)

    def _result(self) -> Result:
        """Raises `AnalystUnavailableError` while there may be one later, `NoAnswerError` when there never will."""
        batch_id = self._ask.batch_id
        try:
            self._endpoint.check_key()
            body, request_id = self._endpoint.batch(batch_id, seconds=self._seconds)
            batch = batch_of(body, request_id=request_id)
            if batch.id != batch_id or batch.processing_status != "ended":
                raise AnalystUnavailableError(f"the batch is {batch.processing_status}")
            body, request_id = self._endpoint.results(batch_id, seconds=self._seconds)
        except AnalysisRejectedError as error:
            if error.status not in _GONE:  # a wrong key may be put right before it is too late
                raise AnalystUnavailableError(str(error)) from None
            self._call.keep()
            raise NoAnswerError("the batch, or its results, are no longer there") from None
        result = result_of(body, self._ask.call.id, request_id=request_id)
        if result is None:
            self._call.keep()
            raise NoAnswerError("the batch has ended without a result of this request")
        return result

    def _insights(
        self,
        result: Result,
        digest: Digest,
        detections: Sequence[Detection],
        source: Source,
        now: datetime,
    ) -> list[Insight]:
        ask = self._ask
        if result.type in _UNBILLED:
            self._call.release()
            raise NoAnswerError(f"the batch {_UNBILLED[result.type]} before the model was asked")
        if result.type == "errored":
            self._call.release()  # errors are not billed
            if result.error == "invalid_request_error":
                raise AnalysisRejectedError("Claude's endpoint rejects the request (in a batch)", status=400)
            raise NoAnswerError(f"the request failed in its batch ({result.error or 'no reason given'})")
        if result.type != "succeeded":
            self._call.keep()
            raise NoAnswerError("the batch has ended in a way that is not known")
        try:
            message = message_of(result.message, request_id=ask.batch_id)
        except AnalystUnavailableError as error:
            self._call.keep()
            raise NoAnswerError(str(error)) from None
        usage = message.usage_of(ask.call.model, ask.entry, request_id=ask.batch_id, batch=True)
        self._call.settle(usage)
        try:
            answer = message.answer(usage)
        except AnalystUnavailableError as error:
            raise NoAnswerError(str(error), usage=usage) from None
        return insights_from(answer, digest, detections, source=source, usage=usage, now=now)
