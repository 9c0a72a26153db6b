"""What kubectl prints: tables of events and descriptions of pods."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crosscut.formats import layout_of, parse_records
from crosscut.formats.kubectl import Kubectl
from tests.unit.formats.parsing import RECEIVED, nanos
from tests.unit.formats.samples import lines_of, record_with, records_of

FORMAT = Kubectl()


def ago(**age: int) -> int:
    return int((RECEIVED - timedelta(**age)).timestamp()) * 1_000_000_000


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("kubectl_get_events.log", {"minutes": 3, "seconds": 5}),
        ("kubectl_get_events_all.log", {"minutes": 3, "seconds": 5}),
        ("kubectl_get_events_wide.log", {"minutes": 3, "seconds": 5}),
        ("kubectl_events.log", {"minutes": 3, "seconds": 6}),
        ("kubectl_describe_pod.log", {"minutes": 3, "seconds": 6}),
    ],
)
def test_each_way_to_print_events_gives_the_same_event(name: str, seen: dict[str, int]) -> None:
    unhealthy = record_with(FORMAT, name, "Unhealthy: ")

    assert unhealthy.body == (
        'Unhealthy: Readiness probe failed: Get "http://10.0.3.17:8080/healthz": dial tcp 10.0.3.17:8080: connect:'
        " connection refused"
    )
    assert (unhealthy.severity_number, unhealthy.severity_text) == (13, "Warning")
    assert unhealthy.time_unix_nano == ago(**seen)
    assert unhealthy.attributes["k8s.event.reason"] == "Unhealthy"


def test_the_object_and_its_namespace_are_the_resource() -> None:
    one = record_with(FORMAT, "kubectl_get_events.log", "BackOff: ")
    every = record_with(FORMAT, "kubectl_get_events_all.log", "BackOff: ")

    assert one.resource == {"k8s.pod.name": "web-7d4b9c6f5-x2x9k"}
    assert every.resource == {"k8s.pod.name": "web-7d4b9c6f5-x2x9k", "k8s.namespace.name": "shop"}
    assert record_with(FORMAT, "kubectl_events.log", "ScalingReplicaSet: ").resource == {
        "k8s.deployment.name": "web"
    }


def test_how_often_is_counted() -> None:
    wide = record_with(FORMAT, "kubectl_get_events_wide.log", "BackOff: ")
    unplaced = record_with(FORMAT, "kubectl_get_events_wide.log", "FailedScheduling: ")
    repeated = record_with(FORMAT, "kubectl_events.log", "FailedScheduling: ")

    assert wide.attributes["k8s.event.count"] == 41
    assert wide.resource["k8s.container.name"] == "web"
    assert unplaced.attributes["k8s.event.reporter"] == "default-scheduler"
    assert unplaced.body.endswith("3 No preemption victims found for incoming pod.")
    assert repeated.attributes["k8s.event.count"] == 8
    assert repeated.time_unix_nano == ago(minutes=61)


@pytest.mark.parametrize(
    ("age", "seconds"),
    [
        ("12s", 12),
        ("3m12s", 192),
        ("26h", 93_600),
        ("4d3h", 356_400),
        ("2y45d", 66_960_000),
        ("<invalid>", 0),
    ],
)
def test_an_age_is_taken_back_from_when_it_was_received(age: str, seconds: int) -> None:
    event = FORMAT.parse(f"{age}   Normal   Pulled   pod/web-1   Container image present", RECEIVED)

    assert event is not None
    assert event.time_unix_nano == ago(seconds=seconds)


def test_an_unknown_age_is_no_time() -> None:
    event = FORMAT.parse("<unknown>   Warning   FailedScheduling   pod/web-1   no nodes", RECEIVED)

    assert event is not None
    assert event.time_unix_nano is None


def test_a_description_tells_how_each_container_fares() -> None:
    web = record_with(FORMAT, "kubectl_describe_pod.log", "container web: ")
    sidecar = record_with(FORMAT, "kubectl_describe_pod.log", "container sidecar: ")

    assert web.body == (
        "container web: Waiting (CrashLoopBackOff), last Terminated (OOMKilled, exit code 137), restarts 5"
    )
    assert web.severity_number == 17
    assert web.time_unix_nano == nanos("2026-11-23T12:24:13")
    assert web.attributes == {
        "k8s.container.status.state": "waiting",
        "k8s.container.status.reason": "CrashLoopBackOff",
        "k8s.container.status.last_terminated_reason": "OOMKilled",
        "process.exit.code": 137,
        "k8s.container.restart_count": 5,
    }
    assert (sidecar.body, sidecar.severity_number) == ("container sidecar: Running, restarts 0", 9)


def test_a_description_tells_which_pod_it_is() -> None:
    first = records_of(FORMAT, lines_of("kubectl_describe_pod.log"))[0]

    assert first.body == "pod web-7d4b9c6f5-x2x9k"
    assert first.resource == {
        "k8s.pod.name": "web-7d4b9c6f5-x2x9k",
        "k8s.namespace.name": "shop",
        "k8s.node.name": "node-1",
    }


def test_an_evicted_pod_says_why() -> None:
    status = [
        "Status:               Failed",
        "Reason:               Evicted",
        "Message:              The node was low on resource: memory.",
        "IP:                   ",
    ]

    evicted = FORMAT.parse_record(status, RECEIVED)

    assert evicted is not None
    assert evicted.body == "pod status Failed: Evicted: The node was low on resource: memory."
    assert evicted.severity_number == 17


def test_a_time_in_a_zone_of_its_own_is_honoured() -> None:
    lines = ["  web:", "    State:          Terminated", "      Exit Code:    1"]
    lines.append("      Finished:     Tue, 17 Nov 2026 11:00:00 +0100")

    ended = FORMAT.parse_record(lines, RECEIVED)

    assert ended is not None
    assert ended.time_unix_nano == nanos("2026-11-17T10:00:00")
    assert ended.severity_number == 17


def test_every_line_of_the_samples_is_in_a_record_and_messages_may_have_several() -> None:
    row = "3m12s   Warning   FailedMount   pod/web-1   MountVolume.SetUp failed:"
    lines = [row, "Output: no such device", "12s   Normal   Pulled   pod/web-1   Container image present"]

    mount, pulled = records_of(FORMAT, lines)

    assert mount.body == "FailedMount: MountVolume.SetUp failed:\nOutput: no such device"
    assert pulled.body == "Pulled: Container image present"


@pytest.mark.parametrize(
    "line",
    [
        "3m12s ago the pod was restarted",
        "Warning: Normal operation   pod/web",
        "2026-11-17 10:00:00 INFO Name: web",
        "  Warning  BackOff",
        "5m   Normal   Pulled   web-1   no kind",
    ],
)
def test_other_lines_are_not_its(line: str) -> None:
    assert FORMAT.parse(line, RECEIVED) is None


def test_a_whole_description_is_told_and_each_container_is_one_record() -> None:
    lines = lines_of("kubectl_describe_pod.log")

    records = list(parse_records(lines, RECEIVED))

    assert layout_of(lines, RECEIVED).format.name == "kubectl"
    told = {
        record.resource["k8s.container.name"]: record
        for record in records
        if "k8s.container.name" in record.resource
    }
    assert {name: (record.line_count, record.severity_number) for name, record in told.items()} == {
        "web": (25, 17),
        "sidecar": (12, 9),
    }
    assert told["web"].attributes["process.exit.code"] == 137
    assert [record.severity_text for record in records[-6:]] == [*["Normal"] * 4, *["Warning"] * 2]


@pytest.mark.parametrize(
    "lines",
    [
        ["Status: ok", *["2026-11-17 10:00:00 INFO up"] * 20],
        ["kind: Pod", "metadata:", "  name: web", "spec:", "  containers:", "  - name: web"],
    ],
)
def test_an_object_in_which_a_word_of_a_description_stands_is_none(lines: list[str]) -> None:
    assert layout_of(lines * 3, RECEIVED).format.name == "generic"
