"""`crosscut local`: the AWS of this machine, with the real stack in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from crosscut.cli.local.errors import LocalError
from crosscut.cli.local.places import Places, checkout, places
from crosscut.cli.local.processes import alive
from crosscut.cli.local.state import State, read_state

DEMO_SECONDS = 300

_port = click.option("--port", type=click.IntRange(1, 65535), help="Port of the AWS APIs.  [default: 4566]")
_claude_url = click.option(
    "--claude-url", metavar="URL", help="Ask this server, which speaks the Messages API."
)


_enforce_iam = click.option(
    "--enforce-iam", is_flag=True, help="Refuse what no policy allows, as AWS does, and speak TLS."
)


@click.group()
def local() -> None:
    """Run the deployed thing on this machine: a local AWS with the real stack in it.

    ANTHROPIC_API_KEY, when it is set at `up`, has Claude analyse; without it the offline analyst does.
    """


@local.command()
@_port
@_claude_url
@_enforce_iam
def up(*, port: int | None, claude_url: str | None, enforce_iam: bool) -> None:
    """Start the local AWS and deploy to it; again after a change, it deploys the change."""
    state = _up(places(), port, claude_url, enforce_iam=enforce_iam)
    click.echo(_summary(state))
    click.echo(
        "Next: crosscut local drop FILE --source NAME, crosscut insights --local, crosscut local slack"
    )


@local.command()
def down() -> None:
    """Stop it and leave nothing running. What it stored is gone."""
    from crosscut.cli.local import up as lifecycle

    click.echo("The local AWS is down." if lifecycle.down(places()) else "Nothing was running.")


@local.command()
def status() -> None:
    """Say what is running; exit status 1 when it is not all up."""
    where = places()
    state = read_state(where)
    parts = {"emulator": alive(state.emulator), "slack": alive(state.slack), "stack": bool(state.deployment)}
    if not any(parts.values()):
        click.echo("The local AWS is down: `crosscut local up` starts it.")
    elif not all(parts.values()):
        gone = ", ".join(name for name, well in parts.items() if not well)
        click.echo(f"The local AWS is half up (not: {gone}): `crosscut local up` mends it.")
    else:
        click.echo(_summary(state))
        from crosscut.cli.local.up import connect

        aws = connect(state)
        for queue, count in {**aws.waiting(), **aws.dead()}.items():
            click.echo(f"  {queue:<36} {count or 'empty'}")
    raise SystemExit(0 if all(parts.values()) else 1)


@local.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--source", metavar="NAME", help="The system the log is of.  [default: the file's name]")
def drop(files: tuple[Path, ...], source: str | None) -> None:
    """Put FILES into the log bucket, where the pipeline finds them."""
    from crosscut.cli.local.drops import drop_of, source_of
    from crosscut.cli.local.up import connect
    from crosscut.config import load_sources

    state = read_state(places())
    aws, sources = connect(state), load_sources(Path(state.checkout) / "sources.yaml")
    for file in files:
        at = datetime.now(UTC)
        name = _checked(source) if source else source_of(file)
        one = drop_of(file, name, sources, at=at)
        aws.drop(file, one.key)
        click.echo(one.key)


@local.command()
@click.option("--follow", "-f", is_flag=True, help="Keep printing what comes.")
@click.option("--minutes", type=click.IntRange(1), default=60, show_default=True, help="From when on.")
def logs(*, follow: bool, minutes: int) -> None:
    """Print what the Lambdas log."""
    from crosscut.cli.local.logs import print_logs
    from crosscut.cli.local.up import connect

    print_logs(connect(read_state(places())), since=timedelta(minutes=minutes), follow=follow)


@local.command()
def slack() -> None:
    """Show the Slack messages that were delivered."""
    from crosscut.cli.local.slack_view import read_messages, render_messages
    from crosscut.cli.terminal import output

    messages = read_messages(places().slack_messages)
    render_messages(messages, output())
    if not messages:
        click.echo("No message was delivered yet.")


@local.command()
@click.argument("path", required=False, type=click.Path(path_type=Path))
@_port
@_claude_url
@click.option("--seconds", type=click.IntRange(1), default=DEMO_SECONDS, help="How long to wait.")
def demo(path: Path | None, port: int | None, claude_url: str | None, seconds: int) -> None:
    """Drop sample logs, or the file or folder PATH, and show what comes out at the other end.

    A folder's subfolders are sources. Exit status 1 when something did not arrive.
    """
    from crosscut.cli.local.demo import play, show
    from crosscut.cli.local.drops import drops_below
    from crosscut.cli.local.up import connect
    from crosscut.cli.terminal import output
    from crosscut.config import load_sources

    root = checkout()
    sources = load_sources(root / "sources.yaml")
    drops = drops_below(path or root / "tests" / "logs", sources, at=datetime.now(UTC))
    where = places()
    aws = connect(_up(where, port, claude_url))
    outcome = play(aws, drops, where=where, sources=sources, seconds=seconds)
    show(outcome, drops, output())
    raise SystemExit(0 if outcome.arrived else 1)


def _up(where: Places, port: int | None, claude_url: str | None, *, enforce_iam: bool = False) -> State:
    from crosscut.cli.local.up import Wishes, up

    if claude_url is not None and not claude_url.startswith(("http://", "https://")):
        raise LocalError(f"--claude-url {claude_url}: not a URL such as http://127.0.0.1:9999")
    from crosscut.config import anthropic_api_key

    key = anthropic_api_key()
    return up(where, Wishes(port=port, claude_url=claude_url, api_key=key, enforce_iam=enforce_iam))


def _summary(state: State) -> str:
    deployment = state.deployment
    assert deployment is not None  # noqa: S101 - callers have looked
    return (
        f"The local AWS is up.\n"
        f"  AWS APIs    {_access(state)}\n"
        f"  log bucket  {deployment.outputs.get('LogBucketName', '?')}\n"
        f"  Slack       {state.slack_url} (a stand-in; `crosscut local slack` shows its messages)\n"
        f"  analyst     {deployment.analyst}"
    )


def _access(state: State) -> str:
    if not state.certificate:
        return f"{state.endpoint} (any keys, region us-east-1)"
    return (
        f"{state.endpoint} (keys local and local, region us-east-1; IAM is enforced)\n"
        f"  trust       AWS_CA_BUNDLE={state.certificate}"
    )


def _checked(source: str) -> str:
    from crosscut.cli.local.drops import source_name

    if source_name(source) != source:
        raise LocalError(
            f"--source {source}: lower-case letters, digits, '.', '_' and '-', as in {source_name(source)}"
        )
    return source
