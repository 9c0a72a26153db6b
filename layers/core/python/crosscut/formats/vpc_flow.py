"""VPC flow logs: version 2, and any order of fields that a header line names or that can be told from the values.

https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Self

from crosscut.formats import clock, severities
from crosscut.formats.digits import is_number
from crosscut.formats.parsed import Parsed
from crosscut.model import AttributeValue

_ORDER = (
    "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end"
    " action log-status"
)
_DEFAULT = tuple(_ORDER.split())
_NAMES = {
    "account-id": "cloud.account.id", "interface-id": "aws.ec2.network_interface.id", "srcaddr": "source.address",
    "dstaddr": "destination.address", "srcport": "source.port", "dstport": "destination.port", "packets": "packets",
    "protocol": "network.transport", "bytes": "bytes", "vpc-id": "aws.vpc.id", "subnet-id": "aws.subnet.id",
    "instance-id": "host.id", "region": "cloud.region", "az-id": "cloud.availability_zone", "action": "action",
    "flow-direction": "flow-direction", "log-status": "log-status", "tcp-flags": "tcp-flags",
    "pkt-srcaddr": "pkt-srcaddr", "pkt-dstaddr": "pkt-dstaddr", "reject-reason": "reject-reason",
    "pkt-src-aws-service": "pkt-src-aws-service", "pkt-dst-aws-service": "pkt-dst-aws-service",
    "traffic-path": "traffic-path", "type": "network.type", "sublocation-id": "sublocation-id",
}  # fmt: skip
_RESOURCE = {"cloud.account.id", "cloud.region", "cloud.availability_zone", "host.id", "aws.vpc.id"}
_IDENTIFIERS = {"cloud.account.id"}  # digits that are no number
# https://www.iana.org/assignments/protocol-numbers
_PROTOCOLS = {
    "1": "icmp",
    "6": "tcp",
    "17": "udp",
    "47": "gre",
    "50": "esp",
    "58": "ipv6-icmp",
    "132": "sctp",
}

_ADDRESS = r"(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f:]{0,45}:[0-9a-f:.]{1,45}|-)"
_COUNT = r"(?:\d{1,18}|-)"
_VERSION_2 = re.compile(
    rf"\d{{1,2}} (?:\d{{12}}|unknown|-) (?:eni-[0-9a-f]+|-) {_ADDRESS} {_ADDRESS} {_COUNT} {_COUNT} {_COUNT} {_COUNT} "
    rf"{_COUNT} 1\d{{9}} 1\d{{9}} (?:ACCEPT|REJECT|-) (?:OK|NODATA|SKIPDATA)(?= |\s*$)",
    re.ASCII,
)
_FIELDS = frozenset({*_NAMES, "version", "start", "end"})
_FIELD = re.compile(r"[a-z][a-z0-9\-]{1,40}")
_MIN_FIELDS = 5
_ANY_ORDER = re.compile(r"(?=(?:\S+ )*?eni-[0-9a-f]{8,}(?: |$))[\w.:\-]+(?: [\w.:\-]+){4,40}\s*$", re.ASCII)
_VALUES = (  # what a value that stands anywhere can only be
    ("action", re.compile(r"ACCEPT|REJECT")), ("log-status", re.compile(r"OK|NODATA|SKIPDATA")),
    ("interface-id", re.compile(r"eni-[0-9a-f]{8,}")), ("vpc-id", re.compile(r"vpc-[0-9a-f]{8,}")),
    ("subnet-id", re.compile(r"subnet-[0-9a-f]{8,}")), ("instance-id", re.compile(r"i-[0-9a-f]{8,}")),
    ("account-id", re.compile(r"\d{12}", re.ASCII)), ("time", re.compile(r"1\d{9}", re.ASCII)),
    ("address", re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{0,45}:[0-9a-f:.]{1,45}", re.ASCII)),
    ("region", re.compile(r"[a-z]{2}(?:-[a-z]+){1,2}-\d", re.ASCII)), ("flow-direction", re.compile("ingress|egress")),
)  # fmt: skip


class VpcFlow:
    """One flow a line."""

    name = "vpc_flow"

    def __init__(self, fields: tuple[str, ...] | None = None) -> None:
        self._fields = fields

    @classmethod
    def for_header(cls, line: str) -> Self | None:
        """Return the format that a line with the fields' names describes, or None for any other line."""
        return cls(tuple(line.split())) if _is_header(line) else None

    def parse(self, line: str, received: datetime) -> Parsed | None:
        """Return the flow; its time is the start, and a rejected one is no more than a notice."""
        if self._fields is None and _VERSION_2.match(line):
            return _flow(dict(zip(_DEFAULT, line.split(), strict=False)))
        if _is_header(line):
            return Parsed(line.rstrip(), None, severities.UNSPECIFIED, "")
        if self._fields is not None:
            values = line.split()
            return (
                _flow(dict(zip(self._fields, values, strict=True)))
                if len(values) == len(self._fields)
                else None
            )
        return _flow(_tell_apart(line.split())) if _ANY_ORDER.match(line[:1_000]) else None


def _is_header(line: str) -> bool:
    if "srcaddr" not in line and "interface-id" not in line:
        return False
    names = line[:2_000].split()
    known = _FIELDS.intersection(names)
    return len(known) >= _MIN_FIELDS and all(
        _FIELD.fullmatch(name) for name in names
    )  # new ones are added each year


def _tell_apart(values: list[str]) -> dict[str, str]:
    """Return the fields that can be told by their values; of two addresses the first is the source."""
    found: dict[str, str] = {}
    for value in values:
        name = next((name for name, pattern in _VALUES if pattern.fullmatch(value)), "")
        if name in ("time", "address"):
            first, second = ("start", "end") if name == "time" else ("srcaddr", "dstaddr")
            name = second if first in found else first
        if name and name not in found:
            found[name] = value
    return found if "action" in found or "log-status" in found else {}


def _flow(fields: dict[str, str]) -> Parsed | None:
    if not fields:
        return None
    attributes: dict[str, AttributeValue] = {}
    resource: dict[str, AttributeValue] = {}
    for name, value in fields.items():
        to = _NAMES.get(name)
        if to is None or value == "-":
            continue
        if to in _RESOURCE:
            resource[to] = value
        else:
            attributes[to] = int(value) if is_number(value) else value
    protocol = fields.get("protocol", "-")
    if protocol != "-":
        attributes["network.transport"] = _PROTOCOLS.get(protocol, protocol)
    if "source.address" in attributes:
        attributes["client.address"] = attributes["source.address"]
    start = fields.get("start", "")
    nanos = clock.epoch(start) if is_number(start) else None
    action = fields.get("action", "-")
    if action == "-":
        status = fields.get("log-status", "-")
        number = severities.WARN if status == "SKIPDATA" else severities.INFO
        return Parsed(f"flow log {status}", nanos, number, "", attributes, resource)
    port = attributes.get("destination.port")
    body = (
        f"{action} {attributes.get('network.transport', '-')} to port {port}" if port is not None else action
    )
    number = severities.NOTICE if action == "REJECT" else severities.INFO
    return Parsed(body, nanos, number, "", attributes, resource)
