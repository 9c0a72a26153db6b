"""`crosscut insights export`: insights for other programs, written as they are read."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

import click

from crosscut.cli.cells import csv_cell, markdown_cell
from crosscut.cli.deployment import place_options
from crosscut.cli.document import Document
from crosscut.cli.group import put
from crosscut.cli.stored import choosing, stored, where_of
from crosscut.insights.listing import Listed, Wanted
from crosscut.model import Insight

_COLUMNS = (
    "id", "severity", "status", "source", "category", "title", "services", "count", "first_seen", "last_seen",
    "confidence", "analyst", "incident", "muted_until", "rank",
)  # fmt: skip
_IN_MARKDOWN = ("severity", "status", "source", "title", "count", "first_seen", "last_seen", "incident", "id")


@click.command()
@choosing
@click.option(
    "--format",
    "kind",
    type=click.Choice(["json", "csv", "markdown"]),
    default="json",
    show_default=True,
    help="CSV and Markdown have one row for each insight; JSON has all of it.",
)
@place_options
@click.pass_context
def export(context: click.Context, /, kind: str, local: bool, stage: str | None, **chosen: Any) -> None:
    """Write insights to standard output, most severe first, as JSON, CSV or Markdown.

    The options that choose are those of `crosscut insights`.
    """
    with stored(where_of(context, local, stage)) as found:
        rows = found.insights.rows(Wanted(**chosen))
        if kind == "json":
            write_json(found.insights.whole(rows))
            return
        for line in _csv(rows) if kind == "csv" else _markdown(rows):
            put(line)


def write_json(insights: Iterable[Insight]) -> None:
    """Write the document that `Document.to_json` gives, one insight after the other."""
    before, _, after = Document(insights=()).to_json().partition('"insights": []')
    written = False
    for insight in insights:
        put(f'{before}"insights": [' if not written else ",", newline=not written)
        lines = json.dumps(insight.model_dump(mode="json"), indent=2, ensure_ascii=True).splitlines()
        put(("" if not written else "\n") + "\n".join(f"    {line}" for line in lines), newline=False)
        written = True
    put(f"\n  ]{after}" if written else f'{before}"insights": []{after}')


def _csv(rows: Iterable[Listed]) -> Iterator[str]:
    yield ",".join(_COLUMNS)
    for row in rows:
        buffer = io.StringIO()
        csv.writer(buffer, lineterminator="").writerow(_cell(row, name) for name in _COLUMNS)
        yield buffer.getvalue()


def _cell(row: Listed, name: str) -> str:
    value = _value(row, name)
    # A number is no formula, even a negative one.
    return str(value) if isinstance(value, int | float) else csv_cell(str(value))


def _markdown(rows: Iterable[Listed]) -> Iterator[str]:
    yield f"| {' | '.join(_IN_MARKDOWN)} |"
    yield f"|{' --- |' * len(_IN_MARKDOWN)}"
    for row in rows:
        yield f"| {' | '.join(markdown_cell(str(_value(row, name))) for name in _IN_MARKDOWN)} |"


def _value(row: Listed, name: str) -> object:
    value = getattr(row, name)
    if value is None:
        return ""
    if name in ("first_seen", "last_seen", "muted_until"):
        return f"{value:%Y-%m-%dT%H:%M:%SZ}"
    return ", ".join(value) if isinstance(value, tuple) else value
