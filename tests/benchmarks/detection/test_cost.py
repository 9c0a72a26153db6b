"""What marking and detecting cost beside redacting and folding the same records."""

from __future__ import annotations

import gc
import io
import time

import pytest

from crosscut.baseline import Counts, bucket_at
from crosscut.detection import History, SignalMarker, detect, judge, rates_of
from crosscut.detection import component as names
from crosscut.detection.symptoms import event_of, steady_of, symptoms
from crosscut.folding import Fold
from crosscut.formats import parse_records
from crosscut.insights.baseline_memory import MemoryBaselines
from crosscut.model import Ledger, RedactedRecord
from crosscut.reading import LineReader
from crosscut.redaction import Redactor
from tests.benchmarks.detection import availability, dependencies, security
from tests.benchmarks.detection.outcome import KEY
from tests.unit.writing import BEGIN, NOW

LOGS = (
    security.stolen_credentials_are_tried_at_the_login,
    availability.an_alb_has_no_target_left,
    dependencies.a_database_goes_down_below_three_services,
)
# As they are, and ten in a row: objects of some 5 MB, which is what Firehose buffers when it is not told otherwise.
# What is done once for each digest weighs more on a small object.
SIZES = (1, 10)
MOST = 0.10  # of the time of redacting and folding
BATCH = 1_000
RUNS = 3  # of which the quickest counts, for each step: what else the machine does only adds


def test_detection_costs_little(capsys: pytest.CaptureFixture[str]) -> None:
    start = time.process_time()
    symptoms(), names.tables(), steady_of(""), event_of("")  # once for each process, whatever it reads
    loading = time.process_time() - start
    shares = {}
    for size in SIZES:
        spent = {"redact": 0.0, "mark": 0.0, "fold": 0.0, "detect": 0.0, "judge": 0.0}
        for write in LOGS:
            data = write().encode() * size
            runs = [times(data) for _ in range(RUNS)]
            for step in spent:
                spent[step] += min(run[step] for run in runs)
        shares[size] = (spent["mark"] + spent["detect"] + spent["judge"]) / (spent["redact"] + spent["fold"])
        with capsys.disabled():
            said = ", ".join(f"{step} {seconds:.3f} s" for step, seconds in spent.items())
            print(
                f"\ncost, logs of {6 * size} thousand lines: {said}; mark, detect and judge are {shares[size]:.1%}"
            )
    with capsys.disabled():
        print(f"reading the tables, once a process: {loading:.3f} s")
    assert shares[SIZES[-1]] < MOST


def four_weeks() -> MemoryBaselines:
    """A full baseline up to when the logs begin."""
    past = MemoryBaselines()
    last = bucket_at(BEGIN)
    rates = {bucket: Counts(500, 5, 5, 100, 1) for bucket in range(last - 28 * 288, last)}
    past.add("x", rates, digest_id="past", now=BEGIN)
    return past


def times(data: bytes) -> dict[str, float]:
    """Return the processor seconds of each step over one log."""
    records = list(parse_records(LineReader(io.BytesIO(data), name="x"), NOW))
    redactor, marker, fold = Redactor(key=KEY), SignalMarker(), Fold()
    past = four_weeks()
    redacted: list[RedactedRecord] = []
    gc.disable()  # else a collection of all that was made before falls into any one of the steps
    start = time.process_time()
    for i in range(0, len(records), BATCH):
        redacted += redactor.records(records[i : i + BATCH])
    after_redact = time.process_time()
    marked = list(marker.mark(redacted))
    after_mark = time.process_time()
    fold.add(marked, file="x")
    digest = fold.digest(source="x", objects=("x",), ledger=Ledger())
    after_fold = time.process_time()
    detections = detect(digest, History())
    after_detect = time.process_time()
    rates = rates_of(digest)
    standing = past.add("x", rates, digest_id="now", now=NOW)
    judge(detections, digest, rates, standing)
    end = time.process_time()
    gc.enable()
    return {
        "redact": after_redact - start,
        "mark": after_mark - after_redact,
        "fold": after_fold - after_mark,
        "detect": after_detect - after_fold,
        "judge": end - after_detect,
    }
