"""The ledger's law, on entries and listings as they come."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from crosscut.conservation import Brought, Kind, LedgerEntry, Listed, through_of, unread, weigh
from crosscut.model import Ledger

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ARRIVED = NOW - timedelta(hours=6)
SINCE = NOW - timedelta(days=1)


def entry(part: str = "aa", **changes: object) -> LedgerEntry:
    whole = LedgerEntry(
        part_id=part,
        object_id=part.partition("-")[0],
        source="shop-api",
        bucket="example-logs",
        key="shop-api/app.log",
        etag="e1",
        arrived=ARRIVED,
        size=300,
        ledger=Ledger(objects=1, bytes_read=300, lines_read=3, lines_folded=3, redactions={"IP": 2}),
        chunks=1,
        sanitized_at=ARRIVED,
        analysed_at=ARRIVED,
        insights=("one",),
    )
    return whole.model_copy(update=changes)


def listed(**changes: object) -> Listed:
    return Listed("shop-api/app.log", "e1", 300, ARRIVED)._replace(**changes)


def missing(*entries: LedgerEntry, item: Listed | None = None) -> list[str]:
    through = weigh(entries, now=NOW)
    return [d.key for d in unread([item or listed()], through, since=SINCE, now=NOW)]


def test_what_got_through_is_no_difference() -> None:
    assert missing(entry()) == []
    assert weigh([entry()], now=NOW).differences == []


def test_an_object_that_was_never_sanitized_is_named() -> None:
    assert missing() == ["shop-api/app.log"]
    assert missing(entry(key="shop-api/other.log")) == ["shop-api/app.log"]


def test_a_key_that_was_written_again_has_to_get_through_again() -> None:
    later = ARRIVED + timedelta(hours=1)

    assert missing(entry(), item=listed(etag="e2")) == ["shop-api/app.log"]
    assert missing(entry(), item=listed(modified=later)) == ["shop-api/app.log"]  # the same bytes again
    assert missing(entry(), entry("bb", arrived=later), item=listed(modified=later)) == []


def test_what_may_still_be_on_its_way_and_what_is_older_is_not_looked_at() -> None:
    assert missing(item=listed(modified=NOW - timedelta(minutes=59))) == []
    assert missing(item=listed(modified=SINCE - timedelta(seconds=1))) == []


def test_the_marker_of_an_empty_folder_is_no_log() -> None:
    assert missing(item=listed(key="shop-api/", size=0)) == []


def test_an_object_in_parts_got_through_once_all_of_them_did() -> None:
    first = entry("aa", follows=("aa-900", "aa-1800"))
    second, third = entry("aa-900", follows=("aa-1200",)), entry("aa-1800")

    assert missing(first, second, third) == [
        "shop-api/app.log"
    ]  # what the second part handed over is not there
    assert missing(first, second, third, entry("aa-1200")) == []
    assert missing(second, third, entry("aa-1200")) == ["shop-api/app.log"]


def test_a_second_reading_counts_as_one_that_got_through() -> None:
    assert missing(entry("aa-r1")) == []
    assert missing(entry("aa-40-r1")) == ["shop-api/app.log"]  # only from line 40 on


def test_what_was_sanitized_and_never_analysed_is_named_once_it_is_late() -> None:
    [difference] = weigh([entry(analysed_at=None)], now=NOW).differences

    assert (difference.kind, difference.key) == (Kind.UNANALYSED, "shop-api/app.log")
    assert weigh([entry(analysed_at=None, sanitized_at=NOW)], now=NOW).differences == []


def test_lines_that_are_neither_folded_nor_quarantined_are_named() -> None:
    lost = Ledger(objects=1, lines_read=10, lines_folded=7, lines_quarantined=1)

    [difference] = weigh([entry(ledger=lost)], now=NOW).differences

    assert (difference.kind, difference.detail) == (Kind.UNACCOUNTED, "2 lines of part aa")


def test_when_an_insight_was_last_brought_is_kept() -> None:
    later = ARRIVED + timedelta(hours=1)

    through = weigh([entry(analysed_at=later), entry("bb", insights=("one", "two"))], now=NOW)

    assert through.analysed == {Brought("shop-api", "one"): later, Brought("shop-api", "two"): ARRIVED}


def test_of_a_ledger_that_is_asked_for_writes_alone_what_waits_for_its_analysis_is_read() -> None:
    known = through_of([entry(analysed_at=None), entry("bb", key="shop-api/b.log", follows=("bb-9",))])

    assert known.has(listed())
    assert not known.has(listed(key="shop-api/b.log"))  # a part of it is missing
    assert not known.has(listed(etag="e2"))
