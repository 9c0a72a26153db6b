"""Access logs of AWS's load balancers: Application, Network (TLS) and Classic.

https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html,
https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-access-logs.html,
https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/access-log-collection.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from crosscut.formats import clock, severities
from crosscut.formats.digits import is_number
from crosscut.formats.parsed import Parsed
from crosscut.formats.requests import read_request
from crosscut.model import AttributeValue

_TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z?"
_QUOTED = r'"([^"\\]*(?:\\.[^"\\]*)*)"'
_SECONDS = r"(-?\d{1,9}(?:\.\d{1,9})?)"
_COUNT = r"(\d{1,18}|-)"
_MIDDLE = (  # client, target, three times in seconds, two statuses, two sizes, request
    rf"(\S+) (\S+) {_SECONDS} {_SECONDS} {_SECONDS} "
    r"(\d{3}|-) (\d{3}|-) (\d{1,18}|-1) (\d{1,18}|-1) "
    r'"([^"\\]*(?:(?:\\.|"(?! "))[^"\\]*)*)"'
)
_ALB = re.compile(
    rf"(https?|h2|grpcs|wss?) ({_TIME}) (app/[^\s/]+/\S+) {_MIDDLE} {_QUOTED} (\S+) (\S+) (\S+) "
    rf'"([^"]*)" "([^"]*)" "([^"]*)" (\S+) ({_TIME}|-) "([^"]*)" "([^"]*)" "([^"]*)"',
    re.ASCII,
)
_CLASSIC = re.compile(rf"({_TIME}) ([A-Za-z0-9\-]{{1,32}}) {_MIDDLE} {_QUOTED} (\S+) (\S+)\s*$", re.ASCII)
_NLB = re.compile(
    rf"tls [\d.]+ ({_TIME}) (net/[^\s/]+/\S+) (\S+) (\S+) (\S+) {_COUNT} {_COUNT} {_COUNT} {_COUNT} "
    r"(\S+) (\S+) (\S+) "
    r"(\S+) (\S+) (\S+) (\S+)",
    re.ASCII,
)


class Alb:
    """One request of an Application Load Balancer a line."""

    name = "alb"

    def parse(self, line: str, received: datetime) -> Parsed | None:
        """Return the request: the load balancer's status is the status, the target's is `target_status_code`.

        `http.server.request.duration` is the sum of the three times, left out where the request got no answer.
        """
        match = _ALB.match(line)
        if not match:
            return None
        fields = match.groups()
        attributes: dict[str, AttributeValue] = {}
        what, status = _read_middle(fields[3:13], attributes)
        agent, cipher, protocol, group, trace, domain = fields[13:19]
        actions, redirect, reason = fields[22:25]
        if agent != "-":
            attributes["user_agent.original"] = agent
        if domain != "-":
            attributes["server.address"] = domain
        if trace != "-":
            attributes["trace.id"] = trace
        if protocol != "-":
            attributes["tls.protocol.version"], attributes["tls.cipher"] = protocol, cipher
        if actions not in ("-", "forward"):
            attributes["actions_executed"] = actions
        if redirect != "-":
            attributes["redirect_url"] = redirect
        if reason != "-":
            attributes["error_reason"] = reason
            what = f"{what}: {reason}"
        resource = _balancer(fields[2], group)
        return Parsed(what, clock.iso(fields[1]), severities.from_status(status), "", attributes, resource)


class ClassicElb:
    """One request or connection of a Classic Load Balancer a line."""

    name = "elb"

    def parse(self, line: str, received: datetime) -> Parsed | None:
        """Return the request, named as for the Application Load Balancer."""
        match = _CLASSIC.match(line)
        if not match:
            return None
        time, balancer = match.group(1, 2)
        attributes: dict[str, AttributeValue] = {}
        what, status = _read_middle(match.groups()[2:12], attributes)
        if match[13] != "-":
            attributes["user_agent.original"] = match[13]
        resource = {"service.name": balancer}
        return Parsed(what, clock.iso(time), severities.from_status(status), "", attributes, resource)


class Nlb:
    """One TLS connection of a Network Load Balancer a line."""

    name = "nlb"

    def parse(self, line: str, received: datetime) -> Parsed | None:
        """Return the connection; a TLS alert from the balancer's side is a warning."""
        match = _NLB.match(line)
        if not match:
            return None
        (
            time,
            balancer,
            _,
            client,
            target,
            total,
            handshake,
            got,
            sent,
            alert,
            _,
            _,
            cipher,
            version,
            _,
            domain,
        ) = match.groups()
        attributes: dict[str, AttributeValue] = {}
        _put_client(client, attributes)
        if target != "-":
            attributes["target"] = target
        for name, value in (
            ("connection_time_ms", total), ("tls_handshake_time_ms", handshake),
            ("received_bytes", got), ("sent_bytes", sent),
        ):  # fmt: skip
            if value != "-":
                attributes[name] = int(value)
        if version != "-":
            attributes["tls.protocol.version"], attributes["tls.cipher"] = version, cipher
        if domain != "-":
            attributes["server.address"] = domain
        body = "TLS connection"
        if alert != "-":
            attributes["incoming_tls_alert"] = alert
            body = f"TLS connection, alert {alert}"
        number = severities.INFO if alert == "-" else severities.WARN
        return Parsed(body, clock.iso(time), number, "", attributes, _balancer(balancer, "-"))


def _read_middle(fields: tuple[str, ...], attributes: dict[str, AttributeValue]) -> tuple[str, int]:
    """Return (body, status) of what the Application and the Classic Load Balancer have in common."""
    client, target, waited, served, answered, status, target_status, got, sent, request = fields
    _put_client(client, attributes)
    if target != "-":
        attributes["target"] = target
    times = (float(waited), float(served), float(answered))
    if min(times) >= 0:
        attributes["http.server.request.duration"] = round(sum(times), 6)
        attributes["target_processing_time"] = times[1]
    if status != "-":
        attributes["http.response.status_code"] = int(status)
    if target_status != "-":
        attributes["target_status_code"] = int(target_status)
    if is_number(got):
        attributes["http.request.size"] = int(got)
    if is_number(sent):
        attributes["http.response.size"] = int(sent)
    what = read_request(request, attributes)
    if what == "no request" and status == "-":
        return "TCP connection", 0
    return f"{what} {status}", int(status) if status != "-" else 0


def _put_client(client: str, attributes: dict[str, AttributeValue]) -> None:
    address, _, port = client.rpartition(":")
    if is_number(port):
        attributes["client.address"], attributes["client.port"] = address.strip("[]"), int(port)
    elif client != "-":
        attributes["client.address"] = client.strip("[]")


@lru_cache(maxsize=256)
def _balancer(balancer: str, group: str) -> Mapping[str, AttributeValue]:
    """Return the resource; region and account stand in the target group's name."""
    resource: dict[str, AttributeValue] = {"service.name": balancer.split("/")[1]}
    parts = group.split(":")
    if len(parts) >= 6 and parts[0] == "arn":
        resource["cloud.region"], resource["cloud.account.id"] = parts[3], parts[4]
        resource["target_group"] = parts[5].split("/")[1] if "/" in parts[5] else parts[5]
    return resource
