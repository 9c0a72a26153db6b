"""Kubernetes events as JSON, as kubectl prints them and exporters ship them."""

from __future__ import annotations

from typing import Any

from crosscut.formats.kubernetes_events import KubernetesEvents
from crosscut.formats.parsed import Parsed
from tests.unit.formats.parsing import RECEIVED, nanos
from tests.unit.formats.values import values_of


def events() -> dict[str, Parsed]:
    items = values_of("kubernetes_events.json")[0]["items"]
    found = {item["reason"]: KubernetesEvents().parse_document(item, RECEIVED) for item in items}
    return {reason: event for reason, event in found.items() if event is not None}


def test_the_body_is_the_reason_and_the_message() -> None:
    back_off = events()["BackOff"]

    assert back_off.body.startswith(
        "BackOff: Back-off restarting failed container web in pod web-7d4b9c6f5-x2x9k_shop"
    )
    assert (back_off.severity_number, back_off.severity_text) == (13, "Warning")
    assert events()["Scheduled"].severity_number == 9
    assert len(events()) == 9


def test_it_is_about_an_object_and_stands_for_so_many_occurrences() -> None:
    unhealthy = events()["Unhealthy"]

    assert unhealthy.attributes["k8s.event.count"] == 12
    assert unhealthy.attributes["k8s.event.reason"] == "Unhealthy"
    assert unhealthy.attributes["k8s.object.kind"] == "Pod"
    assert unhealthy.resource == {
        "k8s.namespace.name": "shop",
        "k8s.pod.name": "web-7d4b9c6f5-x2x9k",
        "k8s.node.name": "node-1",
        "k8s.container.name": "web",
    }
    assert events()["ScalingReplicaSet"].resource["k8s.deployment.name"] == "web"


def test_the_time_is_that_of_the_last_occurrence() -> None:
    about = {"kind": "Pod", "name": "web-1", "namespace": "shop"}
    newer: dict[str, Any] = {
        "kind": "Event",
        "apiVersion": "events.k8s.io/v1",
        "regarding": about,
        "reason": "BackOff",
        "note": "again",
        "type": "Warning",
        "eventTime": "2026-11-17T10:00:00.123456Z",
        "series": {"count": 7, "lastObservedTime": "2026-11-17T10:05:00.000000Z"},
        "reportingController": "kubelet",
    }
    once = {key: value for key, value in newer.items() if key != "series"}

    series, single = (KubernetesEvents().parse_document(event, RECEIVED) for event in (newer, once))

    assert series is not None and single is not None
    assert series.time_unix_nano == nanos("2026-11-17T10:05:00")
    assert series.attributes["k8s.event.count"] == 7
    assert series.body == "BackOff: again"
    assert single.time_unix_nano == nanos("2026-11-17T10:00:00.123456")


def test_a_watch_and_an_event_router_wrap_them() -> None:
    event = values_of("kubernetes_events.json")[0]["items"][0]

    for wrapped in ({"type": "ADDED", "object": event}, {"verb": "ADDED", "event": event}):
        parsed = KubernetesEvents().parse_document(wrapped, RECEIVED)
        assert parsed is not None
        assert parsed.body == "Scheduled: Successfully assigned shop/web-7d4b9c6f5-x2x9k to node-1"


def test_other_objects_are_not_its() -> None:
    assert KubernetesEvents().parse_document({"kind": "Pod", "reason": "x", "type": "y"}, RECEIVED) is None
    assert KubernetesEvents().parse_document({"event": "login", "type": "x", "reason": "y"}, RECEIVED) is None
