"""`crosscut quarantine`: what could not be read or redacted, and how to send it through again."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import click

from crosscut.cli import terminal
from crosscut.cli.deployment import Deployment, Where, deployment_of, place_options
from crosscut.cli.group import EXIT_FAILED, say
from crosscut.config import load_sources

if TYPE_CHECKING:
    from crosscut.aws.messages import ObjectCreated
    from crosscut.aws.parts import PartQueue
    from crosscut.aws.quarantine import Quarantine, QuarantineEntry

_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_of_source = click.option("--source", metavar="NAME", help="Only of this source.")


class _Asked(NamedTuple):
    quarantine: Quarantine
    exists: Callable[[ObjectCreated], bool]  # whether an object is still in the log bucket
    queue: Callable[[], PartQueue]


@click.group(short_help="List and retry what could not be read or redacted.")
def quarantine() -> None:
    """List and retry what could not be read or redacted.

    It lies in the work bucket, encrypted, with the reason. AWS is chosen as for any AWS tool: AWS_PROFILE,
    AWS_DEFAULT_REGION.
    """


@quarantine.command("list")
@_of_source
@_as_json
@place_options
def list_(source: str | None, as_json: bool, local: bool, stage: str | None) -> None:
    """List what is in quarantine, with the reasons."""
    found = list(_asked(Where(local, stage)).quarantine.entries(source))
    if as_json:
        click.echo(json.dumps([_document(entry) for entry in found], indent=2))
        return
    from crosscut.cli.quarantine_page import render_entries
    from crosscut.cli.rendering import render_note

    render_entries(found, terminal.output())
    if not found:
        render_note("Nothing is in quarantine.", terminal.output())


@quarantine.command()
@click.argument("entry_id", metavar="ID")
@click.option("--raw", is_flag=True, help="Print the lines as they are, unredacted, and nothing else.")
@_as_json
@place_options
def show(entry_id: str, raw: bool, as_json: bool, local: bool, stage: str | None) -> None:
    """Show one entry in full, by its id or the beginning of it."""
    entry = _asked(Where(local, stage)).quarantine.named(entry_id)
    if raw:
        if not entry.data:
            raise click.UsageError(
                f"{entry.id} holds no lines: they could not be read; `show` says where it lies"
            )
        for _, text in json.loads(entry.data):
            click.echo(text)
    elif as_json:
        click.echo(json.dumps(_document(entry), indent=2))
    else:
        from crosscut.cli.quarantine_page import render_entry

        render_entry(entry, terminal.output())


@quarantine.command()
@click.argument("entry_ids", metavar="[ID]...", nargs=-1)
@click.option("--all", "all_", is_flag=True, help="Retry everything, or everything of --source.")
@_of_source
@place_options
@click.pass_context
def retry(
    context: click.Context,
    entry_ids: Sequence[str],
    all_: bool,
    source: str | None,
    local: bool,
    stage: str | None,
) -> None:
    """Send entries through the pipeline again, from where they broke off, and take them out of quarantine.

    What fails again comes back. Exit status 1 when the object of an entry is gone, which then stays.
    """
    if bool(entry_ids) == all_:
        raise click.UsageError("name the entries to retry, or give --all")
    asked = _asked(Where(local, stage))
    entries = (
        list(asked.quarantine.entries(source)) if all_ else [asked.quarantine.named(i) for i in entry_ids]
    )
    gone = [entry for entry in entries if not _sent(entry, asked)]
    for entry in gone:
        say(f"{entry.id}: {entry.part.created.key} is no longer in the log bucket; drop it again")
    if not entries:
        click.echo("Nothing is in quarantine.")
    if gone:
        context.exit(EXIT_FAILED)


def _sent(entry: QuarantineEntry, asked: _Asked) -> bool:
    from crosscut.aws.quarantine import again

    if not asked.exists(entry.part.created):
        return False
    asked.queue().send([again(entry)])
    asked.quarantine.remove(entry)  # last, so that it is in one of both places at any time
    click.echo(f"{entry.id}: {entry.part.created.key} is read again from line {entry.part.start.line}")
    return True


def _asked(where: Where) -> _Asked:
    from crosscut.aws import clients
    from crosscut.aws.objects import exists
    from crosscut.aws.quarantine import Quarantine

    deployment = deployment_of(where)
    s3 = clients.s3(deployment.endpoint)
    found = Quarantine(s3, deployment.work_bucket())
    return _Asked(found, partial(exists, s3), partial(_intake, deployment))


def _intake(deployment: Deployment) -> PartQueue:
    from crosscut.aws import clients
    from crosscut.aws.parts import PartQueue

    return PartQueue(clients.sqs(deployment.endpoint), deployment.queue_url("intake"), load_sources())


def _document(entry: QuarantineEntry) -> dict[str, object]:
    """What JSON shows of an entry: everything but the raw lines."""
    document: dict[str, object] = entry.model_dump(mode="json", by_alias=True, exclude={"data_base64"})
    return document
