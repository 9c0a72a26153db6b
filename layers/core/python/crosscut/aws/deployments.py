"""Deployments as CloudTrail knows them, read only. Implements `investigation.ports.Deployments`.

CloudTrail's event history has management events of 90 days, and takes two lookups a second
(https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html).
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, cast

from crosscut.aws import clients
from crosscut.aws.clients import Endpoint
from crosscut.aws.failures import translated
from crosscut.investigation.ports import Fact, Facts

# By the service that they are of; which of its events change what runs.
EVENTS = {
    "cloudformation.amazonaws.com": ("CreateStack", "UpdateStack", "DeleteStack", "ExecuteChangeSet", "RollbackStack"),
    "lambda.amazonaws.com": (
        "UpdateFunctionCode", "UpdateFunctionConfiguration", "UpdateAlias", "PublishVersion", "PutFunctionConcurrency",
    ),
    "codedeploy.amazonaws.com": ("CreateDeployment", "StopDeployment"),
    "ecs.amazonaws.com": ("CreateService", "UpdateService", "DeleteService", "RegisterTaskDefinition"),
}  # fmt: skip
_PAGES = 6  # of 50 events, of each service
_MOST = 60
_BETWEEN_SECONDS = 0.5


class CloudTrailDeployments:
    """What comes back is redacted by `redact`. Who made a change is told by kind of identity, not by name."""

    def __init__(
        self,
        redact: Callable[[str], str],
        endpoint: Endpoint | None = None,
        *,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._redact = redact
        self._endpoint = endpoint
        self._sleep = sleep

    def between(self, since: datetime, until: datetime) -> Facts:
        found: list[Fact] = []
        left_out = []
        for service, names in EVENTS.items():
            events, more = self._of(service, since, until)
            if more:
                left_out.append(f"{service} events before the {50 * _PAGES} newest; ask for a shorter time")
            found += [
                Fact(event["EventTime"], self._redact(_words(service, event)))
                for event in events
                if _plain_name(event) in names
            ]
        found.sort(key=lambda fact: fact.time or until)
        if len(found) > _MOST:
            left_out.append(f"the {len(found) - _MOST} oldest deployments")
        left_out.append(
            "all but CloudFormation, Lambda, CodeDeploy and ECS; events of the last minutes may be late"
        )
        return Facts(found[-_MOST:], "; ".join(left_out))

    def _of(self, service: str, since: datetime, until: datetime) -> tuple[list[Mapping[str, Any]], bool]:
        cloudtrail = cast(Any, clients.client("cloudtrail", self._endpoint))
        events: list[Mapping[str, Any]] = []
        more: dict[str, str] = {}
        for page in range(_PAGES):
            if page:
                self._sleep(_BETWEEN_SECONDS)
            with translated(f"looking up events of {service}"):
                answer = cloudtrail.lookup_events(
                    LookupAttributes=[{"AttributeKey": "EventSource", "AttributeValue": service}],
                    StartTime=since,
                    EndTime=until,
                    MaxResults=50,
                    **more,
                )
            events += answer.get("Events", [])
            if not answer.get("NextToken"):
                return events, False
            more = {"NextToken": answer["NextToken"]}
        return events, True


def _plain_name(event: Mapping[str, Any]) -> str:
    """Lambda's events carry the version of the API in their names: UpdateFunctionCode20150331v2."""
    return str(event.get("EventName", "")).partition("20")[0]


def _words(service: str, event: Mapping[str, Any]) -> str:
    try:
        detail = json.loads(event.get("CloudTrailEvent") or "{}")
    except ValueError:
        detail = {}
    resources = [str(r.get("ResourceName", "")) for r in event.get("Resources", [])]
    asked = detail.get("requestParameters") or {}
    names = ("stackName", "functionName", "service", "cluster", "applicationName", "deploymentGroupName",
             "family", "taskDefinition", "memorySize", "timeout", "desiredCount")  # fmt: skip
    said = [f"{name}={asked[name]}" for name in names if isinstance(asked.get(name), (str, int))]
    about = said or [f"on {_last(name)}" for name in resources[:3] if name]
    by = str((detail.get("userIdentity") or {}).get("type", "unknown"))
    failed = f" failed: {detail['errorCode']}" if detail.get("errorCode") else ""
    return f"{service.partition('.')[0]} {_plain_name(event)}{failed} {' '.join(map(_last, about))} by {by}"


def _last(name: str) -> str:
    """The name without what stands before it in an ARN: an account's id is nobody's business."""
    head, equals, value = name.rpartition("=")
    return head + equals + (value.split(":", 5)[-1] if value.startswith("arn:") else value)
