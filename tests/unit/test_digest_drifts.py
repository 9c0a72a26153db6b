"""Durations that were others for a while are told, with when; those that were not are not."""

from __future__ import annotations

import random

from crosscut.digest_drifts import drifts
from crosscut.folding import Fold, merge
from crosscut.model import Digest, Ledger, RedactedRecord
from tests.unit.folding.building import BEGIN, MINUTE, record


def requests(slow_from: int, slow_until: int, *, minutes: int = 90) -> list[RedactedRecord]:
    """Ten requests a minute, of 150 to 200 ms, but ten times as long for a while."""
    dice = random.Random(7)
    return [
        record(
            f"job done in {dice.randrange(150, 200) * (10 if slow_from <= minute < slow_until else 1)} ms",
            line=10 * minute + i + 1,
            nanos=BEGIN + minute * MINUTE + i * 1_000_000_000,
            attributes={"latency_ms": dice.randrange(5, 9)},
        )
        for minute in range(minutes)
        for i in range(10)
    ]


def digest(records: list[RedactedRecord], file: str = "a.log") -> Digest:
    fold = Fold()
    fold.add(records, file=file)
    return fold.digest(source="s", objects=(file,), ledger=Ledger())


def test_a_drift_is_told_with_when_it_began() -> None:
    ((count, said),) = drifts(digest(requests(60, 90)))

    assert count == 300
    assert said.startswith("p95 value 1 ")
    assert " at 11:00 of “job done in <*> ms” (web)" in said
    assert "e+" not in said
    before, after = (float(part.replace(",", "")) for part in said.split()[3:6:2])
    assert 150 <= before <= 240
    assert 1_500 <= after <= 2_400


def test_and_when_it_ended() -> None:
    ((_, said),) = drifts(digest(requests(30, 40)))

    assert " at 10:30 until 10:40 of " in said


def test_what_stays_is_not_told() -> None:
    assert not list(drifts(digest(requests(0, 0))))


def test_halves_together_say_what_the_whole_says() -> None:
    records = requests(60, 90)
    halves = merge([digest(records[:450]), digest(records[450:])])

    assert list(drifts(halves)) == list(drifts(digest(records)))
    assert halves.templates[0].parameters[0].over_time == digest(records).templates[0].parameters[0].over_time
