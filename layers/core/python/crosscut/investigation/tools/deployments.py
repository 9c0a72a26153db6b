"""The tool that lists what was changed on purpose."""

from __future__ import annotations

from datetime import datetime, timedelta

from pydantic import Field

from crosscut.investigation.ports import Deployments
from crosscut.investigation.toolbox import Arguments, Found, Tool
from crosscut.investigation.tools.metrics import found_of
from crosscut.investigation.tools.times import window

_BEFORE = timedelta(hours=24)  # a change may take a day to do harm


class ListDeployments(Arguments):
    """The time in which they were made."""

    since: str = Field(
        default="", description="ISO 8601, UTC; a day before the investigated time if not given."
    )
    until: str = ""


def list_deployments(deployments: Deployments, *, span: tuple[datetime, datetime]) -> Tool:
    """Return the tool; `span` is the time that is investigated."""

    def run(wanted: ListDeployments) -> Found:
        since, until = window(wanted.since, wanted.until, default=(span[0] - _BEFORE, span[1]))
        return found_of(deployments.between(since, until))

    return Tool(
        "list_deployments",
        "List deployments and changes of configuration: CloudFormation, Lambda, CodeDeploy, ECS (from CloudTrail).",
        ListDeployments,
        run,
    )
