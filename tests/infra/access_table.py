"""docs/security.md's table of what each Lambda may do: made of the template, and compared with it."""

from __future__ import annotations

from collections import defaultdict

from tests.infra.deployed import Deployed

HEAD = ["| Lambda | on | may |", "|---|---|---|"]


def table(deployed: Deployed) -> list[str]:
    """Return the table, a line for each Lambda and resource; names are those of the stage `dev`."""
    lines = list(HEAD)
    for function in sorted(function.name for function in deployed.all("AWS::Lambda::Function")):
        on: dict[tuple[str, str], set[str]] = defaultdict(set)  # a table and a queue may have the same name
        for action, resource in deployed.allowed(function):
            on[action.partition(":")[0], resource.removeprefix("arn:")].add(action)
        for (_, resource), actions in sorted(on.items()):
            may = ", ".join(f"`{action}`" for action in sorted(actions))
            lines.append(f"| {function.removeprefix('crosscut-dev-')} | `{resource}` | {may} |")
    return lines
