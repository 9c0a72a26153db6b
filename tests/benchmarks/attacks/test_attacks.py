"""Real attack tools against a real nginx on loopback, and what Crosscut makes of the log that nginx wrote.

`make bench-attacks`. Skipped, with the reason, where the tools cannot be had.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from crosscut.model import Category, Insight, Severity
from crosscut.redaction import Redactor
from tests.benchmarks.attacks import tools
from tests.benchmarks.attacks.attackers import ATTACKERS, Attacker, attack
from tests.benchmarks.attacks.crowd import VISITORS, visit
from tests.benchmarks.attacks.site import served
from tests.benchmarks.detection.outcome import KEY, insights_of
from tests.unit.writing import digest_of


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    try:
        found = tools.get()
    except tools.ToolsMissingError as error:
        pytest.skip(str(error))
    folder: Path = tmp_path_factory.mktemp("attacks")
    with served(found.nginx, folder) as site:
        visit(site)
        for attacker in ATTACKERS:
            attack(attacker, found, site, folder)
    yield site.log.read_text(encoding="utf-8", errors="replace")


def of(insights: list[Insight], address: str) -> list[Insight]:
    """The insights of an attack that name the address as redaction writes it."""
    token = Redactor(key=KEY).text(address)
    return [i for i in insights if i.category is Category.SECURITY and token in f"{i.title} {i.root_cause}"]


def named(attacker: Attacker, insights: list[Insight]) -> list[str]:
    words = "\n".join(f"{i.title} {i.summary} {i.root_cause}" for i in of(insights, attacker.address)).lower()
    return [technique for technique in attacker.techniques if technique.lower() in words]


def test_each_attacker_is_told_with_technique_and_pseudonym(
    log: str, capsys: pytest.CaptureFixture[str]
) -> None:
    requests = Counter(line.partition(" ")[0] for line in log.splitlines())
    insights = insights_of(log)

    with capsys.disabled():
        total, crowd = sum(requests.values()), sum(requests[v] for v in VISITORS)
        print(f"\n{total} requests logged by nginx, {crowd} of them by {len(VISITORS)} visitors")
        print(f"{'tool':10} {'requests':>8} {'told':>6} {'severity':>9} {'confidence':>10}  techniques named")
        for attacker in ATTACKERS:
            own = of(insights, attacker.address)
            told = max((i.count for i in own), default=0)
            severity = own[0].severity.value if own else "missed"
            sure = own[0].confidence if own else 0.0
            print(
                f"{attacker.tool:10} {requests[attacker.address]:8} {told:6} {severity:>9} {sure:10.2f}  "
                f"{', '.join(named(attacker, insights))} (of {len(attacker.techniques)})"
            )

    assert all(requests[attacker.address] for attacker in ATTACKERS), "a tool did not get to work"
    missed = {a.tool: sorted(set(a.techniques) - set(named(a, insights))) for a in ATTACKERS}
    assert {tool: techniques for tool, techniques in missed.items() if techniques} == {}


def test_no_visitor_is_taken_for_an_attacker_and_nothing_else_is_told(log: str) -> None:
    insights = insights_of(log)

    assert [v for v in VISITORS if of(insights, v)] == []
    loud = [i for i in insights if i.severity.rank >= Severity.MEDIUM.rank]
    assert [i.title for i in loud if not any(i in of(insights, a.address) for a in ATTACKERS)] == []


def test_one_address_is_one_pseudonym_in_all_that_is_told(log: str) -> None:
    digest = digest_of(log)
    token = Redactor(key=KEY).text(ATTACKERS[0].address)

    assert ATTACKERS[0].address in log
    assert ATTACKERS[0].address not in digest.model_dump_json()
    (insight,) = of(insights_of(log), ATTACKERS[0].address)
    assert all(token in quote.text for quote in insight.evidence)
