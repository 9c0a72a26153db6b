"""What a page says in figures: how much was read and found, when, at what cost, how sure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from crosscut.model import Evidence, Insight, Severity
from crosscut.quantities import number, size
from crosscut.reporting.content import Around, Content
from crosscut.reporting.timeline import Window, stretches

_AROUND = 3  # lines before and behind


def of(content: Content) -> list[tuple[str, str]]:
    """Return the few figures at the head of the page, by name."""
    digest = content.digest
    found: list[tuple[str, str]] = []
    if digest:
        errors = sum(count for level, count in digest.severities.items() if level >= 17)
        found += [
            ("Lines read", number(digest.ledger.lines_read)),
            ("Size", size(digest.ledger.bytes_read)),
            ("Errors", number(errors)),
            ("Templates", number(len(digest.templates))),
            ("Values redacted", number(sum(digest.ledger.redactions.values()))),
        ]
    return [*found, ("Model cost", f"${cost(content.insights):.4f}" if cost(content.insights) else "none")]


def cost(insights: Sequence[Insight]) -> float:
    """Return what the model calls behind these cost, in dollars; a call that several share counts once."""
    return sum(usage.cost_usd for usage in dict.fromkeys(i.usage for i in insights if i.usage))


def by_severity(insights: Sequence[Insight]) -> list[tuple[str, int]]:
    """Return how many there are of each severity, the worst first."""
    found = [insight.severity for insight in insights]
    return [(each.value, found.count(each)) for each in reversed(Severity) if each in found]


def over_time(content: Content) -> list[tuple[str, int, int]]:
    """Return the chart as a table: begin of a stretch, records, errors; stretches without records are left out."""
    window = Window.of(content.digest) if content.digest else None
    if content.digest is None or window is None:
        return []
    counted = stretches(content.digest, window)
    rows = zip(counted.records, counted.errors, strict=True)
    return [
        (f"{datetime.fromtimestamp((counted.start + at * counted.width) * 60, UTC):%Y-%m-%d %H:%M}", *row)
        for at, row in enumerate(rows)
        if row[0]
    ]


def around(content: Content, evidence: Evidence) -> Around:
    """Return the line with its neighbours; alone where these are not known."""
    known = content.around.get(f"{evidence.file}:{evidence.line}")
    if known is None:
        return Around(evidence.line, evidence.text)
    return Around(evidence.line, evidence.text, known.before[-_AROUND:], known.after[:_AROUND])


def confidence(insight: Insight) -> str:
    """Return for example `high (0.85), says claude-sonnet-5-5`."""
    word = "high" if insight.confidence >= 0.75 else "medium" if insight.confidence >= 0.45 else "low"
    who = "the offline analyst" if insight.analyst == "offline" else insight.analyst
    reason = f": {insight.confidence_reason}" if insight.confidence_reason else ""
    return f"{word} ({insight.confidence:.2f}), says {who}{reason}"
