"""Templates as a person wants to see them: two rows each, the figures and the text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from rich.console import Console
from rich.text import Text

from crosscut.cli.ledger import ledger_line
from crosscut.cli.pictures import chart
from crosscut.cli.quantities import counted, number
from crosscut.cli.rendering import render_note
from crosscut.cli.templates_document import ShownTemplate, ShownValues, TemplatesDocument
from crosscut.inspection import SEVERITY_RANGES
from crosscut.moments import span
from crosscut.plain import plain

LEVEL_STYLES = {"FATAL": "bold red", "ERROR": "red", "WARN": "yellow", "INFO": "green"}
_OTHERS_STYLE = "dim"
_GAP = "  "
_INDENT = 4
_ID_WIDTH = 15
_MOST_COLUMNS, _LEAST_COLUMNS = 40, 6  # of a picture over time
_TEXT_ROWS = 2  # of a template's text, after wrapping
_SHOWN_VALUES = 3
_VALUE_CHARACTERS = 40


def render_templates(document: TemplatesDocument, console: Console, *, values: bool) -> None:
    """Write the table, what is not in it, and what was read; with `values` what the variable parts were."""
    if document.first_seen is not None:
        render_note(
            f"{document.source}, {span(document.first_seen, document.last_seen)}", console, style="bold"
        )
        console.print()
    if document.templates:
        table = _Table(document, console)
        table.head()
        for each in document.templates:
            table.row(each)
            _write(_text(each), console, rows=None if values else _TEXT_ROWS)
            for line in _values(each) if values else ():
                _write(Text(line, style="dim"), console, rows=_TEXT_ROWS, indent=_INDENT + 2)
        console.print()
    for note in _notes(document):
        render_note(note, console)
    templates = len(document.templates) + document.beyond_limit.templates
    line = ledger_line(document.ledger, templates=templates, insights=(), seconds=document.seconds)
    render_note(line, console, style="dim")


def level_of(severity_number: int) -> str:
    """Return the name of OpenTelemetry's range, or `-` where there is no level."""
    return SEVERITY_RANGES[(severity_number - 1) // 4] if 1 <= severity_number <= 24 else "-"


def level_style(level: str) -> str:
    """Return how to show a level."""
    return LEVEL_STYLES.get(level, _OTHERS_STYLE)


class _Table:
    """Knows how wide the columns are."""

    def __init__(self, document: TemplatesDocument, console: Console) -> None:
        self._console = console
        templates = document.templates
        self._counts = max(5, *(len(number(each.count)) for each in templates))
        self._levels = any(each.severity_number for each in templates)
        self._timed = any(each.first_seen for each in templates)
        first, last = document.first_seen, document.last_seen
        self._one_day = first is not None and last is not None and first.date() == last.date()
        self._times = (17 if self._one_day else 25) if self._timed else 0
        taken = (
            self._counts + 6 + 5 + self._times + _ID_WIDTH + 4 * len(_GAP) + (len(_GAP) if self._timed else 0)
        )
        room = min(_MOST_COLUMNS, console.width - taken)
        self._begin, self._minutes = _window(templates)
        fits = self._minutes > 1 and room >= _LEAST_COLUMNS
        self._step = -(-self._minutes // room) if fits else 0
        self._columns = -(-self._minutes // self._step) if fits else 0
        self._picture = self._columns * max(1, min(6, room // self._columns)) if fits else 0

    def head(self) -> None:
        cells = [f"{'count':>{self._counts}}", f"{'share':>6}"]
        if self._levels:
            cells.append("level")
        if self._picture:
            cells.append("over time"[: self._picture].ljust(self._picture))
        if self._timed:
            cells.append("first-last".ljust(self._times))
        self._line(Text(_GAP.join((*cells, "id")), style="dim"))

    def row(self, each: ShownTemplate) -> None:
        level = level_of(each.severity_number)
        line = Text(f"{number(each.count):>{self._counts}}", style="bold")
        line.append(f"{_GAP}{each.share:>6.1%}", style="default")
        if self._levels:
            line.append(_GAP).append(level.ljust(5), style=level_style(level))
        if self._picture:
            line.append(_GAP).append_text(self._over_time(each, level))
        if self._timed:
            line.append(_GAP).append(self._between(each).ljust(self._times), style="default")
        line.append(_GAP).append(each.id, style="cyan")
        self._line(line)

    def _over_time(self, each: ShownTemplate, level: str) -> Text:
        counts: Counter[int] = Counter()
        for minute, count in each.minutes.items():
            counts[int((minute - self._begin) / timedelta(minutes=self._step))] += count
        columns = [counts[at] for at in range(self._columns)]
        style = level_style(level) if level in ("FATAL", "ERROR") else "cyan"
        drawn = chart(columns, self._console, rows=1, width=self._picture, styles=[style] * len(columns))[0]
        drawn.append(" " * (self._picture - len(drawn)))
        return drawn

    def _between(self, each: ShownTemplate) -> str:
        if each.first_seen is None or each.last_seen is None:
            return "no time"
        form = "%H:%M:%S" if self._one_day else "%m-%d %H:%M"
        ends = [f"{moment:{form}}" for moment in (each.first_seen, each.last_seen)]
        return "-".join(dict.fromkeys(ends)) if self._one_day else " - ".join(dict.fromkeys(ends))

    def _line(self, line: Text) -> None:
        line.rstrip()
        self._console.print(line, no_wrap=True, overflow="ignore", crop=False)


def _window(templates: Iterable[ShownTemplate]) -> tuple[datetime, int]:
    """The first minute of all templates shown, and how many there are to the last."""
    stamped = [minute for each in templates for minute in each.minutes]
    if not stamped:
        return datetime.min.replace(tzinfo=UTC), 0
    return min(stamped), int((max(stamped) - min(stamped)) / timedelta(minutes=1)) + 1


def _text(each: ShownTemplate) -> Text:
    text = Text(plain(each.text) or "(an empty line)")
    text.highlight_words(["<*>"], style="magenta")
    return Text(f"{plain(each.service)}: ", style="bold").append_text(text) if each.service else text


def _values(each: ShownTemplate) -> Iterator[str]:
    for position, stats in enumerate(each.parameters, start=1):
        yield f"value {position}: {_facts(stats)}"
    for stats in each.attributes:
        yield f"{plain(stats.name)}: {_facts(stats)}"


def _facts(stats: ShownValues) -> str:
    about = "" if stats.distinct_is_exact else "about "
    kind = f" ({stats.kind})" if stats.kind else ""
    if stats.distinct == stats.count > 1:
        return f"{number(stats.count)} values, all different{kind}"
    facts = [f"{about}{counted(stats.distinct, 'value')}{kind}"]
    if stats.minimum is not None and stats.distinct > _SHOWN_VALUES:
        unit = {"duration": " ms", "size": " bytes"}.get(stats.kind, "")
        known = (("median", stats.median), ("p95", stats.p95), ("max", stats.maximum))
        facts.append(
            ", ".join(f"{name} {_figure(value)}{unit}" for name, value in known if value is not None)
        )
    top = [
        f"{plain(value)[:_VALUE_CHARACTERS]} ({number(count)})" for value, count in stats.top[:_SHOWN_VALUES]
    ]
    if stats.distinct > len(top):
        top.append("...")
    return " · ".join((*facts, ", ".join(top)))


def _figure(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:.4g}"


def _write(text: Text, console: Console, *, rows: int | None, indent: int = _INDENT) -> None:
    width = max(20, console.width - indent)
    wrapped = list(text.wrap(console, width, overflow="fold"))
    if rows is not None and len(wrapped) > rows:
        wrapped = wrapped[:rows]
        wrapped[-1].rstrip()
        wrapped[-1].truncate(width - 4)
        wrapped[-1].append(" ...")
    for row in wrapped:
        line = Text(" " * indent).append_text(row)
        line.rstrip()
        console.print(line, no_wrap=True, overflow="ignore", crop=False)


def _notes(document: TemplatesDocument) -> Iterator[str]:
    beyond = document.beyond_limit
    if beyond.templates:
        share = beyond.records / document.records
        more = f"{counted(beyond.templates, 'more template')} with {counted(beyond.records, 'record')} ({share:.1%})"
        yield f"{more}; --limit N shows more."
    if document.other_records:
        yield f"{counted(document.other_records, 'record')} beyond the bound on templates: other."
    if not document.records:
        yield "There was not a single line to read."
