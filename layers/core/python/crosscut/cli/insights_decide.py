"""`crosscut insights ack`, `resolve`, `false-alarm`, `mute`, `unmute`, `reopen`: what a person says of insights."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from crosscut.cli.deployment import Where, place_options
from crosscut.cli.group import EXIT_BAD_INPUT, EXIT_FAILED, put, say
from crosscut.cli.quantities import until as until_of
from crosscut.cli.stored import stored, where_of
from crosscut.errors import CrosscutError, NoSuchInsightError
from crosscut.model import Decision, Insight, Said
from crosscut.plain import plain

if TYPE_CHECKING:
    from crosscut.aws.events import InsightBus

_IDS = click.argument("insight_ids", metavar="ID...", nargs=-1, required=True)
_BY = click.option("--by", metavar="NAME", help="Who says so; the name of the user if not given.")
_NOTE = click.option("--note", default="", metavar="TEXT", help="Why; kept with it.")


class _Until(click.ParamType[datetime]):
    name = "until"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            return until_of(str(value), datetime.now(UTC))
        except (ValueError, OverflowError):
            self.fail(
                f"{value!r} is neither a span such as 2h, 1d nor a time to come such as 2026-11-17T18:00",
                param,
                ctx,
            )


def _command(name: str, said: Said, help_: str) -> click.Command:
    @click.command(name, help=help_)
    @_IDS
    @_BY
    @_NOTE
    @place_options
    @click.pass_context
    def command(
        context: click.Context,
        insight_ids: Sequence[str],
        by: str | None,
        note: str,
        local: bool,
        stage: str | None,
    ) -> None:
        _decide(context, where_of(context, local, stage), insight_ids, _decision(said, by, note))

    return command


ack = _command("ack", Said.ACKNOWLEDGE, "Say that somebody is on it. ID may be `-`: ids from standard input.")
resolve = _command(
    "resolve",
    Said.RESOLVE,
    "Say that it is mended. When it is seen again, it is open again. ID may be `-`: ids from standard input.",
)
false_alarm = _command(
    "false-alarm",
    Said.FALSE_ALARM,
    "Say that it is no problem: nobody is paged and no model asked until it is clearly worse. "
    "ID may be `-`: ids from standard input.",
)
unmute = _command("unmute", Said.UNMUTE, "Tell people of it again. ID may be `-`: ids from standard input.")
reopen = _command("reopen", Said.REOPEN, "Take back what was said. ID may be `-`: ids from standard input.")


@click.command()
@_IDS
@click.option(
    "--until",
    type=_Until(),
    default="1d",
    show_default=True,
    metavar="WHEN",
    help="A span from now, or a time in UTC.",
)
@_BY
@_NOTE
@place_options
@click.pass_context
def mute(
    context: click.Context,
    insight_ids: Sequence[str],
    until: datetime,
    by: str | None,
    note: str,
    local: bool,
    stage: str | None,
) -> None:
    """Tell nobody of it for a while. It is still counted and listed. ID may be `-`: ids from standard input."""
    _decide(context, where_of(context, local, stage), insight_ids, _decision(Said.MUTE, by, note, until))


def _decision(said: Said, by: str | None, note: str, until: datetime | None = None) -> Decision:
    return Decision(said=said, by=by or user(), at=datetime.now(UTC), note=note, until=until)


def _decide(context: click.Context, where: Where, insight_ids: Sequence[str], decision: Decision) -> None:
    from crosscut import gathering

    unknown = untold = False
    with stored(where) as found:
        for insight_id in ids_of(insight_ids):
            try:
                insight = gathering.decide(
                    insight_id, decision, store=found.insights, incidents=found.incidents
                )
            except NoSuchInsightError as error:
                say(str(error))
                unknown = True
            else:
                put(plain(f"{insight.id} {insight.status.value}: {insight.title}"))
                untold = not _announce(found.bus, insight) or untold
    if untold:
        context.exit(EXIT_FAILED)
    if unknown:
        context.exit(EXIT_BAD_INPUT)


def _announce(bus: InsightBus | None, insight: Insight) -> bool:
    """Let the messages about it change; whether that was possible."""
    try:
        if bus is not None:
            bus.publish([insight])
    except CrosscutError as error:
        say(f"it is stored, but its message on Slack changes only when it is seen again: {error}")
        return False
    return True


def ids_of(words: Sequence[str]) -> list[str]:
    """Return the ids, each once, those of standard input in the place of `-`."""
    ids: list[str] = []
    for word in words:
        ids += sys.stdin.read().split() if word == "-" else [word]
    return list(dict.fromkeys(ids))


def user() -> str:
    """Return the name of who runs this."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user without a name, as in some containers
        return "somebody"
