"""A digest's counts in buckets of five minutes, as baselines keep them."""

from __future__ import annotations

from collections import Counter

from crosscut.baseline import BUCKET_SECONDS, Counts
from crosscut.detection.found import attribute_of
from crosscut.detection.http import STATUS, is_failed
from crosscut.model import Digest, Template

_MINUTES = BUCKET_SECONDS // 60
WARN = 13  # OpenTelemetry's severity numbers


def rates_of(digest: Digest) -> dict[int, Counts]:
    """Return the counts by bucket; records without a time are in none."""
    counted: dict[int, list[int]] = {}
    for template in digest.templates:
        kind = _kind(template)
        buckets = Counter[int]()
        for minute, count in template.minutes.items():
            buckets[minute // _MINUTES] += count
        for bucket, count in buckets.items():
            counts = counted.setdefault(bucket, [0] * len(Counts._fields))
            for place in kind:
                counts[place] += count
    return {bucket: Counts(*counts) for bucket, counts in sorted(counted.items())}


def _kind(template: Template) -> tuple[int, ...]:
    """Return which of the fields of `Counts` the template's records count for."""
    fields = ["records"]
    if template.is_error:
        fields.append("errors")
    elif template.severity_number >= WARN:
        fields.append("warnings")
    if attribute_of(template, STATUS):
        fields.append("requests")
        if is_failed(template):
            fields.append("failed")
    return tuple(Counts._fields.index(name) for name in fields)
