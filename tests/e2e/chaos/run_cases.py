"""Running cases: a clean run to record from, then all cases at once, each with a source of its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from tests.e2e.chaos.deployed import Deployed
from tests.e2e.chaos.facts import Facts, gather, remark, wrongs
from tests.e2e.chaos.logs import log
from tests.e2e.chaos.matrix import Case, Place, places
from tests.e2e.worker_hooks import Plan, WorkerHooks

QUIET_SECONDS = 600  # on a busy machine, beside those for each case
_EACH_SECONDS = 12
STAGES = ("intake", "digests", "notices", "audits")

Say = Callable[[str], None]


class Outcome(NamedTuple):
    """What became of one case."""

    case: Case
    fired: bool
    wrong: tuple[str, ...] = ()
    remark: str = ""
    redriven: bool = False

    @property
    def is_good(self) -> bool:
        return self.fired and not self.wrong


def record(deployed: Deployed, hooks: WorkerHooks, *, source: str) -> list[Place]:
    """Let one log through without a fault, and return where its effects were. Fails when it did not get through."""
    since = time.time()
    deployed.drop(source, log(source))
    assert deployed.await_quiet([source], seconds=QUIET_SECONDS), f"{source}: still on its way"
    facts = gather(deployed, [source])[source]
    found = list(wrongs(facts))
    assert not found, f"{source}, without a fault: {found}"
    return places(e for e in hooks.effects(since=since) if e.about.partition("/")[0] == source)


def run(
    deployed: Deployed,
    hooks: WorkerHooks,
    cases: Sequence[Case],
    *,
    prefix: str,
    say: Say = print,
    in_a_hurry: bool = False,
) -> list[Outcome]:
    """Run the cases, each with a log of its own, and once more those whose fault did not come about.

    `in_a_hurry` ends the minute for which a killed notify has a notice in hand; else the clock is waited for.
    """
    outcomes = _once(deployed, hooks, cases, prefix=prefix, say=say, in_a_hurry=in_a_hurry)
    missed = [outcome.case for outcome in outcomes if not outcome.fired]
    if missed:
        say(f"{len(missed)} faults did not come about; those again")
        again = {o.case: o for o in _once(deployed, hooks, missed, prefix=f"{prefix}-again", say=say)}
        outcomes = [again.get(outcome.case, outcome) for outcome in outcomes]
    return outcomes


def _once(
    deployed: Deployed,
    hooks: WorkerHooks,
    cases: Sequence[Case],
    *,
    prefix: str,
    say: Say,
    in_a_hurry: bool = False,
) -> list[Outcome]:
    plans = [
        Plan(
            id=f"{prefix}-{number:03d}",
            about=f"{prefix}-{number:03d}",
            function=case.place.function,
            effect=case.place.effect,
            fault=case.fault,
            cold=case.place.service == "secretsmanager",
        )
        for number, case in enumerate(cases)
    ]
    sources = [plan.about for plan in plans]
    hooks.plan(plans)
    for source in sources:
        deployed.drop(source, log(source))
    seconds = QUIET_SECONDS + _EACH_SECONDS * len(cases)
    killed = [plan for plan in plans if plan.function == "notify" and plan.fault.startswith("kill")]

    def meanwhile() -> None:
        for plan in killed if in_a_hurry else ():
            if hooks.fired(plan):
                killed.remove(plan)
                deployed.end_leases(plan.about)
                break

    if not deployed.await_quiet(sources, seconds=seconds, meanwhile=meanwhile):
        say(f"not quiet within {seconds} s: {deployed.aws.waiting()}")
    before = gather(deployed, sources)
    redriven = {source for source, facts in before.items() if facts.letters}
    after = redriven_facts(deployed, sources, before, say=say) if redriven else before
    return [
        Outcome(
            case,
            bool(hooks.fired(plan)),
            tuple(wrongs(after[plan.about])),
            remark(after[plan.about]),
            plan.about in redriven,
        )
        for case, plan in zip(cases, plans, strict=True)
    ]


def redriven_facts(
    deployed: Deployed, sources: Sequence[str], before: dict[str, Facts], *, say: Say
) -> dict[str, Facts]:
    """Send all dead letters back, as one would by hand, and return the facts once all is quiet again."""
    for queue, count in deployed.aws.dead().items():
        stage = next(stage for stage in STAGES if f"-{stage}-" in queue)
        if count:
            say(deployed.local.run("dlq", "redrive", stage, "--all", "--local").stdout.strip())
    deployed.await_quiet(sources, seconds=QUIET_SECONDS + _EACH_SECONDS * len(before))
    return gather(deployed, sources)
