"""What an attacker does in an AWS account, from CloudTrail: root use, rights, keys, logging, public buckets, refusals.

MITRE ATT&CK: T1078.004 (cloud accounts), T1098 (account manipulation), T1562.008 (disable cloud logs),
T1530 (data from cloud storage), T1580 (cloud infrastructure discovery).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from crosscut.detection.found import Words, attribute_of, found, mostly
from crosscut.detection.tuning import UNTUNED, Tuning
from crosscut.model import Category, Detection, Digest, RedactedRecord, Severity, Template

ROOT, LOGGING_OFF, RIGHTS, KEYS, PUBLIC, OPENED = (
    "cloud-root", "cloud-logging-off", "cloud-rights", "cloud-keys", "cloud-public", "cloud-opened",
)  # fmt: skip
CLOUD_SIGNALS = (LOGGING_OFF, RIGHTS, ROOT, PUBLIC, OPENED, KEYS)  # the most telling first
MIN_REFUSED, MIN_REFUSED_CALLS = 20, 4  # refused calls of one principal, and how many different ones

SAID = {
    LOGGING_OFF: ("logging or detection is switched off", "T1562.008", Severity.CRITICAL),
    RIGHTS: ("far-reaching rights are granted by policy (privilege escalation)", "T1098.003", Severity.HIGH),
    ROOT: ("the root account is used", "T1078.004", Severity.HIGH),
    PUBLIC: ("storage is made public", "T1530", Severity.HIGH),
    OPENED: ("a security group is opened to the internet (the whole world)", "T1562.007", Severity.HIGH),
    KEYS: ("access keys or console passwords are created", "T1098.001", Severity.LOW),
}
_LOGGING = frozenset(
    {
        "StopLogging", "DeleteTrail", "DeleteDetector", "StopMonitoringMembers", "DeleteFlowLogs",
        "DeleteConfigurationRecorder", "StopConfigurationRecorder", "DisableSecurityHub", "DeleteEventDataStore",
    }
)  # fmt: skip
_GRANTS = frozenset(
    {
        "AttachUserPolicy", "AttachRolePolicy", "AttachGroupPolicy", "PutUserPolicy", "PutRolePolicy",
        "PutGroupPolicy", "CreatePolicyVersion", "AddUserToGroup",
    }
)  # fmt: skip
_KEYS = frozenset({"CreateAccessKey", "CreateLoginProfile", "UpdateLoginProfile"})
_PUBLIC = frozenset(
    {"PutBucketPolicy", "PutBucketAcl", "PutObjectAcl", "PutBucketPublicAccessBlock", "PutPublicAccessBlock"}
)
_FAR_REACHING = re.compile(
    r"AdministratorAccess|IAMFullAccess|PowerUserAccess|\badmin(?:istrator)?s?\b"
    r"|Action\W{1,12}(?:iam:)?\*\W{1,4}.{0,80}Resource\W{1,12}\*",
    re.IGNORECASE | re.DOTALL,
)
_OPEN = re.compile(
    r"Principal\W{1,10}(?:AWS\W{1,10})?\*|public-read|AllUsers|AuthenticatedUsers"
    r"|(?:BlockPublicAcls|BlockPublicPolicy|RestrictPublicBuckets)\W{1,6}false",
    re.IGNORECASE,
)
_OPENING = frozenset({"AuthorizeSecurityGroupIngress", "ModifySecurityGroupRules"})
# Every address, but not for the ports at which a site is served.
_WORLD = re.compile(r"(?s)(?!.*fromPort\W{1,5}(?:80|443)\b).*(?:0\.0\.0\.0/0|::/0|<CIDR>|<IP:[a-z2-7]{8}>/0)")
_REFUSED = frozenset(
    {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "Client.UnauthorizedOperation"}
)


def cloud_signal(record: RedactedRecord, method: str) -> str:
    """Return the signal of one call of an API, or the empty string. A call that was refused changes nothing."""
    attributes = record.attributes
    if attributes.get("error.type"):
        return ""
    if method in _LOGGING:
        return LOGGING_OFF
    if method in _GRANTS and _FAR_REACHING.search(record.text):
        return RIGHTS
    if method == "DeleteBucketPublicAccessBlock" or (method in _PUBLIC and _OPEN.search(record.text)):
        return PUBLIC
    if method in _OPENING and _WORLD.search(record.text):
        return OPENED
    if attributes.get("aws.user.type") == "Root" and not attributes.get("aws.event.read_only"):
        return ROOT
    return KEYS if method in _KEYS else ""


def cloud(digest: Digest, tuning: Tuning = UNTUNED) -> Iterator[Detection]:
    """Yield a detection for each principal that did what attackers do, and for each that is refused all over."""
    by_actor: dict[str, list[tuple[int, Template]]] = defaultdict(list)
    refused: dict[str, list[Template]] = defaultdict(list)
    for template in digest.templates:
        signal = template.signal.partition(" ")[0]
        if signal in CLOUD_SIGNALS:
            by_actor[mostly(template, "user.name") or "unknown"].append(
                (CLOUD_SIGNALS.index(signal), template)
            )
        elif mostly(template, "error.type") in _REFUSED and attribute_of(template, "rpc.method"):
            refused[mostly(template, "user.name", "user.id") or "unknown"].append(template)
    for actor, marked in sorted(by_actor.items()):
        yield _changes(
            actor,
            [CLOUD_SIGNALS[rank] for rank, _ in sorted(marked, key=_rank)],
            [t for _, t in sorted(marked, key=_rank)],
        )
    for actor, templates in sorted(refused.items()):
        calls = {mostly(t, "rpc.method") for t in templates}
        if len(calls) >= MIN_REFUSED_CALLS and sum(t.count for t in templates) >= tuning.threshold(
            "cloud-enumeration", MIN_REFUSED
        ):
            yield _refusals(actor, sorted(templates, key=lambda t: (-t.count, t.id)), len(calls))


def _rank(marked: tuple[int, Template]) -> tuple[int, str]:
    return marked[0], marked[1].id


def _changes(actor: str, signals: list[str], templates: list[Template]) -> Detection:
    kinds = list(dict.fromkeys(signals))
    said = [SAID[kind][0] for kind in kinds]
    calls = ", ".join(
        dict.fromkeys(f"{t.service.partition('.')[0]}:{mostly(t, 'rpc.method')}" for t in templates)
    )
    address = mostly(templates[0], "client.address")
    severity = max((SAID[kind][2] for kind in kinds), key=lambda s: s.rank)
    return found(
        kinds[0],
        severity,
        Category.SECURITY,
        Words(
            f"AWS: {said[0]} by {actor}",
            f"{actor}{f' from {address}' if address else ''} called {calls}.",
            f"In this account {'; '.join(said)} ({calls} by {actor}) "
            f"(ATT&CK {', '.join(SAID[kind][1] for kind in kinds)}). Planned work looks the same: ask who did it.",
        ),
        templates,
        entity=f"cloud {actor}",
        confidence=0.7,
        topics=tuple(kinds),
    )


def _refusals(actor: str, templates: list[Template], calls: int) -> Detection:
    address = mostly(templates[0], "client.address")
    total = sum(t.count for t in templates)
    return found(
        "cloud-enumeration",
        Severity.HIGH,
        Category.SECURITY,
        Words(
            f"{actor} is denied {calls} different AWS calls",
            f"{total} calls of {calls} kinds by {actor}{f' from {address}' if address else ''} were denied.",
            f"The credentials of {actor} try what they may not (enumeration, ATT&CK T1580): "
            "stolen keys are tried out so; "
            "a program whose policy was taken away looks alike, but asks for the same few calls as ever.",
        ),
        templates,
        entity=f"refused {actor}",
        confidence=0.7,
    )
