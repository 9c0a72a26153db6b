"""Every rule there is: what it is about, how bad it can be, when it speaks, and what it refers to.

Symptoms have their entries in symptoms.toml; this lists the rules over counts and joins both. The lines that are a
rule's examples, and its tests, are in examples.toml.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from crosscut.detection import (
    accounts,
    cloud,
    cluster,
    deed_kinds,
    done,
    drops,
    http,
    leaks,
    many,
    network,
    security,
    shifts,
    silence,
    slowness,
    spikes,
)
from crosscut.detection.symptoms import symptoms
from crosscut.model import Category, Detection, Severity

ATTACK = "https://attack.mitre.org/techniques/{}/"
ATLAS = "https://atlas.mitre.org/techniques/{}"
_FAMILIES = {
    Category.AVAILABILITY: "availability",
    Category.DEPENDENCY: "dependencies",
    Category.RESOURCES: "resources",
    Category.SECURITY: "security",
    Category.DATA: "data",
    Category.CONFIGURATION: "configuration",
    Category.OTHER: "other",
}
_OTEL = "https://opentelemetry.io/docs/specs/otel/logs/data-model/"
_HTTP = "https://www.rfc-editor.org/rfc/rfc9110#section-15.6"
_CLOUDTRAIL = "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference.html"
_KUBERNETES = "https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/"
_CRS = "https://coreruleset.org/docs/"


class Examples(BaseModel):
    """Lines that a rule speaks of and lines that it does not; examples.toml says how they are to be taken."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    yes: tuple[str, ...]
    no: tuple[str, ...]
    times: int = 1
    usual: str = ""


class Rule(NamedTuple):
    """One rule. `severity` is the most that it says by itself; several findings together may say more."""

    id: str
    family: str
    category: Category
    severity: Severity
    about: str
    threshold: float | None = None  # None: a single record is enough, or what is enough is no number
    unit: str = ""  # what the threshold counts
    techniques: tuple[str, ...] = ()
    references: tuple[str, ...] = ()

    @property
    def links(self) -> tuple[str, ...]:
        """The references, and the pages of the techniques."""
        return (*self.references, *map(_page_of, self.techniques))


_H, _C, _M, _L = Severity.HIGH, Severity.CRITICAL, Severity.MEDIUM, Severity.LOW
_AVAILABLE, _SECURE, _RESOURCE = Category.AVAILABILITY, Category.SECURITY, Category.RESOURCES
_FAMILY = "baseline"

_COUNTED = (
    Rule("http-5xx-rate", "availability", _AVAILABLE, _C, "requests fail on the server's side",
         http.HIGH_SHARE, "share of the requests of five minutes", references=(_HTTP,)),
    Rule("http-5xx", "availability", _AVAILABLE, _L, "single requests fail on the server's side", references=(_HTTP,)),
    Rule("error-burst", "availability", _AVAILABLE, _H, "errors of one kind close together", references=(_OTEL,)),
    Rule("error-template", "availability", _AVAILABLE, _H, "errors of which nothing is known", references=(_OTEL,)),
    Rule("new-error-template", "availability", _AVAILABLE, _H, "an error that the source has not shown before",
         references=(_OTEL,)),
    Rule("cascade", "dependencies", Category.DEPENDENCY, _C, "one service's failure that others follow"),
    Rule(many.RULE, "availability", Category.OTHER, _C,
         f"more problems in one digest than the {many.MOST_TOLD} that are told one by one"),
    Rule("unreadable-object", "data", Category.DATA, _L, "a log that could not be read to its end"),
    Rule("slow-route", "resources", _RESOURCE, _H, "requests for a route take a second or more",
         slowness.MIN_SLOW, "slow requests in the window"),
    Rule("slow-queries", "resources", _RESOURCE, _H, "statements take a second or more",
         slowness.MIN_SLOW, "slow statements in the window"),
    Rule("n-plus-one", "resources", _RESOURCE, _M, "one query for each row",
         slowness.SAME_QUERY, "runs of one statement in one request"),
    Rule("garbage-collection", "resources", _RESOURCE, _H, "full collections again and again",
         slowness.MIN_PAUSES, "full collections in the window"),
    Rule("brute-force", "security", _SECURE, _C, "one address guesses passwords",
         security.MIN_FAILURES, "failed logins from one address", ("T1110",)),
    Rule("web-attack", "security", _SECURE, _H, "requests that attack or scan",
         security.MIN_PROBES, "probes from one address", ("T1190", "T1595"), (_CRS,)),
    Rule("distributed-guessing", "security", _SECURE, _H, "one account's password is guessed from many addresses",
         accounts.MIN_SPREAD, "failed logins of one account", ("T1110.001",)),
    Rule("credential-stuffing", "security", _SECURE, _H, "many accounts are tried from many addresses",
         accounts.MIN_STUFFED, "failed logins", ("T1110.004",)),
    Rule("database-guessing", "security", _SECURE, _H, "an administrator's password of a database is guessed",
         accounts.MIN_GUESSES, "failed logins of one account", ("T1110.001",)),
    Rule("enumeration", "security", _SECURE, _H, "one client is refused many different things",
         accounts.MIN_WALKED, "things refused to one client", ("T1087",)),
    Rule("cloud-enumeration", "security", _SECURE, _H, "one AWS principal is refused many kinds of calls",
         cloud.MIN_REFUSED, "refused calls of one principal", ("T1580",), (_CLOUDTRAIL,)),
    Rule("exfiltration", "security", _SECURE, _H, "one client is sent more than all others",
         leaks.MIN_BYTES, "bytes sent to one client", ("T1567",)),
    Rule(cluster.REFUSED, "security", _SECURE, _H, "Kubernetes: one account is refused many kinds of things",
         cluster.MIN_REFUSED, "refused requests of one account", ("T1613",), (_KUBERNETES,)),
    Rule("hostile-command", "security", _SECURE, _C, "commands and requests that only an intruder makes",
         techniques=("T1059", "T1105", "T1496", "T1003", "T1070", "T1053", "T1068", "T1611", "T1552.005")),
    Rule("prompt-injection", "security", _SECURE, _M, "text that gives orders to a model", techniques=("AML.T0051",)),
    Rule(spikes.ERRORS, _FAMILY, _AVAILABLE, _H, "more errors than the source usually has",
         spikes.LEAST_ERRORS, "errors in five minutes"),
    Rule(spikes.RECORDS, _FAMILY, Category.OTHER, _M, "more records than the source usually has",
         spikes.LEAST_RECORDS, "records in five minutes"),
    Rule(drops.DROP, _FAMILY, _AVAILABLE, _M, "far fewer records than usual", drops.SHARE, "share of the usual"),
    Rule(silence.SILENCE, _FAMILY, _AVAILABLE, _H, "no records where there always are some",
         1, "empty stretches of five minutes"),
    *(
        Rule(share.rule, _FAMILY, _AVAILABLE, share.most, f"a larger share of {share.what} than usual",
             share.rise, "rise of the share")
        for share in shifts.SHARES
    ),
    *(
        Rule(signal, "security", _SECURE, severity, f"AWS: {said}", None, "", (technique,), (_CLOUDTRAIL,))
        for signal, (said, technique, severity) in cloud.SAID.items()
    ),
    *(
        Rule(signal, "security", _SECURE, severity, f"Kubernetes: {said}", None, "", tuple(techniques.split(", ")),
             (_KUBERNETES,))
        for signal, (said, techniques, severity) in cluster.SAID.items()
    ),
    *(
        Rule(kind.id, "security", _SECURE, (said := done.SAID[kind.id]).severity, said.about, kind.least,
             f"{'things' if kind.target else 'records'} of one actor within an hour", (said.technique,))
        for kind in deed_kinds.KINDS
    ),
    Rule(network.PORT_SCAN, "security", _SECURE, _H, "one source is refused at many ports or hosts",
         network.MIN_PORTS, "ports or hosts refused to one source", ("T1046",)),
)  # fmt: skip
_OF_SYMPTOMS = {
    "privilege-attempt": ("T1548.003",),
    "account-created": ("T1136.001",),
    "tampering": ("T1562", "T1070"),
    "intrusion": ("T1190",),
    "forged-token": ("T1550", "T1606"),
    "policy-denial": ("T1611",),
}


@cache
def rules() -> dict[str, Rule]:
    """Return all rules by id, by family and id."""
    told = [
        Rule(
            row.symptom.id,
            _FAMILIES[row.symptom.category],
            row.symptom.category,
            row.symptom.severity,
            row.symptom.title,
            techniques=_OF_SYMPTOMS.get(row.symptom.id, ()),
            references=(_OTEL,),
        )
        for row in symptoms()
    ]
    return {rule.id: rule for rule in sorted((*_COUNTED, *told), key=lambda r: (r.family, r.id))}


@cache
def examples() -> dict[str, Examples]:
    """Return the lines of each rule that a line can show."""
    text = resources.files("crosscut.detection").joinpath("examples.toml").read_text(encoding="utf-8")
    return {rule: Examples.model_validate(entry) for rule, entry in tomllib.loads(text).items()}


def with_techniques(detection: Detection) -> Detection:
    """Return the detection with the techniques of its rule, unless it names its own."""
    rule = rules().get(detection.rule)
    if detection.techniques or rule is None or not rule.techniques:
        return detection
    return detection.model_copy(update={"techniques": rule.techniques})


def _page_of(technique: str) -> str:
    if technique.startswith("AML."):
        return ATLAS.format(technique)
    return ATTACK.format(technique.replace(".", "/"))
