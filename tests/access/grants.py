"""What roles let functions do: IAM policy documents, taken apart into one action on one resource each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from tests.access.needs import Need


class Grant(NamedTuple):
    """A function may do an action on what a pattern names, in which `*` and `?` stand for characters."""

    function: str
    action: str
    resource: str

    def covers(self, need: Need) -> bool:
        """Whether the need is met, as IAM reads actions (in any case) and resources."""
        return (
            self.function == need.function
            and _matches(self.action.lower(), need.action.lower())
            and _matches(self.resource, need.resource)
        )


def grants_of(function: str, document: Mapping[str, Any]) -> Iterator[Grant]:
    """Yield what a policy document allows. Raises `ValueError` for what cannot be compared, such as NotAction."""
    for statement in _listed(document["Statement"]):
        if statement["Effect"] != "Allow" or {"NotAction", "NotResource"} & statement.keys():
            raise ValueError(f"the role of {function} has more than plain grants: {statement}")
        for action in _listed(statement["Action"]):
            for resource in _listed(statement["Resource"]):
                yield Grant(function, action, resource)


def _matches(pattern: str, text: str) -> bool:
    parts = (".*" if char == "*" else "." if char == "?" else re.escape(char) for char in pattern)
    return re.fullmatch("".join(parts), text, re.DOTALL) is not None


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
