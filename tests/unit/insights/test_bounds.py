"""How large an insight may be."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from crosscut.insights.bounds import MAX_BYTES, NOTE, bounded
from crosscut.model import (
    Category,
    Decision,
    Evidence,
    Hypothesis,
    Insight,
    Moment,
    Said,
    Severity,
    Sighting,
    Step,
)

NOW = datetime(2026, 3, 1, tzinfo=UTC)
BASE = Insight(
    id="3f9ac2d17be04d55",
    source="shop-api",
    severity=Severity.CRITICAL,
    category=Category.DATA,
    title="title",
    summary="summary",
    root_cause="cause",
    evidence=(),
    first_seen=None,
    last_seen=None,
    count=1,
    confidence=1,
    analyst="offline",
    remediation=(),
    created_at=datetime(2026, 3, 1, tzinfo=UTC),
)


def test_what_fits_is_left_alone() -> None:
    assert bounded(BASE) is BASE


@settings(deadline=None, max_examples=25)
@given(character=st.sampled_from(["a", "é", "\U0001f534", "\x00", '"']), items=st.integers(1, 60))
def test_whatever_comes_fits(character: str, items: int) -> None:
    long = character * 30_000
    huge = BASE.model_copy(
        update={
            "title": long,
            "summary": long,
            "root_cause": long,
            "evidence": tuple(Evidence(file=long, line=n, text=long) for n in range(items)),
            "hypotheses": (
                Hypothesis(
                    cause=long, speaks_for=(long,) * items, speaks_against=(long,) * items, check=long
                ),
            )
            * items,
            "timeline": (Moment(time=None, service=long, what=long, because=long),) * items,
            "remediation": (Step(action=long, risk_reason=long, verify=long, undo=long),) * items,
            "confidence_reason": long,
            "sightings": (Sighting(at=NOW, count=1, digest="d", object=long, severity=Severity.LOW),) * items,
            "decisions": (Decision(said=Said.RESOLVE, by="ada", at=NOW, note=long),) * 25,
            **dict.fromkeys(
                ("missing", "services", "rules", "knowledge", "notes", "objects"), (long,) * items
            ),
        }
    )

    small = bounded(huge)

    assert len(small.model_dump_json().encode()) <= MAX_BYTES
    assert NOTE in small.notes
    assert all(long.startswith(e.text) and e.text for e in small.evidence)
    assert bounded(small) == small
