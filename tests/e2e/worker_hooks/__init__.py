"""Hooks in the Lambdas' workers: what external effects each had, and faults in them, without a word in the product.

`install` after `crosscut local up`; it starts the workers anew. Then `effects` returns what they have done, and `plan`
says what shall go wrong. The hooks stay when the stack is deployed again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple, cast

from crosscut.aws import clients
from tests.e2e.harness import Local

_INSIDE = Path(__file__).parent / "inside"
Kind = Literal["effect", "refused", "signed"]
Fault = Literal["kill before", "kill after", "throttled", "error 500", "answer lost", "hang", "unreachable"]


class Plan(NamedTuple):
    """What shall go wrong: at one effect of one function, in events that hold the text `about`."""

    id: str
    about: str
    function: str  # "sanitize"
    effect: str  # "s3:PutObject chunks #1": as it is recorded; # counts within an invocation
    fault: Fault
    times: int = 1
    cold: bool = False  # as in a new container, where secrets are read again


class Effect(NamedTuple):
    """One effect, as a worker wrote it down before it took place."""

    function: str  # "crosscut-local-sanitize"
    effect: str
    parameters: dict[str, Any]  # those that say what the call is about
    about: str  # the source, or what else the event is about
    at: float  # seconds since the epoch
    pid: int
    invocation: int  # counted in the process
    error: str = ""  # of a call that was refused: AWS's code

    @property
    def action(self) -> str:
        """AWS's name of the call, as "s3:PutObject"; of Slack and the model what is spoken to."""
        return self.effect.partition(" ")[0]


class WorkerHooks:
    """The hooks of one local AWS. Plans and records lie in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.plans: tuple[Plan, ...] = ()
        (folder / "fired").mkdir(parents=True, exist_ok=True)

    def install(self, local: Local) -> None:
        """Hook the workers of a local AWS that is up; those that run are started anew."""
        (packages,) = local.where.environment.glob("lib/python3*/site-packages")
        line = f"import sys; sys.path.append({str(_INSIDE)!r}); import crosscut_worker_hooks as hooks; "
        line += f"hooks.start({str(self.folder)!r})\n"
        (packages / "crosscut_worker_hooks.pth").write_text(line, encoding="utf-8")
        functions = cast(Any, clients.client("lambda", local.aws.endpoint))
        with local.at_rest():
            for each in functions.list_functions()["Functions"]:
                # The emulator ends the workers of a function whose configuration is set, also to what it was.
                functions.update_function_configuration(
                    FunctionName=each["FunctionName"], Timeout=each["Timeout"]
                )

    def plan(self, plans: Sequence[Plan]) -> None:
        """Say what shall go wrong from the next invocations on, in place of what was said before."""
        self.plans = tuple(plans)
        text = json.dumps([plan._asdict() for plan in plans])
        new = self.folder / "plan.new"
        new.write_text(text, encoding="utf-8")
        new.replace(self.folder / "plan.json")

    def skew(self, seconds: float) -> None:
        """Set the clocks of workers that are started from now on wrong by so much; 0 is right."""
        file = self.folder / "skew"
        if seconds:
            file.write_text(str(seconds), encoding="utf-8")
        else:
            file.unlink(missing_ok=True)

    def fired(self, plan: Plan) -> int:
        """How often that has gone wrong."""
        return len(list((self.folder / "fired").glob(f"{plan.id}.*")))

    def bodies(self, function: str, about: str) -> list[str]:
        """Return the messages that a function was given about something, the first one first."""
        found = []
        for file in self.folder.glob("effects-*.jsonl"):
            for record in map(json.loads, file.read_text(encoding="utf-8").splitlines()):
                if record["function"].endswith(function) and record.get("about", "").startswith(about):
                    found.append((record["at"], json.loads(record["event"])["Records"][0]["body"]))
        return [body for _, body in sorted(found)]

    def effects(self, *, since: float = 0.0, kind: Kind = "effect") -> list[Effect]:
        """Return all effects since a time in seconds, in order of time.

        Of other kinds: "refused" are AWS's answers that say no, by their code; "signed" is what links let people do.
        """
        found = [effect for file in self.folder.glob("effects-*.jsonl") for effect in _effects(file, kind)]
        return sorted((effect for effect in found if effect.at >= since), key=lambda effect: effect.at)


def _effects(file: Path, kind: Kind) -> Iterator[Effect]:
    about, invocation = "", 0
    for line in file.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        if record["kind"] == "invoked":
            about, invocation = record["about"], invocation + 1
        elif record["kind"] == kind:
            yield Effect(
                record["function"], record["effect"], record["parameters"], about,
                record["at"], record["pid"], invocation, record.get("error", ""),
            )  # fmt: skip
