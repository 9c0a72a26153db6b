"""What points to a machine: addresses on the network."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import unquote

from crosscut.redaction.rule import Rule


def is_host_v4(text: str) -> bool:
    """Whether it is an address that tells machines apart.

    Not 127.0.0.1 and 0.0.0.0, the same everywhere; not masks (255.255.255.0); not 10.0.0.0 or Chrome/120.0.0.0.
    """
    parts = [int(part) for part in text.split(".")]
    return all(part <= 255 for part in parts) and parts[0] not in (0, 127, 255) and any(parts[1:])


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
    return told_apart and any(c.isdigit() for c in text)


def _canonical_v4(text: str) -> str:
    return ".".join(str(int(part)) for part in text.split("."))


def _canonical_v6(text: str) -> str:
    return str(ipaddress.ip_address(text))


# Each pattern begins with a character class and looks behind it afterwards: `re` skips to a class quickly, but tries
# a pattern that begins with a look-behind at every character.
_ALONE = r"(?:(?<![A-Za-z0-9.].)|(?<=%[0-9A-Fa-f]{2}.)|(?<=[iI][pP].))"
_NO_VERSION = r"(?<!ersion[ =:].)(?<!ersion: .)(?<!ersion\":\".)(?<!ersion\": \".)"

IPV4 = Rule(
    kind="IP",
    name="ipv4-address",
    # Not a part of a longer dotted number, as object ids are, and not the version of a file; a port may follow.
    pattern=re.compile(
        rf"[0-9]{_ALONE}{_NO_VERSION}[0-9]{{0,2}}\.[0-9]{{1,3}}\.[0-9]{{1,3}}\.[0-9]{{1,3}}"
        r"(?![A-Za-z0-9]|\.\d|\.(?:jar|war|whl|rpm|deb|dll|exe|so|tgz|zip)\b)"
    ),
    triggers=(".",),
    accept=is_host_v4,
    normalise=_canonical_v4,
)

_HEX = r"[0-9A-Fa-f]"
_GROUP = rf"{_HEX}{{1,4}}"
# After no word, but after one with a colon ("client:2001:db8::17"), of which the last letters may be a to f.
_BEGIN = r"(?<![\w.].)(?:(?<!:.)|" + "|".join(rf"(?<=[g-zG-Z_]{_HEX}{{{n}}}:.)" for n in range(5)) + ")"
IPV6 = Rule(
    kind="IP",
    name="ipv6-address",
    # All eight groups, and perhaps a port. Times and MAC addresses have fewer, key fingerprints more.
    pattern=re.compile(
        rf"{_HEX}{_BEGIN}{_HEX}{{0,3}}:(?:{_GROUP}:){{6}}{_GROUP}(?!\w|:(?!\d{{1,5}}(?![\w:]))\w|::)"
    ),
    triggers=(":",),
    accept=is_host_v6,
    normalise=_canonical_v6,
)
IPV6_SHORT = Rule(
    kind="IP",
    name="ipv6-address-shortened",
    pattern=re.compile(
        rf"[0-9A-Fa-f:]{_BEGIN}(?:(?<!:){_HEX}{{0,3}}(?::{_GROUP}){{0,6}}:|(?<=:)):(?:{_GROUP}(?::{_GROUP}){{0,6}})?(?!\w|:[\w:])"
    ),
    triggers=("::",),
    accept=is_host_v6,
    normalise=_canonical_v6,
)
IPV6_ENCODED = Rule(
    kind="IP",
    name="ipv6-address-url-encoded",
    pattern=re.compile(rf"{_HEX}{{0,4}}(?:%3[Aa]{_HEX}{{0,4}}){{2,8}}"),
    triggers=("%3a",),
    accept=lambda value: is_host_v6(unquote(value)),
    normalise=lambda value: _canonical_v6(unquote(value)),
)

RULES = (IPV4, IPV6, IPV6_SHORT, IPV6_ENCODED)
