"""Recall and precision on the whole corpus, and what goes from real logs where `--logs-dir` names a folder of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.benchmarks.redaction import corpus, over_redaction
from tests.benchmarks.redaction.measure import lookalikes, misses, table
from tests.benchmarks.redaction.redactors import Run, ours, ours_as_records
from tests.benchmarks.redaction.scoring import score
from tests.benchmarks.redaction.thresholds import shortfalls


@pytest.mark.parametrize("redact", [ours, ours_as_records])
def test_recall_and_precision_on_twenty_thousand_values(
    redact: Callable[[list[str]], Run], capsys: pytest.CaptureFixture[str]
) -> None:
    lines = corpus.lines()

    run = redact([line.text for line in lines])

    result = score(lines, run.lines)
    with capsys.disabled():
        print(f"\n{table([run], [result], sum(len(line.text) for line in lines))}\n\n{lookalikes(result)}")
    assert not run.quarantined
    assert not shortfalls(result), misses(result)


def test_little_goes_from_real_logs(logs_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    logs = {
        name: over_redaction.taken(lines) for name, lines in over_redaction.read(logs_dir / "loghub").items()
    }

    with capsys.disabled():
        print(f"\n{over_redaction.report(logs)}")
    assert all(log.share < over_redaction.MOST for log in logs.values())
