"""Figures of a window: what is a burst, what is always there."""

from __future__ import annotations

from crosscut.detection.window import Window, evidence_of, is_burst, is_chronic, window_of
from tests.unit.writing import Log, digest_of, entry, plain

MINUTE_0 = 29_500_000


def hour_of(minutes: dict[int, int]) -> dict[int, int]:
    return {MINUTE_0 + minute: count for minute, count in minutes.items()}


def window(minutes: int = 60) -> Window:
    log = Log().every(60, lambda s, i: f"{plain(s)} INFO tick", stop=minutes * 60)
    return window_of(digest_of(log))


def test_a_window_spans_from_its_first_to_its_last_minute() -> None:
    log = Log().add(0, entry(0, "INFO", "a", "up")).add(600, entry(600, "INFO", "b", "up"))

    found = window_of(digest_of(log))

    assert found.minutes == 11
    assert found.records == 2
    assert found.by_service == {"a": 1, "b": 1}


def test_a_log_without_times_is_one_minute_long() -> None:
    found = window_of(digest_of("INFO up\nERROR down\n"))

    assert (found.minutes, found.records) == (1, 2)


def test_twenty_records_in_one_of_sixty_minutes_are_a_burst() -> None:
    assert is_burst(hour_of({30: 20}), window())


def test_nineteen_records_are_none() -> None:
    assert not is_burst(hour_of({30: 19}), window())


def test_records_that_are_always_there_are_no_burst() -> None:
    assert not is_burst(hour_of(dict.fromkeys(range(60), 4)), window())


def test_a_peak_over_what_is_always_there_is_a_burst() -> None:
    assert is_burst(hour_of({**dict.fromkeys(range(60), 2), 30: 12}), window())


def test_within_one_minute_nothing_can_be_a_burst() -> None:
    assert not is_burst(hour_of({0: 500}), window(1))


def test_records_over_the_whole_window_are_chronic() -> None:
    assert is_chronic(hour_of(dict.fromkeys(range(0, 60, 5), 1)), window())


def test_records_in_half_of_the_window_are_not() -> None:
    assert not is_chronic(hour_of(dict.fromkeys(range(30), 1)), window())


def test_a_few_records_are_not() -> None:
    assert not is_chronic(hour_of({0: 1, 30: 1, 59: 1}), window())


def test_in_a_short_window_nothing_is_chronic() -> None:
    assert not is_chronic(hour_of(dict.fromkeys(range(9), 5)), window(9))


def test_evidence_is_the_first_records_in_full_but_for_what_is_too_long() -> None:
    log = Log().every(60, lambda s, i: entry(s, "ERROR", "a", f"record {i} " + "long " * 200), stop=300)
    (template,) = digest_of(log).templates

    (first, second) = evidence_of(template, most=2)

    assert (first.file, first.line, second.line) == ("app.log", 1, 2)
    assert first.text.startswith('{"timestamp"')
    assert len(first.text) == 600
    assert first.verified
