"""What a backfill would take, and the lines that say how far it is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crosscut.aws.backfill_runs import Run
from crosscut.backfill import Estimate, Plan, Progress, estimated
from crosscut.cli.backfill_deployment import Standing
from crosscut.cli.backfill_page import Pace, beside_a_bar, line

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
PLAN = Plan(
    id="20260301-120000", bucket="their-logs", objects=48_000, bytes=96 * 10**9, batches=1_500, sources=("app",),
    oldest=NOW.date(), newest=NOW.date(), started_at=NOW, run_at=NOW, at_once=4,
)  # fmt: skip


def standing(status: str = "RUNNING", *, done: int = 12_000, stopped: bool = False) -> Standing:
    plan = PLAN.model_copy(update={"stopped": stopped})
    return Standing(plan, Run(status), Progress(48_000, 96 * 10**9, done, done * 2_000_000))


def test_more_at_once_is_sooner_and_costs_the_same() -> None:
    sizes = [(f"app/{n}.log", 50_000_000) for n in range(100)]

    one, ten = (estimated(sizes, batches=100, at_once=at_once) for at_once in (1, 10))

    assert one.seconds == pytest.approx(100 * (5 + 0.25))
    assert ten.seconds == pytest.approx(one.seconds / 10)
    assert one.usd == ten.usd > 0


def test_what_is_compressed_takes_longer_and_many_small_batches_wait_for_their_analysis() -> None:
    plain = estimated([("a.log", 10**8)], batches=1, at_once=4)
    zipped = estimated([("a.log.GZ", 10**8)], batches=1, at_once=4)
    small = estimated([("a.log", 10)] * 50, batches=1_000, at_once=100)

    assert zipped.seconds > 7 * plain.seconds
    assert small == Estimate(400, small.usd)


@pytest.mark.parametrize(
    ("status", "done", "stopped", "state"),
    [
        ("RUNNING", 12_000, False, "running"),
        ("RUNNING", 12_000, True, "stopping"),
        ("ABORTED", 12_000, True, "stopped"),
        ("ABORTED", 48_000, True, "done"),
        ("SUCCEEDED", 48_000, False, "done"),
        ("SUCCEEDED", 12_000, False, "incomplete"),
        ("FAILED", 12_000, False, "failed"),
        ("TIMED_OUT", 12_000, False, "failed"),
        ("NONE", 0, False, "incomplete"),
    ],
)
def test_how_it_stands_is_one_word(status: str, done: int, stopped: bool, state: str) -> None:
    assert standing(status, done=done, stopped=stopped).state == state


def test_a_line_says_how_far_how_fast_and_how_long() -> None:
    pace = Pace(objects=600, bytes=1_200_000_000, seconds=60)

    assert line(standing(), pace) == (
        "20260301-120000 running: 12,000 of 48,000 objects done, 0 failed, 36,000 left, 24.0 GB of 96.0 GB, "
        "20.0 MB/s, about 1 h left"
    )
    assert beside_a_bar(standing(), pace) == "12,000 of 48,000, 20.0 MB/s, about 1 h left"
    assert len(beside_a_bar(standing(), pace)) < 80 - 20 - 6


def test_nothing_is_said_of_speed_before_anything_was_done_or_when_it_is_over() -> None:
    assert "/s" not in line(standing())
    assert "/s" not in line(standing("ABORTED", stopped=True), Pace(1, 1, 1))
