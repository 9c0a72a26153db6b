"""Invented incidents of many kinds: the top finding names the true cause, and what follows from it is no second one."""

from __future__ import annotations

import pytest

from tests.unit.detection.logs import hosts, programs, services
from tests.unit.writing import alarming, detections_of

INCIDENTS = {**services.INCIDENTS, **hosts.INCIDENTS, **programs.INCIDENTS}


@pytest.mark.parametrize("name", INCIDENTS)
def test_the_top_finding_names_the_cause(name: str) -> None:
    incident = INCIDENTS[name]

    detections = detections_of(incident.write())

    top = detections[0]
    said = f"{top.title}\n{top.cause}".lower()
    assert [word for word in incident.cause if word not in said] == []
    assert top.severity.rank >= incident.at_least.rank
    assert len(alarming(detections)) == incident.findings, [d.title for d in alarming(detections)]
    assert top.evidence
