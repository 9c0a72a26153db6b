"""Holds a digest against what its source usually does, and joins what that shows with what the rules found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from crosscut.baseline import BUCKET_SECONDS, Rates, Standing, Verdict, quiet, start_of
from crosscut.detection.departure import as_told
from crosscut.detection.drops import drops
from crosscut.detection.problem import worst
from crosscut.detection.shifts import shifts
from crosscut.detection.silence import silence
from crosscut.detection.spikes import RECORDS, spikes
from crosscut.detection.tuning import UNTUNED, Tuning
from crosscut.model import Detection, Digest, Severity

WARM_UP = timedelta(days=1)
UNEXPLAINED = frozenset({"error-template", "new-error-template"})


class Judged(NamedTuple):
    """The detections, and what is to be remembered once they are stored."""

    detections: list[Detection]
    verdict: Verdict


def judge(
    detections: Sequence[Detection],
    digest: Digest,
    rates: Rates,
    standing: Standing,
    tuning: Tuning = UNTUNED,
) -> Judged:
    """Return the rules' detections with what the baseline adds to them, or takes from them, most severe first.

    `rates` are the digest's own counts, `standing` has them added to all others of their time. More than usual is
    judged for the digest's buckets, less than usual for those that have become complete; each bucket once.
    """
    if not standing:
        return Judged(list(detections), Verdict())
    complete = quiet(standing.state, standing.complete)
    more = [*spikes(digest, rates, standing, tuning), *shifts(digest, rates, standing, tuning)]
    less = [*drops(complete, standing, tuning)]
    told_of = silence(complete, standing, tuning)
    own = list(_in_warm_up(detections, digest, standing))
    for detection in _one_of_errors([d for d in more if tuning.is_on(d.rule)]):
        own = _joined(own, detection)
    own += [*(d for d in more if not tuning.is_on(d.rule)), *less, *told_of.found]
    latest = max(rates, default=-1)
    told = {as_told(d.rule, d.severity): latest for d in more}
    told |= {as_told(d.rule, d.severity): complete[-1] for d in less if complete}
    told |= told_of.told
    verdict = Verdict(judged=complete[-1] if complete else -1, silent=told_of.lasting, told=told)
    return Judged(sorted(own, key=lambda d: (-d.severity.rank, -d.count, d.title)), verdict)


def seems_silent(standing: Standing) -> bool:
    """Whether a look at the source may find it silent: complete buckets without records, not judged yet."""
    if not standing or standing.state.silent >= 0:
        return False
    return standing.complete > max(standing.state.last, standing.state.judged)


def _in_warm_up(detections: Sequence[Detection], digest: Digest, standing: Standing) -> list[Detection]:
    """Lower what only says that errors were logged, while it is not known which errors a source always logs."""
    begun = start_of(standing.state.since)
    if digest.last_seen is None or digest.last_seen - begun >= WARM_UP:
        return list(detections)
    return [
        d.model_copy(update={"severity": Severity.LOW})
        if d.rule in UNEXPLAINED and d.severity is Severity.MEDIUM
        else d
        for d in detections
    ]


def _one_of_errors(more: Sequence[Detection]) -> list[Detection]:
    """Return the detections, of those that speak of the same messages the most severe with the others' words."""
    kept: list[Detection] = []
    for detection in sorted(more, key=lambda d: -d.severity.rank):
        same = next(
            (k for k in kept if RECORDS not in (k.rule, detection.rule) and _share(k, detection)), None
        )
        if same is None:
            kept.append(detection)
        else:
            kept[kept.index(same)] = same.model_copy(
                update={"summary": f"{same.summary} {detection.summary}"}
            )
    return kept


def _joined(detections: list[Detection], more: Detection) -> list[Detection]:
    """Return the detections with one against the baseline added to that which explains it, if one does."""
    if more.rule == RECORDS:
        return [*detections, more]
    alike = [d for d in detections if _share(d, more) and _overlap(d, more)]
    if not alike:
        return [*detections, more]
    cause = max(alike, key=lambda d: (d.severity.rank, d.count))
    joined = cause.model_copy(
        update={
            "severity": worst([cause.severity, more.severity]),
            "summary": f"{cause.summary} {more.summary}",
        }
    )
    return [joined if d is cause else d for d in detections]


def _share(a: Detection, b: Detection) -> bool:
    return not set(a.template_ids).isdisjoint(b.template_ids)


def _overlap(a: Detection, b: Detection) -> bool:
    if not (a.first_seen and a.last_seen and b.first_seen and b.last_seen):
        return True
    slack = timedelta(seconds=BUCKET_SECONDS)
    return a.first_seen <= b.last_seen + slack and b.first_seen <= a.last_seen + slack
