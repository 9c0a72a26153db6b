"""What the knowledge base says of the detections, for a model, within a budget."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from crosscut.analysis.hypotheses import knowledge_of, of_their_own
from crosscut.digest_forms import Shown, bytes_of
from crosscut.knowledge import Entry
from crosscut.model import Detection, Digest

_OF_EACH = 2  # entries on one detection


def background(digest: Digest, detections: Sequence[Detection], *, at_most: int) -> str:
    """Return the entries on the detections as JSON of at most so many bytes, the most severe first; "" for none."""
    told: list[Shown] = []
    entries = dict.fromkeys(e for d in detections for e in of_their_own(knowledge_of(d, digest))[:_OF_EACH])
    for entry in entries:
        form = next((f for f in _forms(entry) if bytes_of(_written([*told, f])) <= at_most), None)
        if form is None:
            break
        told.append(form)
    return _written(told) if told else ""


def _forms(entry: Entry) -> Iterator[Shown]:
    """Yield what is told of an entry, the fullest first."""
    causes: Shown = {
        "about": entry.title,
        "usual_causes": [f"{cause.title}. {cause.why} Check: {cause.check}" for cause in entry.causes],
    }
    yield {
        **causes,
        "steps": [
            {
                "action": step.action,
                "risk": f"{step.risk}: {step.risk_reason}",
                "verify": step.verify,
                "undo": step.undo,
            }
            for step in entry.steps
        ],
    }
    yield causes
    yield {"about": entry.title, "usual_causes": [cause.title for cause in entry.causes]}


def _written(told: Sequence[Shown]) -> str:
    return json.dumps(list(told), ensure_ascii=False, separators=(",", ":"))
