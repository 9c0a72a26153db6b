"""The river in code: sanitize(), analyze() and notify(). The only module that joins the stages."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from crosscut import chunks
from crosscut.alerting import NoticeKey, Situation, Teller
from crosscut.alerting.routing import Routing, should_tell
from crosscut.analysis import OfflineAnalyst, verify
from crosscut.analysis.port import Analyst
from crosscut.analysis.triage import (
    NOTHING_TO_READ,
    NOTHING_WAITS,
    annotated,
    insight_id,
    reason_of,
    triage,
)
from crosscut.baseline import Baselines, Verdict
from crosscut.batches import batches
from crosscut.collecting import rare_collections
from crosscut.config import Source
from crosscut.decisions import settled
from crosscut.detection import History, SignalMarker, detect, judge, rates_of
from crosscut.errors import (
    CrosscutError,
    DeliveryError,
    PermanentError,
    RetryableError,
)
from crosscut.formats import Layout
from crosscut.gathering import gathered
from crosscut.incident import Incident
from crosscut.insights.port import Catalog, Incidents, InsightStore
from crosscut.limits import ReadLimits
from crosscut.model import (
    Cut,
    Detection,
    Digest,
    Insight,
    Ledger,
    LogRecord,
    ReadProblem,
    RedactedRecord,
    Severity,
)
from crosscut.notifying import Notifying
from crosscut.outgoing import withhold
from crosscut.parts import HandOver, Reading, SourceObject
from crosscut.redaction import Redactor
from crosscut.reporting.port import Pages
from crosscut.rule_settings import tuning_of
from crosscut.sightings import sighted
from crosscut.trail import Trail
from crosscut.withholding import redacted_parts

CHUNK_RECORDS = 50_000
CHUNK_CHARACTERS = 32_000_000  # inflated, so that a chunk being built stays small in memory


class ChunkSink(Protocol):
    """Where sanitize leaves what it makes."""

    def write_chunk(self, ordinal: int, data: bytes, *, records: int, lines: int) -> None:
        """Keep one compressed chunk of redacted records."""
        ...

    def quarantine(
        self, ordinal: int, data: bytes, *, reason: str, start: Cut, end: Cut, layout: Layout | None
    ) -> None:
        """Keep, encrypted and apart, the lines between two cuts, which could not be redacted. `data` is raw."""
        ...

    def unreadable(self, *, reason: str, start: Cut, layout: Layout | None) -> None:
        """Keep, apart, that the object could not be read from `start` on, or not at all, which has no layout."""
        ...


@rare_collections()
def sanitize(
    objects: Iterable[SourceObject],
    *,
    source: str,
    redactor: Redactor,
    sink: ChunkSink | None,
    limits: ReadLimits | None = None,
    hand_over: HandOver | None = None,
    trail: Trail | None = None,
) -> Digest:
    """Read, parse, redact, fold and chunk the objects of one source into one digest.

    Without a `sink` no chunk is kept (and what can't be redacted is counted and dropped). An object that
    can't be read, or not to its end, is one of the digest's `problems`, with what could be read in the digest.
    `hand_over` may end the reading of the only object early. `trail` follows what happens to the lines.
    """
    trail = trail or Trail()
    fold = trail.fold
    marker = SignalMarker()
    writer = _ChunkWriter(sink)
    ledger = Ledger()
    before = Counter(redactor.counts)
    names: list[str] = []
    problems: list[ReadProblem] = []
    for item in objects:
        names.append(item.name)
        redactor.begin()
        reading = Reading(item, limits=limits, hand_over=hand_over)
        folded = records = quarantined = 0
        for batch in batches(reading.records()):
            for part in redacted_parts(batch, redactor.records, redactor, begins=_begins_a_line):
                lines = sum(record.line_count for record in part.raw)
                if part.reason:
                    start = item.start.line + folded + quarantined
                    writer.quarantine(part.raw, reason=part.reason, start=start, layout=reading.layout)
                    trail.withhold(item.name, start, lines)
                    quarantined += lines
                    continue
                fold.add(marker.mark(part.redacted), file=item.name)
                writer.add(part.redacted)
                trail.keep(item.name, part.redacted)
                folded += lines
                records += len(part.raw)
        trail.end(item.name, lines=reading.reader.lines_read, content_bytes=reading.reader.content_bytes)
        if reading.problem:
            problems.append(ReadProblem(file=item.name, reason=reading.problem, lines=folded + quarantined))
            if sink:
                sink.unreadable(reason=reading.problem, start=reading.broken_off, layout=reading.layout)
        ledger += reading.ledger(records=records, folded=folded, quarantined=quarantined)
    writer.close()
    ledger = ledger.model_copy(update={"redactions": dict(sorted((redactor.counts - before).items()))})
    digest = fold.digest(source=source, objects=tuple(names), ledger=ledger)
    return digest.model_copy(update={"problems": tuple(problems), "chunks": writer.written})


def _begins_a_line(record: LogRecord) -> bool:
    """Whether it is the first of what its line unpacks to, which is withheld as one."""
    return record.line_count > 0


def analyze(
    digest: Digest,
    *,
    digest_id: str,
    source: Source,
    analyst: Analyst,
    catalog: Catalog,
    store: InsightStore,
    now: datetime,
    baselines: Baselines | None = None,
    incidents: Incidents | None = None,
    announce: Callable[[Sequence[Incident]], None] = lambda _: None,
    staged: Callable[[Sequence[Detection]], None] = lambda _: None,
    urgent: Callable[[Sequence[Insight]], None] = lambda _: None,
    waiting: Mapping[str, Severity] = NOTHING_WAITS,
    replay: int = 0,
    deliver: Callable[[Sequence[Insight]], None] = lambda _: None,
    past: bool = False,
) -> list[Insight]:
    """Detect, triage, analyse, verify and store. Returns what is stored now, most severe first.

    `deliver` is given the same before it is remembered what is known now: a run that breaks off until then is
    repeated, and finds again what was new.

    While a model is asked, `urgent` is told first of what is critical and new, in the rules' words.

    Each insight says why a model was asked, or why none was. With `baselines` the digest is held against what its
    source usually does. With `incidents` each insight says which incident it belongs to, and `announce` is given the
    incidents that have changed. `staged` is told what rules have found that only count yet. `waiting` are the
    detections about which a model has been asked in a batch, by id, with their severities then.
    In a `replay` a model is asked whatever it has explained before, and what it says takes the place of what was said
    of this digest; records that were counted are not counted again.
    Of the `past` nothing is new: what is not in the catalog is old, and is known from now on.
    Raises `AnalystUnavailableError` when the analyst should be asked again later; nothing has been stored then.
    """
    # A template that has become more general is known when a part of it was.
    ids = [id_ for template in digest.templates for id_ in (template.id, *template.aliases)]
    shown = catalog.known(source.name, ids)
    known = frozenset(t.id for t in digest.templates if not shown.isdisjoint((t.id, *t.aliases)))
    history = History(exists=not past and catalog.has_history(source.name), known=known)
    tuning = tuning_of(source)
    detections, verdict = detect(digest, history, tuning), Verdict()
    if baselines:
        rates = rates_of(digest)
        standing = baselines.add(source.name, rates, digest_id=digest_id, now=now)
        detections, verdict = judge(detections, digest, rates, standing, tuning)
    detections, only_counted = tuning.split(detections)
    if only_counted:
        staged(only_counted)
    insights: list[Insight] = []
    if detections:
        triaged = triage(
            detections,
            lambda d: None if replay else store.find(source.name, insight_id(source, d)),
            now=now,
            waiting=NOTHING_WAITS if replay else waiting,
        )
        asked = analyst if triaged.ask else OfflineAnalyst()
        new = frozenset(t.id for t in digest.templates) - known if history.exists else frozenset()
        told: list[Insight] = []
        if not isinstance(asked, OfflineAnalyst):  # which answers at once
            told = _urgent(detections, digest, source=source, store=store, now=now)
            urgent([withhold(insight, source=source)[0] for insight in told])
        found = asked.analyze(digest, detections, source=source, now=now, new=new)
        insights = verify(found, digest, detections, source=source, now=now)
        # What people were told of stays, also where the model takes it for a part of something else.
        insights += [insight for insight in told if insight.id not in {i.id for i in insights}]
        insights = [annotated(insight, detections, triaged.reason) for insight in insights]
    seen = [sighted(i, digest, detections, digest_id=digest_id, now=now) for i in insights]
    stored = _stored(seen, source, store, digest_id)
    if replay:
        told_again = [insight.model_copy(update={"count": 0}) for insight in insights]
        stored = _stored(told_again, source, store, f"{digest_id}/again-{replay}")
    if incidents:
        stored = gathered(stored, incidents=incidents, store=store, now=now, announce=announce)
    deliver(stored)
    # Last, so that a window that is analysed again after a failure still finds its templates new.
    catalog.remember(source.name, ids, seen=now)
    if baselines:
        baselines.settle(source.name, verdict)
    return stored


def _urgent(
    detections: Sequence[Detection], digest: Digest, *, source: Source, store: InsightStore, now: datetime
) -> list[Insight]:
    """Return in the rules' words what is critical and was not before."""
    critical = [d for d in detections if d.severity is Severity.CRITICAL]
    known = [store.find(source.name, insight_id(source, d)) for d in critical]
    news = [d for d, k in zip(critical, known, strict=True) if k is None or k.severity is not d.severity]
    found = OfflineAnalyst().analyze(digest, news, source=source, now=now) if news else []
    return verify(found, digest, news, source=source, now=now) if news else []


def answer(
    found: Sequence[Insight],
    digest: Digest,
    detections: Sequence[Detection],
    *,
    digest_id: str,
    source: Source,
    store: InsightStore,
    now: datetime,
    incidents: Incidents | None = None,
    announce: Callable[[Sequence[Incident]], None] = lambda _: None,
) -> list[Insight]:
    """Verify and store what a batch has answered on a digest that the rules have told of. Returns what is stored."""
    told = {insight_id(source, d) for d in detections}
    insights = verify(found, digest, detections, source=source, now=now)
    insights = [annotated(i, detections, reason_of(detections)) for i in insights]
    # Of what the rules have told, the records are counted.
    seen = [
        i.model_copy(update={"count": 0})
        if i.id in told
        else sighted(i, digest, detections, digest_id=digest_id, now=now)
        for i in insights
    ]
    stored = _stored(seen, source, store, f"{digest_id}/answer")
    if incidents:
        stored = gathered(stored, incidents=incidents, store=store, now=now, announce=announce)
    return stored


def listen(
    source: Source,
    *,
    baselines: Baselines,
    store: InsightStore,
    now: datetime,
    incidents: Incidents | None = None,
    announce: Callable[[Sequence[Incident]], None] = lambda _: None,
    deliver: Callable[[Sequence[Insight]], None] = lambda _: None,
) -> list[Insight]:
    """Judge a source of which nothing has come: whether it has fallen silent. Returns what is stored now.

    `deliver` is given the same before it is remembered that it was judged.
    """
    digest = Digest(source=source.name, objects=(), first_seen=None, last_seen=None, ledger=Ledger())
    tuning = tuning_of(source)
    standing = baselines.standing(source.name, now=now)
    detections, verdict = judge((), digest, {}, standing, tuning)
    detections, _ = tuning.split(detections)
    found = OfflineAnalyst().analyze(digest, detections, source=source, now=now)
    digest_id = f"listened-{standing.complete}"
    insights = [annotated(i, detections, NOTHING_TO_READ) for i in found]
    seen = [sighted(i, digest, detections, digest_id=digest_id, now=now) for i in insights]
    stored = _stored(seen, source, store, digest_id)
    if incidents:
        stored = gathered(stored, incidents=incidents, store=store, now=now, announce=announce)
    deliver(stored)
    baselines.settle(source.name, verdict)
    return stored


def _stored(
    insights: Sequence[Insight], source: Source, store: InsightStore, digest_id: str
) -> list[Insight]:
    # What is stored is shown: by the command line, on the bus, in notices.
    safe = [withhold(insight, source=source)[0] for insight in insights]
    stored = [store.save(insight, digest_id=digest_id) for insight in safe]
    # The analyst's order stands among those of one severity: causes come before what merely is loud.
    return sorted(stored, key=lambda i: -i.severity.rank)


def notify(
    insight: Insight,
    *,
    source: Source,
    tellers: Sequence[Teller],
    find: Callable[[str, str], Insight | None] = lambda source, insight_id: None,
    page: Callable[[Insight], str] = lambda insight: "",
    withheld: Callable[[Sequence[str]], None] = lambda _: None,
) -> None:
    """Make what people see on each channel agree with how things are, wherever `source` wants them to know.

    `find` returns the insight as it is stored now, by source and id: events come twice, late and in any order.
    Texts that seem to hold a secret are not told; `withheld` is told what they seemed to hold. `page` returns the
    address of an insight's page, or an empty string.
    Every channel is tried. Raises `DeliveryError` when one failed that may work later, and `PermanentError`
    when none of those that failed ever will.
    """
    look = _looking(insight, source, find=find, page=page, withheld=withheld)
    now = look()
    failed: list[CrosscutError] = []
    for teller in tellers:
        try:
            teller.tell(now, look=look)
        except CrosscutError as error:
            failed.append(error)
    if failed:
        # A retry is worth it as long as one of them may work later.
        kind = DeliveryError if any(isinstance(e, RetryableError) for e in failed) else PermanentError
        raise kind("; ".join(dict.fromkeys(map(str, failed))))


def notify_again(
    key: NoticeKey,
    *,
    source: Source,
    tellers: Sequence[Teller],
    find: Callable[[str, str], Insight | None],
    page: Callable[[Insight], str] = lambda insight: "",
    withheld: Callable[[Sequence[str]], None] = lambda _: None,
) -> None:
    """Look again at one place where something was put off. Raises `CrosscutError`; it stays put off then."""
    insight = find(key.source, key.insight_id)
    look = _looking(insight, source, find=find, page=page, withheld=withheld) if insight else lambda: None
    for teller in tellers:
        if teller.name == key.channel:
            teller.look(key, look)


def _looking(
    insight: Insight,
    source: Source,
    *,
    find: Callable[[str, str], Insight | None],
    page: Callable[[Insight], str],
    withheld: Callable[[Sequence[str]], None],
) -> Callable[[], Situation]:
    """Return what says how things are, safe to show."""
    said: set[tuple[str, ...]] = set()

    def look() -> Situation:
        stored = find(insight.source, insight.id)
        safe, found = withhold(_latest(stored, insight), source=source)
        if found and found not in said:
            said.add(found)
            withheld(found)
        return Situation(safe, source, page(safe))

    return look


def _latest(stored: Insight | None, announced: Insight) -> Insight:
    """What is stored holds; but what is announced before it is stored may be worse than what was."""
    if stored is None or announced.severity.rank <= stored.severity.rank:
        return stored or announced
    past = {"decisions": stored.decisions, "sightings": stored.sightings, "rate": stored.rate}
    return settled(announced.model_copy(update={**past, "count": max(stored.count, announced.count)}))


def write_pages(
    insights: Sequence[Insight],
    digest: Digest,
    *,
    source: Source,
    notifying: Notifying,
    now: datetime,
    pages: Pages,
    failed: Callable[[CrosscutError], None],
    withheld: Callable[[Sequence[str]], None] = lambda _: None,
) -> int:
    """Write the page of each stored insight that people are told of. Returns how many were written.

    A page that cannot be kept is told to `failed` and holds up nobody's message, which then has no link.
    """
    from crosscut.reporting import Content, around_exemplars, render_report, withhold_from

    routed = [(i, Routing(source, i.severity, notifying=notifying, now=now).source) for i in insights]
    told = [insight for insight, route in routed if should_tell(insight, route)]
    if not told:
        return 0
    shown, found = withhold_from(digest, source=source)
    if found:
        withheld(found)
    written = 0
    for insight in told:
        content = Content(
            source=source.name, insights=(insight,), digest=shown, around=around_exemplars(shown)
        )
        try:
            pages.write(insight, render_report(content))
        except CrosscutError as error:
            failed(error)
        else:
            written += 1
    return written


class _ChunkWriter:
    """Collects redacted records and hands them to the sink a chunk at a time."""

    def __init__(self, sink: ChunkSink | None) -> None:
        self._sink = sink
        self.written: int | None = 0 if sink else None  # chunks
        self._quarantined = itertools.count()
        self._records: list[RedactedRecord] = []
        self._characters = 0

    def add(self, records: Sequence[RedactedRecord]) -> None:
        if self._sink is None:
            return
        self._records += records
        self._characters += sum(len(record.text) for record in records)
        if len(self._records) >= CHUNK_RECORDS or self._characters >= CHUNK_CHARACTERS:
            self.close()

    def close(self) -> None:
        if self._sink is None or self.written is None or not self._records:
            return
        lines = sum(record.line_count for record in self._records)
        data = chunks.encode(self._records)
        self._sink.write_chunk(self.written, data, records=len(self._records), lines=lines)
        self.written += 1
        self._records, self._characters = [], 0

    def quarantine(
        self, records: Sequence[LogRecord], *, reason: str, start: int, layout: Layout | None
    ) -> None:
        if self._sink is None:
            return
        raw = json.dumps([[record.line, record.text] for record in records], ensure_ascii=False)
        data = raw.encode("utf-8", "surrogatepass")
        lines = sum(record.line_count for record in records)
        self._sink.quarantine(
            next(self._quarantined),
            data,
            reason=reason,
            start=Cut(line=start, offset=0, exact=False),
            end=Cut(line=start + lines, offset=0, exact=False),
            layout=layout,
        )
