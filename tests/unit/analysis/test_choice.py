"""Which analyst looks at a digest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from crosscut.analysis import OfflineAnalyst
from crosscut.analysis.asks import MemoryAsks
from crosscut.analysis.choice import NO_BATCHES, RulesWhenRejected, choose_analyst
from crosscut.analysis.in_batches import Batching, Noted
from crosscut.config import AnalyzeSettings, Source
from crosscut.errors import AnalysisRejectedError, AnalystUnavailableError, DigestWithheldError
from crosscut.model import Category, Detection, Digest, Insight, Ledger, Severity, Usage

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
DIGEST = Digest(source="shop-api", objects=("a.log",), first_seen=None, last_seen=None, ledger=Ledger())
DETECTION = Detection(
    rule="error_burst",
    severity=Severity.HIGH,
    category=Category.AVAILABILITY,
    title="Errors in bursts",
    summary="80 errors in a minute.",
    cause="Unknown.",
    service="orders",
    template_ids=(),
    evidence=(),
    first_seen=NOW,
    last_seen=NOW,
    count=80,
)


def settings(**changes: object) -> AnalyzeSettings:
    required = {name: "x" for name, field in AnalyzeSettings.model_fields.items() if field.is_required()}
    return AnalyzeSettings.model_validate({**required, **changes})


def choose(attempt: int = 1, api_key: str = "synthetic-key", **changes: object) -> Any:
    return choose_analyst(settings(**changes), api_key=lambda: api_key, attempt=attempt, seconds_left=170)


def notes_of(analyst: Any) -> str:
    insights = analyst.analyze(DIGEST, [DETECTION], source=Source(name="shop-api"), now=NOW)
    assert insights
    return " ".join(note for insight in insights for note in insight.notes)


@pytest.mark.parametrize(
    ("choice", "reason"),
    [
        ({"provider": "offline"}, "provider=offline"),
        ({"api_key": ""}, "no Anthropic API key"),
        ({"attempt": 4}, "no answer in 3 deliveries"),
        ({"attempt": 2, "model_attempts": 1}, "no answer in 1 delivery of"),
        (
            {"attempt": 4, "provider": "bedrock", "model": "anthropic.claude-sonnet-5-5-v1:0"},
            "no answer in 3 deliveries",
        ),
    ],
)
def test_the_rules_answer_alone_and_say_why(choice: dict[str, Any], reason: str) -> None:
    analyst = choose(**choice)

    assert isinstance(analyst, OfflineAnalyst)
    assert reason in notes_of(analyst)


def test_the_model_answers_where_there_is_a_key_and_patience() -> None:
    assert isinstance(choose(attempt=3), RulesWhenRejected)


def test_the_key_is_not_asked_for_where_none_is_needed() -> None:
    def no_key() -> str:
        raise AssertionError("asked for a key")

    for changes, attempt in (
        ({"provider": "offline"}, 1),
        ({"provider": "bedrock", "model": "anthropic.claude-sonnet-5-5-v1:0"}, 1),
        ({}, 4),
    ):
        choose_analyst(settings(**changes), api_key=no_key, attempt=attempt, seconds_left=170)


def test_bedrock_takes_no_small_batches_so_the_insight_says_that_it_was_asked_at_once() -> None:
    usage = Usage(model="m", input_tokens=1, output_tokens=1, cost_usd=0.1)
    by_model = OfflineAnalyst().analyze(DIGEST, [DETECTION], source=Source(name="shop-api"), now=NOW)
    analyst = Noted(Scripted([i.model_copy(update={"usage": usage}) for i in by_model]), NO_BATCHES)

    assert "not urgent, but was asked about at once and at the full price" in notes_of(analyst)

    chosen = choose_analyst(
        settings(provider="bedrock", model="anthropic.claude-sonnet-5-5-v1:0"),
        api_key=lambda: "",
        attempt=1,
        seconds_left=170,
        batching=Batching(MemoryAsks(), "d", "digests/d.json"),
    )
    assert isinstance(chosen._model, Noted)  # type: ignore[attr-defined]


class Scripted:
    """An analyst that answers or fails as it is told."""

    def __init__(self, answer: list[Insight] | Exception) -> None:
        self._answer = answer

    def analyze(
        self,
        digest: Digest,
        detections: Sequence[Detection],
        *,
        source: Source,
        now: datetime,
        new: frozenset[str] = frozenset(),
    ) -> list[Insight]:
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer


def test_a_rejected_request_is_answered_by_the_rules() -> None:
    model = Scripted(AnalysisRejectedError("401: the API key is not valid"))

    analyst = RulesWhenRejected(model, rules=lambda reason: OfflineAnalyst(reason=reason))

    assert "no answer of the model can be used: 401: the API key is not valid" in notes_of(analyst)


def test_an_endpoint_that_is_down_is_asked_again_later() -> None:
    model = Scripted(AnalystUnavailableError("529: overloaded"))
    analyst = RulesWhenRejected(model, rules=lambda reason: OfflineAnalyst(reason=reason))

    with pytest.raises(AnalystUnavailableError):
        analyst.analyze(DIGEST, [DETECTION], source=Source(name="shop-api"), now=NOW)


def test_what_a_useless_answer_cost_stands_on_the_insights() -> None:
    usage = Usage(
        model="claude-sonnet-5-5", input_tokens=10, output_tokens=2, cost_usd=0.1, request_id="req_1"
    )
    model = Scripted(AnalysisRejectedError("Claude declined", usage=usage))
    analyst = RulesWhenRejected(model, rules=lambda reason: OfflineAnalyst(reason=reason))

    insights = analyst.analyze(DIGEST, [DETECTION], source=Source(name="shop-api"), now=NOW)

    assert [insight.usage for insight in insights] == [usage]
    assert insights[0].severity is Severity.HIGH  # a refusal is no all-clear


def test_a_digest_that_may_not_be_sent_is_answered_by_the_rules_and_counted() -> None:
    counted: list[AnalysisRejectedError] = []
    model = Scripted(DigestWithheldError("the redacted digest seems to hold a secret (GitHub Token)"))

    analyst = RulesWhenRejected(
        model, rules=lambda reason: OfflineAnalyst(reason=reason), declined=counted.append
    )

    assert notes_of(analyst) == (
        "the model was not asked: the redacted digest seems to hold a secret (GitHub Token)"
    )
    assert [type(error) for error in counted] == [DigestWithheldError]
