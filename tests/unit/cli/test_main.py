"""The command starts fast, imports what it needs, and ends every failure in one line and a status."""

from __future__ import annotations

import importlib
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from crosscut.cli.group import LazyCommand, LazyGroup
from crosscut.cli.main import COMMANDS, cli
from crosscut.errors import UnreadableInputError

FAILURES = {
    "permanent": UnreadableInputError("app.log: damaged\nfetch it \x1b[31magain"),
    "surprise": ZeroDivisionError("secret text of a log"),
    "interrupt": KeyboardInterrupt(),
    "pipe": BrokenPipeError(),
}


@pytest.fixture
def failing() -> LazyGroup:
    group = LazyGroup("crosscut", lazy={})
    for name, failure in FAILURES.items():
        group.add_command(_failing_with(name, failure))
    return group


def _failing_with(name: str, failure: BaseException) -> click.Command:
    def fail() -> None:
        raise failure

    return click.Command(name, callback=fail)


@pytest.mark.parametrize(
    ("command", "status", "line"),
    [
        ("permanent", 2, "crosscut: app.log: damaged fetch it again\n"),
        (
            "surprise",
            1,
            "crosscut: internal error: ZeroDivisionError (please report it; CROSSCUT_DEBUG=1 shows where)\n",
        ),
        ("interrupt", 130, "crosscut: interrupted\n"),
        ("pipe", 141, ""),
    ],
)
def test_a_failure_is_a_line_and_a_status(
    failing: LazyGroup, monkeypatch: pytest.MonkeyPatch, command: str, status: int, line: str
) -> None:
    monkeypatch.delenv("CROSSCUT_DEBUG", raising=False)

    done = CliRunner().invoke(failing, [command])

    assert (done.exit_code, done.stderr.lstrip("\n"), done.stdout) == (status, line, "")


def test_the_traceback_is_shown_to_who_asks_for_it(failing: LazyGroup) -> None:
    done = CliRunner().invoke(failing, ["surprise"], env={"CROSSCUT_DEBUG": "1"})

    assert done.exit_code == 1
    assert "Traceback" in done.stderr


@pytest.mark.parametrize("arguments", [["nonsense"], ["analyze"], ["analyze", "--no-such-option", "x"]])
def test_bad_usage_is_one_line(arguments: list[str]) -> None:
    done = CliRunner().invoke(cli, arguments, prog_name="crosscut")

    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr.startswith("crosscut: ")
    assert done.stderr.count("\n") == 1
    assert "--help" in done.stderr


def test_help_needs_no_command_to_be_imported() -> None:
    group = LazyGroup("crosscut", lazy={"broken": LazyCommand("no.such.module:command", "Does nothing.")})

    done = CliRunner().invoke(group, ["--help"])

    assert done.exit_code == 0
    assert "broken  Does nothing." in done.stdout


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_the_help_in_the_table_is_the_command_s_own(name: str) -> None:
    module, _, attribute = COMMANDS[name].path.partition(":")
    if name == "local":
        pytest.importorskip(module)
    command = getattr(importlib.import_module(module), attribute)

    assert isinstance(command, click.Command)
    assert command.short_help == COMMANDS[name].help or name == "local"


@pytest.mark.parametrize("arguments", ["--version", "--help"])
def test_version_and_help_import_next_to_nothing(arguments: str) -> None:
    heavy = {"anthropic", "boto3", "botocore", "pydantic", "rich", "yaml", "aws_cdk"}

    assert _imported(arguments) & heavy == set()


def test_analyze_imports_neither_aws_nor_claude() -> None:
    imported = _imported("analyze", "tests/logs/shop-batch/nightly.log", "--offline")

    assert imported & {"anthropic", "boto3", "botocore", "aws_cdk"} == set()


def _imported(*arguments: str) -> set[str]:
    """The top-level packages that are imported when the command ends."""
    code = (
        "import atexit, sys\n"
        "atexit.register(lambda: sys.stderr.write(' '.join(sorted(sys.modules))))\n"
        "from crosscut.cli.main import main\n"
        "main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return {name.partition(".")[0] for name in done.stderr.splitlines()[-1].split()}
