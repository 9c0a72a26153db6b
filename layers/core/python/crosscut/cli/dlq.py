"""`crosscut dlq`: what lies in the dead-letter queues, and how to send it back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from crosscut.cli import terminal
from crosscut.cli.deployment import Where, deployment_of, place_options
from crosscut.cli.quantities import counted, number
from crosscut.plain import plain

if TYPE_CHECKING:
    from crosscut.aws.dead_letters import DeadLetters, Letter, Pile

MOST = 1_000_000  # messages of one pass

_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_stage_of = click.argument("queue", metavar="QUEUE")
_ids = click.argument("ids", metavar="[ID]...", nargs=-1)


@click.group(short_help="Look into the dead-letter queues, and send back what lies there.")
def dlq() -> None:
    """Look into the dead-letter queues, and send back what lies there.

    QUEUE is what a message failed in: intake, digests, notices or audits. AWS is chosen as for any AWS tool:
    AWS_PROFILE, AWS_DEFAULT_REGION.
    """


@dlq.command("list")
@_as_json
@place_options
def list_(as_json: bool, local: bool, stage: str | None) -> None:
    """List the dead-letter queues, with how many messages lie in each."""
    piles = _asked(Where(local, stage)).piles()
    if as_json:
        click.echo(json.dumps([{"queue": p.stage, "messages": p.messages} for p in piles], indent=2))
        return
    for each in piles:
        click.echo(f"{each.stage:<10} {number(each.messages):>8}")


@dlq.command()
@_stage_of
@click.option(
    "--most", type=click.IntRange(1, 10_000), default=20, show_default=True, help="So many at most."
)
@_as_json
@place_options
def show(queue: str, most: int, as_json: bool, local: bool, stage: str | None) -> None:
    """Show what lies in one of them, without taking it out.

    Each look counts as a delivery from the dead-letter queue, which has no limit of them.
    """
    letters = _asked(Where(local, stage))
    found = letters.letters(letters.pile(queue), most=most)
    if as_json:
        click.echo(json.dumps([_document(letter) for letter in found], indent=2))
        return
    from rich.text import Text

    console = terminal.output()
    for each in found:
        line = f"{each.id}  {each.sent:%Y-%m-%d %H:%M} UTC  {plain(each.about)}"
        console.print(Text(line), soft_wrap=True)
    if not found:
        console.print(f"Nothing lies in the dead-letter queue of {plain(queue)}.", highlight=False)


@dlq.command()
@_stage_of
@_ids
@click.option("--all", "all_", is_flag=True, help="Send all of them back.")
@place_options
def redrive(queue: str, ids: Sequence[str], all_: bool, local: bool, stage: str | None) -> None:
    """Send messages back to the queue that they failed in, by their ids (or the beginnings of them) or all.

    Mend the cause first; what fails again comes back.
    """
    _named(ids, all_, "redrive")
    letters = _asked(Where(local, stage))
    pile = letters.pile(queue)
    _tell(letters.redrive(pile, ids=frozenset(ids), most=MOST), pile, "sent back")


@dlq.command()
@_stage_of
@_ids
@click.option("--all", "all_", is_flag=True, help="Delete all of them.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@place_options
def purge(queue: str, ids: Sequence[str], all_: bool, yes: bool, local: bool, stage: str | None) -> None:
    """Delete messages for good, by their ids (or the beginnings of them) or all.

    What they were about is then never analysed; `crosscut ledger` names it until it leaves the log bucket.
    """
    _named(ids, all_, "purge")
    letters = _asked(Where(local, stage))
    pile = letters.pile(queue)
    what = counted(len(ids), "message") if ids else f"all messages (about {number(pile.messages)})"
    if not yes:
        click.confirm(f"Delete {what} from the dead-letter queue of {pile.stage} for good?", abort=True)
    _tell(letters.purge(pile, ids=frozenset(ids), most=MOST), pile, "deleted")


def _named(ids: Sequence[str], all_: bool, verb: str) -> None:
    if bool(ids) == all_:
        raise click.UsageError(f"name the messages to {verb}, or give --all")


def _tell(done: Iterable[Letter], pile: Pile, verb: str) -> None:
    count = 0
    for letter in done:
        count += 1
        click.echo(f"{letter.id}: {verb} ({plain(letter.about)})")
    if not count:
        raise click.ClickException(f"no such message lies in the dead-letter queue of {pile.stage}")


def _document(letter: Letter) -> dict[str, object]:
    return {
        "id": letter.id,
        "sent": letter.sent.isoformat(),
        "about": letter.about,
        "group": letter.group,
        "body": letter.body,
    }


def _asked(where: Where) -> DeadLetters:
    from crosscut.aws import clients
    from crosscut.aws.dead_letters import DeadLetters

    deployment = deployment_of(where)
    return DeadLetters(clients.sqs(deployment.endpoint), deployment.name(""))
