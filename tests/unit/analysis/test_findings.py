"""A model's finding made an insight: its times are those of lines that are there."""

from __future__ import annotations

import json

from crosscut.analysis import verify
from crosscut.analysis.answer import Finding
from crosscut.analysis.findings import insight_from
from crosscut.model import Insight, Risk, Role, Usage
from tests.unit.analysis.case import Case
from tests.unit.analysis.test_answer import FINDING
from tests.unit.writing import NOW

USAGE = Usage(model="claude-sonnet-5-5", input_tokens=1, output_tokens=1, cost_usd=0.0)


def insight(case: Case, **changes: object) -> Insight:
    shown = case.outage.evidence[0]
    own = {
        "detections": [case.outage.id],
        "evidence": [{"line_id": f"{shown.file}:{shown.line}", "quote": "connection refused"}],
    }
    finding = Finding.model_validate_json(json.dumps({**FINDING, **own, **changes}))
    return insight_from(
        finding,
        {d.id: d for d in case.detections},
        case.digest,
        source=case.source,
        usage=USAGE,
        analyst="claude-sonnet-5-5",
        now=NOW,
    )


def event(at: str, role: str = "cause") -> dict[str, str]:
    return {"at": at, "what": "The database went away.", "role": role, "because": ""}


def test_an_event_takes_its_time_and_service_from_its_line_or_template(case: Case) -> None:
    shown = case.outage.evidence[0]
    by_line = event(f"{shown.file}:{shown.line}")
    by_template = event(case.other.template_ids[0], "context")

    (first, second) = insight(case, timeline=[by_line, by_template]).timeline

    assert (first.time, first.role) == (
        case.other.first_seen,
        Role.CONTEXT,
    )  # in order of time, not of the answer
    assert (second.time, second.service, second.role) == (case.outage.first_seen, "orders", Role.CAUSE)


def test_an_event_that_names_nothing_is_dropped_and_said(case: Case) -> None:
    found = insight(case, timeline=[event("app.log:999999"), event("2026-03-02T09:25:00Z")])

    assert found.timeline == ()
    assert found.notes == ("2 of 2 events name no line or template of the log and were dropped.",)


def test_rival_causes_steps_and_what_is_missing_are_taken(case: Case) -> None:
    found = insight(case)

    assert found.hypotheses[0].speaks_for == ("It ended by itself.",)
    assert (found.remediation[0].action, found.remediation[0].risk) == ("Look.", Risk.NONE)
    assert found.missing == ("The database's own log.",)
    assert found.confidence_reason == "One line says so."


def test_who_says_that_the_cause_is_not_known_cannot_be_sure_of_it(case: Case) -> None:
    unsure = insight(case, inconclusive=True, confidence=0.9)

    stands = next(
        i
        for i in verify([unsure], case.digest, case.detections, source=case.source, now=NOW)
        if i.id == unsure.id
    )

    assert stands.inconclusive
    assert stands.confidence == 0.45


def test_a_finding_without_one_true_quote_is_inconclusive(case: Case) -> None:
    invented = insight(case, evidence=[{"line_id": "app.log:1", "quote": "the disk was eaten by mice"}])

    stands = next(
        i
        for i in verify([invented], case.digest, case.detections, source=case.source, now=NOW)
        if i.id == invented.id
    )

    assert stands.inconclusive
