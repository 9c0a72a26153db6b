"""The nouns: what holds for them whoever makes them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from crosscut.detection import History, detect
from crosscut.model import Category, Detection, Digest, Evidence, Insight, Ledger, Risk, Severity
from tests.unit.writing import NOW, Log, digest_of, entry, traffic


def detection(**changes: object) -> Detection:
    base = Detection(
        rule="timeout",
        severity=Severity.HIGH,
        category=Category.DEPENDENCY,
        title="Time-outs",
        summary="12 records.",
        cause="Redis does not answer.",
        service="orders",
        template_ids=("a", "b"),
        evidence=(Evidence(file="app.log", line=1, text="timed out"),),
        first_seen=NOW,
        last_seen=NOW,
        count=12,
    )
    return base.model_copy(update=changes)


def test_severities_are_ranked() -> None:
    assert [s.rank for s in Severity] == [0, 1, 2, 3, 4]
    assert Severity.CRITICAL.rank > Severity.HIGH.rank


ledgers = st.builds(
    Ledger,
    objects=st.integers(0, 9),
    bytes_read=st.integers(0, 10**9),
    lines_read=st.integers(0, 10**6),
    records=st.integers(0, 10**6),
    lines_folded=st.integers(0, 10**6),
    lines_quarantined=st.integers(0, 10**6),
    redactions=st.dictionaries(st.sampled_from(["EMAIL", "IP", "CARD"]), st.integers(1, 99)),
)


@given(ledgers, ledgers, ledgers)
def test_ledgers_add_up_in_any_order(a: Ledger, b: Ledger, c: Ledger) -> None:
    assert a + b == b + a
    assert (a + b) + c == a + (b + c)
    assert a + Ledger() == a


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_ledger_is_balanced_when_what_was_read_was_folded_or_quarantined(
    read: int, folded: int, quarantined: int
) -> None:
    ledger = Ledger(lines_read=read, lines_folded=folded, lines_quarantined=quarantined)

    assert ledger.balanced is (read == folded + quarantined)


def test_a_detection_keeps_its_id_whatever_its_severity_and_number() -> None:
    assert detection(severity=Severity.LOW, count=900, title="x").id == detection().id


@pytest.mark.parametrize(
    "changes",
    [{"service": "payments"}, {"category": Category.DATA}, {"template_ids": ("c",)}, {"entity": "redis"}],
)
def test_another_problem_has_another_id(changes: dict[str, object]) -> None:
    assert detection(**changes).id != detection().id


def test_an_entity_stands_for_the_problem_whichever_template_comes_first() -> None:
    one, other = (detection(entity="redis", template_ids=ids) for ids in (("a",), ("b", "a")))

    assert one.id == other.id


def test_a_digest_and_its_detections_survive_the_way_through_a_queue() -> None:
    log = traffic(Log(), "orders").add(5, entry(5, "ERROR", "orders", "timed out: ключ 失败 \x1b[31m"))
    digest = digest_of(log)
    found = detect(digest, History())

    assert Digest.model_validate_json(digest.model_dump_json()) == digest
    assert [Detection.model_validate_json(d.model_dump_json()) for d in found] == found


def test_nouns_cannot_be_changed_and_take_no_unknown_names() -> None:
    with pytest.raises(ValidationError):
        detection().title = "another"  # type: ignore[misc]
    with pytest.raises(ValidationError):
        Evidence.model_validate({"file": "a", "line": 1, "text": "b", "html": "<b>"})


@pytest.mark.parametrize("confidence", [-0.1, 1.1])
def test_confidence_is_from_nought_to_one(confidence: float) -> None:
    with pytest.raises(ValidationError):
        Insight.model_validate(
            {
                "id": "1",
                "source": "shop",
                "severity": "high",
                "category": "other",
                "title": "t",
                "summary": "s",
                "root_cause": "r",
                "evidence": [],
                "first_seen": None,
                "last_seen": None,
                "count": 1,
                "confidence": confidence,
                "analyst": "offline",
                "remediation": [],
                "created_at": NOW,
            }
        )


def test_an_exemplar_names_its_line_as_people_do() -> None:
    log = Log().add(0, entry(0, "ERROR", "orders", "timed out"))

    (template,) = digest_of(log, file="a/b.log").templates

    assert template.exemplars[0].line_id == "a/b.log:1"
    assert template.is_error


def test_an_insight_of_an_earlier_version_is_read() -> None:
    stored = {
        "schema_version": 1,
        "id": "7f3a9c01d2e4",
        "source": "shop",
        "severity": "high",
        "category": "other",
        "title": "t",
        "summary": "s",
        "root_cause": "r",
        "evidence": [],
        "first_seen": None,
        "last_seen": None,
        "count": 1,
        "confidence": 0.5,
        "analyst": "offline",
        "remediation": ["Look.", "Mend it."],
        "created_at": NOW.isoformat(),
    }

    insight = Insight.model_validate_json(json.dumps(stored))

    assert insight.schema_version == 3
    assert [step.action for step in insight.remediation] == ["Look.", "Mend it."]
    assert {step.risk for step in insight.remediation} == {Risk.UNKNOWN}
    assert (insight.hypotheses, insight.timeline, insight.inconclusive) == ((), (), False)
    assert Insight.model_validate_json(insight.model_dump_json()) == insight
