"""How bad one kind of record is by itself: its level, its words, how many there are and when."""

from __future__ import annotations

import pytest

from crosscut.detection import History
from crosscut.detection.error_templates import find_signs
from crosscut.detection.problem import Sign
from crosscut.detection.window import window_of
from crosscut.model import Severity
from tests.unit.writing import (
    HOUR,
    Log,
    access,
    alarming,
    detections_of,
    digest_of,
    entry,
    postgres,
    python,
    shoppers,
    syslog,
    traffic,
)

REFUSED = "could not connect to server: Connection refused"
UNKNOWN = "tax table of this order is empty"


def signs_of(log: Log | str, *, known: bool = False, history: bool = False) -> list[Sign]:
    digest = digest_of(log)
    ids = frozenset(t.id for t in digest.templates) if known else frozenset()
    return find_signs(digest, window_of(digest), History(exists=history or known, known=ids))


def errors(message: str, *, step: float, start: float, stop: float, level: str = "ERROR") -> Log:
    log = traffic(Log(), "orders", "users")
    return log.every(step, lambda s, i: entry(s, level, "orders", message), start=start, stop=stop)


def burst(message: str, level: str = "ERROR") -> Log:
    return errors(message, step=3, start=1800, stop=1980, level=level)


def severity_of(log: Log | str, *, known: bool = False) -> Severity:
    (sign,) = signs_of(log, known=known)
    return sign.severity


def test_everyday_records_are_no_signs() -> None:
    assert signs_of(traffic(Log(), "orders", "users")) == []


def test_a_single_unknown_error_is_medium() -> None:
    assert severity_of(errors(UNKNOWN, step=60, start=1800, stop=1860)) is Severity.MEDIUM


def test_a_burst_of_an_unknown_error_is_high() -> None:
    (sign,) = signs_of(burst(UNKNOWN))

    assert (sign.severity, sign.burst, sign.symptom) == (Severity.HIGH, True, None)


def test_a_burst_of_a_known_symptom_is_one_step_worse() -> None:
    assert severity_of(burst(REFUSED)) is Severity.CRITICAL


def test_a_single_failed_connection_is_high_and_not_more() -> None:
    assert severity_of(errors(REFUSED, step=60, start=1800, stop=1860)) is Severity.HIGH


def test_a_planned_restart_of_a_database_wakes_nobody() -> None:
    log = Log().every(5, lambda s, i: postgres(s, "LOG", "checkpoint starting: time"))
    for i in range(40):
        s = 1500 + i / 10
        log.add(s, postgres(s, "FATAL", "terminating connection due to administrator command"))
        log.add(s + 5, postgres(s + 5, "FATAL", "the database system is shutting down"))

    assert alarming(detections_of(log)) == []


def test_a_few_time_outs_are_a_blip() -> None:
    log = errors("call to payments timed out", step=600, start=600, stop=2400)

    assert severity_of(log) is Severity.MEDIUM


def test_many_time_outs_are_not() -> None:
    log = errors("call to payments timed out", step=60, start=600, stop=1800)

    assert severity_of(log) is Severity.HIGH


def test_a_fatal_error_is_high() -> None:
    assert severity_of(errors(UNKNOWN, step=60, start=1800, stop=1860, level="FATAL")) is Severity.HIGH


def test_an_error_that_is_always_there_is_one_step_milder() -> None:
    log = traffic(Log(), "orders", step=1)
    log.every(120, lambda s, i: entry(s, "ERROR", "orders", UNKNOWN))

    assert severity_of(log) is Severity.LOW


def test_an_error_that_is_a_large_part_of_what_is_said_is_not() -> None:
    log = traffic(Log(), "orders", step=60)
    log.every(120, lambda s, i: entry(s, "ERROR", "orders", UNKNOWN))

    assert severity_of(log) is Severity.MEDIUM


def test_a_known_error_is_low() -> None:
    assert severity_of(errors(UNKNOWN, step=60, start=1800, stop=1920), known=True) is Severity.LOW


@pytest.mark.parametrize("message", [UNKNOWN, REFUSED])
def test_a_known_error_in_a_burst_is_as_bad_as_a_new_one(message: str) -> None:
    assert severity_of(burst(message), known=True) is severity_of(burst(message))


def test_an_outage_that_fills_a_short_window_is_no_habit_even_if_it_is_known() -> None:
    # An object of one minute, as delivery streams write them: there is no quiet time to compare with.
    log = traffic(Log(), "orders", step=0.5, stop=60).every(
        1, lambda s, i: entry(s, "ERROR", "orders", REFUSED), stop=60
    )

    assert severity_of(log, known=True) is Severity.CRITICAL


def test_many_unknown_errors_in_a_short_window_are_high() -> None:
    log = traffic(Log(), "orders", step=0.5, stop=60).every(
        1, lambda s, i: entry(s, "ERROR", "orders", UNKNOWN), stop=60
    )

    assert severity_of(log) is Severity.HIGH


def test_an_error_is_new_only_against_a_history() -> None:
    log = errors(UNKNOWN, step=60, start=1800, stop=1860)

    assert [s.new for s in signs_of(log)] == [False]
    assert [s.new for s in signs_of(log, history=True)] == [True]
    assert [s.new for s in signs_of(log, known=True)] == [False]


def test_a_few_warnings_are_no_sign() -> None:
    assert signs_of(errors("retrying: timed out", step=300, start=0, stop=HOUR, level="WARN")) == []


def test_warnings_that_nobody_can_place_are_no_sign() -> None:
    assert signs_of(burst("the tax table is old", level="WARN")) == []


def test_a_burst_of_warnings_is_medium_at_most() -> None:
    assert severity_of(burst(REFUSED, level="WARN")) is Severity.MEDIUM


def test_warnings_that_are_always_there_are_low() -> None:
    log = traffic(Log(), "orders", step=1).every(
        120, lambda s, i: entry(s, "WARN", "orders", "retrying: timed out")
    )

    assert severity_of(log) is Severity.LOW


@pytest.mark.parametrize(
    "message", [REFUSED, "no space left on device", "java.lang.OutOfMemoryError", "panic: x"]
)
def test_what_a_program_says_for_information_is_no_sign(message: str) -> None:
    assert signs_of(burst(f"customer reports: {message}", level="INFO")) == []


def test_an_event_for_information_is_a_sign_at_once() -> None:
    event = 'Event occurred type="Warning" reason="OOMKilling" message="Memory cgroup out of memory"'

    assert severity_of(errors(event, step=60, start=0, stop=60, level="INFO")) is Severity.CRITICAL


def test_a_kernel_line_without_a_level_counts_at_once() -> None:
    log = Log().every(60, lambda s, i: syslog(s, "systemd[1]", f"Started unit-{i}.service"))
    log.add(1800, syslog(1800, "app[7]", "write /data/x: no space left on device"))

    assert severity_of(log) is Severity.CRITICAL


def test_a_line_without_a_level_that_only_names_the_trouble_does_not() -> None:
    log = Log().every(60, lambda s, i: syslog(s, "report[1]", "disk full check passed; no OOMKilled pods"))

    assert signs_of(log) == []


def test_a_connection_error_without_a_level_needs_many() -> None:
    log = Log().every(60, lambda s, i: syslog(s, "systemd[1]", f"Started unit-{i}.service"))
    log.add(1800, syslog(1800, "app[7]", "connection refused"))

    assert signs_of(log) == []


def test_requests_are_judged_by_their_status_and_not_by_their_words() -> None:
    log = shoppers(Log()).every(
        10,
        lambda s, i: access(
            s, "198.51.100.7", "GET /docs/connection-refused/java.lang.OutOfMemoryError", 500
        ),
    )

    assert signs_of(log) == []


def test_signs_of_an_attack_are_left_to_the_rules_on_attacks() -> None:
    log = Log().every(
        1, lambda s, i: syslog(s, "sshd[7]", "error: Failed password for root from 203.0.113.7"), stop=60
    )

    assert signs_of(log) == []


def test_signs_come_in_the_order_of_their_times() -> None:
    log = traffic(Log(), "orders", "users")
    for second, message in ((900, "second kind of trouble"), (300, "first kind of trouble")):
        log.add(second, entry(second, "ERROR", "orders", message))

    assert [s.template.text for s in signs_of(log)] == ["first kind of trouble", "second kind of trouble"]


def test_the_value_in_a_message_says_what_it_is_and_its_time_does_not() -> None:
    # The first is a status of another service, the second is 503 milliseconds past the second.
    log = traffic(Log(), "orders").add(5, entry(5, "ERROR", "gateway", "orders returned 503"))

    (sign,) = signs_of(log)
    (other,) = signs_of(python(900.503, "ERROR", "shop", "basket has no lines") + "\n")

    assert sign.symptom is not None
    assert sign.symptom.id == "upstream"
    assert other.symptom is None


def test_another_service_of_the_log_is_the_target_where_it_is_named() -> None:
    log = traffic(Log(), "orders", "gateway").add(5, entry(5, "ERROR", "gateway", "orders returned 503"))

    (sign,) = signs_of(log)

    assert sign.target == "orders"
