"""Puts an investigation together: what is looked into, with which tools, by which model."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import click

from crosscut import pipeline
from crosscut.analysis import OfflineAnalyst
from crosscut.cli import terminal
from crosscut.cli.deployment import Where
from crosscut.cli.digesting import pseudonym_key, read_digest, say_unread, source_named
from crosscut.cli.group import say
from crosscut.cli.inputs import select, source_name
from crosscut.cli.investigator import on_deployment, on_files
from crosscut.config import Source, ToolSettings, load_sources
from crosscut.conversation import Model
from crosscut.detection import History, detect
from crosscut.errors import UnreadableInputError
from crosscut.insights.memory import MemoryCatalog, MemoryInsightStore
from crosscut.investigation import (
    About,
    Investigation,
    Limits,
    Report,
    Toolbox,
    lines_around,
    list_deployments,
    list_insights,
    list_templates,
    metric_tools,
    note,
    opening,
    search_logs,
    show_insight,
    show_template,
)
from crosscut.investigation.ports import Deployments, Insights, Metrics, Records
from crosscut.investigation.toolbox import Tool
from crosscut.investigation.transcript import ToolUse, Transcript
from crosscut.model import Detection, Insight, Severity
from crosscut.policies import policy_of
from crosscut.redaction import Redactor
from crosscut.spool import Spool
from crosscut.trail import Trail

_EVER = datetime(1970, 1, 1, tzinfo=UTC)


class Scope(NamedTuple):
    """What the options say, whatever is looked into."""

    question: str
    name: str | None
    sources_file: Path | None
    limits: Limits


class _Case(NamedTuple):
    source: Source
    records: Records
    insights: Insights
    since: datetime  # how far back insights are looked for
    by_rules: tuple[str, ...]
    floor: Severity
    detections: Sequence[Detection] = ()
    insight: Insight | None = None
    tools: tuple[Tool, ...] = ()


def investigate_files(scope: Scope, paths: tuple[str, ...]) -> Report:
    """Return the report on files of this machine, all of them taken as one system's.

    Raises `ConfigurationError` without a key, `UnreadableInputError` when nothing could be read.
    """
    settings = ToolSettings.from_environment()
    model = on_files(settings, load_sources(scope.sources_file).models)
    source = source_named(scope.name or source_name(paths), scope.sources_file)
    spool = Spool()
    try:
        trail = Trail(assign=True, keep=spool.add)
        selection = select(paths)
        digest, unreadable = read_digest(
            selection, source, settings, key=pseudonym_key(settings), trail=trail
        )
        say_unread(selection, unreadable)
        if digest is None:
            raise UnreadableInputError("there is nothing to look into; give a file that can be read")
        missing = [f"what could not be read of {each.name}" for each in unreadable]
        spool.finish(digest, trail.fold.assignments(), missing=missing)
        store = MemoryInsightStore()
        found = pipeline.analyze(
            digest,
            digest_id="local",
            source=source,
            analyst=OfflineAnalyst(),
            catalog=MemoryCatalog(),
            store=store,
            now=datetime.now(UTC),
        )
        case = _Case(source, spool, store, _EVER, *_by_rules(found), detections=detect(digest, History()))
        return _run(scope, model, case)
    finally:
        spool.close()


def investigate_deployed(
    scope: Scope, where: Where, *, insight_id: str, since: datetime | None, until: datetime | None
) -> Report:
    """Return the report on an insight, or on a time of a source, of a deployment."""
    from crosscut.aws.deployments import CloudTrailDeployments
    from crosscut.aws.metrics import CloudWatchMetrics
    from crosscut.cli.investigated import deployed, span_of

    settings = ToolSettings.from_environment()
    asked = deployed(where)
    insight = asked.insights.get(insight_id) if insight_id else None
    if insight_id and insight is None:
        raise click.UsageError(f"there is no insight {insight_id!r}; `crosscut insights` lists their ids")
    span = span_of(insight, since, until)
    source = source_named(insight.source if insight else str(scope.name), scope.sources_file)
    models = load_sources(scope.sources_file).models
    model = on_deployment(
        settings, models, where=where, source=source, about=f"investigation of {insight_id or source.name}"
    )
    spool = Spool()
    try:
        asked.fill(spool, source.name, span, insight=insight)
        redactor = Redactor(
            settings.pseudonym_key.encode() or secrets.token_bytes(32), policy=policy_of(source)
        )
        known = [insight] if insight else list(
            asked.insights.list(since=span[0], at_least=Severity.LOW, source=source.name)
        )[:20]  # fmt: skip
        case = _Case(
            source,
            spool,
            asked.insights,
            span[0] - timedelta(days=7),
            *_by_rules(known),
            detections=detect(spool.digest, History()),
            insight=insight,
            tools=_aws_tools(
                CloudWatchMetrics(redactor.text, asked.endpoint),
                CloudTrailDeployments(redactor.text, asked.endpoint),
                span,
            ),
        )
        return _run(scope, model, case)
    finally:
        spool.close()


def _aws_tools(
    metrics: Metrics, deployments: Deployments, span: tuple[datetime, datetime]
) -> tuple[Tool, ...]:
    return (*metric_tools(metrics, span=span), list_deployments(deployments, span=span))


def _run(scope: Scope, model: Model, case: _Case) -> Report:
    transcript = Transcript()
    tools = (
        search_logs(case.records),
        lines_around(case.records),
        list_templates(case.records),
        show_template(case.records),
        list_insights(case.insights, source=case.source.name, since=case.since),
        show_insight(case.insights),
        *case.tools,
        note(transcript),
    )
    about = About(question=scope.question, source=case.source.name, floor=case.floor, by_rules=case.by_rules)
    first = opening(
        scope.question,
        case.records,
        transcript,
        source=case.source,
        detections=case.detections,
        insight=case.insight,
    )
    return Investigation(
        model,
        Toolbox(tools, case.source, transcript),
        about,
        opening=first,
        source=case.source,
        limits=scope.limits,
        watch=_watch(),
    ).run()


def _by_rules(found: Sequence[Insight]) -> tuple[tuple[str, ...], Severity]:
    words = tuple(f"{each.severity.value}: {each.title}" for each in found)
    worst = max((each.severity for each in found), key=lambda s: s.rank, default=Severity.INFO)
    return words, worst


def _watch() -> Callable[[ToolUse], None]:
    """Tell who waits at a terminal what is being looked at."""
    if not terminal.progress_output().is_terminal:
        return lambda use: None
    return lambda use: say(f"{use.tool} {use.arguments}: {use.error or f'{use.returned} found'}")
