"""Which analyst looks at a digest: the model where it is set up and answers, the rules alone elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from crosscut.analysis.claude import claude_analyst
from crosscut.analysis.offline import OfflineAnalyst
from crosscut.analysis.port import Analyst
from crosscut.analysis.tiers import ByTier
from crosscut.config import AnalyzeSettings, Source
from crosscut.errors import AnalysisRejectedError, DigestWithheldError
from crosscut.model import Detection, Digest, Insight, Usage

# Left of a Lambda's time for verifying, storing and publishing when the model has taken all of its own.
RESERVE_SECONDS = 6.0


def choose_analyst(
    settings: AnalyzeSettings,
    *,
    api_key: Callable[[], str],
    attempt: int,
    seconds_left: float,
    withheld: Callable[[], None] = lambda: None,
) -> Analyst:
    """Return the analyst for the `attempt`th delivery of a digest, from 1.

    `api_key` is asked only when a key is needed and returns the empty string where there is none;
    `seconds_left` is what the caller may still take in all. `withheld` is told when a digest was not sent because it
    seems to hold a secret.
    """
    if settings.provider == "offline":
        return OfflineAnalyst(reason="this deployment asks no model (provider=offline)")
    if attempt > settings.model_attempts:
        tries = f"{settings.model_attempts} deliver{'y' if settings.model_attempts == 1 else 'ies'}"
        return OfflineAnalyst(reason=f"the model gave no answer in {tries} of this digest")
    key = api_key() if settings.provider == "anthropic" else ""
    if settings.provider == "anthropic" and not key:
        return OfflineAnalyst(reason="the deployment's secret holds no Anthropic API key")
    ask = partial(
        claude_analyst,
        provider=settings.provider,
        api_key=key,
        url=settings.anthropic_url,
        deadline_seconds=max(1.0, min(settings.model_deadline_seconds, seconds_left - RESERVE_SECONDS)),
        digest_tokens=settings.digest_tokens,
    )
    small, large = settings.model_small, settings.model_large
    model = ByTier(lambda model: ask(model=model), usual=settings.model, small=small, large=large)
    return RulesWhenRejected(model, rules=lambda reason: OfflineAnalyst(reason=reason), withheld=withheld)


class RulesWhenRejected:
    """An analyst that lets the rules answer when a digest may not be sent, or the endpoint refuses it for good."""

    def __init__(
        self, model: Analyst, *, rules: Callable[[str], Analyst], withheld: Callable[[], None] = lambda: None
    ) -> None:
        self._model = model
        self._rules = rules
        self._withheld = withheld

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
        except DigestWithheldError as error:
            self._withheld()
            rules = self._rules(f"the model was not asked: {error}")
            return rules.analyze(digest, detections, source=source, now=now, new=new)
        except AnalysisRejectedError as error:
            rules = self._rules(f"the model's endpoint refused the request: {error}")
            return rules.analyze(digest, detections, source=source, now=now, new=new)


class Metered:
    """An analyst that remembers what its model calls took."""

    def __init__(self, analyst: Analyst) -> None:
        self._analyst = analyst
        self.usages: list[Usage] = []

    def analyze(
        self,
        digest: Digest,
        detections: Sequence[Detection],
        *,
        source: Source,
        now: datetime,
        new: frozenset[str] = frozenset(),
    ) -> list[Insight]:
        insights = self._analyst.analyze(digest, detections, source=source, now=now, new=new)
        # All insights of one call carry that call's usage.
        self.usages += dict.fromkeys(insight.usage for insight in insights if insight.usage is not None)
        return insights
