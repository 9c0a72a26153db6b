"""Tells by its first lines which format an object is in."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from crosscut.formats.access import Access
from crosscut.formats.alb import Alb, ClassicElb, Nlb
from crosscut.formats.apache_error import ApacheError
from crosscut.formats.cloudfront import CloudFront
from crosscut.formats.cloudwatch import CloudWatchEvent
from crosscut.formats.cloudwatch_export import CloudWatchExport
from crosscut.formats.container import Container
from crosscut.formats.dmesg import Dmesg
from crosscut.formats.docker_json import DockerJson
from crosscut.formats.dotnet import DotNet
from crosscut.formats.generic import Generic
from crosscut.formats.go_log import GoLog
from crosscut.formats.haproxy import HAProxy
from crosscut.formats.java_util_logging import JavaUtilLogging
from crosscut.formats.journald import Journald, JournaldExport
from crosscut.formats.jsonlines import JsonLines
from crosscut.formats.klog import Klog
from crosscut.formats.kubectl import Kubectl
from crosscut.formats.lambda_logs import LambdaLogs
from crosscut.formats.log4j import Log4j
from crosscut.formats.logfmt import Logfmt
from crosscut.formats.mysql import MySQLError, MySQLGeneral
from crosscut.formats.mysql_slow import MySQLSlow
from crosscut.formats.nginx_error import NginxError
from crosscut.formats.parsed import Format
from crosscut.formats.postgresql import PostgreSQL, PostgreSQLCsv
from crosscut.formats.python_logging import PythonLogging
from crosscut.formats.rails import Rails
from crosscut.formats.s3_access import S3Access
from crosscut.formats.stacktraces import may_continue
from crosscut.formats.syslog import Syslog
from crosscut.formats.vpc_flow import VpcFlow


def json_lines() -> JsonLines:
    """Return the format of JSON lines that knows envelopes and what is wrapped around programs' lines."""
    return JsonLines((CloudWatchEvent(), DockerJson()), opens=True)


def inner_json_lines() -> JsonLines:
    """Return the format of documents out of an envelope, which are none themselves."""
    return JsonLines((CloudWatchEvent(), DockerJson()))


# Most specific first: of two that take the same number of lines, the earlier one wins.
FORMATS: tuple[Format, ...] = (
    Container(),
    Journald(),
    json_lines(),
    CloudWatchExport(),
    Alb(),
    ClassicElb(),
    Nlb(),
    S3Access(),
    CloudFront(),
    VpcFlow(),
    Access(),
    NginxError(),
    ApacheError(),
    HAProxy(),
    Klog(),
    JournaldExport(),
    Kubectl(),
    LambdaLogs(),
    PostgreSQLCsv(),
    PostgreSQL(),
    MySQLSlow(),
    MySQLError(),
    MySQLGeneral(),
    Rails(),
    DotNet(),
    JavaUtilLogging(),
    PythonLogging(),
    Log4j(),
    GoLog(),
    Dmesg(),
    Syslog(),
    Logfmt(),
)
SAMPLE_LINES = 400
MIN_SHARE = 0.5
MAX_CONTINUED = 30  # lines of one record that may count for its format


def detect_format(sample: Sequence[str], received: datetime) -> tuple[Format, float]:
    """Return the format and the share of the sample's lines (0 to 1) that it takes; `Generic` below one half.

    Lines that look like parts of a stack trace don't count against a format, and lines that only continue one of its
    records count for it.
    """
    lines, alone = _written(sample), _alone(sample)
    if not alone:
        return Generic(), 0.0
    best: Format = Generic()
    best_share = 0.0
    timed = _timed(lines, received)
    for candidate in FORMATS:
        share = _share(candidate, lines, alone, received, timed)
        if share >= MIN_SHARE and share > best_share:
            best, best_share = candidate, share
    return (best, best_share) if best_share else (Generic(), 1.0)


def _timed(lines: Sequence[str], received: datetime) -> dict[str, set[str]]:
    """Return, for the formats that credit themselves with the lines below a record, what others take with a time."""
    own = {format_.name for format_ in FORMATS if hasattr(format_, "continues")}
    taken = {
        line: {
            format_.name
            for format_ in FORMATS
            if (parsed := format_.parse(line, received)) is not None and parsed.time_unix_nano is not None
        }
        for line in set(lines)
    }
    return {name: {line for line, names in taken.items() if names - {name}} for name in own}


def share_of(format_: Format, sample: Sequence[str], received: datetime) -> float:
    """Return the share of the sample's lines, 0 to 1, that the format takes."""
    return _share(format_, _written(sample), _alone(sample), received, {})


def _written(sample: Sequence[str]) -> list[str]:
    return [line for line in sample if line.strip()]


def _alone(sample: Sequence[str]) -> list[str]:
    """Return the lines that can stand alone: not those of traces."""
    before = itertools.chain(("",), sample)
    alone = [line for line, last in zip(sample, before, strict=False) if not may_continue(line, last or "-")]
    return alone or [line for line in sample if line[:1].strip()]


def _share(
    format_: Format,
    lines: Sequence[str],
    alone: Sequence[str],
    received: datetime,
    timed: Mapping[str, set[str]],
) -> float:
    continues: Callable[[str], bool] | None = getattr(format_, "continues", None)
    if continues is None:
        return sum(format_.parse(line, received) is not None for line in alone) / max(len(alone), 1)
    begins: Callable[[str], bool] = getattr(format_, "begins", lambda _: False)
    is_field: Callable[[str], bool] | None = getattr(format_, "is_field", None)
    others = timed.get(format_.name, ())
    taken = run = 0
    for line in lines:
        if format_.parse(line, received) is not None or (run and begins(line)):
            taken, run = taken + 1, MAX_CONTINUED
        elif run and is_field and is_field(line):
            taken += 1
        elif run and not is_field and line not in others and continues(line):
            taken, run = taken + 1, run - 1
        else:
            run = 0
    return taken / max(len(lines), 1)
