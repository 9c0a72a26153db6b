"""The tools about what has been found before."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field, JsonValue

from crosscut.investigation.ports import Insights
from crosscut.investigation.toolbox import Arguments, Found, Item, Tool, UnusableArgumentsError
from crosscut.investigation.tools.times import moment
from crosscut.model import Insight, Severity

_MOST_READ = 200


class ListInsights(Arguments):
    """Those last seen since then, at least so severe."""

    since: str = Field(default="", description="ISO 8601, UTC.")
    severity: Severity = Severity.LOW
    all_sources: bool = Field(default=False, description="Of other systems too.")
    limit: int = Field(default=15, ge=1, le=40)


class ShowInsight(Arguments):
    """An insight by its id."""

    id: str


def list_insights(insights: Insights, *, source: str, since: datetime) -> Tool:
    """Return the tool; `since` is what it looks back to when nothing is said."""

    def run(wanted: ListInsights) -> Found:
        begin = moment(wanted.since, "since") or since
        of = None if wanted.all_sources else source
        found: list[Insight] = []
        for insight in insights.list(since=begin, at_least=wanted.severity, source=of):
            found.append(insight)
            if len(found) == _MOST_READ:
                break
        shown = found[: wanted.limit]
        more = " or more" if len(found) == _MOST_READ else ""
        beyond = len(found) - len(shown)
        left_out = f"{beyond}{more} insights, by the limit" if beyond else ""
        return Found(list(map(_short, shown)), {}, left_out)

    return Tool(
        "list_insights", "List what Crosscut has found before, the most severe first.", ListInsights, run
    )


def show_insight(insights: Insights) -> Tool:
    """Return the tool."""

    def run(wanted: ShowInsight) -> Found:
        insight = insights.get(wanted.id)
        if insight is None:
            raise UnusableArgumentsError("id: there is no such insight; list_insights gives their ids")
        parts = [
            ("what", insight.summary),
            ("cause, as held then", insight.root_cause),
            *(("possible cause", each.cause) for each in insight.hypotheses),
            *(("missing", each) for each in insight.missing),
            *(("note", each) for each in insight.notes),
        ]
        items = [_short(insight), *(Item(text, about={"part": part}) for part, text in parts if text)]
        # Its lines may be of a log that is not looked into, so they are told as the insight's words.
        items += [Item(f"{e.file}:{e.line} {e.text}", about={"part": "evidence"}) for e in insight.evidence]
        return Found(items)

    return Tool("show_insight", "Show one insight in full.", ShowInsight, run)


def _short(insight: Insight) -> Item:
    about: dict[str, JsonValue] = {
        "insight": insight.id,
        "source": insight.source,
        "severity": insight.severity.value,
        "records": insight.count,
        "analyst": insight.analyst,
        "last": insight.last_seen.isoformat() if insight.last_seen else None,
    }
    return Item(insight.title, time=insight.first_seen, about=about)
