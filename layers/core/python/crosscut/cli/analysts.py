"""Which analyst answers on this machine: Claude when there is a key, else the rules alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial

from crosscut import pipeline
from crosscut.analysis import OfflineAnalyst, claude_analyst
from crosscut.analysis.budget import Allowance
from crosscut.analysis.budget_memory import MemorySpending
from crosscut.analysis.choice import RulesWhenRejected
from crosscut.analysis.port import Analyst
from crosscut.analysis.tiers import ByTier
from crosscut.cli.baseline_file import FileBaselines
from crosscut.cli.group import say
from crosscut.cli.investigator import NO_BEDROCK_MODEL
from crosscut.cli.quantities import counted
from crosscut.config import Budget, Source, ToolSettings, anthropic_api_key
from crosscut.errors import (
    AnalysisRejectedError,
    AnalystUnavailableError,
    BudgetSpentError,
    ConfigurationError,
    DigestWithheldError,
)
from crosscut.insights.memory import MemoryCatalog, MemoryInsightStore
from crosscut.model import Detection, Digest, Insight
from crosscut.model_table import NO_OVERRIDES, ModelEntry

_NO_KEY = (
    "ANTHROPIC_API_KEY is not set, so the offline analyst answers (rules only); "
    "set it to have Claude read the redacted digest, or give --offline to not be told"
)


def find(
    digest: Digest,
    *,
    source: Source,
    offline: bool,
    settings: ToolSettings,
    baselines: FileBaselines | None = None,
    models: Mapping[str, ModelEntry] = NO_OVERRIDES,
) -> list[Insight]:
    """Return the findings of one digest, most severe first, held against `baselines` if they are given.

    Claude that cannot answer is said on standard error, and the offline analyst answers instead.
    """
    by_role = settings.provider == "bedrock" and not offline
    if by_role and "model" not in settings.model_fields_set:
        raise ConfigurationError(NO_BEDROCK_MODEL)
    key = "" if offline else anthropic_api_key()
    if not key and not by_role:
        if not offline:
            say(_NO_KEY)
        return _analyzed(digest, source, OfflineAnalyst(), baselines)
    # The whole of this run is one budget; those of the sources file are a day's, of the deployment.
    allowance = Allowance(MemorySpending(), whole=Budget(usd_per_day=settings.budget_usd), digest_id="local")
    ask = partial(
        claude_analyst,
        provider=settings.provider,
        api_key=key,
        url=settings.anthropic_url,
        deadline_seconds=settings.model_deadline_seconds,
        digest_tokens=settings.digest_tokens,
        allowance=allowance,
        models=models,
    )
    small, large = settings.model_small, settings.model_large
    claude = ByTier(lambda model: ask(model=model), usual=settings.model, small=small, large=large)
    rules = RulesWhenRejected(
        claude,
        rules=lambda reason: OfflineAnalyst(reason=reason),
        declined=lambda error: say(_declined(error, settings)),
    )
    try:
        return _analyzed(digest, source, rules, baselines)
    except AnalystUnavailableError as error:
        say(f"{settings.model} did not answer, so the offline analyst does: {error}")
        return _analyzed(digest, source, OfflineAnalyst(reason=str(error)), baselines)


def _declined(error: AnalysisRejectedError, settings: ToolSettings) -> str:
    if isinstance(error, BudgetSpentError):
        return (
            f"{settings.model} was not asked, so the offline analyst answers: the call could cost more than "
            f"${settings.budget_usd:,.2f}; give --budget USD to allow more"
        )
    if isinstance(error, DigestWithheldError):
        return f"{settings.model} was not asked, so the offline analyst answers: {error}"
    return f"{settings.model} did not answer, so the offline analyst does: {error}"


def _analyzed(
    digest: Digest, source: Source, analyst: Analyst, baselines: FileBaselines | None
) -> list[Insight]:
    return pipeline.analyze(
        digest,
        digest_id="local",
        source=source,
        analyst=analyst,
        catalog=baselines or MemoryCatalog(),
        store=MemoryInsightStore(),
        now=datetime.now(UTC),
        baselines=baselines,
        staged=_say_staged,
    )


def _say_staged(detections: Sequence[Detection]) -> None:
    found = ", ".join(f"{d.rule} ({d.severity}, {counted(d.count, 'record')})" for d in detections)
    say(f"staged rules found something, which is not told: {found}")
