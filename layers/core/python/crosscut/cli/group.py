"""A click group that imports its commands late, and ends every failure in one line and an exit status."""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
import traceback
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, NoReturn

import click
from click.exceptions import NoArgsIsHelpError

from crosscut.errors import ConfigurationError, CrosscutError
from crosscut.plain import plain

EXIT_FAILED = 1
EXIT_BAD_INPUT = 2  # bad usage, unreadable input, a setting that is wrong
EXIT_FOUND = 3  # --fail-on was met
EXIT_INTERRUPTED = 130  # 128 + SIGINT, as shells have it
EXIT_BROKEN_PIPE = 141  # 128 + SIGPIPE


class LazyCommand(NamedTuple):
    """Where a command is, and the line about it in the group's help (so that help imports nothing)."""

    path: str  # module:attribute
    help: str


class LazyGroup(click.Group):
    """Commands by name, imported when they are called."""

    def __init__(self, *args: Any, lazy: Mapping[str, LazyCommand], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *self._lazy})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self._lazy:
            return super().get_command(ctx, cmd_name)
        module, _, attribute = self._lazy[cmd_name].path.partition(":")
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command)  # noqa: S101 - the table above is wrong otherwise
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, self._lazy[name].help) for name in sorted(self._lazy)])

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run as click does, but say what went wrong in one line on standard error, never in a traceback."""
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):  # a terminal that is not UTF-8 must not be a failure
                stream.reconfigure(errors="backslashreplace")
        try:
            status = super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
            sys.stdout.flush()
        except BrokenPipeError:
            _drop_output()
            sys.exit(EXIT_BROKEN_PIPE)
        except (click.Abort, KeyboardInterrupt):
            _end("interrupted", EXIT_INTERRUPTED)
        except NoArgsIsHelpError as error:
            error.show()
            sys.exit(EXIT_BAD_INPUT)
        except click.ClickException as error:
            _end(_usage(error), EXIT_BAD_INPUT, error)
        except CrosscutError as error:
            _end(str(error), EXIT_BAD_INPUT, error)
        except Exception as error:  # noqa: BLE001 - the last resort: a person gets a line, not a traceback
            hint = "please report it; CROSSCUT_DEBUG=1 shows where"
            _end(f"internal error: {type(error).__name__} ({hint})", EXIT_FAILED, error)
        sys.exit(status if isinstance(status, int) else 0)


def say(line: str) -> None:
    """Write one line about the work on standard error."""
    click.echo(f"crosscut: {plain(line)}", err=True)


def put(text: str, *, newline: bool = True) -> None:
    """Write a line or more on standard output, at once; whoever was reading may have gone.

    Raised anew, as click ends by itself, with another status, on what the system says of a broken pipe.
    """
    try:
        click.echo(text, nl=newline)
    except BrokenPipeError:
        raise BrokenPipeError from None


def _usage(error: click.ClickException) -> str:
    context = error.ctx if isinstance(error, click.UsageError) else None
    message = error.format_message().rstrip(".")
    return f"{message} (see {context.command_path} --help)" if context else message


def _end(line: str, status: int, error: Exception | None = None) -> NoReturn:
    if error is not None and _debugging():
        traceback.print_exception(error)
    say(line)
    sys.exit(status)


def _debugging() -> bool:
    from crosscut.config import ToolSettings

    try:
        return bool(ToolSettings.from_environment().debug)
    except ConfigurationError:
        return False


def _drop_output() -> None:
    """Point standard output at nothing, so that the interpreter's last flush does not fail again."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
