"""Findings read well at 80 columns, in a pipe and on a terminal, whatever the log says."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from rich.console import Console

from crosscut.cli.ledger import ledger_line
from crosscut.cli.rendering import render_insights, render_quiet, summary
from crosscut.model import Evidence, Insight, Ledger, Severity


def _console(*, width: int = 80, terminal: bool = False) -> Console:
    return Console(
        file=io.StringIO(),
        width=width,
        force_terminal=terminal,
        color_system="truecolor" if terminal else None,
    )


def _text(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_a_finding_says_how_bad_what_since_when_where_why_and_what_to_do(
    insight: Callable[..., Insight],
) -> None:
    console = _console()

    render_insights([insight()], console)

    assert (
        _text(console)
        == """\
CRITICAL    orders cannot reach its database: connection refused
            2026-11-17 10:02:10 to 10:19:33 UTC (17 min 23 s) · 177 records ·
            shop-api (orders, payments) · dependency
What        177 records of orders say that PostgreSQL at
            orders-db.shop.invalid:5432 refuses connections.
Cause       The PostgreSQL server at orders-db.shop.invalid:5432 is down.
Lines       logs/app.log:1512
            > connect failed [bold]<IPV4:3f9a>[/bold]
            logs/app.log:1518 (not found there)
            > Traceback:
            >   File x
            >   File x
            > ... 6 more lines
            >   File x
Do next     1. Check whether orders-db.shop.invalid is up.
            2. Read its own log from 10:02 on.
Confidence  high (0.80), says the offline analyst, on the rules
            dependency-refused
Note        one quote was not found and was dropped
Insight     7f3a9c01d2e4b001
"""
    )


@pytest.mark.parametrize("width", [40, 80, 120])
def test_no_line_is_wider_than_the_terminal_or_ends_in_space(
    width: int, insight: Callable[..., Insight]
) -> None:
    console = _console(width=width)
    long = Evidence(file="a.log", line=1, text="x" * 5_000 + " 価格" * 500)

    render_insights([insight().model_copy(update={"evidence": (long,) * 9, "title": "word " * 60})], console)

    lines = _text(console).splitlines()
    assert all(Console(width=width).measure(line).maximum <= width for line in lines)
    assert all(line == line.rstrip() for line in lines)
    assert "and 4 more lines; --json has all" in " ".join(_text(console).split())


def test_on_a_terminal_colours_are_ours_alone(insight: Callable[..., Insight]) -> None:
    console = _console(terminal=True)

    render_insights([insight()], console)

    assert "\x1b[1;37;41mCRITICAL\x1b[0m" in _text(console)
    assert "\x1b[31m" not in _text(console)
    assert "\u202e" not in _text(console)
    assert "[bold]<IPV4:3f9a>[/bold]" in _text(console)


def test_a_single_moment_and_an_unknown_time_are_said_so(insight: Callable[..., Insight]) -> None:
    console = _console(width=200)
    moment = insight(seconds=0)

    render_insights([moment, moment.model_copy(update={"first_seen": None, "last_seen": None})], console)

    assert "at 2026-11-17 10:02:10 UTC ·" in _text(console)
    assert "time unknown ·" in _text(console)


def test_a_span_over_midnight_gives_both_dates(insight: Callable[..., Insight]) -> None:
    console = _console(width=200)

    render_insights([insight(seconds=86_400)], console)

    assert "2026-11-17 10:02:10 to 2026-11-18 10:02:10 UTC (1 d)" in _text(console)


def test_findings_are_counted_by_severity(insight: Callable[..., Insight]) -> None:
    found = [insight(), insight(Severity.LOW), insight(Severity.LOW)]

    assert summary(found) == "3 findings: 1 critical, 2 low"


def test_quiet_is_said() -> None:
    console = _console()

    render_quiet(1_198, console)
    render_quiet(0, console)

    assert _text(console).splitlines() == [
        "All quiet: nothing in 1,198 lines needs a person.",
        "All quiet: there was not a single line to read.",
    ]


def test_the_ledger_says_what_was_read_hidden_and_spent(insight: Callable[..., Insight]) -> None:
    hidden = {"email": 12, "ipv4": 300}
    ledger = Ledger(lines_read=2_790, lines_folded=2_790, bytes_read=741_885, redactions=hidden)

    line = ledger_line(ledger, templates=41, insights=[insight(), insight(number=2)], seconds=0.81)

    assert line == (
        "Read 2,790 lines (741.9 kB) in 0.8 s, folded to 41 templates; "
        "redacted 312 values (ipv4 300, email 12). "
        "claude-sonnet-5-5: 5,231 tokens in, 812 out, $0.0186."
    )


def test_the_ledger_admits_to_quarantine_and_to_loss() -> None:
    ledger = Ledger(lines_read=10, lines_folded=7, lines_quarantined=1)

    line = ledger_line(ledger, templates=1, insights=[], seconds=0)

    assert "nothing to redact" in line
    assert "1 line could not be redacted and stayed out of this." in line
    assert "2 lines unaccounted for" in line
