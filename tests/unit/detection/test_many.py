"""Of more problems than people read the worst are told one by one, and all others as one that counts them."""

from __future__ import annotations

import json
from datetime import timedelta

from crosscut.analysis import OfflineAnalyst, verify
from crosscut.config import Source
from crosscut.detection import History, detect
from crosscut.detection.many import MOST_TOLD, RULE
from crosscut.detection.rates import rates_of
from crosscut.digest import render
from crosscut.model import Detection, Digest, Severity
from crosscut.sightings import sighted
from tests.unit.writing import BEGIN, NOW, digest_of

DISK = "write failed: No space left on device"


def log(services: int, *, first: int = 0, also: str = "") -> Digest:
    lines = [
        json.dumps(
            {
                "time": f"{BEGIN + timedelta(seconds=n % 3_000):%Y-%m-%dT%H:%M:%SZ}",
                "level": "error",
                "service": f"svc-{n}",
                "msg": f"cannot connect to db{n}.shop.invalid:5432: connection refused",
            }
        )
        for n in range(first, first + services)
        for _ in range(3)
    ]
    if also:
        at = f"{BEGIN + timedelta(seconds=2_999):%Y-%m-%dT%H:%M:%SZ}"
        lines.append(json.dumps({"time": at, "level": "error", "service": "zz", "msg": also}))
    return digest_of("\n".join(lines) + "\n")


def split(digest: Digest) -> tuple[list[Detection], list[Detection]]:
    detections = detect(digest, History())
    return [d for d in detections if d.rule != RULE], [d for d in detections if d.rule == RULE]


def test_as_many_as_people_may_read_are_told_one_by_one() -> None:
    told, others = split(log(MOST_TOLD))

    assert len(told) == MOST_TOLD
    assert not others


def test_beyond_them_the_others_are_one_that_counts_them() -> None:
    digest = log(MOST_TOLD + 150)
    told, (others,) = split(digest)

    assert len(told) == MOST_TOLD
    assert others.title == "150 further problems in 150 services, at the same time"
    assert f"{MOST_TOLD + 150} problems" in others.summary
    assert "150 × connection-refused" in others.summary
    assert "and 138 more." in others.summary  # services that are not named
    assert others.severity is max((d.severity for d in told), key=lambda s: s.rank)
    assert others.evidence
    # Nothing is dropped: every record and every template is in one of them.
    assert sum(d.count for d in (*told, others)) == sum(t.count for t in digest.templates)
    assert {i for d in (*told, others) for i in d.template_ids} == {t.id for t in digest.templates}


def test_what_is_nearest_to_the_root_is_told_however_few_records_it_has() -> None:
    told, others = split(log(MOST_TOLD + 50, also=DISK))

    assert [d.rule for d in told].count("disk-full") == 1
    assert len(others) == 1


def test_it_is_the_same_finding_in_every_window() -> None:
    _, (one,) = split(log(MOST_TOLD + 20))
    _, (other,) = split(log(MOST_TOLD + 70, first=1_000))

    assert one.id == other.id


def test_the_most_severe_stand_first() -> None:
    ranks = [d.severity.rank for d in detect(log(MOST_TOLD + 30), History())]

    assert ranks == sorted(ranks, reverse=True)


def test_it_becomes_an_insight_with_all_records_and_their_times() -> None:
    digest, source = log(MOST_TOLD + 400), Source(name="shop")
    detections = detect(digest, History())

    found = OfflineAnalyst().analyze(digest, detections, source=source, now=NOW)
    insights = verify(found, digest, detections, source=source, now=NOW)
    assert len(insights) == MOST_TOLD + 1
    (insight,) = (i for i in insights if i.rules == (RULE,))
    assert insight.count == 1_200
    assert insight.severity.rank >= Severity.MEDIUM.rank
    assert all(e.verified for e in insight.evidence)
    assert len(insight.services) == 300
    seen = sighted(insight, digest, detections, digest_id="d", now=NOW)
    assert seen.sightings[0].count == 1_200
    assert rates_of(digest)


def test_what_the_model_reads_of_them_is_within_its_budget_and_says_what_is_left_out() -> None:
    digest = log(MOST_TOLD + 300)
    rendered = render(digest, detect(digest, History()), tokens=2_000)

    left_out = json.loads(rendered.text)["left_out"]
    assert rendered.tokens <= 3_000
    assert 100 < left_out["detections"] <= MOST_TOLD
