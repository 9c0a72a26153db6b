"""Every rule has an entry, and lines of which it speaks and does not: its tests."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from crosscut.detection import History, detect
from crosscut.detection.registry import Rule, examples, rules
from tests.unit.writing import BEGIN, digest_of

SOURCES = Path(__file__).resolve().parents[3] / "layers/core/python/crosscut/detection"
# What no line shows, but how many of them there are beside what is usual, or whole events of a cloud; each has tests of
# its own.
BY_TESTS_OF_THEIR_OWN = {
    "cluster-enumeration": "test_cluster.py",
    "cascade": "test_rules.py",
    "many-problems": "test_many.py",
    "new-error-template": "test_against_baseline.py",
    "unreadable-object": "../test_pipeline.py",
    "credential-stuffing": "test_accounts.py",
    "slow-queries": "test_slowness.py",
    "n-plus-one": "test_slowness.py",
    "exfiltration": "test_incidents.py",
    "cloud-enumeration": "test_cloud.py",
    "port-scan": "test_network.py",
    **dict.fromkeys(
        ("cloud-root", "cloud-logging-off", "cloud-rights", "cloud-keys", "cloud-public", "cloud-opened"),
        "test_cloud.py",
    ),
    **dict.fromkeys(
        ("cluster-rights", "cluster-privileged", "cluster-anonymous", "cluster-shell", "cluster-secrets"),
        "test_cluster.py",
    ),
    **dict.fromkeys(
        ("error-spike", "traffic-spike", "drop", "silence", "error-share", "failed-share", "warning-share"),
        "test_against_baseline.py",
    ),
}


def log_of(line: str, times: int, usual: str) -> str:
    lines = []
    for n in range(max(times, 1)):
        at = BEGIN + timedelta(minutes=30 if usual else 0, seconds=n)
        filled = line.replace("{n}", str(n + 1)).replace("{iso}", f"{at:%Y-%m-%dT%H:%M:%SZ}")
        filled = filled.replace("{clf}", f"{at:%d/%b/%Y:%H:%M:%S +0000}")
        dated = filled != line.replace("{n}", str(n + 1)) or re.match(r"\d{4}-", line)
        lines.append(filled if dated else f"{at:%Y-%m-%dT%H:%M:%SZ} {filled}")
    if usual:
        lines += [f"{BEGIN + timedelta(seconds=n):%Y-%m-%dT%H:%M:%SZ} {usual}" for n in range(3_600)]
        lines.sort()
    return "\n".join(lines) + "\n"


def found_in(line: str, times: int, usual: str) -> set[str]:
    return {d.rule for d in detect(digest_of(log_of(line, times, usual)), History())}


@pytest.mark.parametrize(
    ("rule", "line"),
    [(id_, line) for id_, e in examples().items() for line in e.yes],
    ids=lambda value: str(value)[:40],
)
def test_a_rule_speaks_of_its_lines(rule: str, line: str) -> None:
    of = examples()[rule]

    assert rule in found_in(line, of.times, of.usual)


@pytest.mark.parametrize(
    ("rule", "line"),
    [(id_, line) for id_, e in examples().items() for line in e.no],
    ids=lambda value: str(value)[:40],
)
def test_a_rule_is_silent_on_lines_that_only_resemble_them(rule: str, line: str) -> None:
    of = examples()[rule]

    assert rule not in found_in(line, of.times, of.usual)


@pytest.mark.parametrize("rule", rules())
def test_every_rule_has_examples_or_tests_of_its_own(rule: str) -> None:
    if rule in BY_TESTS_OF_THEIR_OWN:
        assert rule not in examples()
        assert (Path(__file__).parent / BY_TESTS_OF_THEIR_OWN[rule]).is_file()
    else:
        assert examples()[rule].yes
        assert examples()[rule].no


def test_there_are_no_examples_of_rules_that_there_are_not() -> None:
    assert examples().keys() <= rules().keys()
    assert BY_TESTS_OF_THEIR_OWN.keys() <= rules().keys()


def test_every_rule_that_the_code_names_is_registered() -> None:
    named: set[str] = set()
    for file in SOURCES.glob("*.py"):
        text = file.read_text(encoding="utf-8")
        named |= set(re.findall(r'(?:found\(|rule=|threshold\()\s*"([a-z0-9-]+)"', text))

    assert named
    assert named <= rules().keys()


@pytest.mark.parametrize("rule", rules().values(), ids=lambda rule: rule.id)
def test_an_entry_is_whole(rule: Rule) -> None:
    assert rule.about
    assert (rule.threshold is None) == (rule.unit == "")
    assert all(link.startswith("https://") for link in rule.links)
    assert all(re.fullmatch(r"T\d{4}(\.\d{3})?|AML\.T\d{4}", t) for t in rule.techniques)
    assert bool(rule.techniques) == (rule.family == "security")
