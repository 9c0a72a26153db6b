"""The audit log of Kubernetes: what attackers do there, and what controllers do all day."""

from __future__ import annotations

import json

import pytest

from crosscut.model import Category, Detection, Severity
from tests.unit.writing import Log, detections_of, iso

ATTACKER = "system:serviceaccount:build:ci-deployer"
ADMIN = {"requestObject": {"roleRef": {"kind": "ClusterRole", "name": "cluster-admin"}}}
READER = {"requestObject": {"roleRef": {"kind": "ClusterRole", "name": "view"}}}
PRIVILEGED = {"requestObject": {"spec": {"containers": [{"securityContext": {"privileged": True}}]}}}


def asked(user: str, verb: str, resource: str, code: int, more: dict[str, object]) -> list[Detection]:
    document = {
        "kind": "Event",
        "apiVersion": "audit.k8s.io/v1",
        "auditID": "00000000-0000-4000-8000-000000000001",
        "stage": "ResponseComplete",
        "requestURI": f"/apis/x/{resource}",
        "verb": verb,
        "user": {"username": user},
        "sourceIPs": ["203.0.113.88"],
        "userAgent": "kubectl/v1.29.0",
        "objectRef": {"resource": resource, "namespace": "shop", "name": "debug"},
        "responseStatus": {"code": code},
        "stageTimestamp": iso(60),
    } | more
    log = Log()
    log.add(60, json.dumps(document))
    return detections_of(log)


@pytest.mark.parametrize(
    ("user", "verb", "resource", "more", "rule"),
    [
        (ATTACKER, "create", "clusterrolebindings", ADMIN, "cluster-rights"),
        (ATTACKER, "create", "pods", PRIVILEGED, "cluster-privileged"),
        ("system:anonymous", "list", "secrets", {}, "cluster-anonymous"),
    ],
)
def test_what_attackers_do_is_told_by_account(
    user: str, verb: str, resource: str, more: dict[str, object], rule: str
) -> None:
    (finding,) = asked(user, verb, resource, 201, more)

    assert (finding.rule, finding.category, finding.severity) == (rule, Category.SECURITY, Severity.HIGH)
    assert user in finding.title


@pytest.mark.parametrize(
    ("user", "verb", "resource", "code", "more"),
    [
        (ATTACKER, "create", "clusterrolebindings", 403, ADMIN),  # refused: nothing has changed
        (ATTACKER, "create", "rolebindings", 201, READER),
        ("system:serviceaccount:kube-system:daemon-set-controller", "create", "pods", 201, PRIVILEGED),
        ("system:anonymous", "get", "", 200, {"requestURI": "/healthz"}),
    ],
)
def test_what_is_refused_or_everyday_is_none(
    user: str, verb: str, resource: str, code: int, more: dict[str, object]
) -> None:
    assert [d for d in asked(user, verb, resource, code, more) if d.severity.rank >= Severity.HIGH.rank] == []


def test_an_account_that_is_refused_secrets_everywhere_is_told() -> None:
    log = Log()
    for n in range(30):
        namespace = f"team{n % 5}"
        document = {
            "kind": "Event",
            "apiVersion": "audit.k8s.io/v1",
            "auditID": f"00000000-0000-4000-8000-{n:012}",
            "stage": "ResponseComplete",
            "requestURI": f"/api/v1/namespaces/{namespace}/secrets",
            "verb": "list",
            "user": {"username": ATTACKER},
            "sourceIPs": ["203.0.113.88"],
            "userAgent": "kubectl/v1.29.0",
            "objectRef": {"resource": "secrets", "namespace": namespace},
            "responseStatus": {"code": 403, "reason": "Forbidden"},
            "stageTimestamp": iso(60 + n),
        }
        log.add(60 + n, json.dumps(document))

    found = detections_of(log)

    assert [d.rule for d in found if d.severity is Severity.HIGH] == ["cluster-enumeration"]
    assert ATTACKER in found[0].title
