"""What points to a person or a machine: emails, payment cards, addresses on the network."""

from __future__ import annotations

import ipaddress
import re

from crosscut.redaction.rule import Rule


def luhn(number: str) -> bool:
    """Whether the digits of `number` pass the check of ISO/IEC 7812-1, annex B."""
    digits = [int(c) for c in number if c.isdigit()]
    doubled = (d * 2 - 9 if d > 4 else d * 2 for d in digits[-2::-2])
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _is_card(text: str) -> bool:
    digits = "".join(c for c in text if c.isdigit())
    return 13 <= len(digits) <= 19 and len(set(digits)) > 1 and luhn(digits)


def _tells_apart(text: str) -> bool:
    """Whether it is an address that tells machines apart; `::`, `::1` and 0.0.0.0 are the same everywhere."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return not (address.is_unspecified or address.is_loopback)


def _canonical_address(text: str) -> str:
    return str(ipaddress.ip_address(text))


EMAIL = Rule(
    kind="EMAIL",
    name="email-address",
    pattern=re.compile(
        r"[\w.+](?<![\w.+%\-].)[\w.+\-]{0,63}(?:@|%40)(?:[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}(?![\w\-])"
    ),
    triggers=("@", "%40"),
    normalise=lambda value: value.replace("%40", "@").lower(),
)

# Each pattern begins with a character class and looks behind it afterwards: `re` skips to a class quickly, but tries
# a pattern that begins with a look-behind at every character.
_ALONE = r"(?<![\w.].)"

IPV4 = Rule(
    kind="IP",
    name="ipv4-address",
    # Not a part of a longer dotted number, as versions and object ids are; a port may follow.
    pattern=re.compile(rf"[0-9]{_ALONE}[0-9]{{0,2}}\.[0-9]{{1,3}}\.[0-9]{{1,3}}\.[0-9]{{1,3}}(?!\w|\.\d)"),
    triggers=(".",),
    accept=_tells_apart,
    normalise=_canonical_address,
)

_HEX = r"[0-9A-Fa-f]"
_GROUP = rf"{_HEX}{{1,4}}"
_END = r"(?![\w:])"
IPV6 = Rule(
    kind="IP",
    name="ipv6-address",
    # All eight groups. Times and MAC addresses have fewer.
    pattern=re.compile(rf"{_HEX}(?<![\w:.].){_HEX}{{0,3}}:(?:{_GROUP}:){{6}}{_GROUP}{_END}"),
    triggers=(":",),
    accept=_tells_apart,
    normalise=_canonical_address,
)
IPV6_SHORT = Rule(
    kind="IP",
    name="ipv6-address-shortened",
    pattern=re.compile(
        rf"(?<![\w:.])(?:{_GROUP}(?::{_GROUP}){{0,6}})?::(?:{_GROUP}(?::{_GROUP}){{0,6}})?{_END}"
    ),
    triggers=("::",),
    accept=_tells_apart,
    normalise=_canonical_address,
)

CARD = Rule(
    kind="CARD",
    name="payment-card",
    pattern=re.compile(
        r"[3-6](?<![\w.\-].)(?:\d{3}(?:[ \-]?\d{4}){2}[ \-]?\d{1,7}|[47]\d{2}[ \-]?\d{6}[ \-]?\d{5})(?![\w\-]|\.\d)"
    ),
    triggers=("3", "4", "5", "6"),
    accept=_is_card,
    normalise=lambda value: "".join(c for c in value if c.isdigit()),
)

RULES = (EMAIL, CARD, IPV4, IPV6, IPV6_SHORT)
