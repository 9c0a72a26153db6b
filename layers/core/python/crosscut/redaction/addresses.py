"""What points to a machine: addresses on the network and of network cards."""

from __future__ import annotations

import ipaddress
from urllib.parse import unquote

from crosscut.redaction.rule import Rule
from crosscut.redaction.values import EDGE, IS, OPENED


def is_host_v6(text: str) -> bool:
    """Whether it is an address that tells machines apart, and no `Dead::Beef` of a program or WWN of a disk."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if address.is_unspecified or address.is_loopback:
        return False
    groups = [group for group in text.split(":") if group]
    if len(groups) == 8:
        return any(len(group) != 2 for group in groups)
    told_apart = len(groups) > 2 or (len(groups) == 2 and max(map(len, groups)) > 2)
    return told_apart and (len(groups) > 2 or any(c.isdigit() for c in text))


def _canonical_v4(text: str) -> str:
    return ".".join(str(int(part)) for part in text.split("."))


def _canonical_v6(text: str) -> str:
    return str(ipaddress.ip_address(text))


def _class_v4(text: str) -> str:
    return "" if ipaddress.ip_address(_canonical_v4(text)).is_global else "PRIVATE"


def _class_v6(text: str) -> str:
    return "" if ipaddress.ip_address(text).is_global else "PRIVATE"


_NO_VERSION = rb"(?<!uild[ =:].)(?<!uild: .)(?<!elease[ =:].)(?<!mware[ =:].)(?<!mware: .)(?<!ersion[ =:].)(?<!ersion: .)(?<!ersion\":\".)(?<!ersion\": \".)(?<!ersion\\\":\\\".)(?<!ersion\\\": \\\".)(?<!hrome/.)(?<!Edg/.)(?<!OPR/.)(?<!riOS/.)(?<!efox/.)(?<!fari/.)(?<![oO][iI][dD]:.)"
_OCTET = rb"(?:25[0-5]|2[0-4][0-9]|[01]?[0-9]{1,2})"
# Of the first number all but its first digit. Not 127.0.0.1 and 0.0.0.0, the same everywhere; not masks
# (255.255.255.0); not 10.0.0.0 or Chrome/120.0.0.0.
_FIRST = (
    rb"(?!(?<=0)0{0,2}\.|(?<=1)27\.|(?<=2)55\.|[0-9]{0,2}\.0{1,3}\.0{1,3}\.0{1,3}(?![0-9]))"
    rb"(?:(?<=2)5[0-5]|(?<=2)[0-4][0-9]|(?<=[01])[0-9]{2}|[0-9]?)"
)
IPV4 = Rule(
    kind="IP",
    name="ipv4-address",
    # Not a part of a longer dotted number, as object ids are, and not the version of a file; a port may follow.
    pattern=(
        rb"[0-9](?=[0-9]{0,2}\.[0-9]{1,3}\.[0-9])(?:(?<![A-Za-z0-9.].)|(?<=%[0-9A-Fa-f]{2}.)|(?<=\\[nrtbf].)|(?<=[iI][pP].)|(?<=\.\.\..))"
        + _NO_VERSION + _FIRST
        + rb"(?:\." + _OCTET + rb"){3}(?![A-Za-z0-9]|\.[0-9](?![0-9]{0,4}(?: > [0-9]|: [A-Z]))|\.(?:jar|war|whl|rpm|deb|dll|exe|so|tgz|zip)\b)"
    ),
    normalise=_canonical_v4,
    classify=_class_v4,
    must_match=("from 203.0.113.66 port 22", "host/203.0.113.66:8080", "ip203.0.113.66", "between 192.0.2.1...203.0.113.66", r"a\n203.0.113.66"),
    must_not_match=("127.0.0.1 0.0.0.0:80", "255.255.255.0 10.0.0.0/8", "version 1.2.3.4", "1.2.3.4.5", "999.1.2.3"),
)  # fmt: skip

_HEX = rb"[0-9A-Fa-f]"
_GROUP = _HEX + rb"{1,4}"
# After no word, but after one with a colon ("client:2001:db8::17"), of which the last letters may be a to f.
_BEGIN = (
    rb"(?:(?<![\w\x80-\xff.].)|(?<=\\[nrtbf].))(?:(?<!:.)|"
    + rb"|".join(rb"(?<=[g-zG-Z_]" + _HEX + rb"{%d}:.)" % n for n in range(5))
    + rb")"
)
IPV6 = Rule(
    kind="IP",
    name="ipv6-address",
    group="hexadecimal",
    # All eight groups, and perhaps a port. Times and MAC addresses have fewer, key fingerprints more.
    pattern=(
        _HEX + _BEGIN + _HEX + rb"{0,3}+:(?:" + _GROUP + rb":){6}" + _GROUP
        + rb"(?![\w\x80-\xff]|:(?![0-9]{1,5}(?![\w\x80-\xff:]))[\w\x80-\xff]|::)"
    ),
    accept=is_host_v6,
    normalise=_canonical_v6,
    classify=_class_v6,
    must_match=("2001:db8:0:0:0:0:0:17", "2001:db8:0:0:0:0:0:17:443"),
    must_not_match=("10:00:00 12:34:56.789", "wwn 50:06:01:60:3b:a0:12:34"),
)  # fmt: skip
IPV6_SHORT = Rule(
    kind="IP",
    name="ipv6-address-shortened",
    pattern=(
        rb"[0-9A-Fa-f:]" + _BEGIN + rb"(?:(?<!:)" + _HEX + rb"{0,3}+(?::" + _GROUP + rb"){0,6}:|(?<=:)):(?:"
        + _GROUP + rb"(?::" + _GROUP + rb"){0,6})?(?![\w\x80-\xff]|:[\w\x80-\xff:])"
    ),
    gate=rb"::(?<![g-z_]::)",
    accept=is_host_v6,
    normalise=_canonical_v6,
    classify=_class_v6,
    must_match=("from 2001:db8::17 port 22", "client:2001:db8::17", "[2001:db8::17]:443", "fe80::1%eth0"),
    must_not_match=("std::vector a::b Dead::Beef ace::add", "::1 :: [::]:443"),
)  # fmt: skip
IPV6_ENCODED = Rule(
    kind="IP",
    name="ipv6-address-url-encoded",
    pattern=_HEX + rb"{0,4}+(?:%3[Aa]" + _HEX + rb"{0,4}+){2,8}+",
    gate=rb"%3a",
    accept=lambda value: is_host_v6(unquote(value)),
    normalise=lambda value: _canonical_v6(unquote(value)),
    classify=lambda value: _class_v6(unquote(value)),
    must_match=("ip=2001%3Adb8%3A%3A17&x",),
    must_not_match=("at=10%3A00%3A00",),
)

MAPPED_V4 = Rule(
    kind="IP",
    name="ipv4-address-mapped-to-ipv6",
    literals=(b"ffff:",),
    pattern=rb"(?<![\w:.])(?::|0(?::0){4}):ffff:"
    + _OCTET
    + rb"(?:\."
    + _OCTET
    + rb"){3}(?![A-Za-z0-9]|\.[0-9])",
    gate=rb":ffff:[0-9]{1,3}\.",
    normalise=lambda value: _canonical_v4(value.rpartition(":")[2]),
    classify=lambda value: _class_v4(value.rpartition(":")[2]),
    lowered=True,
    must_match=("from ::ffff:203.0.113.66 port 22",),
    must_not_match=("::ffff:0:0",),
)
HOST_V4 = Rule(
    kind="IP",
    name="ipv4-address-in-the-name-of-a-host",
    literals=(b"ip-", b"ec2-", b"host-", b"node-", b"vm-", b"static-", b"dhcp-", b"pool-"),
    # As clouds name machines: ip-10-1-2-3, ec2-203-0-113-75.
    pattern=rb"(?<![\w\-])(?:ip|ec2|host|node|vm|static|dhcp|pool)-((?:"
    + _OCTET
    + rb"-){3}"
    + _OCTET
    + rb")(?![\w\-])",
    gate=rb"(?:ip|ec2|host|node|vm|static|dhcp|pool)-[0-9]{1,3}-[0-9]{1,3}-",
    normalise=lambda value: _canonical_v4(value.replace("-", ".")),
    classify=lambda value: _class_v4(value.replace("-", ".")),
    lowered=True,
    must_match=("ip-203-0-113-75.eu-west-1.compute.internal",),
    must_not_match=("zip-1-2-3-4", "ip-1-2-3"),
)
MAC = Rule(
    kind="MAC",
    name="mac-address",
    group="hexadecimal",
    # IEEE 802: six octets with colons or hyphens, or three groups of four as Cisco writes them. Not a part of
    # more octets (a WWN, a fingerprint); not the broadcast address and not none.
    pattern=(
        rb"[0-9A-Fa-f](?:(?<![\w\x80-\xff:.\-].)|(?<=\\[nrtbf].)|(?<=%[0-9A-Fa-f]{2}.)|(?<=[Mm][Aa][Cc][:_\-].)|(?<=[A-Za-z]{3}:.))(?:"
        # As netfilter writes both ends and the type of what they carry.
        rb"[0-9A-Fa-f](?::[0-9A-Fa-f]{2}){11}:(?:08:00|86:[Dd]{2})(?![\w\x80-\xff]|:[0-9A-Fa-f])"
        rb"|(?!0:00:00:00:00:00|[Ff](?::[Ff]{2}){5})[0-9A-Fa-f](?::[0-9A-Fa-f]{2}){5}(?![\w\x80-\xff]|:[0-9A-Fa-f])"
        rb"|(?!0-00-00-00-00-00|[Ff](?:-[Ff]{2}){5})[0-9A-Fa-f](?:-[0-9A-Fa-f]{2}){5}(?![\w\x80-\xff]|-[0-9A-Fa-f])"
        rb"|(?!000\.0000\.0000|[Ff]{3}(?:\.[Ff]{4}){2})[0-9A-Fa-f]{3}(?:\.[0-9A-Fa-f]{4}){2}(?![\w\x80-\xff]|\.[0-9A-Fa-f]))"
    ),
    normalise=lambda value: "".join(c for c in value.lower() if c not in ":-."),
    must_match=("00:1b:44:11:3a:b7 and 00-1B-44-11-3A-B7", "port 001b.4411.3ab7 down", "MAC=00:1b:44:11:3a:b7:00:1b:44:11:3a:b8:08:00 SRC="),
    must_not_match=("ff:ff:ff:ff:ff:ff 00:00:00:00:00:00", "wwn 50:06:01:60:3b:a0:12:34", "10:00:00 2026-11-17-10-00"),
)  # fmt: skip

KEYED_MAC = Rule(
    kind="MAC",
    name="mac-address-under-its-name",
    group="keyed",
    # Twelve digits and nothing between them.
    pattern=(
        rb"(?:mac(?:[_\-]?addr(?:ess)?)?|hw[_\-]?addr(?:ess)?|bssid|chaddr|lladdr|"
        + EDGE
        + rb"(?:ether|physical[_\- ]?address|station))"
        + IS
        + OPENED
        + rb"([0-9a-f]{12})(?![\w\x80-\xff])"
    ),
    normalise=str.lower,
    lowered=True,
    must_match=("hwaddr=001b44113ab7", '{"clientMac":"001B44113AB7"}'),
    must_not_match=("mac=none", "machine=001b44113ab7", "hwaddr=001b44113ab70"),
)
DEVICE = Rule(
    kind="DEVICE",
    name="number-of-a-mobile-device",
    group="keyed",
    # 3GPP TS 23.003: fourteen to sixteen digits; ITU-T E.118 for the card.
    pattern=EDGE
    + rb"(?:imei(?:sv)?|imsi|meid|iccid)"
    + IS
    + OPENED
    + rb"([0-9][0-9 \-]{12,20}[0-9])(?![\w\x80-\xff])",
    normalise=lambda value: "".join(c for c in value if c.isdigit()),
    lowered=True,
    must_match=("imei=490154203237518", '"imsi": "001010123456789"'),
    must_not_match=("imei=none", "imei_count=12"),
)

RULES = (MAPPED_V4, IPV4, HOST_V4, IPV6, IPV6_SHORT, IPV6_ENCODED, MAC, KEYED_MAC, DEVICE)
