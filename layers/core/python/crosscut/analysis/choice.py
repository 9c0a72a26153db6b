"""Which analyst looks at a digest: the model where it is set up and answers, the rules alone elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import cast

from crosscut.analysis.at_once import Through, claude_analyst
from crosscut.analysis.budget import Allowance
from crosscut.analysis.budget_memory import MemorySpending
from crosscut.analysis.claude import ClaudeEndpoint
from crosscut.analysis.earlier import Remembered, nothing
from crosscut.analysis.escalation import Escalating
from crosscut.analysis.in_batches import Batching, BatchingAnalyst, Noted
from crosscut.analysis.offline import OfflineAnalyst
from crosscut.analysis.port import Analyst
from crosscut.analysis.tiers import ByTier
from crosscut.config import SAME_MODEL, AnalyzeSettings, Budget, Source
from crosscut.errors import AnalysisRejectedError, BudgetSpentError, DigestWithheldError
from crosscut.model import Detection, Digest, Insight
from crosscut.model_table import NO_OVERRIDES, ModelEntry, model_entry

# Left of a Lambda's time for verifying, storing and publishing when the model has taken all of its own.
RESERVE_SECONDS = 6.0
NO_BATCHES = (
    "This source is not urgent, but was asked about at once and at the full price: Amazon Bedrock takes no batches of "
    "fewer than 100 requests."
)
SECOND_SECONDS = 30.0  # that have to be left for a stronger model to be asked after the first


def choose_analyst(
    settings: AnalyzeSettings,
    *,
    api_key: Callable[[], str],
    attempt: int,
    seconds_left: float,
    allowance: Allowance | None = None,
    models: Mapping[str, ModelEntry] = NO_OVERRIDES,
    through: Through = lambda ask: ask(),
    declined: Callable[[AnalysisRejectedError], None] = lambda _: None,
    batching: Batching | None = None,
    remembered: Remembered = nothing,
) -> Analyst:
    """Return the analyst for the `attempt`th delivery of a digest, from 1.

    `api_key` is asked only when a key is needed and returns the empty string where there is none;
    `seconds_left` is what the caller may still take in all. `allowance` is what the call may cost, `models` are prices
    that come before the table's, `through` is a circuit breaker. `declined` is told why the rules answered instead.
    `batching` has the model asked in a batch, where its provider has them. `remembered` returns what a detection's
    insight was before, which the model is told.
    """
    if settings.provider == "offline":
        return OfflineAnalyst(reason="this deployment asks no model (provider=offline)")
    if attempt > settings.model_attempts:
        tries = f"{settings.model_attempts} deliver{'y' if settings.model_attempts == 1 else 'ies'}"
        return OfflineAnalyst(reason=f"the model gave no answer in {tries} of this digest")
    provider = settings.provider
    key = api_key() if provider == "anthropic" else ""
    if provider == "anthropic" and not key:
        return OfflineAnalyst(reason="the deployment's secret holds no Anthropic API key")
    ends = time.monotonic() + seconds_left - RESERVE_SECONDS

    def ask(model: str, hypothesis: str = "") -> Analyst:
        left = ends - time.monotonic()
        return claude_analyst(
            provider=provider,
            model=model,
            api_key=key,
            url=settings.anthropic_url,
            deadline_seconds=max(1.0, min(settings.model_deadline_seconds, left)),
            digest_tokens=settings.digest_tokens,
            allowance=allowance,
            models=models,
            through=through,
            hypothesis=hypothesis,
            remembered=remembered,
        )

    def second(hypothesis: str) -> Analyst | None:
        is_time = ends - time.monotonic() >= SECOND_SECONDS
        return ask(settings.model_large, hypothesis) if is_time else None

    def later(model: str) -> Analyst:
        return BatchingAnalyst(
            ClaudeEndpoint(provider, api_key=key, url=settings.anthropic_url),
            model,
            model_entry(model, models),
            cast(Batching, batching),
            deadline_seconds=max(1.0, min(settings.model_deadline_seconds, ends - time.monotonic())),
            digest_tokens=settings.digest_tokens,
            allowance=allowance or Allowance(MemorySpending(), whole=Budget(), digest_id=""),
            through=through,
            remembered=remembered,
        )

    small, large = settings.model_small, settings.model_large
    in_batches = batching is not None and provider == "anthropic"
    model: Analyst = ByTier(later if in_batches else ask, usual=settings.model, small=small, large=large)
    if large != SAME_MODEL and not in_batches:
        model = Escalating(model, second, large=large)
    if batching is not None and not in_batches:
        model = Noted(model, NO_BATCHES)
    return RulesWhenRejected(model, rules=lambda reason: OfflineAnalyst(reason=reason), declined=declined)


class RulesWhenRejected:
    """An analyst that lets the rules answer when the model may not be asked, or will not answer, ever.

    Their insights say why, and carry what the call took if it cost something.
    """

    def __init__(
        self,
        model: Analyst,
        *,
        rules: Callable[[str], Analyst],
        declined: Callable[[AnalysisRejectedError], None] = lambda _: None,
    ) -> None:
        self._model = model
        self._rules = rules
        self._declined = declined

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
            return self._model.analyze(digest, detections, source=source, now=now, new=new)
        except AnalysisRejectedError as error:
            self._declined(error)
            rules = self._rules(reason_of(error))
            found = rules.analyze(digest, detections, source=source, now=now, new=new)
            return [insight.model_copy(update={"usage": error.usage}) for insight in found]


def reason_of(error: AnalysisRejectedError) -> str:
    """Return for people why the model did not answer; it holds nothing that the model wrote."""
    if isinstance(error, (DigestWithheldError, BudgetSpentError)):
        return f"the model was not asked: {error}"
    return f"no answer of the model can be used: {error}"
