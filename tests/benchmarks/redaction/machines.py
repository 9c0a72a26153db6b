"""What points to a machine or a place, from the ranges that are set aside for documentation and private networks."""

from __future__ import annotations

import random

from tests.benchmarks.redaction.value import HEX, Value, some


class Machines:
    """Makes addresses of machines, and coordinates."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng

    def ipv4(self) -> Value:
        rng = self._rng
        last = rng.randint(1, 254)
        network = rng.choice(
            (
                f"192.0.2.{last}",
                f"198.51.100.{last}",
                f"203.0.113.{last}",
                f"198.18.{rng.randint(0, 255)}.{last}",
                f"10.{rng.randint(0, 255)}.{rng.randint(0, 255)}.{last}",
                f"192.168.{rng.randint(0, 255)}.{last}",
                f"172.{rng.randint(16, 31)}.{rng.randint(0, 255)}.{last}",
                f"100.{rng.randint(64, 127)}.{rng.randint(0, 255)}.{last}",
            )
        )
        keys = (
            "ip",
            "client_ip",
            "remote_addr",
            "source_ip",
            "src",
            "host",
            "peer",
            "x_forwarded_for",
            "addr",
        )
        return Value("ipv4/address", network, keys)

    def ipv6(self) -> Value:
        rng = self._rng
        groups = [f"{rng.randint(1, 65535):x}" for _ in range(4)]
        text = rng.choice(
            (
                f"2001:db8:{':'.join(groups)}::{rng.randint(1, 99)}",
                f"2001:db8::{groups[0]}:{groups[1]}",
                f"2001:0db8:0000:0000:{':'.join(f'{int(g, 16):04x}' for g in groups)}",
                f"fd{some(rng, HEX, 2)}:{groups[0]}:{groups[1]}::{groups[2]}",
                f"fe80::{groups[0]}:{groups[1]}:{groups[2]}:{groups[3]}",
                f"::ffff:203.0.113.{rng.randint(1, 254)}",
                f"2001:DB8::{groups[0].upper()}:{groups[3].upper()}",
            )
        )
        return Value("ipv6/address", text, ("ip", "client_ip", "remote_addr", "source_ip", "peer"))

    def mac(self) -> Value:
        # Locally administered, so that none is a real card's (IEEE 802).
        pairs = ["02", *(f"{self._rng.randint(0, 255):02x}" for _ in range(5))]
        text = self._rng.choice((":", ":", "-")).join(pairs)
        text = text.upper() if self._rng.random() < 0.4 else text
        return Value("mac/address", text, ("mac", "mac_address", "hwaddr", "src_mac", "ether", "device"))

    def coordinate(self) -> Value:
        latitude = self._rng.random() < 0.5
        limit = 89 if latitude else 179
        text = f"{self._rng.uniform(-limit, limit):.{self._rng.randint(4, 7)}f}"
        keys = ("lat", "latitude", "geo_lat") if latitude else ("lon", "lng", "longitude", "geo_lon")
        return Value("coordinates/one", text, keys, False)

    def coordinates(self) -> Value:
        rng = self._rng
        text = f"{rng.uniform(-89, 89):.5f},{rng.choice(('', ' '))}{rng.uniform(-179, 179):.5f}"
        return Value(
            "coordinates/pair", text, ("coordinates", "location", "latlng", "geo", "gps", "position"), False
        )
