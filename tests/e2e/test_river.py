"""The sample logs are dropped, and what is wrong in them is found, stored and told."""

from __future__ import annotations

import json
import re
import shlex
import subprocess

import pytest

from crosscut.model import Severity
from tests.e2e.harness import ROOT, Local

_CONSOLE = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
# The others start, stop or wait for ever; tests of their own run them.
_SAFE = (
    "crosscut local drop",
    "crosscut local logs",
    "crosscut local slack",
    "crosscut local status",
    "crosscut insights",
)


def test_the_demo_says_that_everything_arrived(demo: subprocess.CompletedProcess[str]) -> None:
    assert demo.returncode == 0, f"{demo.stdout}\n{demo.stderr}"
    assert re.search(r"crosscut-local-intake-dlq +empty", demo.stdout)
    assert re.search(r"crosscut-local-digests-dlq.fifo +empty", demo.stdout)
    assert re.search(r"crosscut-local-notices-dlq +empty", demo.stdout)
    assert re.search(r"first Slack message +\d+\.\d", demo.stdout)


@pytest.mark.parametrize(
    ("source", "cause"),
    [
        ("shop-web", "brute force"),
        ("shop-api", "orders-db.shop.invalid"),
        ("shop-pods", "OOMKilled"),
    ],
)
@pytest.mark.usefixtures("demo")
def test_an_incident_is_found_with_its_cause_and_told_on_slack(local: Local, source: str, cause: str) -> None:
    worst = local.insights(source)[0]

    assert worst.severity.rank >= Severity.HIGH.rank
    assert cause in worst.root_cause
    assert worst.evidence
    assert all(evidence.verified for evidence in worst.evidence)
    if worst.severity is Severity.CRITICAL:
        assert len(local.first_messages(worst.id)) == 1


@pytest.mark.usefixtures("demo")
def test_scary_words_in_a_healthy_log_are_no_incident(local: Local) -> None:
    assert [i for i in local.insights("shop-batch") if i.severity.rank >= Severity.HIGH.rank] == []


@pytest.mark.usefixtures("demo")
def test_insights_are_listed_and_shown_from_the_local_aws(local: Local) -> None:
    listed = local.run("insights", "--local", "--since", "2026-11-01", "--json")
    found = json.loads(listed.stdout)["insights"]
    shown = local.run("insights", "show", "--local", found[0]["id"])

    assert {insight["source"] for insight in found} >= {"shop-web", "shop-api", "shop-pods"}
    assert found[0]["title"].split()[0] in shown.stdout


def _commands() -> list[str]:
    page = (ROOT / "docs" / "local.md").read_text(encoding="utf-8")
    lines = [line for block in _CONSOLE.findall(page) for line in block.splitlines()]
    commands = [line.removeprefix("$ ").partition(" #")[0].strip() for line in lines if line.startswith("$ ")]
    return [command for command in commands if command.startswith(_SAFE)]


@pytest.mark.parametrize("command", _commands())
@pytest.mark.usefixtures("demo")
def test_a_command_of_the_page_about_the_local_aws_runs(local: Local, command: str) -> None:
    assert local.run(*shlex.split(command)[1:]).stdout.strip()
