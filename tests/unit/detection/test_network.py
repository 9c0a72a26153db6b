"""Scans in flow logs: one source and many ports; not the many sources that knock everywhere."""

from __future__ import annotations

from collections.abc import Callable

from crosscut.model import Category, Detection, Severity
from tests.unit.writing import Log, at, detections_of

START = int(at(0).timestamp())


def flows(port: Callable[[int], int], source: Callable[[int], str], records: int) -> list[Detection]:
    log = Log()
    for i in range(records):
        s = 60 + i
        log.add(
            s,
            f"2 000000000000 eni-0a1b2c3d4e5f60718 {source(i)} 192.0.2.14 51344 {port(i)} 6 1 44 "
            f"{START + s} {START + s + 20} REJECT OK",
        )
    return detections_of(log)


def test_one_source_that_tries_many_ports_scans() -> None:
    (finding,) = flows(port=lambda i: 20 + i, source=lambda _: "203.0.113.77", records=700)

    assert (finding.rule, finding.category, finding.severity) == (
        "port-scan",
        Category.SECURITY,
        Severity.HIGH,
    )
    assert "Port scan from <IP:" in finding.title
    assert "700 connections" in finding.summary


def test_a_few_ports_are_told_less_loudly() -> None:
    (finding,) = flows(port=lambda i: 20 + i, source=lambda _: "203.0.113.77", records=80)

    assert finding.severity is Severity.MEDIUM


def test_many_sources_at_the_usual_ports_are_the_noise_of_the_internet() -> None:
    assert (
        flows(port=lambda i: (22, 23, 445, 3389)[i % 4], source=lambda i: f"203.0.113.{i % 250}", records=900)
        == []
    )
