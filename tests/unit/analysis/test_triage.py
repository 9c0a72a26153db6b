"""What deserves a model call, at which model, and what is said of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from crosscut.analysis.tiers import ByTier
from crosscut.analysis.triage import FRESH, Tier, annotated, triage
from crosscut.config import Source
from crosscut.decisions import decided as decide
from crosscut.insights.memory import MemoryInsightStore
from crosscut.model import Category, Decision, Detection, Digest, Insight, Ledger, Said, Severity
from tests.unit.writing import NOW


def seen(severity: Severity = Severity.HIGH, **changes: object) -> Detection:
    base = Detection(
        rule="connection-refused",
        severity=severity,
        category=Category.DEPENDENCY,
        title="Connection refused",
        summary="",
        cause="",
        service="orders",
        template_ids=("t1",),
        evidence=(),
        first_seen=NOW,
        last_seen=NOW,
        count=80,
    )
    return base.model_copy(update=changes)


def never(_: Detection) -> Insight | None:
    return None


def insight(detection: Detection, analyst: str, *, at: datetime = NOW) -> Insight:
    made = Insight(
        id="0",
        source="shop",
        severity=detection.severity,
        category=detection.category,
        title="",
        summary="",
        root_cause="",
        evidence=(),
        first_seen=None,
        last_seen=None,
        count=1,
        confidence=0.5,
        analyst=analyst,
        remediation=(),
        rules=(detection.rule,),
        created_at=at,
    )
    return annotated(made, [detection], "why")


@pytest.mark.parametrize(
    ("detections", "reason"),
    [
        ([seen(Severity.LOW)], "nothing here is of medium severity or above"),
        ([seen(template_ids=(), rule="silence")], "no lines to read"),
        ([seen(confidence=0.95)], "the rules are sure"),
    ],
)
def test_nobody_is_asked_where_a_model_could_add_nothing(
    detections: Sequence[Detection], reason: str
) -> None:
    decided = triage(detections, never, now=NOW)

    assert not decided.ask
    assert reason in decided.reason


@pytest.mark.parametrize(
    ("detections", "tier"),
    [
        ([seen(Severity.MEDIUM)], Tier.SMALL),
        ([seen(Severity.HIGH), seen(Severity.LOW)], Tier.USUAL),
        ([seen(Severity.CRITICAL)], Tier.LARGE),
        ([seen(Severity.MEDIUM, service=name) for name in ("a", "b", "c")], Tier.LARGE),
    ],
)
def test_the_worse_the_stronger(detections: Sequence[Detection], tier: Tier) -> None:
    decided = triage(detections, never, now=NOW)

    assert decided.tier is tier
    assert decided.reason.startswith("Worth ")


def test_what_a_model_has_explained_is_not_asked_again_until_it_is_worse_or_old() -> None:
    detection = seen()
    explained = insight(detection, "claude-sonnet-5-5")

    again = triage([detection], lambda _: explained, now=NOW + timedelta(hours=1))
    worse = triage([seen(Severity.CRITICAL)], lambda _: explained, now=NOW + timedelta(hours=1))
    old = triage([detection], lambda _: explained, now=NOW + FRESH + timedelta(minutes=1))
    rules_only = triage([detection], lambda _: insight(detection, "offline"), now=NOW)

    assert not again.ask
    assert "claude-sonnet-5-5 has explained this within the last 6 hours" in again.reason
    assert (worse.ask, old.ask, rules_only.ask) == (True, True, True)


def test_a_false_alarm_costs_no_call_unless_it_is_worse() -> None:
    called = Decision(said=Said.FALSE_ALARM, by="ada", at=NOW)
    false_alarm = decide(insight(seen(), "offline"), called)

    again = triage([seen()], lambda _: false_alarm, now=NOW)
    worse = triage([seen(Severity.CRITICAL)], lambda _: false_alarm, now=NOW)
    beside = triage(
        [seen(), seen(service="cart")], lambda d: false_alarm if d.service == "orders" else None, now=NOW
    )

    assert (again.ask, worse.ask, beside.ask) == (False, True, True)
    assert "a false alarm" in again.reason


def test_what_people_have_worked_on_is_worth_the_usual_model() -> None:
    worked_on = decide(insight(seen(), "offline"), Decision(said=Said.RESOLVE, by="ada", at=NOW))

    assert triage([seen(Severity.MEDIUM)], lambda _: worked_on, now=NOW).tier is Tier.USUAL


def test_a_finding_that_goes_on_is_explained_anew_after_a_while_not_in_each_digest() -> None:
    """When it was explained stays with the model's text, however often the rules see it again."""
    store = MemoryInsightStore()
    detection = seen()
    store.save(insight(detection, "claude-sonnet-5-5"), digest_id="1")
    for n in range(2, 5):
        stored = store.save(insight(detection, "offline", at=NOW + timedelta(hours=n)), digest_id=str(n))

    assert stored.explained_at == NOW
    assert stored.analyst == "claude-sonnet-5-5"


def test_an_insight_carries_the_techniques_of_its_detections() -> None:
    detection = seen(rule="brute-force", techniques=("T1110",))

    assert insight(detection, "offline").techniques == ("T1110",)
    assert insight(detection, "offline").triage == "why"


def test_each_tier_asks_its_model_and_the_usual_one_where_none_is_named() -> None:
    asked: list[str] = []

    class Silent:
        def analyze(self, *_: object, **__: object) -> list[Insight]:
            return []

    def of(model: str) -> Silent:
        asked.append(model)
        return Silent()

    analyst = ByTier(of, usual="usual", small="small", large="same")
    digest = Digest(source="shop", objects=(), first_seen=None, last_seen=None, ledger=Ledger())
    for severity in (Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL):
        analyst.analyze(digest, [seen(severity)], source=Source(name="shop"), now=datetime.now(UTC))

    assert asked == ["small", "usual", "usual"]


def test_what_a_batch_was_asked_about_is_not_asked_again_unless_it_is_worse() -> None:
    high = seen()

    waits = triage([high], never, now=NOW, waiting={high.id: Severity.HIGH})
    worse = triage([high], never, now=NOW, waiting={high.id: Severity.MEDIUM})
    another = triage([high, seen(entity="db02")], never, now=NOW, waiting={high.id: Severity.HIGH})

    assert (waits.ask, worse.ask, another.ask) == (False, True, True)
    assert waits.reason.endswith("asked about this in a batch, and its answer will follow.")
