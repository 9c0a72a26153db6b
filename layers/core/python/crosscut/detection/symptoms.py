"""What error messages mean, by the table in symptoms.toml."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict

from crosscut.model import Category, Severity


class Symptom(BaseModel):
    """One kind of trouble, as messages tell of it; the table says what the fields mean."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    patterns: tuple[str, ...]
    category: Category
    severity: Severity
    depth: int
    any_level: bool = False
    title: str
    cause: str
    remediation: tuple[str, ...]


_TARGETS = (
    re.compile(
        r"\b(?P<t>[a-z0-9][\w\-]*(?:\.[\w\-]+)*(?:\.(?!(?:java|kt|py|js|ts|go|rb|cs|php|scala|rs|cc?|cpp|h|m?js|lua):)[\w\-]+):\d{2,5}|[a-z][\w]*-[\w\-]*:\d{2,5}|localhost:\d{2,5})\b"
    ),  # host:port
    re.compile(r"\bserver at \"(?P<t>[\w.\-]+)\""),
    re.compile(r"\bCN=(?P<t>[\w.\-*]+)"),
    re.compile(
        r"(?:no such host|ENOTFOUND|resolve(?: host)?:?|UnknownHostException:?) \"?(?P<t>[\w\-]+(?:\.[\w\-]+)+)",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?:constraint|table|relation|index|database) [\"'`](?P<t>[\w.\-]+)[\"'`]", re.IGNORECASE),
    re.compile(
        r"\b(?P<t>redis|postgres(?:ql)?|mysql|mariadb|mongo(?:db)?|kafka|rabbitmq|elasticsearch|opensearch|memcached|dynamodb|cassandra"
        r"|zookeeper|etcd|vault|consul|s3|sqs|database|ldap|smtp)\b",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?P<t>[a-z][a-z0-9]*-(?:service|api|server|db|cache|gateway|processor|worker))\b"),
)


@cache
def symptoms() -> tuple[tuple[re.Pattern[str], Symptom], ...]:
    """Return the table with its patterns compiled."""
    table = tomllib.loads(
        resources.files("crosscut.detection").joinpath("symptoms.toml").read_text(encoding="utf-8")
    )
    entries = [Symptom.model_validate(entry) for entry in table["symptom"]]
    return tuple((re.compile("|".join(f"(?:{p})" for p in s.patterns), re.IGNORECASE), s) for s in entries)


def symptom_of(text: str) -> Symptom | None:
    """Return the first symptom that the text tells of."""
    return next((symptom for pattern, symptom in symptoms() if pattern.search(text)), None)


def target_of(text: str, *, service: str = "") -> str:
    """Return what the text says it could not reach or use, or the empty string. Never the service itself."""
    for shape in _TARGETS:
        for match in shape.finditer(text):
            if match["t"].lower() != service.lower():
                return match["t"]
    return ""


def explain(symptom: Symptom, target: str) -> str:
    """Return the symptom's cause with the target named in it."""
    sentence = symptom.cause.format(
        at_target=f" ({target})" if target else "",
        of_target=f" of {target}" if target else "",
        target=target or "what it depends on",
    )
    # A name keeps its own case at the start of a sentence.
    return sentence if target and sentence.startswith(target) else sentence[:1].upper() + sentence[1:]
