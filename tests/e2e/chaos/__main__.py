"""`make chaos`: a stack of its own, every fault at every effect, and the tables of what became of it in docs/.

A run that was stopped goes on where it was, unless it is begun anew with --anew.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import click

from crosscut.cli.local.emulator import free_port
from tests.e2e.chaos import results as kept
from tests.e2e.chaos import table
from tests.e2e.chaos.deployed import Deployed
from tests.e2e.chaos.matrix import Case, Place, matrix
from tests.e2e.chaos.results import Result
from tests.e2e.chaos.run_cases import Outcome, record, run
from tests.e2e.chaos.trial import World, try_
from tests.e2e.chaos.trials import TRIALS
from tests.e2e.harness import Local
from tests.e2e.worker_hooks import WorkerHooks
from tests.fakes.analyst import diligent
from tests.fakes.claude_server import ClaudeServer, Slow

MODEL_SECONDS = 1.0  # so that people are told in the rules' words before the model answers
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
    with tempfile.TemporaryDirectory(prefix="crosscut-chaos-") as home:
        local = Local(Path(home), free_port())
        with ClaudeServer(lambda request: Slow(MODEL_SECONDS, diligent(request))) as claude:
            try:
                local.up("--claude-url", claude.url)
                met, done = _all(local, Path(home), only, done, part=part, results=results)
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
        table.write(table.render(met, done, [trial.name for trial in TRIALS]))
    click.echo(f"{len(wanted) - len(missing)} of {len(wanted)} faults run, and all is well")


def _all(
    local: Local, home: Path, only: str, done: dict[str, Result], *, part: str | None, results: Path
) -> tuple[list[Place], dict[str, Result]]:
    """Run what has no good result yet, and return where there are effects and all results."""
    deployed, hooks = Deployed(local), WorkerHooks(home / "hooks")
    hooks.install(local)
    deployed.hurry()
    deployed.listen()
    mark = f"chaos-{int(time.time()) % 100_000:05d}"
    met = _record(deployed, hooks, mark)
    cases = [c for c in matrix(met) if part != "trials" and _is_open(table.key_of(*c), only, done)]
    click.echo(f"{len(met)} effects, {len(matrix(met))} cases, {len(cases)} of them to run")
    for start in range(0, len(cases), WAVE):
        wave = cases[start : start + WAVE]
        for outcome in run(deployed, hooks, wave, prefix=f"{mark}-{start:03d}", say=click.echo):
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
    found = [place for turn in range(2) for place in record(deployed, hooks, source=f"{mark}-clean-{turn}")]
    order = ("sanitize", "analyze", "notify")
    return sorted(dict.fromkeys(found), key=lambda place: order.index(place.function))


def _is_open(name: str, only: str, done: dict[str, Result]) -> bool:
    return only in name and not (name in done and done[name].good)


def _result(outcome: Outcome) -> Result:
    if not outcome.fired:
        return Result("the fault did not come about", good=False)
    if outcome.wrong:
        return Result("; ".join(outcome.wrong), good=False)
    command = "crosscut dlq redrive" if outcome.redriven else ""
    remarks = [outcome.remark, f"after `{command}`" if command else ""]
    return Result("; ".join(filter(None, remarks)) or "ok", good=True, command=command)


def _say(case: Case, result: Result) -> None:
    click.echo(f"{'ok ' if result.good else 'BAD'} {table.key_of(*case)}: {result.outcome}")


if __name__ == "__main__":
    main()
