"""A digest of thousands of problems: processor time from detection to what is stored, and for twice as many."""

from __future__ import annotations

import gc
import io
import json
import time
from datetime import timedelta

import pytest

from crosscut.analysis import OfflineAnalyst
from crosscut.config import Source
from crosscut.detection import SignalMarker
from crosscut.folding import Fold
from crosscut.formats import parse_records
from crosscut.insights.baseline_memory import MemoryBaselines
from crosscut.insights.incident_memory import MemoryIncidents
from crosscut.insights.memory import MemoryCatalog, MemoryInsightStore
from crosscut.model import Digest, Insight, Ledger, RedactedRecord
from crosscut.pipeline import analyze
from crosscut.reading import LineReader
from tests.unit.writing import BEGIN, NOW

MANY = 10_000
GROWTH = 2.2  # times as long, for twice as many
SAID = {
    "each service misses a database of its own": "cannot connect to db{n}.shop.invalid:5432: connection refused",
    "each service says what nobody knows": "frobnication of the {n}th part went wrong",
    "each service tells of the one before it": "svc-{before} answered 502",
}


def digest_of(problems: int, said: str, monkeypatch: pytest.MonkeyPatch) -> Digest:
    """Return a digest of so many services in trouble, two records each. More than a fold keeps apart by itself."""
    monkeypatch.setattr("crosscut.folding.fold.MAX_GROUPS", 2 * MANY)
    lines = (
        {
            "time": f"{BEGIN + timedelta(seconds=(7 * n + 40 * turn) % 3_000):%Y-%m-%dT%H:%M:%SZ}",
            "level": "error",
            "service": f"svc-{n}",
            "msg": said.format(n=n, before=n - 1),
        }
        for n in range(problems)
        for turn in range(2)
    )
    data = "".join(f"{json.dumps(line)}\n" for line in lines).encode()
    records = [RedactedRecord(*r) for r in parse_records(LineReader(io.BytesIO(data), name="x"), NOW)]
    fold = Fold()
    fold.add(SignalMarker().mark(records), file="x")
    return fold.digest(source="shop", objects=("x",), ledger=Ledger())


def analysed(digest: Digest) -> tuple[float, list[Insight]]:
    """Return the processor seconds of all that follows the folding, and what is stored."""
    gc.collect()
    incidents, start = MemoryIncidents(), time.process_time()
    stored = analyze(
        digest,
        digest_id="now",
        source=Source(name="shop"),
        analyst=OfflineAnalyst(),
        catalog=MemoryCatalog(),
        store=MemoryInsightStore(),
        baselines=MemoryBaselines(),
        incidents=incidents,
        now=NOW,
    )
    return time.process_time() - start, stored


@pytest.mark.parametrize("said", SAID.values(), ids=SAID)
def test_twice_as_many_problems_take_twice_as_long(
    said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = []
    for problems in (MANY // 2, MANY):
        digest = digest_of(problems, said, monkeypatch)
        assert len(digest.templates) >= problems
        seconds, stored = analysed(digest)
        assert sum(i.count for i in stored) == 2 * problems  # all of it is told
        taken.append(seconds)
        with capsys.disabled():
            print(f"\n{said}: {problems:,} problems, {len(stored)} insights, {seconds:.2f} s of CPU", end="")
    with capsys.disabled():
        print(f"; twice as many take {taken[1] / taken[0]:.2f} times as long")
    assert taken[1] <= GROWTH * taken[0]
