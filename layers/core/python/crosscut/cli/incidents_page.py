"""Incidents for a person at a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from rich.console import Console
from rich.text import Text

from crosscut.cli.hanging import hanging
from crosscut.cli.quantities import counted
from crosscut.cli.reasoning import render_timeline
from crosscut.cli.rendering import badge
from crosscut.incident import Change, Incident
from crosscut.moments import ago, moment, span
from crosscut.plain import plain


def render_incidents(incidents: Iterable[Incident], console: Console) -> int:
    """Write each incident in two or three lines as it comes, and return how many there were."""
    now = datetime.now(UTC)
    written = 0
    for incident in incidents:
        hanging(console, badge(incident.severity), Text(plain(incident.title), style="bold"))
        parts = (
            f"id {incident.id}",
            incident.phase.value,
            counted(len(incident.members), "insight"),
            f"of {', '.join(incident.sources)}",
            f"last seen {ago(incident.last_seen, now)}",
            counted(incident.count, "record"),
        )
        hanging(console, Text(), Text(plain(", ".join(parts)), style="dim"))
        written += 1
    return written


def render_incident(incident: Incident, console: Console) -> None:
    """Write one incident in full."""
    hanging(console, badge(incident.severity), Text(plain(incident.title), style="bold"))
    facts = (
        span(incident.began, incident.last_seen),
        counted(incident.count, "record"),
        incident.phase.value,
    )
    hanging(console, Text(), Text(plain(" · ".join(facts)), style="dim"))
    hanging(console, Text("Sources"), Text(plain(", ".join(incident.sources))))
    if incident.services:
        hanging(console, Text("Affected"), Text(plain(", ".join(incident.services))))
    for position, member in enumerate(incident.members):
        cause = " (first cause)" if member.insight == incident.first_cause else ""
        because = f": {member.because}" if member.because else ""
        line = f"{member.insight} {member.severity.value}{cause}, {member.source}: {member.title}{because}"
        hanging(console, Text("" if position else "Insights"), Text(plain(line)))
    render_timeline(incident.timeline, console)
    for position, change in enumerate(incident.changes):
        hanging(console, Text("" if position else "Changes"), Text(plain(_said(change))))
    if incident.merged:
        hanging(console, Text("Was also"), Text(plain(", ".join(incident.merged)), style="dim"))
    hanging(console, Text("Incident"), Text(plain(incident.id), style="dim"))


def _said(change: Change) -> str:
    by = f" by {change.by}" if change.by else ""
    return f"{moment(change.at)} {change.phase.value}{by}: {change.what}"
