"""Lists of insights, and what became of one, for a person at a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from rich.console import Console
from rich.text import Text

from crosscut.cli.hanging import hanging, text_width
from crosscut.cli.pictures import chart
from crosscut.cli.quantities import counted, duration
from crosscut.cli.rendering import badge
from crosscut.insights.listing import Listed
from crosscut.model import Insight, Rate, Status
from crosscut.moments import ago, moment, width_of
from crosscut.plain import plain

_SHOWN_SIGHTINGS = 3
_SAID = {
    "acknowledge": "acknowledged",
    "resolve": "resolved",
    "false_alarm": "called a false alarm",
    "mute": "muted",
    "unmute": "unmuted",
    "reopen": "reopened",
}


def render_rows(rows: Iterable[Listed], console: Console) -> int:
    """Write each insight in two or three lines as it comes, and return how many there were."""
    now = datetime.now(UTC)
    written = 0
    for row in rows:
        render_row(row, console, now=now)
        written += 1
    return written


def render_row(row: Listed, console: Console, *, now: datetime) -> None:
    """Write an insight in two or three lines, with the id that shows it in full."""
    hanging(console, badge(row.severity), Text(plain(row.title), style="bold"))
    lasted = row.last_seen - row.first_seen
    parts = (
        f"id {row.id}",
        row.source,
        *([row.status.value] if row.status is not Status.OPEN else []),
        *([f"muted until {moment(row.muted_until)}"] if row.muted_until and row.muted_until > now else []),
        f"last seen {ago(row.last_seen, now)}" + (f", over {duration(lasted)}" if lasted else ""),
        counted(row.count, "record"),
        *([row.incident] if row.incident else []),
    )
    hanging(console, Text(), Text(plain(", ".join(parts)), style="dim"))


def render_life(insight: Insight, console: Console) -> None:
    """Write its rate, when it was seen, what people said and the incident that it belongs to."""
    now = datetime.now(UTC)
    _render_rate(insight.rate, console)
    seen = [f"{moment(s.at)} {counted(s.count, 'record')} in {s.object}" for s in insight.sightings]
    for position, line in enumerate(reversed(seen[-_SHOWN_SIGHTINGS:])):
        hanging(console, Text("" if position else "Seen"), Text(plain(line)))
    if len(seen) > _SHOWN_SIGHTINGS:
        more = f"and {counted(len(seen) - _SHOWN_SIGHTINGS, 'more time')}; --json has all"
        hanging(console, Text(), Text(more, style="dim"))
    hanging(console, Text("Status"), Text(_status(insight, now)))
    for each in insight.decisions:
        until = f" until {moment(each.until)} UTC" if each.until else ""
        note = f": {each.note}" if each.note else ""
        line = f"{_SAID[each.said]}{until} by {each.by}, {ago(each.at, now)}{note}"
        hanging(console, Text(), Text(plain(line)))
    if insight.incident:
        hanging(console, Text("Incident"), Text(plain(insight.incident)))


def _status(insight: Insight, now: datetime) -> str:
    muted = insight.muted_until
    silence = f", muted until {moment(muted)} UTC" if muted and muted > now else ""
    return f"{insight.status.value}{silence}"


def _render_rate(rate: Rate, console: Console) -> None:
    if not rate.counts:
        return
    counts = [*rate.counts]
    [line] = chart(counts, console, rows=1, width=text_width(console), styles=[""] * len(counts))
    start = datetime.fromtimestamp(rate.start * 60, tz=UTC)
    hanging(console, Text("Rate"), line)
    width = width_of(rate.width * 60)
    hanging(
        console,
        Text(),
        Text(f"records by {width} from {moment(start)} UTC, at most {max(counts):,}", style="dim"),
    )
