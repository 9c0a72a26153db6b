"""The parts of `kubectl describe pod`: what a pod is, and how each of its containers fares."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from crosscut.formats import severities
from crosscut.formats.documents import filled
from crosscut.formats.parsed import Parsed
from crosscut.model import AttributeValue

_KEYS = (
    "Name|Namespace|Priority|Priority Class Name|Runtime Class Name|Service Account|Node|Start Time|Labels|Annotations"
    "|Status|Reason|Message|SeccompProfile|IP|IPs|Controlled By|Containers|Init Containers|Ephemeral Containers"
    "|Conditions|Volumes|QoS Class|Node-Selectors|Tolerations|Topology Spread Constraints|Events|NominatedNodeName"
    "|Termination Grace Period|Readiness Gates|Deletion Grace Period Seconds"
    # of deployments, jobs, nodes and others, whose descriptions end in events too
    "|CreationTimestamp|Selector|Replicas|StrategyType|MinReadySeconds|RollingUpdateStrategy|Pod Template"
    "|OldReplicaSets|NewReplicaSet|Parallelism|Completions|Pods Statuses|Pods Status|Roles|Taints|Unschedulable"
    "|Lease|Capacity|Allocatable|System Info|Addresses|PodCIDR|PodCIDRs"
    "|ProviderID|Non-terminated Pods|Allocated resources"
)
_KEY = re.compile(rf"(?:{_KEYS}):(?:\s|$)")
_BEGINS = re.compile(
    r"(?:Name|Status|Conditions|Volumes|Events):(?:\s|$)|  [a-z0-9][a-z0-9.\-]{0,252}:\s*$", re.ASCII
)
_FIELD = re.compile(r"\s*(?P<key>[A-Z][A-Za-z ]{1,30}):\s+(?P<value>\S.{0,4200})$")
_MOST_LINES = 200
# Reasons for which a container waits that are no trouble
_WELL = ("ContainerCreating", "PodInitializing")


def is_part(line: str) -> bool:
    """Whether the line is one of a description's, without an indent."""
    return _KEY.match(line) is not None


def begins(line: str) -> bool:
    """Whether a part begins here: what the pod is, its status, one container, its conditions, its events."""
    return _BEGINS.match(line) is not None


def parse_part(lines: Sequence[str]) -> Parsed | None:
    """Return what the part says: of a container its state, why it ended and how often; None for what says nothing."""
    fields: list[tuple[str, str]] = []
    for line in lines[:_MOST_LINES]:
        match = _FIELD.match(line)
        if match:
            fields.append((match["key"], match["value"].rstrip()))
    keys = [key for key, _ in fields]
    if lines[0][:1] == " ":
        return _container(lines[0].strip().rstrip(":"), fields) if "State" in keys else None
    if keys[:1] == ["Name"]:
        known = dict(fields)
        return Parsed(
            f"pod {known['Name']}",
            None,
            severities.UNSPECIFIED,
            "",
            {},
            filled(
                k8s__pod__name=known["Name"],
                k8s__namespace__name=known.get("Namespace", ""),
                k8s__node__name=known.get("Node", "").partition("/")[0],
            ),
        )
    return _status(dict(reversed(fields))) if keys[:1] == ["Status"] else None


def _status(fields: dict[str, str]) -> Parsed:
    status, reason, message = fields["Status"], fields.get("Reason", ""), fields.get("Message", "")
    body = ": ".join(part for part in (f"pod status {status}", reason, message) if part)
    number = severities.ERROR if status == "Failed" else severities.INFO
    return Parsed(body, None, number, status, filled(k8s__pod__status__reason=reason))


def _container(name: str, fields: list[tuple[str, str]]) -> Parsed:
    states: dict[str, dict[str, str]] = {"State": {}, "Last State": {}}
    inside = ""
    restarts = ""
    for key, value in fields:
        if key in states:
            inside = key
            states[key]["State"] = value
        elif key == "Restart Count":
            restarts = value
        elif key in ("Reason", "Message", "Exit Code", "Signal", "Started", "Finished") and inside:
            states[inside].setdefault(key, value)
        elif key == "Ready":
            inside = ""
    now, last = states["State"], states["Last State"]
    ended = last if last.get("State") == "Terminated" else now
    parts = [_told(now), f"last {_told(last)}" if last else "", f"restarts {restarts}" if restarts else ""]
    attributes: dict[str, AttributeValue] = filled(
        k8s__container__status__state=now.get("State", "").lower(),
        k8s__container__status__reason=now.get("Reason", ""),
        k8s__container__status__last_terminated_reason=last.get("Reason", ""),
        process__exit__code=_number(ended.get("Exit Code")),
        k8s__container__restart_count=_number(restarts),
    )
    nanos = _nanos(ended.get("Finished") or now.get("Started") or "")
    body = f"container {name}: {', '.join(part for part in parts if part)}"
    return Parsed(body, nanos, _severity(now, last), "", attributes, {"k8s.container.name": name})


def _told(state: dict[str, str]) -> str:
    why = [state.get("Reason", ""), f"exit code {state['Exit Code']}" if "Exit Code" in state else ""]
    why.append(state.get("Message", ""))
    reasons = ", ".join(part for part in why if part)
    return f"{state.get('State', '')} ({reasons})" if reasons else state.get("State", "")


def _severity(now: dict[str, str], last: dict[str, str]) -> int:
    """Return ERROR for a container that does not get up or has just failed, WARN for one that failed before."""
    if now.get("State") == "Waiting" and now.get("Reason") not in _WELL:
        return severities.ERROR
    if now.get("State") == "Terminated" and now.get("Exit Code", "0") != "0":
        return severities.ERROR
    return severities.WARN if last.get("Exit Code", "0") != "0" else severities.INFO


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def _nanos(text: str) -> int | None:
    try:
        return int(datetime.strptime(text, "%a, %d %b %Y %H:%M:%S %z").timestamp()) * 1_000_000_000
    except (ValueError, OverflowError):
        return None
