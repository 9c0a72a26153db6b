"""Recall and precision of redaction on a small labelled corpus, so that a rule that loses some is seen at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.benchmarks.redaction import corpus
from tests.benchmarks.redaction.measure import misses
from tests.benchmarks.redaction.redactors import Run, ours, ours_as_records
from tests.benchmarks.redaction.scoring import score
from tests.benchmarks.redaction.thresholds import shortfalls


@pytest.mark.parametrize("redact", [ours, ours_as_records])
def test_recall_and_precision_hold_on_two_thousand_values(redact: Callable[[list[str]], Run]) -> None:
    lines = corpus.lines(2_000)

    run = redact([line.text for line in lines])

    result = score(lines, run.lines)
    assert not run.quarantined

    assert result.planted.total() >= 2_000
    assert not shortfalls(result), misses(result)
