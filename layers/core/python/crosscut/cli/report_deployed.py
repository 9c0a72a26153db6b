"""Pages about what a deployment has found: an insight with its records, an incident, or the list of all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from crosscut.aws import clients
from crosscut.aws.incidents import DynamoIncidents
from crosscut.cli.deployment import Where, deployment_of
from crosscut.cli.group import say
from crosscut.cli.html_page import write_page, write_report
from crosscut.cli.investigated import Deployed, deployed, span_of
from crosscut.errors import ConfigurationError
from crosscut.incident import Incident
from crosscut.insights.port import InsightStore
from crosscut.model import Insight, Severity
from crosscut.reporting import render_list
from crosscut.spool import Spool


def report_page(where: Where, found: str, file: Path) -> None:
    """Write the page about an insight or an incident. Raises `UsageError` where there is neither of that id."""
    asked = deployed(where)
    insight = asked.insights.get(found)
    incident = None if insight else _incident(where, found)
    if insight is None and incident is None:
        raise click.UsageError(
            f"there is no file, insight or incident {found!r}; `crosscut insights` lists their ids"
        )
    members = [each.insight for each in incident.members] if incident else []
    known = [insight] if insight else [each for each in map(asked.insights.get, members) if each]
    if not known:
        raise ConfigurationError(f"the insights of incident {found} are no longer kept")
    _write(asked, known, incident, file)


def list_page(where: Where, file: Path, *, since: datetime, source: str | None) -> None:
    """Write the page that lists the insights of a deployment, of one source where one is named."""
    asked = deployed(where)
    store: InsightStore = asked.insights  # type: ignore[assignment]
    found = list(store.list(since=since, at_least=Severity.INFO, source=source))
    title = deployment_of(where).name("insights") + (f", {source}" if source else "")
    write_page(file, render_list(found, deployment=title))


def _incident(where: Where, found: str) -> Incident | None:
    deployment = deployment_of(where)
    return DynamoIncidents(clients.dynamodb(deployment.endpoint), deployment.table("incidents")).get(found)


def _write(asked: Deployed, insights: Sequence[Insight], incident: Incident | None, file: Path) -> None:
    """With the records of the first insight's time, where they are still kept; else of the insights alone."""
    first = insights[0]
    spool = Spool()
    try:
        try:
            asked.fill(spool, first.source, span_of(first, None, None), insight=first)
        except ConfigurationError as gone:
            say(f"the page has neither a timeline nor the lines around: {gone}")
            write_report(
                file, source=first.source, insights=insights, digest=None, spool=None,
                incident=incident, commands=True,
            )  # fmt: skip
            return
        write_report(
            file, source=first.source, insights=insights, digest=spool.digest, spool=spool,
            incident=incident, commands=True,
        )  # fmt: skip
    finally:
        spool.close()
