"""Attacks, by the address that they come from."""

from __future__ import annotations

import pytest

from crosscut.detection.security import MAX_ENTITIES, attacks
from crosscut.model import Category, Detection, Severity
from tests.unit.writing import Log, access, digest_of, entry, shoppers, syslog


def found(log: Log) -> list[Detection]:
    return list(attacks(digest_of(log)))


def guesses(log: Log, number: int, *, address: str = "203.0.113.77", start: float = 900) -> Log:
    return log.every(
        1,
        lambda s, i: syslog(
            s, f"sshd[{i}]", f"Failed password for root from {address} port {40_000 + i} ssh2"
        ),
        start=start,
        stop=start + number,
    )


def accepted(second: float, address: str = "203.0.113.77") -> str:
    return syslog(second, "sshd[999]", f"Accepted password for root from {address} port 50111 ssh2")


@pytest.mark.parametrize(
    ("failures", "severity"), [(15, Severity.MEDIUM), (49, Severity.MEDIUM), (50, Severity.HIGH)]
)
def test_guessing_is_as_bad_as_it_is_persistent(failures: int, severity: Severity) -> None:
    (finding,) = found(guesses(Log(), failures))

    assert (finding.severity, finding.rule, finding.count) == (severity, "brute-force", failures)
    assert finding.category is Category.SECURITY


def test_fourteen_failed_logins_are_a_bad_morning() -> None:
    assert found(guesses(Log(), 14)) == []


def test_a_guess_that_was_right_is_critical() -> None:
    log = guesses(Log(), 30).add(931, accepted(931))

    (finding,) = found(log)

    assert finding.severity is Severity.CRITICAL
    assert "a login that succeeded" in finding.title
    assert "taken over" in finding.cause
    assert any("Accepted password" in quote.text for quote in finding.evidence)
    assert finding.topics[0] == "account-taken-over"


def test_a_login_from_elsewhere_is_no_success_of_the_attack() -> None:
    log = guesses(Log(), 60).add(961, accepted(961, address="198.51.100.4"))

    (finding,) = found(log)

    assert finding.severity is Severity.HIGH


def test_a_login_before_the_failures_is_none_either() -> None:
    log = guesses(Log(), 60).add(100, accepted(100))

    assert [f.severity for f in found(log)] == [Severity.HIGH]


def test_the_address_is_told_as_its_pseudonym_and_is_the_same_everywhere() -> None:
    (ssh,) = found(guesses(Log(), 60))
    (web,) = found(
        shoppers(Log()).every(1, lambda s, i: access(s, "203.0.113.77", "POST /login", 401), stop=60)
    )

    assert "203.0.113.77" not in ssh.model_dump_json()
    assert ssh.entity == web.entity
    assert ssh.entity in ssh.title


def test_web_probes_are_counted_by_kind() -> None:
    log = shoppers(Log())
    log.every(1, lambda s, i: access(s, "203.0.113.66", f"GET /x?id={i}%27%20OR%201%3D1--", 404), stop=8)
    log.every(1, lambda s, i: access(s, "203.0.113.66", "GET /.env", 404), start=20, stop=24)

    (finding,) = found(log)

    assert (finding.rule, finding.severity) == ("web-attack", Severity.MEDIUM)
    assert "8 sql-injection probes, 4 scanner probes" in finding.summary
    assert "T1190" in finding.cause
    assert "T1595" in finding.cause


def test_a_hundred_probes_are_high() -> None:
    log = shoppers(Log()).every(
        1, lambda s, i: access(s, "203.0.113.66", f"GET /x?id={i}%27%20OR%201%3D1--", 404), stop=100
    )

    assert [f.severity for f in found(log)] == [Severity.HIGH]


def test_the_internet_scans_everybody() -> None:
    log = shoppers(Log()).every(1, lambda s, i: access(s, "203.0.113.66", "GET /.env", 404), stop=6)

    assert [f.severity for f in found(log)] == [Severity.LOW]


def test_one_client_that_probes_and_guesses_is_one_finding() -> None:
    log = shoppers(Log())
    log.every(1, lambda s, i: access(s, "203.0.113.66", "GET /a?x=../../etc/passwd", 404), stop=20)
    log.every(1, lambda s, i: access(s, "203.0.113.66", "POST /login", 401), start=30, stop=90)

    (finding,) = found(log)

    assert finding.title.startswith("Web attack and brute force from <IP:")
    assert finding.severity is Severity.HIGH


def test_clients_that_attack_each_have_a_finding_up_to_a_bound() -> None:
    log = Log()
    for i in range(MAX_ENTITIES + 2):
        guesses(log, 20 + i, address=f"203.0.113.{i + 1}", start=200 * i)

    findings = found(log)

    assert len(findings) == MAX_ENTITIES
    assert [f.count for f in findings] == [26, 25, 24, 23, 22]


def test_logins_of_an_application_count_too() -> None:
    log = Log().every(
        3,
        lambda s, i: entry(s, "WARN", "auth", "login failed for user alice", client_ip="203.0.113.9"),
        stop=180,
    )
    log.add(200, entry(200, "INFO", "auth", "user alice logged in", client_ip="203.0.113.9"))

    (finding,) = found(log)

    assert (finding.severity, finding.service) == (Severity.CRITICAL, "auth")


def test_shoppers_are_no_attack() -> None:
    assert found(shoppers(Log())) == []


def test_the_times_and_lines_are_the_attackers_own() -> None:
    def typo(second: float, address: str) -> str:
        return syslog(second, "sshd[1]", f"Failed password for ada from {address} port 50000 ssh2")

    log = (
        guesses(Log(), 30, start=900)
        .add(10, typo(10, "198.51.100.5"))
        .add(3_500, typo(3_500, "198.51.100.6"))
    )

    (finding,) = found(log)

    assert finding.first_seen and finding.last_seen
    # The first two failures of an address could be anybody's, so they don't count for its times.
    assert (finding.last_seen - finding.first_seen).total_seconds() == pytest.approx(27)
    assert all(finding.entity in quote.text for quote in finding.evidence[:1])
