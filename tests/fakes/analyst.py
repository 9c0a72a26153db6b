"""What a diligent model answers: a finding for each detection in the digest, quoting that detection's own lines."""

from __future__ import annotations

import json
from typing import Any

from tests.fakes.claude_server import Message, Request

# What a finding holds besides its claim, for tests that are about other things.
REASONING: dict[str, Any] = {
    "hypotheses": [
        {
            "cause": "It was restarted.",
            "speaks_for": ["It ended by itself."],
            "speaks_against": [],
            "check": "pg_isready -h HOST",
        }
    ],
    "timeline": [],
    "remediation": [
        {"action": "Look.", "risk": "none", "risk_reason": "", "verify": "pg_isready -h HOST", "undo": ""}
    ],
    "missing": ["The database's own log."],
    "confidence_reason": "One line says so.",
    "inconclusive": False,
}


def diligent(request: Request) -> Message:
    """Return findings that fit the answer's schema and whose quotes stand in the digest that was sent."""
    document = digest_of(request)
    lines = {t["id"]: t.get("lines", []) for t in document["templates"]}
    return Message(json.dumps({"findings": [_finding(d, lines) for d in document["detections"][:5]]}))


def digest_of(request: Request) -> dict[str, Any]:
    """Return the digest in a request, which is JSON between two marks."""
    content = request.body["messages"][0]["content"]
    text = content if isinstance(content, str) else "".join(block["text"] for block in content)
    return json.loads(text.partition("<digest>\n")[2].rpartition("\n</digest>")[0])  # type: ignore[no-any-return]


def _finding(detection: dict[str, Any], lines: dict[str, list[dict[str, str]]]) -> dict[str, Any]:
    quoted = [line for template in detection["templates"] for line in lines.get(template, [])][:3]
    return {
        "severity": detection["severity"],
        "category": detection["category"],
        "title": f"The model says: {detection['title']}",
        "summary": "What the model makes of it.",
        "root_cause": f"The model thinks: {detection['cause_by_rules']}",
        "detections": [detection["id"]],
        "evidence": [{"line_id": line["id"], "quote": line["text"][:120]} for line in quoted],
        "services": [],
        **REASONING,
        "confidence": 0.9,
    }
