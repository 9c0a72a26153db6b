"""Scripted models that investigate: each step is given what the last tools answered and says what to do next."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from tests.fakes.claude_server import Message, Reply, Request, calling

Results = list[dict[str, Any]]
Step = Callable[[Results], Reply]


def scripted(*steps: Step | Reply) -> Callable[[Request], Reply]:
    """Return a script that takes one step for each request, and the last one again and again."""
    taken = 0

    def script(request: Request) -> Reply:
        nonlocal taken
        step = steps[min(taken, len(steps) - 1)]
        taken += 1
        return step(results_of(request)) if callable(step) else step

    return script


def results_of(request: Request) -> Results:
    """Return what the tools answered since the model's last message."""
    content = request.body["messages"][-1]["content"]
    return [json.loads(block["content"]) for block in content if block["type"] == "tool_result"]


def report(evidence: Sequence[tuple[str, str]] = (), **changes: object) -> Message:
    """Return a report that fits the schema; `evidence` are ids of lines with quotes."""
    document: dict[str, object] = {
        "answer": "The database was not there.",
        "severity": "critical",
        "category": "dependency",
        "title": "The database of orders refuses connections",
        "root_cause": "PostgreSQL of orders is down.",
        "inconclusive": False,
        "confidence": 0.9,
        "confidence_reason": "The refusals come first.",
        "evidence": [{"line_id": id_, "quote": quote} for id_, quote in evidence],
        "timeline": [],
        "hypotheses": [],
        "ruled_out": [],
        "services": ["orders"],
        "remediation": [
            {"action": "Look whether it is up.", "risk": "none", "risk_reason": "", "verify": "", "undo": ""}
        ],
        "missing": ["The database's own log."],
        **changes,
    }
    return calling(("report", document))


__all__ = ["calling", "report", "results_of", "scripted"]
