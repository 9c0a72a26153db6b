"""What an attacker does in a Kubernetes cluster, from its audit log: rights, privileged pods, shells, secrets.

MITRE ATT&CK: T1098.006 (additional cluster roles), T1610 (deploy container), T1609 (container administration command),
T1552.007 (container API), T1611 (escape to host).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from crosscut.detection.found import Words, attribute_of, found, mostly
from crosscut.detection.wording import filled
from crosscut.model import Category, Detection, Digest, RedactedRecord, Severity, Template

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
REFUSED = "cluster-enumeration"
MIN_REFUSED, MIN_RESOURCES = 20, 2  # refused requests of one account, and of how many kinds of things
MIN_PATHS = 3  # or at how many places it asked for secrets
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
    by_hand = user.startswith("system:serviceaccount:") and _PEOPLE_TOOLS.search(
        str(attributes.get("user_agent.original", ""))
    )
    # An audit log of metadata alone does not say to what is bound.
    if (
        verb in _WRITES
        and resource in _BINDINGS
        and (_ADMIN.search(record.text) or (by_hand and "requestObject" not in record.text))
    ):
        return BOUND
    if verb in _WRITES and resource == "pods" and _FAR_REACHING_POD.search(record.text):
        return PRIVILEGED
    if resource == "pods/exec" or (resource == "pods" and "/exec" in record.body):
        return SHELL
    if resource == "secrets" and verb in ("get", "list") and by_hand:
        return SECRETS
    return ""


def cluster(digest: Digest) -> Iterator[Detection]:
    """Yield a detection for each account that did in the cluster what attackers do."""
    by_actor: dict[str, list[Template]] = defaultdict(list)
    refused: dict[str, list[Template]] = defaultdict(list)
    for template in digest.templates:
        if template.signal in CLUSTER_SIGNALS:
            by_actor[mostly(template, "user.name") or "unknown"].append(template)
        elif not template.signal and "Forbidden" in template.text and _is_refused(template):
            refused[mostly(template, "user.name") or "unknown"].append(template)
    for actor, templates in sorted(by_actor.items()):
        templates.sort(key=lambda t: (CLUSTER_SIGNALS.index(t.signal), t.id))
        yield _judge(actor, templates)
    for actor, templates in sorted(refused.items()):
        templates.sort(key=lambda t: (mostly(t, "k8s.audit.resource") != "secrets", -t.count, t.id))
        resources = {mostly(t, "k8s.audit.resource") for t in templates}
        # A program whose role was forgotten asks for the one thing that it needs.
        paths = max((a.distinct for t in templates if (a := attribute_of(t, "url.path"))), default=0)
        tried = len(resources) >= MIN_RESOURCES or ("secrets" in resources and paths >= MIN_PATHS)
        if tried and sum(t.count for t in templates) >= MIN_REFUSED:
            yield _refusals(actor, templates, sorted(resources), entered=actor in by_actor)


def _is_refused(template: Template) -> bool:
    verb, status = (attribute_of(template, n) for n in ("k8s.audit.verb", "http.response.status_code"))
    return bool(verb and status and status.top and status.top[0][0] in ("401", "403"))


def _refusals(actor: str, templates: list[Template], resources: list[str], *, entered: bool) -> Detection:
    address = mostly(templates[0], "client.address")
    total = sum(t.count for t in templates)
    return found(
        REFUSED,
        Severity.HIGH if entered or "secrets" in resources else Severity.MEDIUM,
        Category.SECURITY,
        Words(
            f"Kubernetes: {actor} is refused {', '.join(resources[:5])}",
            f"{total} requests of {actor}{f' from {address}' if address else ''} for {len(resources)} kinds "
            "of things were forbidden.",
            f"The credentials of {actor} try what they may not (enumeration of permissions, ATT&CK T1613): "
            "a stolen token is tried out so; a program that was given too few rights asks for the same thing over "
            "and over.",
        ),
        templates,
        entity=f"cluster {actor}" if entered else f"refused {actor}",
        confidence=0.7,
    )


def _judge(actor: str, templates: list[Template]) -> Detection:
    kinds = list(dict.fromkeys(t.signal for t in templates))
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
