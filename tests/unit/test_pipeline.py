"""The river: what goes in comes out folded or quarantined, redacted, analysed when it is worth it, and told once."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crosscut import batches, chunks, pipeline
from crosscut.alerting import Situation
from crosscut.analysis import OfflineAnalyst
from crosscut.config import Source
from crosscut.errors import AnalystUnavailableError, DeliveryError, RedactionError, RetryableError
from crosscut.formats import Layout
from crosscut.insights.memory import MemoryCatalog, MemoryInsightStore
from crosscut.model import Cut, Detection, Digest, Insight, LogRecord, RedactedRecord, Severity
from crosscut.parts import SourceObject
from crosscut.pipeline import analyze, notify, sanitize
from crosscut.redaction import Redactor
from tests.unit.writing import NOW, Log, access, digest_of, entry, shoppers, traffic

SHOP = Source(name="shop")
SECRETS = (
    "alice@example.com",
    "198.51.100.23",
    "hunter2-synthetic",
    "AKIAIOSFODNN7EXAMPLE",
    "4111 1111 1111 1111",
)


class Kept(NamedTuple):
    data: bytes
    lines: int
    note: object


class Sink:
    """Keeps in memory what sanitize leaves."""

    def __init__(self) -> None:
        self.chunks: list[Kept] = []
        self.quarantined: list[Kept] = []
        self.unread: list[tuple[int, str]] = []

    def write_chunk(self, ordinal: int, data: bytes, *, records: int, lines: int) -> None:
        assert ordinal == len(self.chunks)
        self.chunks.append(Kept(data, lines, records))

    def quarantine(
        self, ordinal: int, data: bytes, *, reason: str, start: Cut, end: Cut, layout: Layout | None
    ) -> None:
        assert ordinal == len(self.quarantined)
        assert layout
        self.quarantined.append(Kept(data, end.line - start.line, reason))

    def unreadable(self, *, reason: str, start: Cut, layout: Layout | None) -> None:
        self.unread.append((start.line, reason))

    @property
    def records(self) -> list[RedactedRecord]:
        return [record for chunk in self.chunks for record in chunks.decode(chunk.data)]


class FailingRedactor(Redactor):
    """Cannot redact what holds a certain word."""

    def records(self, records: Sequence[LogRecord]) -> list[RedactedRecord]:
        if any("unredactable" in record.text for record in records):
            raise RedactionError("redaction failed (synthetic); the block is quarantined")
        return super().records(records)


class Asked:
    """An analyst that counts how often it is asked."""

    def __init__(self) -> None:
        self.times = 0
        self.new: frozenset[str] = frozenset()

    def analyze(
        self,
        digest: Digest,
        detections: Sequence[Detection],
        *,
        source: Source,
        now: datetime,
        new: frozenset[str] = frozenset(),
    ) -> list[Insight]:
        self.times += 1
        self.new = new
        return OfflineAnalyst().analyze(digest, detections, source=source, now=now)


class Overloaded:
    """An analyst that cannot answer now."""

    def analyze(
        self,
        digest: Digest,
        detections: Sequence[Detection],
        *,
        source: Source,
        now: datetime,
        new: frozenset[str] = frozenset(),
    ) -> list[Insight]:
        raise AnalystUnavailableError("synthetic overload")


class Teller:
    """Tells one channel in memory."""

    def __init__(self, name: str, *, down: bool = False) -> None:
        self.name = name
        self.told: list[str] = []
        self._down = down

    def tell(self, now: Situation, *, look: Callable[[], Situation]) -> None:
        if self._down:
            raise DeliveryError(f"{self.name} is down")
        self.told.append(look().insight.title)


def objects(*texts: str | bytes) -> list[SourceObject]:
    raw = [text.encode() if isinstance(text, str) else text for text in texts]
    return [SourceObject(f"{i}.log", io.BytesIO(data), NOW) for i, data in enumerate(raw)]


def outage() -> Log:
    log = traffic(Log(), "orders")
    refused = "connection refused: orders-db.shop.invalid:5432"
    return log.every(5, lambda s, i: entry(s, "ERROR", "orders", refused), start=1500, stop=2100)


def run(
    digest: Digest,
    *,
    catalog: MemoryCatalog | None = None,
    store: MemoryInsightStore | None = None,
    analyst: object = None,
    digest_id: str = "d1",
    urgent: Callable[[Sequence[Insight]], None] = lambda _: None,
    deliver: Callable[[Sequence[Insight]], None] = lambda _: None,
) -> list[Insight]:
    return analyze(
        digest,
        digest_id=digest_id,
        source=SHOP,
        analyst=analyst or OfflineAnalyst(),  # type: ignore[arg-type]
        catalog=catalog or MemoryCatalog(),
        store=store or MemoryInsightStore(),
        now=NOW,
        urgent=urgent,
        deliver=deliver,
    )


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "",
                "plain text",
                '{"level":"ERROR","msg":"x"}',
                "Traceback (most recent call last):",
                '  File "a.py", line 1, in b',
                "ValueError: x",
                "2026-03-02 09:00:00 INFO up",
                "unredactable",
                "a\x00 red \x1b[31m line with a good many plain characters",
                '{"level":"ERROR","msg":"half \\ud83d of a pair","\\udc00":1}',
                "  indented",
                "�",
            ]
        ),
        max_size=60,
    )
)
def test_every_line_is_folded_or_quarantined(lines: list[str]) -> None:
    text = "".join(f"{line}\n" for line in lines)

    digest = sanitize(objects(text), source="shop", redactor=FailingRedactor(key=b"k"), sink=Sink())

    assert digest.ledger.lines_read == len(lines)
    assert digest.ledger.balanced
    assert sum(digest.severities.values()) == digest.ledger.records
    assert sum(t.count for t in digest.templates) + digest.other_count == digest.ledger.records
    assert Digest.model_validate_json(digest.model_dump_json()) == digest


def test_no_planted_secret_is_in_the_digest_or_the_chunks() -> None:
    log = traffic(Log(), "orders")
    message = (
        f"login of {SECRETS[0]} from {SECRETS[1]} password={SECRETS[2]} key {SECRETS[3]} card {SECRETS[4]}"
    )
    log.every(600, lambda s, i: entry(s, "ERROR", "orders", message, user=SECRETS[0], client_ip=SECRETS[1]))
    sink = Sink()

    digest = sanitize(objects(log.text()), source="shop", redactor=Redactor(key=b"k"), sink=sink)

    kept = digest.model_dump_json() + json.dumps(sink.records)
    assert [secret for secret in SECRETS if secret in kept] == []
    assert {"EMAIL", "IP", "PASSWORD", "AWS_KEY", "CARD"} <= digest.ledger.redactions.keys()


def test_chunks_hold_every_record_in_order_under_its_line() -> None:
    sink = Sink()

    digest = sanitize(objects("a\nb\n", "c\nd\ne\n"), source="shop", redactor=Redactor(key=b"k"), sink=sink)

    assert [(r.line, r.text) for r in sink.records] == [(1, "a"), (2, "b"), (1, "c"), (2, "d"), (3, "e")]
    assert sum(chunk.lines for chunk in sink.chunks) == digest.ledger.lines_folded == 5


def test_a_large_log_has_several_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "BATCH_RECORDS", 10)
    monkeypatch.setattr(pipeline, "CHUNK_RECORDS", 25)
    sink = Sink()

    sanitize(objects("line\n" * 101), source="shop", redactor=Redactor(key=b"k"), sink=sink)

    assert [chunk.note for chunk in sink.chunks] == [30, 30, 30, 11]


def test_what_cannot_be_redacted_is_kept_apart_and_the_rest_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "BATCH_RECORDS", 2)
    sink = Sink()

    digest = sanitize(
        objects("one\ntwo\nunredactable\nfour\nfive\n"),
        source="shop",
        redactor=FailingRedactor(key=b"k"),
        sink=sink,
    )

    assert (digest.ledger.lines_folded, digest.ledger.lines_quarantined) == (4, 1)
    assert [json.loads(kept.data) for kept in sink.quarantined] == [[[3, "unredactable"]]]
    assert [(record.line, record.text) for record in sink.records] == [
        (1, "one"),
        (2, "two"),
        (4, "four"),
        (5, "five"),
    ]
    assert "unredactable" not in digest.model_dump_json()
    assert "unredactable" not in str(sink.quarantined[0].note)


def test_secrets_without_end_are_kept_apart_alone_and_the_others_of_their_batch_go_on() -> None:
    endless = "+14155550123" * 10_000
    sink = Sink()

    digest = sanitize(
        objects(f"bob@example.com\n{endless}\n203.0.113.7\n"),
        source="shop",
        redactor=Redactor(key=b"k"),
        sink=sink,
    )

    assert (digest.ledger.lines_folded, digest.ledger.lines_quarantined) == (2, 1)
    assert digest.ledger.redactions == {"EMAIL": 1, "IP": 1}
    assert json.loads(sink.quarantined[0].data) == [[2, endless]]
    assert "4155550" not in digest.model_dump_json() + json.dumps(sink.records)


def test_of_a_line_of_several_records_all_are_kept_apart_when_one_cannot_be_redacted() -> None:
    envelope = json.dumps(
        {
            "logEvents": [
                {"id": f"{n}", "timestamp": 1, "message": "unredactable" if n == 2 else "x"} for n in range(4)
            ],
            "messageType": "DATA_MESSAGE",
            "logGroup": "g",
            "logStream": "s",
        }
    )
    sink = Sink()

    digest = sanitize(
        objects(f"{envelope.replace('unredactable', 'x')}\n{envelope}\n"),
        source="shop",
        redactor=FailingRedactor(key=b"k"),
        sink=sink,
    )

    assert len(sink.records) == digest.ledger.records == 4
    assert digest.ledger.balanced
    assert [len(json.loads(kept.data)) for kept in sink.quarantined] == [4]


def test_without_a_sink_what_cannot_be_redacted_is_dropped_and_counted() -> None:
    digest = sanitize(objects("unredactable\n"), source="shop", redactor=FailingRedactor(key=b"k"), sink=None)

    assert digest.ledger.lines_quarantined == 1
    assert digest.templates == ()


def test_several_objects_are_one_digest() -> None:
    text = outage().text().encode()
    half = text.index(b"\n", len(text) // 2) + 1

    digest = sanitize(
        objects(text[:half], gzip.compress(text[half:])),
        source="shop",
        redactor=Redactor(key=b"k"),
        sink=None,
    )
    whole = digest_of(text.decode())

    assert digest.objects == ("0.log", "1.log")
    assert digest.ledger.objects == 2
    assert [(t.id, t.count, t.minutes) for t in digest.templates] == [
        (t.id, t.count, t.minutes) for t in whole.templates
    ]


def test_of_a_damaged_object_what_can_be_read_is_folded_and_the_rest_is_named() -> None:
    log = gzip.compress(outage().text().encode())
    sink = Sink()

    digest = sanitize(
        objects(log[: len(log) // 2], b"2026-03-02 09:00:00 INFO up\n"),
        source="shop",
        redactor=Redactor(key=b"k"),
        sink=sink,
    )

    (problem,) = digest.problems
    assert problem.file == "0.log"
    assert "it is cut short; fetch it again" in problem.reason
    assert digest.ledger.objects_unreadable == 1
    assert problem.lines > 100
    assert digest.ledger.lines_read == digest.ledger.lines_folded == problem.lines + 1
    assert sink.unread == [(problem.lines, problem.reason)]  # the last record may be torn


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "not a text log"),
        (gzip.compress(b"\0" * 200_000_000), "as a decompression bomb does"),
        (b"\x1f\x8b\x08", "cut short"),
    ],
)
def test_what_is_no_log_at_all_is_named_and_the_others_are_read(data: bytes, reason: str) -> None:
    sink = Sink()

    digest = sanitize(
        objects(data, "2026-03-02 09:00:00 INFO up\n"), source="shop", redactor=Redactor(key=b"k"), sink=sink
    )

    (problem,) = digest.problems
    assert reason in problem.reason
    assert (problem.file, problem.lines) == ("0.log", 0)
    assert sink.unread == [(1, problem.reason)]
    assert (digest.ledger.objects, digest.ledger.objects_unreadable, digest.ledger.lines_folded) == (2, 1, 1)


def test_what_is_cut_and_replaced_is_counted() -> None:
    digest = sanitize(
        objects(b"x" * 3_000_000 + b"\nb\x80\xffd\n"), source="shop", redactor=Redactor(key=b"k"), sink=None
    )

    assert (digest.ledger.lines_read, digest.ledger.lines_cut, digest.ledger.bytes_replaced) == (2, 1, 2)
    assert digest.ledger.balanced


def test_a_quiet_window_costs_no_call() -> None:
    analyst = Asked()

    assert run(digest_of(traffic(Log(), "orders")), analyst=analyst) == []
    assert analyst.times == 0


def test_what_the_rules_find_low_they_word_themselves() -> None:
    analyst = Asked()
    log = shoppers(Log()).add(100, access(100, "198.51.100.9", "GET /cart", 502))

    (insight,) = run(digest_of(log), analyst=analyst)

    assert (insight.severity, insight.analyst) == (Severity.LOW, "offline")
    assert analyst.times == 0


def test_a_storm_costs_one_call() -> None:
    analyst = Asked()

    (insight,) = run(digest_of(outage()), analyst=analyst)

    assert analyst.times == 1
    assert insight.severity is Severity.CRITICAL
    assert insight.evidence[0].verified


def test_insights_come_most_severe_first() -> None:
    log = outage().every(60, lambda s, i: entry(s, "ERROR", "users", "avatar is empty"), start=600, stop=900)

    assert [i.severity for i in run(digest_of(log))] == [Severity.CRITICAL, Severity.MEDIUM]


def test_the_same_digest_again_is_not_counted_twice_and_another_is() -> None:
    store, digest = MemoryInsightStore(), digest_of(outage())

    (first,) = run(digest, store=store)
    (again,) = run(digest, store=store)
    (next_,) = run(digest, store=store, digest_id="d2")

    assert first == again
    assert (next_.id, next_.count) == (first.id, 2 * first.count)


def test_each_digest_is_a_sighting_and_adds_to_the_rate() -> None:
    store = MemoryInsightStore()
    for digest_id in ("d1", "d2", "d2"):
        (insight,) = run(digest_of(outage()), store=store, digest_id=digest_id)

    assert [sighting.digest for sighting in insight.sightings] == ["d1", "d2"]
    assert sum(insight.rate.counts) == insight.count
    assert max(sighting.peak for sighting in insight.sightings) > 0


def test_a_message_is_new_once() -> None:
    catalog = MemoryCatalog()
    run(digest_of(traffic(Log(), "orders")), catalog=catalog)
    log = traffic(Log(), "orders").add(900, entry(900, "ERROR", "orders", "tax table is empty"))

    (new,) = run(digest_of(log), catalog=catalog)
    (known,) = run(digest_of(log), catalog=catalog, digest_id="d2")

    assert (new.rules, new.severity) == (("new-error-template",), Severity.MEDIUM)
    assert (known.rules, known.severity) == (("error-template",), Severity.LOW)


def test_the_analyst_is_told_which_templates_are_new_to_a_source_that_is_known() -> None:
    catalog, analyst = MemoryCatalog(), Asked()
    run(digest_of(outage()), catalog=catalog, analyst=analyst)
    first = analyst.new
    log = outage().add(900, entry(900, "ERROR", "orders", "tax table is empty"))
    digest = digest_of(log)

    run(digest, catalog=catalog, analyst=analyst, digest_id="d2")

    assert first == frozenset()
    assert {t.text for t in digest.templates if t.id in analyst.new} == {"tax table is empty"}


def test_while_the_analyst_is_away_nothing_is_stored_and_everything_stays_new() -> None:
    catalog, store = MemoryCatalog(), MemoryInsightStore()
    run(digest_of(traffic(Log(), "orders")), catalog=catalog)
    log = traffic(Log(), "orders").add(900, entry(900, "ERROR", "orders", "tax table is empty"))

    with pytest.raises(AnalystUnavailableError):
        run(digest_of(log), catalog=catalog, store=store, analyst=Overloaded())
    (later,) = run(digest_of(log), catalog=catalog, store=store)

    assert later.rules == ("new-error-template",)
    assert list(store.list(since=datetime.min.replace(tzinfo=NOW.tzinfo), at_least=Severity.INFO)) == [later]


def test_what_was_found_is_delivered_before_it_is_known_so_that_a_repeated_run_finds_it_again() -> None:
    catalog = MemoryCatalog()
    run(digest_of(traffic(Log(), "orders")), catalog=catalog)
    log = traffic(Log(), "orders").add(900, entry(900, "ERROR", "orders", "tax table is empty"))

    def refused(insights: Sequence[Insight]) -> None:
        raise RetryableError("the bus takes nothing")

    with pytest.raises(RetryableError):
        run(digest_of(log), catalog=catalog, digest_id="d2", deliver=refused)
    delivered: list[Insight] = []
    run(digest_of(log), catalog=catalog, digest_id="d2", deliver=delivered.extend)

    assert [insight.rules for insight in delivered] == [("new-error-template",)]


def test_a_channel_that_is_down_does_not_keep_the_others_from_telling() -> None:
    (insight,) = run(digest_of(outage()))
    down, up = Teller("slack", down=True), Teller("sns")

    with pytest.raises(DeliveryError, match="slack is down"):
        notify(insight, source=SHOP, tellers=cast(Any, [down, up]))

    assert up.told == [insight.title]


def test_what_is_stored_is_told_whatever_event_has_come() -> None:
    (insight,) = run(digest_of(outage()))
    stored = insight.model_copy(update={"title": "In the model's words"})
    teller = Teller("slack")

    notify(insight, source=SHOP, tellers=cast(Any, [teller]), find=lambda *_: stored)
    milder = stored.model_copy(update={"severity": Severity.LOW})
    notify(insight, source=SHOP, tellers=cast(Any, [teller]), find=lambda *_: milder)

    assert teller.told == ["In the model's words", insight.title]


def test_what_is_critical_is_announced_in_the_rules_words_before_the_model_has_answered() -> None:
    store, at_once = MemoryInsightStore(), []
    digest = digest_of(outage())

    class Slow(Asked):
        def analyze(self, *args: Any, **kwargs: Any) -> list[Insight]:
            assert len(at_once) == 1
            assert (
                list(store.list(since=datetime.min.replace(tzinfo=NOW.tzinfo), at_least=Severity.INFO)) == []
            )
            return super().analyze(*args, **kwargs)

    (insight,) = run(digest, store=store, analyst=Slow(), urgent=at_once.extend)
    run(digest_of(outage()), store=store, analyst=Asked(), digest_id="d2", urgent=at_once.extend)

    assert [(i.id, i.analyst, i.severity) for i in at_once] == [(insight.id, "offline", Severity.CRITICAL)]
