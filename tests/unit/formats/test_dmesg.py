"""The kernel's messages. The lines follow dmesg's manual page and the kernel's sources."""

from __future__ import annotations

import pytest

from crosscut.formats.dmesg import Dmesg
from crosscut.formats.parsed import Parsed
from tests.unit.formats.parsing import RECEIVED, nanos
from tests.unit.formats.samples import lines_of, record_with, records_of


def parsed(line: str) -> Parsed:
    record = Dmesg().parse(line, RECEIVED)
    assert record is not None, line
    return record


def test_seconds_since_the_boot_are_no_time() -> None:
    for record in records_of(Dmesg(), lines_of("dmesg.log")):
        assert record.time_unix_nano is None
        assert isinstance(record.attributes["uptime_seconds"], float)


def test_a_process_that_was_killed_for_memory() -> None:
    record = record_with(Dmesg(), "dmesg.log", "Killed process")

    assert record.severity_number == 17
    assert {
        "process.pid": 4123,
        "process.executable.name": "java",
        "reason": "out of memory",
        "uptime_seconds": 12345.678902,
    }.items() <= record.attributes.items()


@pytest.mark.parametrize(
    ("words", "severity", "name"),
    [
        ("invoked oom-killer", 17, "java"),
        ("segfault at", 17, "worker"),
        ("blocked for more than", 17, "postgres"),
        ("Kernel panic", 21, None),
        ("Buffer I/O error", 17, None),
        ("EXT4-fs (sda1): mounted", 0, None),
    ],
)
def test_what_the_kernel_says_is_broken(words: str, severity: int, name: str | None) -> None:
    record = record_with(Dmesg(), "dmesg.log", words)

    assert record.severity_number == severity
    assert record.attributes.get("process.executable.name") == name


def test_with_times_and_decoded() -> None:
    dated = parsed("[Tue Nov 17 10:00:00 2026] usb 1-1: new high-speed USB device")
    decoded = parsed("kern  :warn  : [   12.345678] ACPI: something odd")
    raw = parsed("<3>[   12.345678] ata1: failed to resume link")

    assert dated.time_unix_nano == nanos("2026-11-17T10:00:00")
    assert (decoded.severity_number, decoded.severity_text) == (13, "warn")
    assert raw.severity_number == 17
    assert parsed("2026-11-17T10:00:00,123456+01:00 eth0: link up").time_unix_nano == nanos(
        "2026-11-17T09:00:00.123456"
    )
