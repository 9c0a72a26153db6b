"""What an investigation's own work costs: keeping the records beside reading them, and searching all of them."""

from __future__ import annotations

import io
import time
from contextlib import closing
from pathlib import Path

import pytest

from crosscut.investigation.ports import Query
from crosscut.parts import SourceObject
from crosscut.pipeline import sanitize
from crosscut.redaction import Redactor
from crosscut.spool import Spool
from crosscut.trail import Trail
from tests.unit.writing import NOW

LOG = Path(__file__).parents[1] / "logs" / "shop-api" / "app.log"
TIMES = 60
MOST_SECONDS = 3.0  # of CPU, to search 167,400 records


def test_keeping_and_searching_cost_little(capsys: pytest.CaptureFixture[str]) -> None:
    text = LOG.read_bytes() * TIMES

    def read(trail: Trail, spool: Spool | None = None) -> float:
        item = SourceObject("app.log", io.BytesIO(text), NOW)
        begin = time.process_time()
        digest = sanitize([item], source="shop", redactor=Redactor(b"synthetic-key"), sink=None, trail=trail)
        seconds = time.process_time() - begin
        if spool is not None:
            spool.finish(digest, trail.fold.assignments())
        return seconds

    plain = read(Trail())
    with closing(Spool()) as spool:
        kept = read(Trail(assign=True, keep=spool.add), spool)
        begin = time.process_time()
        found = sum(1 for _ in spool.search(Query(words=("refused",))))
        searched = time.process_time() - begin
        records = sum(t.count for t in spool.digest.templates)

    with capsys.disabled():
        print(
            f"\n{records} records ({len(text) / 1e6:.0f} MB): read {plain:.1f} s, with the spool {kept:.1f} s; "
            f"searched in {searched:.2f} s ({found} found), all CPU"
        )
    assert found > 0
    assert searched < MOST_SECONDS
