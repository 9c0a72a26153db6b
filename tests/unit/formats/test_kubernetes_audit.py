"""The API server's audit log: who was refused what."""

from __future__ import annotations

from crosscut.formats.kubernetes_audit import KubernetesAudit
from tests.unit.formats.parsing import RECEIVED, nanos
from tests.unit.formats.samples import lines_of


def test_a_refused_request() -> None:
    refused = KubernetesAudit().parse(lines_of("kubernetes_audit.jsonl")[0], RECEIVED)

    assert refused is not None
    assert (refused.body, refused.severity_number) == ("get secrets/db 403 Forbidden", 13)
    assert refused.time_unix_nano == nanos("2026-11-17T10:00:00.125")
    assert refused.attributes["user.name"] == "system:serviceaccount:shop:web"
    assert refused.attributes["client.address"] == "203.0.113.8"
    assert refused.attributes["url.path"] == "/api/v1/namespaces/shop/secrets/db"
    assert refused.attributes["k8s.audit.decision"] == "forbid"
    assert refused.resource["k8s.namespace.name"] == "shop"


def test_other_events_are_not_its() -> None:
    assert KubernetesAudit().parse('{"kind": "Event", "verb": "get"}', RECEIVED) is None
