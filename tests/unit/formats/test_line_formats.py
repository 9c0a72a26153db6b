"""Laws for every format that reads lines: it raises nothing, keeps to its types, takes no other format's lines."""

from __future__ import annotations

import random
import time

import pytest

from crosscut.formats.access import Access
from crosscut.formats.alb import Alb, ClassicElb, Nlb
from crosscut.formats.apache_error import ApacheError
from crosscut.formats.cloudfront import CloudFront
from crosscut.formats.dmesg import Dmesg
from crosscut.formats.dotnet import DotNet
from crosscut.formats.go_log import GoLog
from crosscut.formats.haproxy import HAProxy
from crosscut.formats.inside_syslog import parse_inner
from crosscut.formats.java_util_logging import JavaUtilLogging
from crosscut.formats.log4j import Log4j
from crosscut.formats.mysql import MySQLError, MySQLGeneral
from crosscut.formats.mysql_slow import MySQLSlow
from crosscut.formats.nginx_error import NginxError
from crosscut.formats.parsed import Format
from crosscut.formats.postgresql import PostgreSQL, PostgreSQLCsv
from crosscut.formats.python_logging import PythonLogging
from crosscut.formats.rails import Rails
from crosscut.formats.s3_access import S3Access
from crosscut.formats.unix_daemons import enrich, severity
from crosscut.formats.vpc_flow import VpcFlow
from tests.unit.formats.parsing import RECEIVED
from tests.unit.formats.samples import FOLDER, lines_of, share

# The files of each format; a prefix of their names.
FORMATS: list[tuple[Format, tuple[str, ...]]] = [
    (Alb(), ("aws_alb",)),
    (ClassicElb(), ("aws_elb",)),
    (Nlb(), ("aws_nlb",)),
    (CloudFront(), ("aws_cloudfront",)),
    (S3Access(), ("aws_s3_access",)),
    (VpcFlow(), ("aws_vpc_flow",)),
    (NginxError(), ("nginx_error",)),
    (ApacheError(), ("apache_error",)),
    (HAProxy(), ("haproxy",)),
    (Access(), ("nginx_access", "apache_access")),
    (PostgreSQL(), ("postgresql_",)),
    (PostgreSQLCsv(), ("postgresql.csv",)),
    (MySQLError(), ("mysql_error",)),
    (MySQLSlow(), ("mysql_slow",)),
    (MySQLGeneral(), ("mysql_general",)),
    (Rails(), ("rails", "ruby_logger")),
    (DotNet(), ("dotnet",)),
    (JavaUtilLogging(), ("java_util_logging",)),
    (PythonLogging(), ("python_",)),
    (Log4j(), ("log4j2", "logback", "spring_boot")),
    (GoLog(), ("go_",)),
    (Dmesg(), ("dmesg",)),
]
FILES = sorted(path.name for path in FOLDER.iterdir() if path.suffix in (".log", ".csv"))
ALLOWED = {  # frames and banners between the messages
    ("python", "python_flask.log"), ("python", "python_django.log"), ("apache_error", "apache_error.log"),
    # Flask and gunicorn write requests between their messages: so does the format for Python's logging.
    ("python", "nginx_access"), ("python", "apache_access"), ("access", "python_"),
    ("access", "cri.log"), ("python", "cri.log"),  # a request within
    ("log4j", "python_doc.log"),  # time, level, logger: the same in both, and Python is asked first
    ("mysql_slow", "mysql_general"), ("mysql_general", "mysql_slow"),  # they begin with the same header
}  # fmt: skip
LEAST = {  # goroutines' frames, or what frameworks print when they start
    "go_http.log": 0.1, "go_map.log": 0.3, "go_nil.log": 0.5, "go_idx.log": 0.5, "go_panic.log": 0.6,
    "python_celery.log": 0.8, "python_flask.log": 0.7, "python_uvicorn.log": 0.8, "python_gunicorn.log": 0.8,
    "python_django.log": 0.5,
}  # fmt: skip
_HOSTILE = (
    '"',
    "\\",
    "9" * 30,
    "²",
    "٣",
    "",
    "\x1b[",
    "[",
    "]",
    "\t",
    "\n",
    "99:99:99",
    "31/Feb/2026",
    "0000-00-00",
    "1e999",
    "\ud800",
)


def ids(item: object) -> str:
    return getattr(item, "name", "")


@pytest.mark.parametrize("name", FILES)
def test_the_format_of_each_file_takes_it_and_no_other_one_does(name: str) -> None:
    lines = lines_of(name)
    for format_, prefixes in FORMATS:
        allowed = any(format_.name == other and name.startswith(prefix) for other, prefix in ALLOWED)
        taken = share(format_, lines)
        if name.startswith(prefixes):
            assert taken >= (0.4 if allowed or name.startswith(("go_", "python_")) else 0.99), (
                format_.name,
                taken,
            )
        elif not allowed:
            # A format that owns continuations is judged by the lines that begin its records.
            starts = sum(format_.parse(line, RECEIVED) is not None for line in lines) / len(lines)
            assert starts < 0.1, (format_.name, starts)


@pytest.mark.parametrize(("format_", "prefixes"), FORMATS, ids=ids)
def test_broken_lines_raise_nothing_and_keep_the_types(format_: Format, prefixes: tuple[str, ...]) -> None:
    chance = random.Random(17)
    lines = [line for name in FILES if name.startswith(prefixes) for line in lines_of(name)]
    for _ in range(1_500):
        line = chance.choice(lines)
        for _ in range(chance.randint(1, 4)):
            start = chance.randint(0, len(line))
            line = line[:start] + chance.choice(_HOSTILE) + line[start + chance.choice((0, 0, 1, 3, 8)) :]
        parsed = format_.parse(line, RECEIVED)
        if parsed is None:
            continue
        parse_record = getattr(format_, "parse_record", lambda *_: None)
        whole = parse_record([line, chance.choice(lines)], RECEIVED)
        for record in filter(None, (parsed, whole)):
            assert isinstance(record.body, str)
            assert record.time_unix_nano is None or isinstance(record.time_unix_nano, int)
            assert 0 <= record.severity_number <= 24
            assert all(isinstance(value, str | int | float | bool) for value in record.attributes.values())


@pytest.mark.parametrize(
    "program", ["sshd", "sudo", "su", "CRON", "systemd", "kernel", "haproxy", "postgres", "nginx"]
)
def test_broken_messages_of_daemons_raise_nothing(program: str) -> None:
    chance = random.Random(17)
    bodies = [line[30:] for line in lines_of("unix_daemons.log")] + lines_of("haproxy.log")
    for _ in range(500):
        body = chance.choice(bodies)
        start = chance.randint(0, len(body))
        body = body[:start] + chance.choice(_HOSTILE) + body[start + chance.choice((0, 1, 8)) :]
        enrich(program, body)
        severity(program, body)
        parse_inner(program, body, RECEIVED)


@pytest.mark.parametrize(("format_", "prefixes"), FORMATS, ids=ids)
def test_long_hostile_lines_take_no_long_time(format_: Format, prefixes: tuple[str, ...]) -> None:
    heads = {
        lines_of(name)[0][:cut] for name in FILES if name.startswith(prefixes) for cut in (0, 20, 60, 120)
    }
    began = time.process_time()
    for head in heads:
        for piece in (
            '"',
            " ",
            "- ",
            '", "',
            ', client: "',
            "[a]",
            "1 ",
            "x:",
            "a.",
            ' a="',
            "1.1.1.1, ",
            "@a",
        ):
            format_.parse(head + piece * (16_000 // len(piece)) + "!", RECEIVED)

    assert (time.process_time() - began) / len(heads) < 2
