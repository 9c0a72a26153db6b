"""What a message is about, in the words of programs that are widely used."""

from __future__ import annotations

import pytest

from crosscut.detection.component import main_place, names_in, places_of, where
from crosscut.model import Template
from tests.unit.writing import Log, digest_of, entry, klog, syslog


def template_of(line: str) -> Template:
    (template,) = digest_of(Log().add(0, line)).templates
    return template


@pytest.mark.parametrize(
    ("message", "sort", "name"),
    [
        ("Back-off restarting failed container checkout in pod checkout-7d9c", "container", "checkout"),
        ("thumbd.service: Main process exited, code=dumped, status=11/SEGV", "unit", "thumbd.service"),
        ("thumbd[5200]: segfault at 10 ip 00007f sp 00007ffd error 4 in libvips.so.42[7f+1b]", "process", "thumbd"),
        ("Out of memory: Killed process 811 (mysqld) total-vm:9kB", "process", "mysqld"),
        ("connect() to unix:/run/php/php8.2-fpm.sock failed", "socket", "/run/php/php8.2-fpm.sock"),
        ("[pool www] server reached pm.max_children setting (25)", "pool", "www"),
        ("ixgbe 0000:03:00.0 eno2: NIC Link is Down", "device", "eno2"),
        ("md/raid1:md0: Disk failure on sdc1, disabling device.", "device", "md0"),
        ("queue 'ledger.events' in vhost '/': quorum member not reachable", "queue", "ledger.events"),
        ("node rabbit@mq-3 is down", "node", "rabbit@mq-3"),
        ("Kubelet stopped posting node status: node=worker-5", "node", "worker-5"),
        ("linux-build-01 is offline; cannot launch build", "node", "linux-build-01"),
        ("write /var/lib/postgresql/16/base: no space left", "file", "/var/lib/postgresql/16/base"),
        ("all shards failed for index [orders-2026]", "index", "orders-2026"),
        ("GenServer Dispatch.RouteCache terminating", "process", "Dispatch.RouteCache"),
        ("job billing.rollup-daily is overdue", "job", "billing.rollup-daily"),
        ("PutObject s3://customer-exports/a.csv refused", "bucket", "customer-exports"),
        ("Burst balance of volume vol-0123456789abcdef0 is 0%", "volume", "vol-0123456789abcdef0"),
        ("zone example.test/IN: loading failed", "zone", "example.test"),
    ],
)  # fmt: skip
def test_messages_name_what_they_are_about(message: str, sort: str, name: str) -> None:
    named = places_of(template_of(f"ERROR {message}"))

    assert (sort, name) in named


def test_fields_name_it_before_words_do() -> None:
    line = klog(
        0, "I", "prober.go:107", '"Probe failed" pod="retail/web-5c7f9d-h2vqk" containerName="catalog-web"'
    )

    assert main_place(template_of(line)) == "catalog-web"


def test_the_machine_and_the_program_in_front_of_a_line_are_named_too() -> None:
    template = template_of(syslog(0, "slurmd[91]", "error: credential is not valid", host="gpu-7"))

    assert "machine gpu-7" in where([template], "")
    assert where([template], "slurmd on gpu-7") == ""


def test_a_pod_is_known_by_its_workload_too() -> None:
    assert "web" not in names_in(template_of(entry(0, "ERROR", "x", "pod web-5c7f9d12-h2vqk is gone")))
    assert "catalog" in names_in(template_of(entry(0, "ERROR", "x", "pod catalog-5c7f9d12-h2vqk is gone")))


@pytest.mark.parametrize("message", ["it failed", "listener rejected: no", "read 12 of 40 from 192.0.2.4"])
def test_words_and_addresses_are_no_names(message: str) -> None:
    assert main_place(template_of(entry(0, "ERROR", "shop", message))) == ""


def test_the_source_is_named_where_nothing_else_is() -> None:
    assert where([template_of("12:00:00 it failed")], "it failed", source="wiki") == " Where: source wiki."
