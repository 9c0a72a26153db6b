"""Scans that the records of refused connections show: one source, many ports or many hosts.

MITRE ATT&CK: T1046 (network service discovery), T1595.001 (scanning IP blocks).
"""

from __future__ import annotations

from collections.abc import Iterator

from crosscut.detection.found import Words, attribute_of, found, mostly
from crosscut.detection.tuning import UNTUNED, Tuning
from crosscut.model import Category, Detection, Digest, ParameterStats, Severity, Template

PORT_SCAN = "port-scan"
MIN_PORTS, MANY_PORTS = 50, 500  # different ports (or hosts) that one source was refused


def scans(digest: Digest, tuning: Tuning = UNTUNED) -> Iterator[Detection]:
    """Yield a detection for each template of refused connections most of which one source made, over many ports.

    Of the other sources only how many records they have is known: each may have had a port of its own.
    """
    for template in digest.templates:
        if mostly(template, "action").upper() not in ("REJECT", "DENY", "DROP", "BLOCK"):
            continue
        source = attribute_of(template, "source.address", "client.address")
        if not source or not source.top:
            continue
        address, records = source.top[0]
        others = template.count - records
        ports = _distinct(attribute_of(template, "destination.port")) - others
        hosts = _distinct(attribute_of(template, "destination.address")) - others
        if max(ports, hosts) >= tuning.threshold(PORT_SCAN, MIN_PORTS):
            yield _scan(template, address, records, ports, hosts)


def _distinct(attribute: ParameterStats | None) -> int:
    return attribute.distinct if attribute else 0


def _scan(template: Template, address: str, records: int, ports: int, hosts: int) -> Detection:
    wide = hosts > ports
    at = "" if wide else mostly(template, "destination.address")
    what = f"at least {hosts} hosts" if wide else f"at least {ports} ports"
    return found(
        PORT_SCAN,
        Severity.HIGH if max(ports, hosts) >= MANY_PORTS else Severity.MEDIUM,
        Category.SECURITY,
        Words(
            f"{'Sweep over hosts' if wide else 'Port scan'} from {address}{f' against {at}' if at else ''}",
            f"{records} connections of {address} to {what}{f' of {at}' if at else ''} were refused.",
            f"One source ({address}) looks for open services: it tried {what} (scan, ATT&CK T1046) and was refused.",
        ),
        (template,),
        entity=f"scan {address}",
        confidence=0.8,
    )
