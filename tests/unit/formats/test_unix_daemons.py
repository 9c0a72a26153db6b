"""What sshd, PAM, sudo, su, cron, systemd and the account tools tell, as OpenSSH 9.2 and Debian's tools wrote it."""

from __future__ import annotations

import re

import pytest

from crosscut.formats.inside_syslog import parse_inner
from crosscut.formats.unix_daemons import enrich, severity
from tests.unit.formats.parsing import RECEIVED
from tests.unit.formats.samples import lines_of

_LINE = re.compile(r"\w{3} [ \d]\d [\d:]{8} \S+ (?P<program>[\w./\-]+)(?:\[\d+\])?: ?(?P<body>.*)")


def said(words: str) -> tuple[str, str]:
    """Return the program and the message of the first line that has these words."""
    for line in lines_of("unix_daemons.log"):
        match = _LINE.match(line)
        if match and words in match["body"]:
            return match["program"], match["body"]
    raise AssertionError(words)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            "Accepted publickey",
            {
                "user.name": "ada",
                "client.address": "127.0.0.1",
                "client.port": 45490,
                "auth.method": "publickey",
            },
        ),
        (
            "Failed keyboard-interactive/pam for invalid user admin",
            {
                "user.name": "admin",
                "client.address": "127.0.0.1",
                "client.port": 49790,
                "auth.method": "keyboard-interactive/pam",
            },
        ),
        (
            "Invalid user mallory",
            {"user.name": "mallory", "client.address": "127.0.0.1", "client.port": 49802},
        ),
        (
            "Connection closed by authenticating user ada",
            {"user.name": "ada", "client.address": "127.0.0.1", "client.port": 34452},
        ),
        (
            "authentication failure; logname= uid=0",
            {"user.name": "ada", "client.address": "127.0.0.1", "tty": "ssh"},
        ),
        ("session opened for user ada", {"user.name": "ada", "session": "opened"}),
        (
            "COMMAND=/usr/bin/id",
            {
                "user.name": "ada",
                "user.target.name": "root",
                "process.command_line": "/usr/bin/id",
                "process.working_directory": "/srv/shop",
            },
        ),
        ("FAILED SU", {"user.name": "ada", "user.target.name": "root"}),
        ("(ada) CMD", {"user.name": "ada", "process.command_line": "/bin/echo hi"}),
        ("new user: name=tempuser", {"user.name": "tempuser"}),
        ("delete user 'tempuser'", {"user.name": "tempuser"}),
        ("password changed for", {"user.name": "ada"}),
    ],
)
def test_who_from_where_and_which_command(words: str, expected: dict[str, object]) -> None:
    assert enrich(*said(words)) == expected


@pytest.mark.parametrize(
    ("program", "body", "expected"),
    [
        (
            "sudo",
            "   ada : TTY=pts/0 ; PWD=/home/ada ; USER=root ; COMMAND=/bin/cat /etc/shadow",
            {
                "user.name": "ada",
                "tty": "pts/0",
                "process.working_directory": "/home/ada",
                "user.target.name": "root",
                "process.command_line": "/bin/cat /etc/shadow",
            },
        ),
        (
            "sshd(pam_unix)",
            "authentication failure; logname= uid=0 euid=0 tty=NODEVssh ruser= rhost=203.0.113.4  user=root",
            {"user.name": "root", "tty": "NODEVssh", "client.address": "203.0.113.4"},
        ),
        (
            "systemd",
            "shop.service: Main process exited, code=killed, status=9/KILL",
            {"systemd.unit": "shop.service", "process.exit.code": 9, "reason": "KILL"},
        ),
        (
            "systemd",
            "shop.service: Failed with result 'oom-kill'.",
            {"systemd.unit": "shop.service", "reason": "oom-kill"},
        ),
        (
            "systemd",
            "shop.service: Scheduled restart job, restart counter is at 5.",
            {"systemd.unit": "shop.service", "restarts": 5},
        ),
        ("systemd-logind", "New session 4 of user ada.", {"user.name": "ada"}),
        ("su", "Successful su for root by ada", {"user.name": "ada", "user.target.name": "root"}),
        (
            "kernel",
            "Out of memory: Killed process 4123 (java) total-vm:1kB",
            {"process.pid": 4123, "process.executable.name": "java", "reason": "out of memory"},
        ),
        ("shop", "Accepted order for ada from 203.0.113.5 port 1", {}),
    ],
)
def test_other_messages(program: str, body: str, expected: dict[str, object]) -> None:
    assert enrich(program, body) == expected


def test_a_user_name_cannot_forge_an_address() -> None:
    body = "Failed password for invalid user x from 192.0.2.1 port 1 ssh2 from 203.0.113.66 port 4711 ssh2"

    assert enrich("sshd", body)["client.address"] == "203.0.113.66"


@pytest.mark.parametrize(
    ("program", "body", "expected"),
    [
        ("sshd", "Failed password for root from 203.0.113.5 port 1 ssh2", 13),
        ("sshd", "Accepted password for ada from 203.0.113.5 port 1 ssh2", 0),
        ("sudo", "ada : user NOT in sudoers ; PWD=/ ; USER=root ; COMMAND=/bin/sh", 13),
        ("systemd", "shop.service: Failed with result 'exit-code'.", 13),
        ("systemd", "shop.service: Main process exited, code=exited, status=0/SUCCESS", 0),
        ("kernel", "Out of memory: Killed process 4123 (java)", 17),
    ],
)
def test_severities(program: str, body: str, expected: int) -> None:
    assert severity(program, body) == expected


def test_the_kernels_messages_behind_a_header() -> None:
    record = parse_inner(
        "kernel", "[12345.678901] Out of memory: Killed process 4123 (java) total-vm:1kB", RECEIVED
    )

    assert record is not None
    assert record.body == "Out of memory: Killed process 4123 (java) total-vm:1kB"
    assert record.severity_number == 17
