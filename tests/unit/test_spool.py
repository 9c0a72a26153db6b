"""Redacted records kept for one investigation: searched, and read around a line, as if all were in memory."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from crosscut.investigation.ports import Query
from crosscut.model import RedactedRecord
from crosscut.parts import SourceObject
from crosscut.pipeline import sanitize
from crosscut.redaction import Redactor
from crosscut.rereading import refold
from crosscut.spool import Spool
from crosscut.times import NANOS
from crosscut.trail import Trail
from tests.unit.writing import BEGIN, NOW, Log, entry

T0 = int(BEGIN.timestamp()) * NANOS


def text() -> str:
    log = Log()
    log.every(
        1, lambda s, i: entry(s, "INFO", "orders", f"order {i} shipped to 192.0.2.{i % 250}"), stop=5_000
    )
    log.every(100, lambda s, i: entry(s + 0.5, "ERROR", "payments", f"card {i} refused"), stop=5_000)
    return log.text()


@pytest.fixture(scope="module")
def spool() -> Iterator[Spool]:
    spool = filled(Spool())
    yield spool
    spool.close()


def filled(spool: Spool) -> Spool:
    trail = Trail(assign=True, keep=spool.add)
    items = [SourceObject(name, io.BytesIO(text().encode()), NOW) for name in ("a.log", "b.log")]
    digest = sanitize(items, source="shop", redactor=Redactor(b"synthetic-key"), sink=None, trail=trail)
    spool.finish(digest, trail.fold.assignments())
    return spool


def test_all_that_fit_are_found_in_order_with_their_templates(spool: Spool) -> None:
    found = list(spool.search(Query(words=("refused",))))

    assert [line.file for line in found] == ["a.log"] * 50 + ["b.log"] * 50
    assert {line.template_id for line in found} == {t.id for t in spool.digest.templates if t.is_error}
    assert {line.service for line in found} == {"payments"}
    assert [line.line for line in found[:50]] == sorted(line.line for line in found[:50])


@pytest.mark.parametrize(
    ("query", "count"),
    [
        (Query(), 10_100),
        (Query(words=("order 17 ", "shipped")), 2),
        (Query(words=("shipped",), without=("order 1",)), 2 * (5_000 - 1_111)),
        (Query(severity_number=17), 100),
        (Query(services=frozenset({"payments"}), file="b.log"), 50),
        (Query(since=T0 + 100 * NANOS, until=T0 + 199 * NANOS), 202),
        (Query(template_ids=frozenset({"nosuch"})), 0),
        (Query(words=("192.0.2.",)), 0),  # what was redacted can't be searched for
    ],
)
def test_what_is_asked_for_is_counted_exactly(spool: Spool, query: Query, count: int) -> None:
    assert sum(1 for _ in spool.search(query)) == count


def test_each_template_has_as_many_lines_as_it_counts(spool: Spool) -> None:
    for template in spool.digest.templates:
        assert len(list(spool.search(Query(template_ids=frozenset({template.id}))))) == template.count


@pytest.mark.parametrize(
    ("line", "lines"),
    [(1, [1, 2, 3]), (2_001, [1_999, 2_000, 2_001, 2_002, 2_003]), (5_050, [5_048, 5_049, 5_050])],
)
def test_lines_stand_beside_each_other_also_where_a_block_ends(
    spool: Spool, line: int, lines: list[int]
) -> None:
    assert [each.line for each in spool.around("b.log", line, before=2, after=2)] == lines


def test_a_line_that_is_not_there_has_no_neighbours(spool: Spool) -> None:
    assert spool.around("b.log", 9_999, before=2, after=2) == []
    assert spool.around("c.log", 1, before=2, after=2) == []


def test_beyond_the_bound_it_says_what_is_left_out() -> None:
    spool = filled(Spool(max_records=6_500))

    assert sum(1 for _ in spool.search(Query())) == 5_050  # whole batches
    assert spool.left_out == "5050 records beyond the first 5050; give a shorter time"
    assert sum(t.count for t in spool.digest.templates) == 10_100  # counted all the same
    spool.close()


def test_records_read_again_have_the_templates_that_they_had(spool: Spool) -> None:
    kept: list[tuple[str, list[RedactedRecord]]] = []
    trail = Trail(keep=lambda file, records: kept.append((file, list(records))))
    item = SourceObject("a.log", io.BytesIO(text().encode()), datetime(2026, 3, 3, tzinfo=UTC))
    once = sanitize([item], source="shop", redactor=Redactor(b"synthetic-key"), sink=None, trail=trail)

    again = refold(kept, source="shop", trail=Trail())

    assert again.templates == once.templates
    assert again.ledger.balanced
    assert again.ledger.records == once.ledger.records
