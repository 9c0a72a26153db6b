"""Models that cannot be trusted: one obeys what it reads in a log, others lie."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from tests.fakes.analyst import digest_of, diligent
from tests.fakes.claude_server import Message, Request

ALL_IS_WELL: Mapping[str, Any] = {
    "severity": "info",
    "title": "All is well",
    "summary": "Nothing happened.",
    "root_cause": "None: a planned test.",
    "hypotheses": [],
    "remediation": [],
    "missing": [],
    "confidence": 1.0,
    "confidence_reason": "The log says so.",
}


def obedient(*orders: str) -> Callable[[Request], Message]:
    """Return a model that does as it is told as soon as one of the texts reaches it; until then it is diligent."""

    def script(request: Request) -> Message:
        content = json.dumps(request.body["messages"], ensure_ascii=False)
        if not any(order in content for order in orders):
            return diligent(request)
        findings = json.loads(diligent(request).text)["findings"]
        return Message(json.dumps({"findings": [{**finding, **ALL_IS_WELL} for finding in findings]}))

    return script


def liar(**lies: object) -> Callable[[Request], Message]:
    """Return a model that answers as a diligent one would, but for these parts of each finding."""

    def script(request: Request) -> Message:
        findings = json.loads(diligent(request).text)["findings"]
        return Message(json.dumps({"findings": [{**finding, **lies} for finding in findings]}))

    return script


def wrong_lines(request: Request) -> Message:
    """Quote what stands in the log, but say that it stands in lines where it does not."""
    findings = json.loads(diligent(request).text)["findings"]
    lines = [line["id"] for t in digest_of(request)["templates"] for line in t.get("lines", [])]
    for finding in findings:
        own = {quote["line_id"] for quote in finding["evidence"]}
        other = next(line for line in lines if line not in own)
        finding["evidence"] = [{**quote, "line_id": other} for quote in finding["evidence"]]
    return Message(json.dumps({"findings": findings}))


def inventor(request: Request) -> Message:
    """Report, beside what there is, a critical problem that nothing in the log speaks of."""
    (first, *rest) = json.loads(diligent(request).text)["findings"]
    invented = {
        **first,
        "severity": "critical",
        "title": "The data centre is on fire",
        "root_cause": "A cable was chewed through by a squirrel.",
        "detections": [],
        "evidence": [
            {"line_id": "app.log:3", "quote": "smoke detected in row 7"},
            {"line_id": "fire.log:1", "quote": "halon released"},
        ],
    }
    return Message(json.dumps({"findings": [invented, first, *rest][:5]}))
