"""What the knowledge base gives to a model: what fits the detections, within its share."""

from __future__ import annotations

import json

from crosscut.analysis.background import background
from crosscut.analysis.request import request_body
from crosscut.digest_forms import bytes_of
from tests.unit.analysis.case import Case


def test_the_entry_on_the_most_severe_detection_comes_first(case: Case) -> None:
    told = json.loads(background(case.digest, case.detections, at_most=20_000))

    assert told[0]["about"] == "PostgreSQL cannot be reached" or "connection" in told[0]["about"].lower()
    assert {"usual_causes", "steps"} <= told[0].keys()


def test_it_keeps_to_its_share_and_says_less_of_each_before_it_leaves_one_out(case: Case) -> None:
    for at_most in (0, 200, 700, 1_500, 3_000):
        text = background(case.digest, case.detections, at_most=at_most)

        assert bytes_of(text) <= at_most
    assert "steps" not in json.loads(background(case.digest, case.detections, at_most=1_200))[0]


def test_a_request_has_it_outside_of_the_data_and_within_the_whole_budget(case: Case) -> None:
    body = request_body(case.digest, case.detections, source=case.source, tokens=3_000)

    before, _, _ = body.partition("<digest>")
    assert "knowledge base says" in before
    assert "usual_causes" in before
    assert bytes_of(body) < 3_000 * 2.5 + 800


def test_without_detections_there_is_none(case: Case) -> None:
    assert "knowledge base says" not in request_body(case.digest, [], source=case.source, tokens=3_000)
