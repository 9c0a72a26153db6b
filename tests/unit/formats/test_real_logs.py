"""Logs of real systems: a sensible format each, their times are found, and no line is lost.

Those in a folder that `--logs-dir` names are read whole; of others a few lines are written here in their layout.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crosscut.formats import layout_of, parse_records
from crosscut.reading import LineReader
from tests.unit.formats.parsing import RECEIVED, nanos

FORMATS = {
    "Apache_2k.log": "apache_error",
    "BGL_2k.log": "generic",
    "HDFS_2k.log": "generic",
    "Hadoop_2k.log": "log4j",
    "Linux_2k.log": "syslog",
    "OpenSSH_2k.log": "syslog",
    "OpenStack_2k.log": "generic",
    "Zookeeper_2k.log": "log4j",
    "cascading_failures.log.gz": "json",
    "http_error_needle.log.gz": "json",
    "mixed_errors.log": "generic",
}
YEARS = set(range(2004, 2027))
# (name, format, lines in the layout of a public collection of logs, time of the first one, level of the last one)
LAYOUTS = [
    (
        "Spark",
        "generic",
        ["17/06/09 20:10:40 INFO executor.Executor: Starting", "17/06/09 20:10:41 WARN spark.SparkConf: old"],
        "2017-06-09T20:10:40",
        13,
    ),
    (
        "Proxifier",
        "generic",
        [
            "[10.30 16:49:06] chrome.exe - proxy.example.test:5070 open through proxy HTTPS",
            "[10.30 16:49:07] chrome.exe *64 - proxy.example.test:5070 close, 451 bytes sent",
        ],
        "2026-10-30T16:49:06",
        0,
    ),
    (
        "Android",
        "generic",
        [
            "03-17 16:13:38.811  1702  2395 D WindowManager: printFreezingDisplayLogs",
            "03-17 16:13:38.819  1702  8671 E ActivityManager: not responding",
        ],
        "2026-03-17T16:13:38.811",
        17,
    ),
    (
        "Android, brief",
        "generic",
        ["03-17 16:13:38.811 W/ActivityManager( 1702): Slow operation"],
        "2026-03-17T16:13:38.811",
        13,
    ),
    (
        "HPC",
        "generic",
        [
            "134681 node-246 unix.hw state_change.unavailable 1077804742 1 Component State Change: x",
            "350766 gige7 action error 1084680778 1 boot (command 1903) Error: x",
        ],
        "2004-02-26T14:12:22",
        17,
    ),
    (
        "OpenStack",
        "generic",
        [
            "nova-api.log.1.2017-05-16_13:53:08 2017-05-16 00:00:00.008 25746 INFO nova.wsgi [req-1 - - -] up",
            "nova-compute.log.1 2017-05-16 00:00:04.500 2931 WARNING nova.virt [req-2 - - -] slow",
        ],
        "2017-05-16T00:00:00.008",
        13,
    ),
    (
        "Windows CBS",
        "generic",
        [
            "2016-09-28 04:30:30, Info                  CBS    Loaded Servicing Stack v6.1",
            "2016-09-28 04:30:31, Error                 CSI    00000001@2016/9/27:20:30:31.455 failed",
        ],
        "2016-09-28T04:30:30",
        17,
    ),
    (
        "HealthApp",
        "generic",
        [
            "20171223-22:15:29:606|Step_LSC|30002312|onStandStepChanged 3579",
            "20171224-0:0:1:5|Step_LSC|30002312|onExtend:1514038530000 14 0 4",
        ],
        "2017-12-23T22:15:29.606",
        0,
    ),
    (
        "Mac",
        "syslog",
        [
            "Jul  1 09:00:55 host-1 kernel[0]: IOThunderboltSwitch<0>(0x0)::listenerCallback - unplug = 0",
            "Jul  4 12:00:00 --- last message repeated 1 time ---",
            "Jul  3 17:00:00 host-1 com.apple.xpc.launchd[1] (com.apple.bsd.dirhelper[23]): Service failed",
        ],
        "2026-07-01T09:00:55",
        13,
    ),
    (
        "Thunderbird",
        "generic",
        [
            "- 1131566461 2005.11.09 dn228 Nov 9 12:01:01 dn228/dn228 crond(pam_unix)[2915]: session closed",
            "VAPI 1131566461 2005.11.09 an1 Nov 9 12:01:01 an1/an1 kernel: failed",
        ],
        "2005-11-09T20:01:01",
        13,
    ),
    (
        "Zookeeper",
        "log4j",
        [
            "2015-07-29 17:41:44,747 - INFO  [QuorumPeer[myid=1]/0:0:0:0:0:0:0:0:2181:Election@774] - up",
            "2015-07-29 19:13:17,524 - WARN  [SendWorker:188978561024:Manager$SendWorker@679] - interrupted",
        ],
        "2015-07-29T17:41:44.747",
        13,
    ),
    (
        "Liberty",
        "generic",
        ["- 1102809661 2004.12.12 ladmin2 Dec 12 00:01:01 ladmin2/ladmin2 sshd[11]: closed"],
        "2004-12-12T00:01:01",
        0,
    ),
    (
        "Spirit",
        "generic",
        ["- 1104566461 2005.01.01 sadmin1 Jan 1 00:01:01 sadmin1/sadmin1 crond[2915]: closed"],
        "2005-01-01T08:01:01",
        0,
    ),
    (
        "auditd",
        "generic",
        ["type=USER_AUTH msg=audit(1794909600.123:45): pid=12 uid=0 res=failed"],
        "2026-11-17T10:00:00.123",
        13,
    ),
    (
        "Redis",
        "generic",
        ["1:M 17 Nov 2026 10:00:00.123 * Ready to accept connections"],
        "2026-11-17T10:00:00.123",
        0,
    ),
    (
        "MongoDB before 4.4",
        "generic",
        ["2026-11-17T10:00:00.123+0000 I NETWORK  [initandlisten] waiting"],
        "2026-11-17T10:00:00.123",
        0,
    ),
    (
        "Elasticsearch",
        "log4j",
        ["[2026-11-17T10:00:00,123][WARN ][o.e.c.r.a.Disk] [node-1] high disk watermark"],
        "2026-11-17T10:00:00.123",
        13,
    ),
    (
        "Kafka",
        "log4j",
        ["[2026-11-17 10:00:00,123] ERROR [KafkaServer id=0] stopped (kafka.server.KafkaServer)"],
        "2026-11-17T10:00:00.123",
        17,
    ),
    (
        "Cassandra",
        "generic",
        ["ERROR [main] 2026-11-17 10:00:00,123 CassandraDaemon.java:500 - down"],
        "2026-11-17T10:00:00.123",
        17,
    ),
    (
        "Squid",
        "generic",
        [
            "1794909600.123    156 203.0.113.9 TCP_MISS/200 4512 GET http://example.test/ - HIER_DIRECT/192.0.2.4"
        ],
        "2026-11-17T10:00:00.123",
        0,
    ),
    (
        "RabbitMQ",
        "generic",
        ["2026-11-17 10:00:00.123456+00:00 [error] <0.229.0> closing connection"],
        "2026-11-17T10:00:00.123456",
        17,
    ),
]


@pytest.mark.parametrize(
    ("format_", "lines", "first", "last_level"),
    [case[1:] for case in LAYOUTS],
    ids=[case[0] for case in LAYOUTS],
)
def test_every_line_has_its_time_and_the_level_that_it_names(
    format_: str, lines: list[str], first: str, last_level: int
) -> None:
    records = list(parse_records(lines * 3, RECEIVED))

    assert layout_of(lines * 3, RECEIVED).format.name == format_
    assert [record.text for record in records] == lines * 3
    assert records[0].time_unix_nano == nanos(first)
    assert None not in [record.time_unix_nano for record in records]
    assert records[-1].severity_number == last_level


def test_format_and_times_of_every_log_are_found_and_no_line_is_lost(logs_dir: Path) -> None:
    paths = [path for path in sorted(logs_dir.rglob("*")) if path.name.endswith((".log", ".log.gz"))]
    assert paths, f"no logs in {logs_dir}"

    for path in paths:
        with path.open("rb") as stream:
            lines = list(LineReader(stream, name=path.name))
        records = list(parse_records(lines, RECEIVED))

        assert [line for record in records for line in record.text.split("\n")] == lines, path.name
        assert sum(record.line_count for record in records) == len(lines), path.name
        timed = [record for record in records if record.time_unix_nano is not None]
        assert sum(record.line_count for record in timed) >= 0.99 * len(lines), path.name
        years = {datetime.fromtimestamp((r.time_unix_nano or 0) // 10**9, UTC).year for r in timed}
        assert years <= YEARS, path.name
        if path.name in FORMATS:
            assert layout_of(lines, RECEIVED).format.name == FORMATS[path.name], path.name
