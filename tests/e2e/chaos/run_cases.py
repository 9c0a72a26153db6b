"""Running cases: a clean run to record from, then all cases at once, each with a source of its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from tests.e2e.chaos.deployed import Deployed
from tests.e2e.chaos.facts import Facts, gather, remark
from tests.e2e.chaos.matrix import Case, Place, places
from tests.e2e.chaos.ways import Way, way_of
from tests.e2e.worker_hooks import Plan, WorkerHooks

QUIET_SECONDS = 600  # on a busy machine, beside those for each case
_EACH_SECONDS = 12
REDRIVE = "`crosscut dlq redrive`"
STAGES = ("intake", "digests", "notices", "audits")

Say = Callable[[str], None]


class Outcome(NamedTuple):
    """What became of one case."""

    case: Case
    fired: bool
    wrong: tuple[str, ...] = ()
    remark: str = ""
    command: str = ""  # what a person had to do

    @property
    def is_good(self) -> bool:
        return self.fired and not self.wrong


def record(deployed: Deployed, hooks: WorkerHooks, way: Way, *, source: str) -> list[Place]:
    """Go that way once without a fault, and return where its effects were. Fails when all is not well afterwards."""
    way.prepare(deployed, [source])
    since = time.time()
    way.begin(deployed, [source])
    assert deployed.await_quiet([source], seconds=QUIET_SECONDS), f"{source}: still on its way"
    done = way.finish(deployed, [source])
    facts = gather(deployed, [source])[source]
    found = [*way.wrongs(source, facts), *done.values()]
    assert not found, f"{source}, without a fault: {found}"
    return recorded(hooks, way, source=source, since=since)


def recorded(hooks: WorkerHooks, way: Way, *, source: str, since: float = 0.0) -> list[Place]:
    """Return where the effects of a source were."""
    found = (each for each in hooks.effects(since=since) if each.about.partition("/")[0] == source)
    return places(found, way.functions)


def run(
    deployed: Deployed,
    hooks: WorkerHooks,
    cases: Sequence[Case],
    *,
    prefix: str,
    say: Say = print,
    in_a_hurry: bool = False,
) -> list[Outcome]:
    """Run cases of one way, each with a log of its own, and once more those whose fault did not come about.

    `in_a_hurry` ends the minutes for which a killed notify has a notice in hand, or it is put off; else they are waited
    for.
    """
    outcomes = _once(deployed, hooks, cases, prefix=prefix, say=say, in_a_hurry=in_a_hurry)
    missed = [outcome.case for outcome in outcomes if not outcome.fired]
    if missed:
        say(f"{len(missed)} faults did not come about; those again")
        second = _once(deployed, hooks, missed, prefix=f"{prefix}-again", say=say, in_a_hurry=in_a_hurry)
        again = {outcome.case: outcome for outcome in second}
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
    [way] = {way_of(case.place.function) for case in cases}
    plans = [
        Plan(
            id=f"{prefix}-{number:03d}",
            about=f"{prefix}-{number:03d}",
            function=case.place.lambda_name,
            effect=case.place.effect,
            fault=case.fault,
            cold=case.place.service == "secretsmanager",
        )
        for number, case in enumerate(cases)
    ]
    sources = [plan.about for plan in plans]
    way.prepare(deployed, sources)
    hooks.plan(plans)
    way.begin(deployed, sources)
    seconds = QUIET_SECONDS + _EACH_SECONDS * len(cases)
    killed = [plan for plan in plans if plan.function == "notify" and plan.fault.startswith("kill")]

    def meanwhile() -> None:
        if not in_a_hurry:
            return
        for plan in killed:
            if hooks.fired(plan):
                killed.remove(plan)
                deployed.end_leases(plan.about)
                break
        # Once nothing else is on its way: a tick between would only be one more message.
        if not any(deployed.aws.waiting().values()) and deployed.still_due(sources):
            deployed.let_time_pass(sources)

    if not deployed.await_quiet(sources, seconds=seconds, meanwhile=meanwhile):
        say(f"not quiet within {seconds} s: {deployed.aws.waiting()}")
    commands = dict(way.finish(deployed, sources))
    if commands:
        deployed.await_quiet(sources, seconds=seconds)
    before = gather(deployed, sources)
    redriven = [source for source, facts in before.items() if facts.letters]
    commands |= dict.fromkeys(redriven, REDRIVE)
    after = redriven_facts(deployed, sources, before, say=say) if redriven else before
    return [
        Outcome(
            case,
            bool(hooks.fired(plan)),
            tuple(way.wrongs(plan.about, after[plan.about])),
            remark(after[plan.about], by_rules=way.by_rules),
            commands.get(plan.about, ""),
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
