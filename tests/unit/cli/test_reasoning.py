"""The chain, the rival causes and the steps read well, in order, with what to know before acting."""

from __future__ import annotations

import io
from datetime import UTC, datetime

from rich.console import Console

from crosscut.cli.reasoning import render_hypotheses, render_list_of, render_steps, render_timeline
from crosscut.model import Hypothesis, Moment, Risk, Role, Step

TEN = datetime(2026, 11, 17, 10, 2, 10, tzinfo=UTC)


def console() -> Console:
    return Console(file=io.StringIO(), width=80)


def text(page: Console) -> str:
    assert isinstance(page.file, io.StringIO)
    return page.file.getvalue()


def test_a_timeline_says_when_what_and_why_it_belongs() -> None:
    page = console()

    render_timeline(
        (
            Moment(time=TEN, service="orders", what="“no connection” (3 times)", role=Role.CAUSE),
            Moment(
                time=TEN.replace(second=18),
                service="gateway",
                what="“503”",
                role=Role.CONSEQUENCE,
                because="names orders; 8.0 s after the cause",
            ),
            Moment(time=None, service="", what="still \x1b[31mgoing on"),
        ),
        page,
    )

    assert text(page) == (
        "When        10:02:10 orders “no connection” (3 times) [the cause]\n"
        "            10:02:18 gateway “503” [then, names orders; 8.0 s after the\n"
        "                     cause]\n"
        "            --:--:-- still going on\n"
    )


def test_one_moment_is_no_timeline() -> None:
    page = console()

    render_timeline((Moment(time=TEN, service="orders", what="w"),), page)

    assert text(page) == ""


def test_a_cause_stands_with_what_speaks_for_and_against_it_and_how_to_tell() -> None:
    page = console()

    render_hypotheses(
        (
            Hypothesis(
                cause="It was restarted.", speaks_for=("a",), speaks_against=("b",), check="pg_isready"
            ),
            Hypothesis(cause="The disk is full.", check="df -h"),
        ),
        page,
    )

    assert text(page) == (
        "Could be    1. It was restarted.\n"
        "               for: a\n"
        "               against: b\n"
        "               check: pg_isready\n"
        "            2. The disk is full.\n"
        "               nothing in the log speaks for or against it\n"
        "               check: df -h\n"
    )


def test_a_step_says_what_to_look_at_first_and_if_it_changes_something_the_risk_and_the_way_back() -> None:
    page = console()

    render_steps(
        (
            Step(
                action="Look.",
                risk=Risk.NONE,
                risk_reason="it only reads",
                verify="df -h",
                undo="nothing to undo",
            ),
            Step(
                action="Restart it.",
                risk=Risk.HIGH,
                risk_reason="work is lost",
                verify="ps",
                undo="Start it.",
            ),
        ),
        page,
    )

    assert text(page) == (
        "Do next     1. Look.\n"
        "               first: df -h\n"
        "            2. Restart it.\n"
        "               first: ps\n"
        "               risk: high: work is lost\n"
        "               undo: Start it.\n"
    )


def test_a_list_stands_below_its_name() -> None:
    page = console()

    render_list_of("Missing", ("Its log.", "Its disk."), page)

    assert text(page) == "Missing     - Its log.\n            - Its disk.\n"
