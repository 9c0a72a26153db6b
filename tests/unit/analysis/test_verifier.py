"""Analysts that lie, guess and forget: what the verifier lets stand."""

from __future__ import annotations

import json

import pytest

from crosscut.analysis import OfflineAnalyst, verify
from crosscut.config import Source
from crosscut.detection import History, detect
from crosscut.fingerprint import fingerprint
from crosscut.model import Category, Evidence, Insight, Severity
from tests.unit.analysis.case import Case
from tests.unit.writing import NOW, Log, digest_of, syslog


def said(case: Case, **changes: object) -> Insight:
    """What an analyst says of the outage, in its own words."""
    return case.offline()[0].model_copy(
        update={
            "analyst": "claude-sonnet-5-5",
            "confidence": 0.9,
            "evidence": (quote(case, "connection refused: orders-db.shop.invalid:5432"),),
            "notes": (),
            **changes,
        }
    )


def from_nowhere(case: Case, **changes: object) -> Insight:
    """What an analyst says of something that no rule saw."""
    return said(case, **{"id": fingerprint("shop", "made up"), "rules": (), "title": "Made up", **changes})


def quote(case: Case, text: str, *, line_off_by: int = 0, file: str | None = None) -> Evidence:
    shown = case.outage.evidence[0]
    return Evidence(file=file or shown.file, line=shown.line + line_off_by, text=text, verified=False)


def verified(case: Case, *insights: Insight) -> dict[str, Insight]:
    found = verify(insights, case.digest, case.detections, source=case.source, now=NOW)
    assert len({i.id for i in found}) == len(found)
    return {i.id: i for i in found}


def outage_of(case: Case, *insights: Insight) -> Insight:
    return verified(case, *insights)[fingerprint("shop", case.outage.id)]


def test_a_true_quote_stands(case: Case) -> None:
    insight = outage_of(case, said(case))

    assert [e.verified for e in insight.evidence] == [True]
    assert (insight.confidence, insight.notes) == (0.9, ())


def test_blanks_may_differ_and_json_escapes_may_stay(case: Case) -> None:
    line = case.outage.evidence[0].text
    escaped = json.dumps(line)[1:60]

    insight = outage_of(
        case, said(case, evidence=(quote(case, "  connection \n refused: "), quote(case, escaped)))
    )

    assert len(insight.evidence) == 2
    assert insight.evidence[1].text in line


def test_each_record_of_an_envelope_s_one_line_can_be_quoted() -> None:
    messages = [
        "ERROR connection refused: orders-db.shop.invalid:5432",
        "ERROR no space left on device: /var/lib/shop",
    ]
    events = [
        {"id": str(i), "timestamp": 1_772_442_000_000 + i, "message": m} for i, m in enumerate(messages)
    ]
    digest = digest_of(json.dumps({"logGroup": "/ecs/orders", "logStream": "a", "logEvents": events}) + "\n")
    detections = detect(digest, History())
    quoted = tuple(
        Evidence(file="app.log", line=1, text=m, verified=False) for m in (*messages, "no such words")
    )
    insight = OfflineAnalyst().analyze(digest, detections, source=Source(name="shop"), now=NOW)[0]

    found = verify(
        [insight.model_copy(update={"evidence": quoted})],
        digest,
        detections,
        source=Source(name="shop"),
        now=NOW,
    )

    (kept,) = [i for i in found if i.id == insight.id]
    assert [e.text for e in kept.evidence] == messages


@pytest.mark.parametrize(
    "text",
    [
        "connection refused by the mail server",
        "Connection Refused: orders-db.shop.invalid:5432",
        "500",
        "",
        "   ",
        "re",
        'x" + open("/etc/passwd") + "',
    ],
)
def test_a_quote_that_is_not_in_its_line_is_dropped(case: Case, text: str) -> None:
    true = quote(case, "connection refused: orders-db.shop.invalid:5432")

    insight = outage_of(case, said(case, evidence=(true, quote(case, text))))

    assert [e.text for e in insight.evidence] == [true.text]
    assert insight.confidence == 0.45
    assert "1 of 2 quotes were not in the lines they name" in insight.notes[0]


@pytest.mark.parametrize("wrong", [{"line_off_by": 1}, {"line_off_by": 10**6}, {"file": "other.log"}])
def test_a_true_quote_of_the_wrong_line_is_dropped(case: Case, wrong: dict[str, object]) -> None:
    evidence = quote(case, "connection refused: orders-db.shop.invalid:5432", **wrong)  # type: ignore[arg-type]

    insight = outage_of(case, said(case, evidence=(evidence,)))

    assert [e.line for e in insight.evidence] == [e.line for e in case.outage.evidence]
    assert insight.confidence == 0.0
    assert "the rules' evidence stands in" in insight.notes[-1]


def test_without_any_evidence_the_rules_evidence_stands_in_and_confidence_falls(case: Case) -> None:
    insight = outage_of(case, said(case, evidence=()))

    assert insight.evidence == case.outage.evidence
    assert insight.confidence == 0.3


def test_a_lowered_severity_is_raised_to_the_rules(case: Case) -> None:
    insight = outage_of(case, said(case, severity=Severity.LOW))

    assert insight.severity is Severity.CRITICAL
    assert "Severity raised from low to the rules' critical." in insight.notes


def test_a_raised_severity_stands(case: Case) -> None:
    other = case.offline()[1].model_copy(update={"analyst": "claude-sonnet-5-5", "severity": Severity.HIGH})

    assert verified(case, other)[other.id].severity is Severity.HIGH


def test_what_nothing_supports_is_dropped(case: Case) -> None:
    invented = from_nowhere(case, evidence=(quote(case, "an alien landed on the database"),))

    assert invented.id not in verified(case, invented)


def test_what_a_quote_supports_stands_without_a_rule(case: Case) -> None:
    insight = from_nowhere(case, severity=Severity.HIGH)

    assert verified(case, insight)[insight.id].severity is Severity.HIGH


def test_critical_from_nowhere_needs_two_quotes(case: Case) -> None:
    one = from_nowhere(case, severity=Severity.CRITICAL)
    two = from_nowhere(
        case,
        severity=Severity.CRITICAL,
        evidence=(quote(case, "connection refused: "), quote(case, "orders-db.shop.invalid:5432")),
    )

    assert verified(case, one)[one.id].severity is Severity.HIGH
    assert "lowered to high" in verified(case, one)[one.id].notes[-1]
    assert verified(case, two)[two.id].severity is Severity.CRITICAL


def test_what_the_analyst_left_out_is_added_in_the_rules_words(case: Case) -> None:
    found = verified(case, said(case))

    added = found[fingerprint("shop", case.other.id)]
    assert added.title == case.other.title
    assert added.notes == ("The analyst did not speak of it; in the rules' words.",)
    assert added.analyst == "offline"


@pytest.mark.parametrize("silence", [[], ["invented"]])
def test_an_analyst_that_sees_nothing_is_overruled(case: Case, silence: list[str]) -> None:
    insights = [from_nowhere(case, evidence=(quote(case, "there is nothing here"),)) for _ in silence]

    assert {i.title for i in verified(case, *insights).values()} == {d.title for d in case.detections}


def test_one_finding_may_speak_of_two_detections_if_it_shows_both(case: Case) -> None:
    of_both = said(
        case,
        evidence=(*case.outage.evidence[:1], *case.other.evidence[:1]),
        rules=(case.outage.rule, case.other.rule),
        summary=f"The database is gone, and log text gives orders: {case.other.entity}.",  # an attack is named
    )

    assert len(verified(case, of_both)) == 1


def test_a_finding_that_only_claims_to_speak_of_another_does_not(case: Case) -> None:
    claims = said(case, rules=(case.outage.rule, case.other.rule))

    assert len(verified(case, claims)) == 2


def test_of_two_findings_on_one_detection_the_more_severe_stands(case: Case) -> None:
    other = case.offline()[1]
    mild = other.model_copy(update={"analyst": "claude-sonnet-5-5", "title": "Mild"})
    bad = mild.model_copy(update={"title": "Bad", "severity": Severity.HIGH})

    insight = verified(case, mild, bad)[other.id]

    assert insight.title == "Bad"
    assert insight.notes[-1] == "Another finding on the same detection was left out: Mild"


def test_a_finding_on_one_attacker_does_not_speak_for_another() -> None:
    log = Log()
    for number, start in ((77, 0), (78, 100)):
        log.every(
            1,
            lambda s, i, n=number: syslog(s, "sshd[7]", f"Failed password for root from 203.0.113.{n}"),  # type: ignore[misc]
            start=start,
            stop=start + 60,
        )
    digest = digest_of(log)
    detections = detect(digest, History())
    case = Case(digest, detections, Source(name="shop"))
    first = case.offline()[0].model_copy(update={"analyst": "claude-sonnet-5-5"})
    assert len(detections) == 2

    found = verify([first], digest, detections, source=case.source, now=NOW)

    assert sorted(i.title for i in found) == sorted(d.title for d in detections)


def test_evidence_from_memory_of_other_logs_is_dropped(case: Case) -> None:
    insight = from_nowhere(
        case, evidence=(Evidence(file="", line=0, text="kernel: Out of memory", verified=True),)
    )

    assert insight.id not in verified(case, insight)


def test_findings_come_most_severe_first(case: Case) -> None:
    found = verify(case.offline()[::-1], case.digest, case.detections, source=case.source, now=NOW)

    assert [i.severity for i in found] == [Severity.CRITICAL, Severity.MEDIUM]
    assert {i.category for i in found} <= set(Category)
