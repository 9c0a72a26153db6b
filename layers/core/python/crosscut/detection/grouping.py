"""Joins signs that are one problem: the cascade is one finding, not five.

Two signs belong together when they overlap in time and
* one of them only reports that something behind it fails (its symptom's depth says so) and the other is nearer to
  the root, in another service; or
* one says that its process has run out of something, and the other stands in the same service; or
* they name the same target, or share a trace or request id; or
* one names the other's service.
The sign nearest to the root that came first is the cause.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from crosscut.detection.problem import Problem, Sign

SLACK = timedelta(minutes=2)  # a consequence starts within so long of its cause's life
RESOURCE_SLACK = timedelta(minutes=10)
MAX_UNKNOWN = 4  # kinds of unknown errors of one service that are told one by one
REPORTS_OTHERS = 4  # symptom depth from which a sign tells of another's failure


def group(signs: list[Sign]) -> list[Problem]:
    """Return the problems, each sign in exactly one. `signs` are in order of first appearance."""
    problems: list[Problem] = []
    for sign in signs:
        home = [p for p in problems if any(_together(member, sign) for member in p.signs)]
        if not home:
            problems.append(Problem([sign]))
            continue
        first, *others = home
        first.signs.append(sign)
        for other in others:
            first.signs += other.signs
            problems.remove(other)
    for problem in problems:
        problem.signs = _in_order_of_cause(problem.signs)
    return _unknown_joined(problems)


def _unknown_joined(problems: list[Problem]) -> list[Problem]:
    """Join a service's unknown errors when there are many kinds: ten messages that nobody can place are one finding."""
    unknown: dict[str, list[Problem]] = defaultdict(list)
    for problem in problems:
        if len(problem.signs) == 1 and problem.cause.symptom is None:
            unknown[problem.cause.template.service].append(problem)
    for alike in unknown.values():
        if len(alike) > MAX_UNKNOWN:
            largest = max(alike, key=lambda p: (p.cause.severity.rank, p.count))
            for other in alike:
                if other is not largest:
                    largest.signs += other.signs
                    problems.remove(other)
    return problems


def _together(a: Sign, b: Sign) -> bool:
    outer, inner = (a, b) if a.depth >= b.depth else (b, a)
    same_service = a.template.service == b.template.service
    if same_service and inner.depth == 0:
        # A process without memory, disk or handles fails in every way at once, and before it is killed.
        return _overlap(a, b, RESOURCE_SLACK)
    if not _overlap(a, b, SLACK):
        return False
    if a.target and a.target.lower() == b.target.lower():
        return True
    if a.traces & b.traces or _names_service(a, b) or _names_service(b, a):
        return True
    if same_service:
        # Within one service a time-out on one thing says nothing about an error of another kind.
        return a.symptom is not None and a.symptom is b.symptom
    # An unknown error may be anything: only a known one explains what others report.
    return outer.depth >= REPORTS_OTHERS and bool(inner.symptom and a.template.service and b.template.service)


def _names_service(sign: Sign, other: Sign) -> bool:
    service = other.template.service
    return bool(
        service and service != sign.template.service and service.lower() in sign.template.text.lower()
    )


def _overlap(a: Sign, b: Sign, slack: timedelta) -> bool:
    if not (
        a.template.first_seen and a.template.last_seen and b.template.first_seen and b.template.last_seen
    ):
        return True  # without times nothing speaks against it
    return (
        a.template.first_seen <= b.template.last_seen + slack
        and b.template.first_seen <= a.template.last_seen + slack
    )


def _in_order_of_cause(signs: list[Sign]) -> list[Sign]:
    """The cause first, then the others in order of time."""
    known = [s for s in signs if s.symptom]
    roots = known or signs
    lowest = min(s.depth for s in roots)
    cause = next(s for s in signs if s in roots and s.depth <= max(lowest, 1))
    return [cause, *(s for s in signs if s is not cause)]
