"""`make chaos`: a stack of its own, every fault at every effect, and the tables of what became of it in docs/.

A run that was stopped goes on where it was, unless it is begun anew with --anew.
"""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

import click

from crosscut.cli.local.emulator import free_port
from tests.e2e.chaos import results as kept
from tests.e2e.chaos import table
from tests.e2e.chaos.deployed import Deployed
from tests.e2e.chaos.matrix import READER, Case, Place, matrix, tried
from tests.e2e.chaos.model import Model
from tests.e2e.chaos.restart import keep_state
from tests.e2e.chaos.results import Result
from tests.e2e.chaos.run_cases import Outcome, record, run
from tests.e2e.chaos.trial import World, try_
from tests.e2e.chaos.trials import TRIALS
from tests.e2e.chaos.ways import WAYS
from tests.e2e.harness import Local
from tests.e2e.worker_hooks import WorkerHooks
from tests.fakes.claude_server import ClaudeServer

WAVE = 16  # cases at a time


@click.command()
@click.option("--anew", is_flag=True, help="Forget the results of a run that was stopped.")
@click.option("--only", default="", help="Only what holds this text; the page is left as it is.")
@click.option(
    "--part", type=click.Choice(["cases", "trials"]), help="Only the faults at effects, or only the rest."
)
@click.option("--results", type=click.Path(path_type=Path), default=kept.FILE, help="Where they are kept.")
def main(anew: bool, only: str, part: str | None, results: Path) -> None:
    """Break what can be broken, and look what became of it."""
    done = {} if anew else kept.read(results)
    before, begun = len(done), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="crosscut-chaos-") as home:
        local, hooks = Local(Path(home), free_port()), WorkerHooks(Path(home) / "hooks")
        with ClaudeServer(Model(local, hooks)) as claude:
            try:
                keep_state(local)
                local.up("--claude-url", claude.url)
                hooks.install(local)
                met, done = _all(Deployed(local), hooks, only, done, part=part, results=results)
            finally:
                local.run("local", "down", check=False)
    wanted = [*(table.key_of(*case) for case in matrix(met)), *(trial.name for trial in TRIALS)]
    bad = {name: result for name, result in done.items() if not result.good and name in wanted}
    missing = [name for name in wanted if name not in done]
    for name, result in bad.items():
        click.echo(f"NOT WELL: {name}: {result.outcome}")
    if bad:
        raise SystemExit(f"{len(bad)} not well: the page is left as it is")
    if not (only or part):
        minutes = round((time.monotonic() - begun) / 60)
        how = (
            f"in more than one run, {before} of them before"
            if before
            else f"in one run of {minutes} minutes (`make chaos CHAOS=--anew`)"
        )
        how += f" on {os.cpu_count()} cores"
        table.write(table.render(met, done, [trial.name for trial in TRIALS], how=how))
    click.echo(f"{len(wanted) - len(missing)} of {len(wanted)} faults run, and all is well")


def _all(
    deployed: Deployed,
    hooks: WorkerHooks,
    only: str,
    done: dict[str, Result],
    *,
    part: str | None,
    results: Path,
) -> tuple[list[Place], dict[str, Result]]:
    """Run what has no good result yet, and return where there are effects and all results."""
    deployed.hurry()
    deployed.listen()
    mark = f"chaos-{int(time.time()) % 100_000:05d}"
    met = _record(deployed, hooks, mark)
    cases = [c for c in matrix(met) if part != "trials" and _is_open(table.key_of(*c), only, done)]
    click.echo(f"{len(met)} effects, {len(matrix(met))} cases, {len(cases)} of them to run")
    # The look through the ledger first: it takes the longer, the more there is.
    for way in sorted(WAYS, key=lambda way: READER not in way.functions):
        of_it = [case for case in cases if case.place.function in way.functions]
        for start in range(0, len(of_it), WAVE):
            wave, prefix = of_it[start : start + WAVE], f"{mark}-{way.name}-{start:03d}"
            for outcome in run(deployed, hooks, wave, prefix=prefix, say=click.echo):
                done[table.key_of(*outcome.case)] = _result(outcome)
                _say(outcome.case, done[table.key_of(*outcome.case)])
            kept.keep(done, results)
    world = World(deployed, hooks)
    for number, trial in enumerate(TRIALS if part != "cases" else ()):
        if not _is_open(trial.name, only, done):
            continue
        try:
            command, wrong = try_(world, trial, f"{mark}-trial-{number:02d}")
        except AssertionError as error:
            command, wrong = "", [str(error).partition("\n")[0]]
        done[trial.name] = Result("; ".join(wrong) or "ok", not wrong, command)
        click.echo(f"{'ok ' if not wrong else 'BAD'} {trial.name}: {'; '.join(wrong)} {command}")
        kept.keep(done, results)
    return met, done


def _record(deployed: Deployed, hooks: WorkerHooks, mark: str) -> list[Place]:
    """Return where effects are, in new containers and in warm ones, where people are told at once."""
    found = [
        place
        for way in WAYS
        for turn in range(way.records)
        for place in record(deployed, hooks, way, source=f"{mark}-{way.name}-clean-{turn}")
    ]
    return tried(list(dict.fromkeys(found)))


def _is_open(name: str, only: str, done: dict[str, Result]) -> bool:
    return only in name and not (name in done and done[name].good)


def _result(outcome: Outcome) -> Result:
    if not outcome.fired:
        return Result("the fault did not come about", good=False)
    if outcome.wrong:
        return Result("; ".join(outcome.wrong), good=False)
    remarks = [outcome.remark, f"after {outcome.command}" if outcome.command else ""]
    return Result("; ".join(filter(None, remarks)) or "ok", good=True, command=outcome.command)


def _say(case: Case, result: Result) -> None:
    click.echo(f"{'ok ' if result.good else 'BAD'} {table.key_of(*case)}: {result.outcome}")


if __name__ == "__main__":
    main()
