"""The schema that a model's answer has to fit."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import anthropic
import pytest
from pydantic import ValidationError

from crosscut.analysis.answer import MAX_FINDINGS, Answer
from crosscut.model import Category, Severity
from tests.fakes.analyst import REASONING

FINDING: dict[str, Any] = {
    "severity": "high",
    "category": "dependency",
    "title": "The database is down",
    "summary": "s",
    "root_cause": "r",
    "detections": ["abc"],
    "evidence": [{"line_id": "app.log:7", "quote": "connection refused"}],
    "services": ["orders"],
    **REASONING,
    "confidence": 0.8,
}


def answer(**changes: object) -> Answer:
    return Answer.model_validate_json(json.dumps({"findings": [{**FINDING, **changes}]}))


def test_a_good_answer_is_taken() -> None:
    (finding,) = answer().findings

    assert (finding.severity, finding.category) == (Severity.HIGH, Category.DEPENDENCY)
    assert finding.evidence[0].line_id == "app.log:7"


def test_no_findings_are_an_answer() -> None:
    assert Answer.model_validate_json('{"findings": []}').findings == []


@pytest.mark.parametrize(
    "changes",
    [
        {"severity": "catastrophic"},
        {"category": "aliens"},
        {"confidence": 1.2},
        {"confidence": -1},
        {"title": ""},
        {"title": "x" * 401},
        {"summary": "x" * 4001},
        {"evidence": ["app.log:7"]},
        {"evidence": [{"line_id": "x" * 1201, "quote": "q"}]},
        {"detections": "abc"},
        {"html": "<b>"},
        {"remediation": None},
    ],
)
def test_what_does_not_fit_is_not_taken(changes: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        answer(**changes)


@pytest.mark.parametrize("field", FINDING)
def test_every_field_is_needed(field: str) -> None:
    finding = {name: value for name, value in FINDING.items() if name != field}

    with pytest.raises(ValidationError):
        Answer.model_validate_json(json.dumps({"findings": [finding]}))


def test_more_findings_than_asked_for_are_not_taken() -> None:
    with pytest.raises(ValidationError):
        Answer.model_validate_json(json.dumps({"findings": [FINDING] * (MAX_FINDINGS + 1)}))


def test_the_schema_is_one_that_the_api_takes() -> None:
    # Every object closed, every field required, nothing recursive or open-ended.
    for node in _objects(anthropic.transform_schema(Answer)):
        assert node["additionalProperties"] is False
        assert sorted(node["required"]) == sorted(node["properties"])


def _objects(node: object) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if node.get("type") == "object":
            yield node
        for value in node.values():
            yield from _objects(value)
    elif isinstance(node, list):
        for value in node:
            yield from _objects(value)
