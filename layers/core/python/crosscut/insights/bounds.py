"""How large an insight may be: small enough for an event on the bus and for an item in the table."""

from __future__ import annotations

from crosscut.model import Evidence, Hypothesis, Insight, Step

# EventBridge takes 256 KiB an entry and DynamoDB 400 KB an item, each with more in it than the insight.
MAX_BYTES = 200_000
# Most characters of a text and most items of a list, tried in turn; the last fits whatever came.
_STEPS = ((4_000, 30), (1_000, 12), (250, 5), (100, 3))
_SIGNS = 3  # for and against one cause
NOTE = "Shortened to fit: long texts and lists are cut."


def bounded(insight: Insight, *, max_bytes: int = MAX_BYTES) -> Insight:
    """Return the insight, with its texts and lists cut as far as its JSON in UTF-8 needs to fit `max_bytes`.

    A cut quote stays the beginning of its line, so it can still be found there.
    """
    for text_limit, item_limit in _STEPS:
        if len(insight.model_dump_json().encode()) <= max_bytes:
            break
        insight = _cut(insight, text_limit, item_limit)
    return insight


def _cut(insight: Insight, text_limit: int, item_limit: int) -> Insight:
    def texts(items: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(item[:text_limit] for item in items[:item_limit])

    evidence = tuple(
        Evidence(file=e.file[:1024], line=e.line, text=e.text[:text_limit], verified=e.verified)
        for e in insight.evidence[:item_limit]
    )
    return insight.model_copy(
        update={
            "title": insight.title[:text_limit],
            "summary": insight.summary[:text_limit],
            "root_cause": insight.root_cause[:text_limit],
            "hypotheses": tuple(
                Hypothesis(
                    cause=each.cause[:text_limit],
                    speaks_for=texts(each.speaks_for[:_SIGNS]),
                    speaks_against=texts(each.speaks_against[:_SIGNS]),
                    check=each.check[:text_limit],
                )
                for each in insight.hypotheses[:item_limit]
            ),
            "evidence": evidence,
            "timeline": tuple(
                each.model_copy(
                    update={
                        "service": each.service[:text_limit],
                        "what": each.what[:text_limit],
                        "because": each.because[:text_limit],
                    }
                )
                for each in insight.timeline[:item_limit]
            ),
            "confidence_reason": insight.confidence_reason[:text_limit],
            "missing": texts(insight.missing),
            "traces": texts(insight.traces),
            "targets": texts(insight.targets),
            "remediation": tuple(
                Step(
                    action=each.action[:text_limit],
                    risk=each.risk,
                    risk_reason=each.risk_reason[:text_limit],
                    verify=each.verify[:text_limit],
                    undo=each.undo[:text_limit],
                )
                for each in insight.remediation[:item_limit]
            ),
            "knowledge": texts(insight.knowledge),
            "services": texts(insight.services),
            "rules": texts(insight.rules),
            "notes": (NOTE, *texts(tuple(n for n in insight.notes if n != NOTE)))[: item_limit + 1],
            "objects": tuple(name[:1024] for name in insight.objects[-item_limit:]),
            "sightings": tuple(
                each.model_copy(update={"object": each.object[:text_limit]})
                for each in insight.sightings[-item_limit:]
            ),
            "decisions": tuple(
                each.model_copy(update={"by": each.by[:text_limit], "note": each.note[:text_limit]})
                for each in insight.decisions
            ),
        }
    )
