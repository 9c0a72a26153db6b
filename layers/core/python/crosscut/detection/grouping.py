"""Joins signs that are one problem: the cascade is one finding, not five.

Two signs belong together when they overlap in time and
* one of them only reports that something behind it fails (its symptom's depth says so) and the other is nearer to
  the root, in another service; or
* one says that its process has run out of something, and the other stands in the same service; or
* they name the same target, or share a trace or request id; or
* one says that something has run out of what it needs, and the other names that something too; or
* one names the other's service; or
* one is known to follow from the other, and both stand in the same service.
The sign nearest to the root that came first is the cause.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from crosscut.detection.kinds import Kind
from crosscut.detection.problem import REPORTS_OTHERS, Problem, Sign
from crosscut.model import Category

SLACK = timedelta(minutes=2)  # a consequence starts within so long of its cause's life
RESOURCE_SLACK = timedelta(minutes=10)
MAX_COMPARED = 300  # signs, the worst, that are compared with one another
MAX_UNKNOWN = 4  # kinds of unknown errors of one service that are told one by one


def group(signs: list[Sign]) -> list[Problem]:
    """Return the problems, each sign in exactly one. `signs` are in order of first appearance."""
    worst = sorted(signs, key=lambda s: (-s.severity.rank, -s.template.count, s.template.id))[:MAX_COMPARED]
    compared = {s.template.id for s in worst}
    problems: list[Problem] = []
    for sign in (s for s in signs if s.template.id in compared):
        home = [p for p in problems if any(_together(member, sign) for member in p.signs)]
        if not home:
            problems.append(Problem([sign]))
            continue
        first, *others = home
        first.signs.append(sign)
        for other in others:
            first.signs += other.signs
            problems.remove(other)
    _add_by_kind(problems, [s for s in signs if s.template.id not in compared])
    for problem in problems:
        problem.signs = _in_order_of_cause(problem.signs)
    return _unknown_joined(problems)


def _add_by_kind(problems: list[Problem], signs: list[Sign]) -> None:
    """Add signs, too many to compare with one another, to the problem of their service and symptom."""
    homes = {_kind(member): problem for problem in problems for member in problem.signs}
    for sign in signs:
        home = homes.get(_kind(sign))
        if home is None:
            home = homes[_kind(sign)] = Problem()
            problems.append(home)
        home.signs.append(sign)


def _kind(sign: Sign) -> tuple[str, str]:
    return sign.template.service, sign.symptom.id if sign.symptom else ""


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
    if same_service and inner.depth == 0 and Category.SECURITY not in (inner.category, outer.category):
        # A process without memory, disk or handles fails in every way at once, and before it is killed.
        return _overlap(a, b, RESOURCE_SLACK)
    if not _overlap(a, b, SLACK):
        return False
    if a.target and _bare(a.target) == _bare(b.target):
        return True
    if a.traces & b.traces or _names_service(a, b) or _names_service(b, a):
        return True
    if inner.depth == 0 and inner.names & outer.names:
        return True
    if same_service:
        # Within one service a time-out on one thing says nothing about a known error of another kind.
        return _same_kind(a, b) or _follows(a, b) or _follows(b, a)
    if "." in outer.target and not outer.names & inner.names:
        return False  # it waits for a host of its own, not for what has failed here
    # An unknown error may be anything: only a known one explains what others report.
    known = inner.symptom is not None and (inner.symptom.sure or inner.template.is_error)
    if inner.kind is Kind.FLAW and not _begin_together(inner, outer):
        return False  # careless requests and rows are everyday: only new ones explain what others report
    return outer.depth >= REPORTS_OTHERS and known and bool(a.template.service and b.template.service)


def _bare(target: str) -> str:
    """A service of systemd is called by its unit in one line, and by its process in another."""
    return target.lower().removesuffix(".service")


def _begin_together(a: Sign, b: Sign) -> bool:
    if not (a.template.first_seen and b.template.first_seen):
        return True
    return abs(a.template.first_seen - b.template.first_seen) <= RESOURCE_SLACK


def _same_kind(a: Sign, b: Sign) -> bool:
    return a.symptom is not None and b.symptom is not None and a.symptom.id == b.symptom.id


def _follows(sign: Sign, other: Sign) -> bool:
    return bool(sign.symptom and other.symptom and other.symptom.id in sign.symptom.follows)


def _names_service(sign: Sign, other: Sign) -> bool:
    return other.template.service in sign.services


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
    # Strain is as often brought about by what does not answer as it brings that about: these go by their depth.
    broken = [s for s in roots if s.kind <= Kind.FAULT and s.symptom and s.symptom.sure]
    if broken:
        least = min(s.kind for s in broken)
        roots = [s for s in broken if s.kind is least]
    lowest = min(s.depth for s in roots)
    nearest = [s for s in signs if s in roots and s.depth <= max(lowest, 1)]
    cause = next((s for s in nearest if s.symptom and s.symptom.sure), nearest[0])
    passed = [cause]
    # Nothing known lies deeper: whoever is said to fail may do so of an unknown error.
    while cause.depth >= REPORTS_OTHERS:
        behind = next((s for s in signs if s not in passed and _names_service(cause, s)), None)
        if behind is None:
            break
        cause = behind
        passed.append(cause)
    return [cause, *(s for s in signs if s is not cause)]
