"""The analyst that needs no model."""

from __future__ import annotations

from crosscut.analysis import OfflineAnalyst, verify
from crosscut.fingerprint import fingerprint
from tests.unit.analysis.case import Case
from tests.unit.writing import NOW


def test_each_detection_becomes_one_insight_in_its_order(case: Case) -> None:
    insights = case.offline()

    assert [i.title for i in insights] == [d.title for d in case.detections]
    assert [i.id for i in insights] == [fingerprint("shop", d.id) for d in case.detections]


def test_an_insight_says_what_the_rules_know(case: Case) -> None:
    insight = case.offline()[0]

    assert insight.severity is case.outage.severity
    assert insight.root_cause == case.outage.cause
    assert (insight.count, insight.rules, insight.services) == (120, ("connection-refused",), ("orders",))
    assert insight.first_seen == case.outage.first_seen
    assert (insight.analyst, insight.usage, insight.created_at) == ("offline", None, NOW)
    assert insight.remediation


def test_it_says_why_no_model_was_asked(case: Case) -> None:
    analyst = OfflineAnalyst(reason="the deployment's secret holds no key")

    insights = analyst.analyze(case.digest, case.detections, source=case.source, now=NOW)

    assert {i.notes for i in insights} == {("the deployment's secret holds no key",)}


def test_what_it_says_passes_the_verifier_unchanged(case: Case) -> None:
    insights = case.offline()

    assert verify(insights, case.digest, case.detections, source=case.source, now=NOW) == insights


def test_without_detections_it_says_nothing(case: Case) -> None:
    assert OfflineAnalyst().analyze(case.digest, [], source=case.source, now=NOW) == []


def test_each_of_many_problems_is_held_against_all_of_the_log(case: Case) -> None:
    many = [case.outage.model_copy(update={"entity": f"host-{n}"}) for n in range(201)]
    own = next(t for t in case.digest.templates if t.id in case.outage.template_ids)
    other = own.model_copy(
        update={"id": "other", "text": "the database system is shutting down", "exemplars": ()}
    )
    digest = case.digest.model_copy(update={"templates": (*case.digest.templates, other)})

    insights = OfflineAnalyst().analyze(digest, many, source=case.source, now=NOW)

    speaking = [any("shutting down" in sign for h in i.hypotheses for sign in h.speaks_for) for i in insights]
    assert len({insight.id for insight in insights}) == 201
    assert all(speaking)
