"""Days of steady traffic with its normal swing, as digests over simulated time: what is told, and how soon.

Each source warms up for two weeks, then has a day of at least five million lines. From four hours of that day the same
source goes on in other ways: ten times the errors, silence, an error that it has never shown, a fifth of the records.
"""

from __future__ import annotations

import copy
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from tests.unit.detection.simulated import DAY, FAILED, NEW, Change, Simulation, alerts

LINES_A_DAY = 5_000_000
MEAN = 21_000.0  # records in five minutes
SEEDS = (1, 2, 3)
STARTS = (
    datetime(2026, 3, 2, tzinfo=UTC),
    datetime(2026, 3, 5, tzinfo=UTC),
    datetime(2026, 3, 7, tzinfo=UTC),
)
HOURS = (2, 8, 14, 20)
CHANGES: dict[str, Change] = {
    "10 × errors": lambda _, counts: {**counts, FAILED: counts[FAILED] * 10},
    "4 × errors": lambda _, counts: {**counts, FAILED: counts[FAILED] * 4},
    "silence": lambda _, counts: {},
    "new error": lambda _, counts: {**counts, NEW.id: 1},
    "a fifth": lambda _, counts: {kind: n // 5 for kind, n in counts.items()},
}
FIRST = {"a fifth": 1}  # a bucket can only be called too small when it is over and the next delivery comes


def test_a_day_of_steady_traffic_is_quiet_and_what_departs_is_told_at_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines, days, false_alarms = 0, 0, 0
    windows: dict[str, Counter[int]] = {name: Counter() for name in CHANGES}
    began = time.process_time()
    for seed, start in zip(SEEDS, STARTS, strict=True):
        source = Simulation(start, mean=MEAN, seed=seed)
        false_alarms += len(alerts(source, 14 * DAY))
        day = source.records
        for hour in range(24):
            if hour in HOURS:
                for name, change in CHANGES.items():
                    found = alerts(copy.deepcopy(source), 4, change)
                    windows[name][found[0][0] if found else -1] += 1
            false_alarms += len(alerts(source, 12))
        days += 15
        lines += source.records
        if (start + timedelta(days=14)).weekday() < 5:
            assert source.records - day >= LINES_A_DAY
    with capsys.disabled():
        print(
            f"\nrates: {lines:,} lines in {days} days of {len(SEEDS)} sources, {false_alarms} false alarms; "
            f"{time.process_time() - began:.0f} s of processor time"
        )
        for name, counted in windows.items():
            shown = ", ".join(
                f"{n} in window {w}" if w >= 0 else f"{n} never" for w, n in sorted(counted.items())
            )
            print(f"{name:12} {shown}")
    assert false_alarms == 0
    for name, counted in windows.items():
        if name != "4 × errors":
            assert set(counted) == {FIRST.get(name, 0)}, name
