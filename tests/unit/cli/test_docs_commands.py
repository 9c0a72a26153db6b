"""Every `crosscut` command in README.md and the pages about the command line runs, or at least exists."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from crosscut.cli.main import cli
from crosscut.investigation import Ending, Report
from crosscut.investigation.limits import Spent
from crosscut.investigation.transcript import ToolUse
from tests.fakes.claude_server import ClaudeServer
from tests.fakes.investigator import calling, report, scripted

ROOT = Path(__file__).resolve().parents[3]
PAGES = (
    "README.md",
    "docs/cli.md",
    "docs/backfill.md",
    "docs/insight-schema.md",
    "docs/investigate.md",
    "docs/cost.md",
    "docs/report.md",
)
_BLOCK = re.compile(r"^```(console|sh|bash)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"(?:^|[|;&] *)(?:\.venv/bin/)?crosscut( [^|;&>]*)?")
_COMMANDS = "(?:analyze|inspect|redact|templates|digest|diff)"
_LOCAL = re.compile(rf"crosscut {_COMMANDS} .*tests/logs|tests/logs/.*crosscut (?:{_COMMANDS} -|redact)")


def _commands() -> list[str]:
    """The command lines in the pages: those after `$` in console blocks, and those of shell blocks."""
    found: dict[str, None] = {}
    for page in PAGES:
        for kind, block in _BLOCK.findall((ROOT / page).read_text(encoding="utf-8")):
            for line in block.splitlines():
                command = line.removeprefix("$ ").partition(" #")[0].strip()
                if (kind != "console" or line.startswith("$ ")) and _COMMAND.search(command):
                    found[command] = None
    return list(found)


def _runs_here(command: str) -> bool:
    """Whether it needs neither a deployment nor a file that only the reader has."""
    if any(option in command for option in ("--help", "--version", "crosscut rules")):
        return True
    # Those that write a page are run in test_report.py, where there is room for it.
    return _LOCAL.search(command) is not None and "--html" not in command


def _asks_claude(command: str) -> bool:
    return re.search(r"crosscut investigate .*tests/logs", command) is not None


RUN = [command for command in _commands() if _runs_here(command)]
ASKING = [command for command in _commands() if _asks_claude(command)]
PARSED = [command for command in _commands() if not _runs_here(command)]


@pytest.mark.parametrize("command", RUN)
def test_a_command_of_the_docs_runs(command: str) -> None:
    done = _run(command)

    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ASKING)
def test_a_command_of_the_docs_that_asks_claude_runs(command: str) -> None:
    with ClaudeServer(scripted(calling(("list_templates", {})), report())) as server:
        done = _run(command, ANTHROPIC_API_KEY="sk-ant-synthetic", CROSSCUT_ANTHROPIC_URL=server.url)

    assert done.returncode == 0, done.stderr
    assert "The database of orders refuses connections" in done.stdout
    assert len(server.requests) == 2


def _run(command: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("ANTHROPIC", "CROSSCUT"))
    }
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    return subprocess.run(  # noqa: S602 - the project's own docs
        command.replace(".venv/bin/", ""),  # it is on the path above
        shell=True,
        cwd=ROOT,
        env=environment | settings,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("command", PARSED)
def test_a_command_of_the_docs_exists_with_its_options(command: str) -> None:
    match = _COMMAND.search(command)
    assert match is not None

    _parse(cli, "crosscut", shlex.split(match[1] or ""))


def parse_command(command: click.Command, line: str) -> None:
    """Parse `crosscut ...` as click would, without running anything. Raises `click.UsageError`."""
    _parse(command, "crosscut", shlex.split(line)[1:])


def _parse(
    command: click.Command, name: str, arguments: list[str], parent: click.Context | None = None
) -> None:
    """Parse as click would, without running anything. Raises `click.UsageError` for what does not exist."""
    context = command.make_context(name, arguments, parent=parent)
    rest = [*context._protected_args, *context.args]
    if isinstance(command, click.Group) and rest:
        inner_name, inner, more = command.resolve_command(context, rest)
        assert inner is not None
        _parse(inner, str(inner_name), more, context)


def test_the_page_about_the_command_line_has_commands() -> None:
    assert len(RUN) >= 8


def test_the_page_about_investigations_has_commands_and_names_every_field_tool_and_ending() -> None:
    page = (ROOT / "docs" / "investigate.md").read_text(encoding="utf-8")

    assert len(ASKING) >= 4
    for name in (*Report.model_fields, *Spent.model_fields, *ToolUse.model_fields, *Ending):
        assert f"`{name}`" in page, name
