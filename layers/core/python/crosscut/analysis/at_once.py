"""The analyst that asks Claude and waits for the answer: one call, a strict schema, no tools.

The call is reserved in the budget before it is made and settled after it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from crosscut.analysis.budget import Allowance
from crosscut.analysis.budget_memory import MemorySpending
from crosscut.analysis.claude import ClaudeEndpoint, Provider
from crosscut.analysis.earlier import Remembered, nothing
from crosscut.analysis.findings import insights_from
from crosscut.analysis.message import message_of
from crosscut.analysis.port import Analyst
from crosscut.analysis.requesting import request_for, size_of
from crosscut.config import Budget, Source
from crosscut.digest import DEFAULT_TOKENS
from crosscut.model import Detection, Digest, Insight
from crosscut.model_table import NO_OVERRIDES, ModelEntry, model_entry

Through = Callable[[Callable[[], list[Insight]]], list[Insight]]


def claude_analyst(
    *,
    provider: Provider,
    model: str,
    api_key: str,
    url: str,
    deadline_seconds: float,
    digest_tokens: int = DEFAULT_TOKENS,
    models: Mapping[str, ModelEntry] = NO_OVERRIDES,
    allowance: Allowance | None = None,
    through: Through = lambda ask: ask(),
    hypothesis: str = "",
    remembered: Remembered = nothing,
) -> Analyst:
    """Return the analyst. `api_key` and `url` are not used for Bedrock, which goes by the role.

    `models` come before those of the table; a model that is in neither raises `ConfigurationError`. Without an
    `allowance` no limit holds. The call is made `through` a circuit breaker. `hypothesis` is another model's answer
    that this one is to test. `remembered` returns what a detection's insight was before.
    """
    return ClaudeAnalyst(
        ClaudeEndpoint(provider, api_key=api_key, url=url),
        model,
        deadline_seconds,
        digest_tokens,
        model_entry(model, models),
        allowance or Allowance(MemorySpending(), whole=Budget(), digest_id=""),
        through,
        hypothesis,
        remembered,
    )


class ClaudeAnalyst:
    """Asks once and does not retry: whoever calls leaves the work in its queue."""

    def __init__(
        self,
        endpoint: ClaudeEndpoint,
        model: str,
        deadline_seconds: float,
        digest_tokens: int,
        entry: ModelEntry,
        allowance: Allowance,
        through: Through,
        hypothesis: str,
        remembered: Remembered,
    ) -> None:
        self._endpoint = endpoint
        self._model = model
        self._deadline = deadline_seconds
        self._digest_tokens = digest_tokens
        self._entry = entry
        self._allowance = allowance
        self._through = through
        self._hypothesis = hypothesis
        self._remembered = remembered

    def analyze(
        self,
        digest: Digest,
        detections: Sequence[Detection],
        *,
        source: Source,
        now: datetime,
        new: frozenset[str] = frozenset(),
    ) -> list[Insight]:
        """Return Claude's findings, not verified yet.

        Raises `AnalystUnavailableError` for overload, throttling, time-outs, lost connections and broken answers,
        `AnalysisRejectedError` for refusals, answers that were cut off, and requests that the API will never take, and,
        before anything is sent, `DigestWithheldError` when something in the request looks like a secret and
        `BudgetSpentError` when the day's budget has no room.
        """
        self._endpoint.check_key()
        request = request_for(
            digest, detections, source=source, model=self._model, entry=self._entry,
            tokens=self._digest_tokens, new=new, hypothesis=self._hypothesis,
            remembered=self._remembered,
        )  # fmt: skip
        return self._through(lambda: self._answered(request, digest, detections, source, now))

    def _answered(
        self,
        request: Mapping[str, Any],
        digest: Digest,
        detections: Sequence[Detection],
        source: Source,
        now: datetime,
    ) -> list[Insight]:
        with self._allowance.call(source, self._model, self._entry, sent=size_of(request)) as call:
            received, request_id = self._endpoint.send(request, seconds=self._deadline, unbilled=call.release)
            message = message_of(received, request_id=request_id)
            usage = message.usage_of(self._model, self._entry, request_id=request_id)
            call.settle(usage)
        answer = message.answer(usage)
        return insights_from(answer, digest, detections, source=source, usage=usage, now=now)
