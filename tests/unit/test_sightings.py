"""What one digest adds to an insight's history."""

from __future__ import annotations

from datetime import timedelta

from crosscut.analysis.offline import OfflineAnalyst
from crosscut.config import Source
from crosscut.detection import History, detect
from crosscut.rates import minute_of
from crosscut.sightings import sighted
from tests.unit.writing import NOW, Log, digest_of, entry, traffic

SOURCE = Source(name="shop")


def test_the_rate_is_that_of_the_records_it_stands_on() -> None:
    log = traffic(Log(), "orders")
    for second in (0, 1, 2, 180):
        log = log.add(
            second, entry(second, "ERROR", "orders", "dial tcp 192.0.2.7:6379: connect: connection refused")
        )
    digest = digest_of(log, file="a.log")
    detections = detect(digest, History())
    (insight,) = OfflineAnalyst().analyze(digest, detections, source=SOURCE, now=NOW, new=frozenset())

    seen = sighted(insight, digest, detections, digest_id="d1", now=NOW + timedelta(days=1))

    assert insight.first_seen is not None
    assert seen.rate.start == minute_of(insight.first_seen)
    assert seen.rate.counts == (3, 0, 0, 1)
    (sighting,) = seen.sightings
    assert (sighting.at, sighting.count, sighting.peak) == (insight.last_seen, 4, 3)
    assert (sighting.digest, sighting.object, sighting.severity) == ("d1", "a.log", insight.severity)


def test_without_times_it_was_seen_when_it_was_analysed() -> None:
    log = traffic(Log(), "orders").add(5, entry(5, "ERROR", "orders", "connect: connection refused"))
    digest = digest_of(log)
    detections = detect(digest, History())
    insight = OfflineAnalyst().analyze(digest, detections, source=SOURCE, now=NOW, new=frozenset())[0]
    untimed = insight.model_copy(
        update={"first_seen": None, "last_seen": None, "id": "of-a-model", "rules": ()}
    )

    seen = sighted(untimed, digest, detections, digest_id="d1", now=NOW)

    assert seen.sightings[0].at == NOW
    assert seen.rate.counts == ()
