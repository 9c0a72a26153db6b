"""`crosscut rules`: what the registry holds, for people and for programs."""

from __future__ import annotations

import json

from click.testing import CliRunner, Result

from crosscut.cli.main import cli
from crosscut.detection.registry import rules


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["rules", *arguments])


def test_every_rule_is_listed_within_its_family() -> None:
    lines = run().stdout.splitlines()

    assert [line.split()[0] for line in lines if line.startswith("  ")] == list(rules())
    assert [line for line in lines if not line.startswith(" ")] == sorted(
        {r.family for r in rules().values()}
    )


def test_one_rule_is_shown_with_its_threshold_examples_and_references() -> None:
    shown = run("brute-force").stdout

    assert "threshold   15 failed logins from one address" in shown
    assert "matches     host sshd[811]: Failed password" in shown
    assert "does not    host sshd[811]: Accepted password" in shown
    assert "https://attack.mitre.org/techniques/T1110/" in shown


def test_a_program_gets_all_of_it() -> None:
    document = json.loads(run("--json").stdout)

    assert [rule["id"] for rule in document["rules"]] == list(rules())
    assert json.loads(run("web-attack", "--json").stdout)["rules"][0]["techniques"] == ["T1190", "T1595"]


def test_a_rule_that_there_is_not_is_said_in_a_line() -> None:
    done = run("nonsense")

    assert done.exit_code == 2
    assert done.stderr == "crosscut: no rule 'nonsense'; `crosscut rules` lists them\n"
