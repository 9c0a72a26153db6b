"""What logs are and hold, as a person wants to see it: a page for one log, a few rows each for several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from crosscut.cli.hanging import hanging, text_width
from crosscut.cli.inspect_sample import render_sample
from crosscut.cli.inspect_words import format_facts, notes, size_facts
from crosscut.cli.pictures import axis, bar, chart
from crosscut.cli.quantities import counted, number, size
from crosscut.cli.rendering import render_note
from crosscut.inspection import UNSPECIFIED, Inspection
from crosscut.moments import moment, span, width_of
from crosscut.plain import plain

_STYLES = {"FATAL": "bold red", "ERROR": "red", "WARN": "yellow", "INFO": "green"}
_OTHERS_STYLE = "dim"
_RECORDS_STYLE, _ERRORS_STYLE = "cyan", "red"
_CHART_ROWS = 4
_BAR_WIDTH = 40
_NO_LEVEL = "no level"


def render_page(inspections: Sequence[Inspection], console: Console, *, seconds: float) -> None:
    """Write all that is known of a single log; of several some rows each, and what they come to."""
    if len(inspections) == 1:
        _render_one(inspections[0], console)
    for each in inspections if len(inspections) > 1 else ():
        _render_compact(each, console)
        console.print()
    render_note(_total(inspections, seconds), console, style="dim")


def _render_one(each: Inspection, console: Console) -> None:
    render_note(each.file, console, style="bold")
    console.print()
    if each.lines_read:
        hanging(console, Text("Format"), _facts(format_facts(each), console))
    hanging(console, Text("Size"), _facts(size_facts(each), console))
    if each.records:
        hanging(console, Text("Time"), Text(_time(each)))
        _render_severities(each, console)
        _render_timeline(each, console)
    if each.sample:
        render_sample(each.sample, console)
    _render_notes(each, console)
    console.print()


def _render_compact(each: Inspection, console: Console) -> None:
    render_note(each.file, console, style="bold")
    hanging(console, Text(), _facts((*format_facts(each, brief=True), *size_facts(each)), console))
    if each.records:
        hanging(console, Text(), Text(_time(each)))
        counts = [f"{_name(name)} {number(count)}" for name, count in each.severities.items()]
        severities = _facts(counts, console)
        for name in each.severities:
            severities.highlight_words([_name(name)], style=_style(name))
        hanging(console, Text(), severities)
        columns = each.timeline.columns(_columns(each, text_width(console)))[1]
        if len(columns) > 1:
            styles = [_ERRORS_STYLE if errors else _RECORDS_STYLE for _, errors in columns]
            heights = [records for records, _ in columns]
            for row in chart(heights, console, rows=1, width=text_width(console), styles=styles):
                hanging(console, Text(), row)
    _render_notes(each, console)


def _render_severities(each: Inspection, console: Console) -> None:
    names = max(len(_name(name)) for name in each.severities)
    digits = max(len(number(count)) for count in each.severities.values())
    width = max(1, min(_BAR_WIDTH, text_width(console) - names - digits - 4))
    most = max(each.severities.values())
    for position, (name, count) in enumerate(each.severities.items()):
        row = Text(_name(name).ljust(names), style=_style(name))
        row.append(f"  {number(count):>{digits}}  ", style="default")
        row.append(bar(count / most, width, console))
        hanging(console, Text("" if position else "Severity"), row)


def _render_timeline(each: Inspection, console: Console) -> None:
    """Records over time, and the errors among them in a row of their own, as colour does not reach everybody."""
    width = text_width(console)
    seconds, columns = each.timeline.columns(_columns(each, width))
    if len(columns) < 2 or each.first_seen is None or each.last_seen is None:
        return
    records, errors = zip(*columns, strict=True)
    rows = chart(records, console, rows=_CHART_ROWS, width=width, styles=[_RECORDS_STYLE] * len(columns))
    for position, row in enumerate(rows):
        hanging(console, Text("" if position else "Timeline"), row)
    if any(errors):
        for row in chart(errors, console, rows=1, width=width, styles=[_ERRORS_STYLE] * len(columns)):
            hanging(console, Text("  of errors", style=_ERRORS_STYLE), row)
    first, last = each.first_seen, each.last_seen
    one_day = first.date() == last.date()
    ends = (f"{first:%H:%M:%S}", f"{last:%H:%M:%S}") if one_day else (moment(first), moment(last))
    hanging(console, Text(), Text(axis(*ends, len(rows[0])), style="dim"))
    most = counted(max(records), "record") + (f" and {counted(max(errors), 'error')}" if any(errors) else "")
    hanging(console, Text(), Text(f"a column is {width_of(seconds)}, at most {most}", style="dim"))


def _render_notes(each: Inspection, console: Console) -> None:
    for position, note in enumerate(notes(each)):
        label = Text("" if position else "Note", style="bold yellow")
        hanging(console, label, Text(plain(note)))


def _columns(each: Inspection, width: int) -> int:
    """How many columns there may be: a few records in many columns are no picture."""
    return min(width, max(2, each.records - each.records_without_time))


def _time(each: Inspection) -> str:
    if not each.records_without_time:
        return span(each.first_seen, each.last_seen)
    if each.records_without_time == each.records:
        return "no record has a time"
    return f"{span(each.first_seen, each.last_seen)}; {counted(each.records_without_time, 'record')} without a time"


def _facts(facts: Sequence[str], console: Console) -> Text:
    """The facts side by side, broken between two of them where there is no room for the next."""
    rows: list[str] = []
    for fact in facts:
        if rows and len(rows[-1]) + len(fact) + 5 <= text_width(console):
            rows[-1] += f" · {fact}"
        else:
            rows[-1:] = [*(f"{row} ·" for row in rows[-1:]), fact]
    return Text("\n".join(map(plain, rows)))


def _name(severity: str) -> str:
    return _NO_LEVEL if severity == UNSPECIFIED else severity


def _style(severity: str) -> str:
    return _STYLES.get(severity, _OTHERS_STYLE)


def _total(inspections: Sequence[Inspection], seconds: float) -> str:
    severities: Counter[str] = Counter()
    for each in inspections:
        severities.update(each.severities)
    lines = sum(each.lines_read for each in inspections)
    stored = sum(each.bytes_read for each in inspections)
    if len(inspections) == 1:
        return f"Read in {seconds:.1f} s."
    records = sum(each.records for each in inspections)
    parts = [
        f"Total: {counted(len(inspections), 'log')}, {counted(records, 'record')} in {counted(lines, 'line')}, "
        f"{size(stored)}, read in {seconds:.1f} s."
    ]
    if errors := sum(each.errors for each in inspections):
        parts.append(f"{counted(errors, 'record')} at ERROR or above.")
    return " ".join(parts)
