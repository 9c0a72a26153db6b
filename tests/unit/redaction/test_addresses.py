"""Addresses on the network; and the versions, times and hardware addresses that only look so."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscut.redaction.addresses import is_host_v6
from tests.unit.redaction.redacting import redact, shape


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("from 203.0.113.66 port 22", "from <IP> port 22"),
        ("203.0.113.66:8080", "<IP>:8080"),
        ("host/203.0.113.66:8080", "host/<IP>:8080"),
        ("203.0.113.0/24", "<IP>/24"),
        ("at 203.0.113.66.", "at <IP>."),
        ("203.0.113.66-203.0.113.99", "<IP>-<IP>"),
        ("tcp_203.0.113.66_443", "tcp_<IP>_443"),
        ("%5B203.0.113.66%5D", "%5B<IP>%5D"),
        ("ip203.0.113.66", "ip<IP>"),
        ("::ffff:203.0.113.66", "<IP>"),
        ("rdns-066.113.000.203.example.net", "rdns-<IP>.example.net"),
        ("203.0.113.66.example.net", "<IP>.example.net"),
        ("from 2001:db8::17 port 22", "from <IP> port 22"),
        ("client:2001:db8::17", "client:<IP>"),
        ("interface:2001:db8::17", "interface:<IP>"),
        ("2001:db8::17: refused", "<IP>: refused"),
        ("[2001:db8::17]:443", "[<IP>]:443"),
        ("2001:db8:0:0:0:0:0:17", "<IP>"),
        ("2001:db8:0:0:0:0:0:17:443", "<IP>:443"),
        ("fe80::1%eth0", "<IP>%eth0"),
        ("2001:db8::/32", "<IP>/32"),
        ("64:ff9b::203.0.113.66", "<IP><IP>"),
        ("ip=2001%3Adb8%3A%3A17&x", "ip=<IP>&x"),
    ],
)
def test_an_address_goes_and_what_stands_around_it_stays(line: str, left: str) -> None:
    assert shape(line) == left


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2001:db8::17", "2001:DB8:0:0:0:0:0:17"),
        ("2001:db8::17", "2001%3Adb8%3A%3A17"),
        ("203.0.113.6", "203.000.113.006"),
    ],
)
def test_an_address_is_the_same_however_written(one: str, other: str) -> None:
    assert redact(one) == redact(other)


@pytest.mark.parametrize(
    "line",
    [
        "127.0.0.1 0.0.0.0:80 ::1 :: [::]:443",
        "255.255.255.0 10.0.0.0/8",
        "Chrome/142.0.0.0 Safari/537.36 Edg/120.0.2210.91",
        "version 1.2.3.4, version=1.2.3.4, version: 1.2.3.4",
        '{"version":"1.2.3.4"}',
        "v1.2.3.4 and 1.2.3 and 1.2.3.4.5",
        "OID 1.3.6.1.4.1.311.21.8",
        "ojdbc8-12.2.0.1.jar",
        "999.1.2.3",
        "10:00:00 12:34:56.789 2026-11-17T10:00:00Z 10%3A00%3A00",
        "wwn 50:06:01:60:3b:a0:12:34",
        "MD5 16:27:ac:a5:76:28:2d:36:63:1b:56:4d:eb:df:a6:48",
        "std::vector a::b Foo::Bar Dead::Beef ace::add css a::before 12::34",
        "3f2b1c9e-8d4a-4b6e-9f1a-2c3d4e5f6a7b",
        "arn:aws:iam::123456789012:role/app",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "took 12.345678s, 1.5h, 300ms",
    ],
)
def test_what_only_looks_so_stays(line: str) -> None:
    assert redact(line) == line


@given(st.ip_addresses(v=4))
def test_every_host_of_version_4_goes(address: ipaddress.IPv4Address) -> None:
    text = str(address)
    tells_nothing = text.split(".")[0] in {"0", "127", "255"} or text.endswith(".0.0.0")

    assert shape(f"from {text} x") == (f"from {text} x" if tells_nothing else "from <IP> x")


@given(st.ip_addresses(v=6), st.sampled_from(["compressed", "exploded"]))
def test_every_host_of_version_6_goes(address: ipaddress.IPv6Address, form: str) -> None:
    text = str(getattr(address, form))

    assert (shape(f"from {text} x") == "from <IP> x") == is_host_v6(text)
    # A random address has enough groups for no program's `a::b`.
    few = len([group for group in text.split(":") if group]) <= 2
    assert is_host_v6(text) or few or address.is_unspecified or address.is_loopback


@pytest.mark.parametrize("written", ["00:1b:44:11:3a:b7", "00-1B-44-11-3A-B7", "001b.4411.3ab7"])
def test_a_hardware_address_is_the_same_however_written(written: str) -> None:
    assert shape(f"from {written}, ok") == "from <MAC>, ok"
    assert redact(written) == redact("00:1b:44:11:3a:b7")
