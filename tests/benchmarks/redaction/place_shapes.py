"""Lines about machines on a network, places on earth, and people with several of their values."""

from __future__ import annotations

import json
import random

from tests.benchmarks.redaction.marks import mark, neutral
from tests.benchmarks.redaction.people import People


def network(rng: random.Random, people: People) -> tuple[str, str]:
    four, other, six = people.ipv4(), people.ipv4(), people.ipv6()
    mac = people.mac()
    a, b = mark(four.kind, four.text), mark(other.kind, other.text)
    c, d, port = mark(six.kind, six.text), mark(mac.kind, mac.text), rng.randint(1024, 65535)
    return "network", rng.choice(
        (
            f"connection from {a}:{port} to {b}:443 closed",
            f"X-Forwarded-For: {a}, {b}",
            f"x-forwarded-for={a},{b}",
            f"accepted [{c}]:{port}",
            f"client={c} port {port}",
            f"route {a}/24 via {b} dev eth0",
            f"DHCPACK on {a} to {d} (web-01) via eth0",
            f"IN=eth0 OUT= MAC={d} SRC={a} DST={b} LEN=60 TTL=49 PROTO=TCP SPT={port} DPT=22",
            f"arp who-has {a} tell {b}",
            f"Failed password for invalid user {neutral('admin')} from {a} port {port} ssh2",
            f"ip-{mark('ipv4/host-name', four.text.replace('.', '-'))}.eu-west-1.compute.internal not ready",
            f'{{"sourceIPAddress":"{a}","userAgent":"aws-cli/2.15.30"}}',
            f'upstream: "http://{a}:8080/health", host: "{b}"',
            f"wlan0: associated with {d}",
            f"\\\\{a}\\share unreachable",
            f"tcp://{a}:2376 i/o timeout",
            f"peer {c}%eth0 is down",
            f"dial tcp [{c}]:443: i/o timeout",
            f"ssh: connect to host {a} port 22: No route to host",
            f"datanode DatanodeRegistration({a}:50010, infoPort=50075)",
            f"blk_3887 to /{a}:50010 done",
            f"url=http%3A%2F%2F{a}%3A8080%2Fhealth",
            f"IP {a}.{port} > {b}.443: Flags [S], seq 17, win 64240, length 0",
            f"{a} - - GET /",
            f"[{a}]:{port} kex_exchange",
            f"client_ip:{a},latency:12",
            f"'{a}' is not allowed",
        )
    )


def geography(rng: random.Random, people: People) -> tuple[str, str]:
    latitude, longitude = f"{rng.uniform(-89, 89):.5f}", f"{rng.uniform(-179, 179):.5f}"
    a, b = mark("coordinates/one", latitude), mark("coordinates/one", longitude)
    pair = mark("coordinates/pair", f"{latitude},{longitude}")
    return "coordinates", rng.choice(
        (
            f'{{"lat":{a},"lng":{b}}}',
            f'{{"location":{{"latitude":{a},"longitude":{b}}},"accuracy":12}}',
            f'{{"type":"Point","coordinates":[{mark("coordinates/pair", f"{longitude}, {latitude}")}]}}',
            f"lat={a} lon={b}",
            f"GET /weather?lat={a}&lon={b}&units=metric HTTP/1.1",
            f"geo:{pair}",
            f"GET /geocode?latlng={pair} HTTP/1.1",
            f"POINT({mark('coordinates/pair', f'{longitude} {latitude}')})",
            f"Position(latitude={a}, longitude={b})",
            f"GET /maps/@{mark('coordinates/pair', f'{latitude},{longitude}')},15z HTTP/1.1",
            f'<gpx:wpt lat="{a}" lon="{b}"/>',
        )
    )


def mailbox(rng: random.Random, people: People) -> tuple[str, str]:
    """Addresses and numbers as protocols write them."""
    first, second, phone = people.email(), people.email(), people.phone()
    a, b = mark(first.kind, first.text), mark(second.kind, second.text)
    plain = "".join(c for c in phone.text if c.isdigit()) if phone.text.startswith("+") else "4930231255"
    digits = mark("phone/uri", f"+{plain}")
    return "mailbox", rng.choice(
        (
            f"From: {neutral('Jo Example')} <{a}>",
            f"to=<{a}>, relay=mx.example.com[{mark('ipv4/address', people.ipv4().text)}]:25, status=sent",
            f"rcpt to: {a}, {b}",
            f"recipients=[{a};{b}]",
            f"mailto:{a}",
            f"tel:{digits}",
            f"INVITE sip:{digits}@sip.example.com SIP/2.0",
            f"user {a} logged in",
            f"bounce: {a}: mailbox full",
            f'"{a}"',
        )
    )


def person(rng: random.Random, people: People) -> tuple[str, str]:
    """Several values of one person in one record."""
    name, email, phone = people.name(), people.email(), people.phone()
    user, place = people.user(), people.postal_address()
    values = [name, email, phone, user, place]
    rng.shuffle(values)
    values = values[: rng.randint(2, 4)]
    if len({v.keys[0] for v in values}) < len(values):
        values = values[:1]
    pairs = [(rng.choice(v.keys), v) for v in values]
    form = rng.choice(("json", "nested", "java", "sql"))
    if form == "json":
        text = json.dumps({k: mark(v.kind, v.text) for k, v in pairs}, ensure_ascii=False)
        return "json", f'{{"event":"signup","customer":{text}}}'
    if form == "nested":
        text = json.dumps({k: mark(v.kind, v.text) for k, v in pairs}, ensure_ascii=False)
        return "nested json", json.dumps({"event": "signup", "body": text}, ensure_ascii=False)
    if form == "java":
        fields = ", ".join(f"{k}={mark(v.kind, v.text)}" for k, v in pairs if not set(v.text) & set(",='\""))
        return "java", f"Customer{{{fields}{', ' if fields else ''}id=7}}"
    fields = ", ".join(k.replace(".", "_") for k, _ in pairs)
    texts = ", ".join(f"'{mark(v.kind, v.text.replace(chr(39), chr(39) * 2))}'" for _, v in pairs)
    return "sql insert", f"INSERT INTO customers (id, {fields}) VALUES (42, {texts})"  # noqa: S608 - a line of a log
