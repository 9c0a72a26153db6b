"""What is known from before of the problems that a model is asked about: insights, and what people made of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from crosscut.digest_forms import Shown, bytes_of
from crosscut.model import Detection, Insight
from crosscut.orders import without_orders

Remembered = Callable[[Detection], Insight | None]  # what a detection's insight was before, as it is stored
_CAUSE_CHARACTERS, _DECISIONS = 400, 3


def nothing(_: Detection) -> Insight | None:
    """Remember nothing."""
    return None


def earlier(detections: Sequence[Detection], remembered: Remembered, *, at_most: int) -> str:
    """Return what is remembered of the detections as JSON of at most so many bytes, the most severe first; "" for none.

    Who decided is not told: names of people are nobody's business but the team's.
    """
    told: list[Shown] = []
    for detection in detections:
        insight = remembered(detection)
        if insight is None:
            continue
        if bytes_of(_written([*told, (form := _form(detection, insight))])) > at_most:
            break
        told.append(form)
    return _written(told) if told else ""


def _form(detection: Detection, insight: Insight) -> Shown:
    return {
        "detection": detection.id,
        "first_seen": insight.first_seen.isoformat() if insight.first_seen else None,
        "last_seen": insight.last_seen.isoformat() if insight.last_seen else None,
        "records": insight.count,
        "said_by": "rules" if insight.analyst == "offline" else "a model",
        "cause_then": insight.root_cause[:_CAUSE_CHARACTERS],
        "confidence_then": insight.confidence,
        "status": insight.status.value,
        "people": [
            {"said": d.said.value, "at": d.at.isoformat(), "note": d.note}
            for d in insight.decisions[-_DECISIONS:]
        ],
    }


def _written(told: Sequence[Shown]) -> str:
    return json.dumps(without_orders(list(told)), ensure_ascii=False, separators=(",", ":"))
