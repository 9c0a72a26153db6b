"""Which analyst answers on this machine: Claude when there is a key, else the rules alone."""

from __future__ import annotations

from datetime import UTC, datetime

from crosscut import pipeline
from crosscut.analysis import OfflineAnalyst, claude_analyst
from crosscut.analysis.port import Analyst
from crosscut.cli.group import say
from crosscut.config import Source, ToolSettings, anthropic_api_key
from crosscut.errors import AnalysisRejectedError, AnalystUnavailableError, DigestWithheldError
from crosscut.insights.memory import MemoryCatalog, MemoryInsightStore
from crosscut.model import Digest, Insight

_NO_KEY = (
    "ANTHROPIC_API_KEY is not set, so the offline analyst answers (rules only); "
    "set it to have Claude read the redacted digest, or give --offline to not be told"
)


def find(digest: Digest, *, source: Source, offline: bool, settings: ToolSettings) -> list[Insight]:
    """Return the findings of one digest, most severe first.

    Claude that cannot answer is said on standard error, and the offline analyst answers instead.
    """
    key = "" if offline else anthropic_api_key()
    if not key:
        if not offline:
            say(_NO_KEY)
        return _analyzed(digest, source, OfflineAnalyst())
    claude = claude_analyst(
        provider="anthropic",
        model=settings.model,
        api_key=key,
        url=settings.anthropic_url,
        deadline_seconds=settings.model_deadline_seconds,
        digest_tokens=settings.digest_tokens,
    )
    try:
        return _analyzed(digest, source, claude)
    except DigestWithheldError as error:
        say(f"{settings.model} was not asked, so the offline analyst answers: {error}")
        return _analyzed(digest, source, OfflineAnalyst(reason=f"the model was not asked: {error}"))
    except (AnalystUnavailableError, AnalysisRejectedError) as error:
        say(f"{settings.model} did not answer, so the offline analyst does: {error}")
        return _analyzed(digest, source, OfflineAnalyst(reason=str(error)))


def _analyzed(digest: Digest, source: Source, analyst: Analyst) -> list[Insight]:
    return pipeline.analyze(
        digest,
        digest_id="local",
        source=source,
        analyst=analyst,
        catalog=MemoryCatalog(),
        store=MemoryInsightStore(),
        now=datetime.now(UTC),
    )
