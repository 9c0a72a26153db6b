"""What an attacker does in a Kubernetes cluster, from its audit log: rights, privileged pods, shells, secrets.

MITRE ATT&CK: T1098.006 (additional cluster roles), T1610 (deploy container), T1609 (container administration command),
T1552.007 (container API), T1611 (escape to host).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from crosscut.detection.found import Words, found, mostly
from crosscut.detection.wording import filled
from crosscut.model import SIGNAL_ATTRIBUTE, Category, Detection, Digest, RedactedRecord, Severity, Template

BOUND, PRIVILEGED, ANONYMOUS, SHELL, SECRETS = (
    "cluster-rights", "cluster-privileged", "cluster-anonymous", "cluster-shell", "cluster-secrets",
)  # fmt: skip
CLUSTER_SIGNALS = (BOUND, PRIVILEGED, ANONYMOUS, SHELL, SECRETS)  # the most telling first
SAID = {
    BOUND: ("an account is bound to cluster-admin", "T1098.006", Severity.HIGH),
    PRIVILEGED: ("a privileged pod is started", "T1610, T1611", Severity.HIGH),
    ANONYMOUS: ("the API answers somebody who is not logged in", "T1190", Severity.HIGH),
    SHELL: ("a shell is opened in a pod", "T1609", Severity.LOW),
    SECRETS: ("secrets are read by a service account from outside the system", "T1552.007", Severity.LOW),
}
_WRITES = frozenset({"create", "update", "patch"})
_BINDINGS = frozenset({"clusterrolebindings", "rolebindings"})
_ADMIN = re.compile(r"\"name\"\W{1,3}(?:cluster-admin|admin)\"", re.IGNORECASE)
_FAR_REACHING_POD = re.compile(
    r"\"(?:privileged|hostPID|hostIPC|hostNetwork)\"\W{1,3}true|\"hostPath\"\W{1,4}\"path\"\W{1,3}/\"",
    re.IGNORECASE,
)
_PEOPLE_TOOLS = re.compile(r"kubectl|curl|python-requests|Go-http-client", re.IGNORECASE)
_OF_THE_SYSTEM = re.compile(r"system:(?:node|kube-|serviceaccount:(?:kube-system|argocd|flux-system):)")
_OPEN_PATHS = re.compile(r"/(?:healthz|livez|readyz|version|openid|\.well-known)")


def cluster_signal(record: RedactedRecord) -> str:
    """Return the signal of one request to the Kubernetes API, or the empty string. A refused one changes nothing."""
    attributes = record.attributes
    status = attributes.get("http.response.status_code")
    if isinstance(status, int) and status >= 400:
        return ""
    user, resource = str(attributes.get("user.name", "")), str(attributes.get("k8s.audit.resource", ""))
    verb = attributes.get("k8s.audit.verb")
    if user.startswith("system:anonymous") and not _OPEN_PATHS.match(str(attributes.get("url.path", ""))):
        return ANONYMOUS
    if _OF_THE_SYSTEM.match(user):
        return ""
    if verb in _WRITES and resource in _BINDINGS and _ADMIN.search(record.text):
        return BOUND
    if verb in _WRITES and resource == "pods" and _FAR_REACHING_POD.search(record.text):
        return PRIVILEGED
    if resource == "pods/exec" or (resource == "pods" and "/exec" in record.body):
        return SHELL
    if resource == "secrets" and verb in ("get", "list") and user.startswith("system:serviceaccount:"):
        return SECRETS if _PEOPLE_TOOLS.search(str(attributes.get("user_agent.original", ""))) else ""
    return ""


def cluster(digest: Digest) -> Iterator[Detection]:
    """Yield a detection for each account that did in the cluster what attackers do."""
    by_actor: dict[str, list[Template]] = defaultdict(list)
    for template in digest.templates:
        if mostly(template, SIGNAL_ATTRIBUTE) in CLUSTER_SIGNALS:
            by_actor[mostly(template, "user.name") or "unknown"].append(template)
    for actor, templates in sorted(by_actor.items()):
        templates.sort(key=lambda t: (CLUSTER_SIGNALS.index(mostly(t, SIGNAL_ATTRIBUTE)), t.id))
        yield _judge(actor, templates)


def _judge(actor: str, templates: list[Template]) -> Detection:
    kinds = list(dict.fromkeys(mostly(t, SIGNAL_ATTRIBUTE) for t in templates))
    severity = max((SAID[kind][2] for kind in kinds), key=lambda s: s.rank)
    said = "; ".join(SAID[kind][0] for kind in kinds)
    address = mostly(templates[0], "client.address")
    asked = ", ".join(dict.fromkeys(filled(t)[:80] for t in templates))
    return found(
        kinds[0],
        severity,
        Category.SECURITY,
        Words(
            f"Kubernetes: {SAID[kinds[0]][0]} by {actor}",
            f"{actor}{f' from {address}' if address else ''} asked the API for: {asked}.",
            f"In this cluster {said} (by {actor}) (ATT&CK {', '.join(SAID[k][1] for k in kinds)}). "
            "Planned work looks the same: ask who did it.",
        ),
        templates,
        entity=f"cluster {actor}",
        confidence=0.7,
    )
