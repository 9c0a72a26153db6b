"""Which formats besides the main one the lines of an object are in: servers' own lines among requests, and the like."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from crosscut.formats.detection import FORMATS
from crosscut.formats.parsed import Format
from crosscut.formats.stacktraces import is_continuation

# Formats that take no line of prose, SQL or configuration by chance.
_STRICT = frozenset({
    "container", "journald", "cloudwatch_export",
    "alb", "elb", "nlb", "s3_access", "access", "nginx_error", "apache_error", "haproxy",
    "lambda", "postgresql_csv", "postgresql", "mysql_error", "klog", "rails", "dotnet", "java_util_logging", "python",
    "log4j", "go_log", "dmesg", "syslog", "logfmt",
})  # fmt: skip
_TIMELESS = ("lambda", "dotnet")  # whose own lines need not say when they were written
_MOST = 3
_MIN_LINES = 2
_MIN_SHARE = 0.01  # of the sample's lines
_MIN_SHARE_BESIDE_GENERIC = 0.1  # generic reads most lines well enough


def further_formats(format_: Format, sample: Sequence[str], received: datetime) -> tuple[Format, ...]:
    """Return up to three formats that take lines which `format_` leaves, the most lines first."""
    generic = format_.name == "generic"
    continues: Callable[[str], bool] | None = getattr(format_, "continues", None)
    left = [line for line in sample if line[:1] not in ("{", "") and not is_continuation(line, ())]
    least = max(_MIN_LINES, len(left) * (_MIN_SHARE_BESIDE_GENERIC if generic else _MIN_SHARE))
    if not generic:
        left = [line for line in left if format_.parse(line, received) is None]
    if continues:
        left = [line for line in left if not continues(line)]
    found: list[Format] = []
    while len(left) >= least and len(found) < _MOST:
        taken = {
            other: [line for line in left if _takes(other, line, received)] for other in _candidates(format_)
        }
        best = max(taken, key=lambda other: len(taken[other]))
        if len(taken[best]) < least:
            break
        found.append(best)
        gone = set(taken[best])
        left = [line for line in left if line not in gone]
    return tuple(found)


def _candidates(format_: Format) -> list[Format]:
    return [other for other in FORMATS if other.name in _STRICT and other.name != format_.name]


def _takes(other: Format, line: str, received: datetime) -> bool:
    parsed = other.parse(line, received)
    return parsed is not None and (parsed.time_unix_nano is not None or other.name in _TIMELESS)
