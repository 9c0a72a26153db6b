"""Which component a message is about: a container, unit, process, device, queue, database, and who wrote it, and where.

Names are taken from the record's own fields, then from the words of the message in the forms of widely used programs
(both in names.toml), then from who wrote it: the program and machine in front of the line, the logger, the source file.
Addresses are pseudonyms by then and name nothing to people, so they are left out.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from importlib import resources
from itertools import islice
from typing import NamedTuple

from crosscut.detection.found import attribute_of
from crosscut.model import Template
from crosscut.template_text import filled

SHOWN = 8  # names in a sentence
EACH = 2  # names of one sort from one template
_TEXT = 1_200  # characters of a message that are looked at
_LINE = 300
_SYSLOG = re.compile(
    r"(?:<\d{1,3}>\d? ?)?"
    r"(?:[A-Z][a-z]{2} [ \d]\d [\d:.]{8,15}|\d{4}-\d\d-\d\dT[\d:.,]{8,15}(?:Z|[+\-]\d\d:?\d\d)?) "
    r"(?P<host>[a-z][\w.\-]{0,60}) (?P<tag>[\w./\-]{1,60})(?:\([\w.\-]+\))?(?:\[[\w.]*\])+:? ",
    re.IGNORECASE,
)
_LOGGERS = (
    "otel.scope.name",
    "logger",
    "logger_name",
    "component",
    "subsystem",
    "caller",
    "source",
    "module",
)
_WRITERS = frozenset({"machine", "program", "logger", "source file"})
# A host runs many things, and a file is named by many: that both are there ties nothing.
_SHARED = frozenset({"machine", "host", "file", "source file", "logger", "library"})
# Replicas' suffixes say nothing about which workload it is, nor does what a unit is called after its program.
_REPLICA = re.compile(r"-(?:[a-f0-9]{6,10}-[a-z0-9]{4,5}|[a-f0-9]{8,10}|\d+)$")
_SUFFIX = re.compile(r"\.(?:service|timer|mount|socket|scope|sock|pid)$")
_PSEUDONYM = re.compile(r"<[A-Z_]+:")
_EVERYDAY = frozenset(
    [
        "api",
        "app",
        "application",
        "backend",
        "client",
        "config",
        "container",
        "data",
        "database",
        "db",
        "default",
        "error",
        "errors",
        "false",
        "file",
        "failed",
        "host",
        "info",
        "internal",
        "java",
        "job",
        "kernel",
        "local",
        "localhost",
        "log",
        "main",
        "name",
        "node",
        "none",
        "null",
        "python",
        "queue",
        "root",
        "server",
        "service",
        "system",
        "systemd",
        "test",
        "the",
        "true",
        "unknown",
        "user",
        "web",
        "worker",
        "process",
        "task",
        "status",
        "message",
        "request",
        "response",
        "http",
        "https",
        "from",
        "and",
        "for",
        "not",
        "is",
        "was",
        "net",
        "com",
        "org",
        "to",
        "in",
        "on",
        "of",
        "with",
        "at",
        "by",
    ]
)


class Place(NamedTuple):
    """A name, and the sort of thing that it names."""

    sort: str
    name: str


def places_of(template: Template) -> list[Place]:
    """Return what the template is about, the most telling first, but for its service."""
    text = filled(template)[:_TEXT]
    found = dict.fromkeys((*_in_fields(template), *_in_words(text), *_writers(template)))
    return [place for place in found if place.name != template.service]


def main_place(template: Template) -> str:
    """Return the one name that tells best what the template is about, or nothing."""
    own = [p for p in places_of(template) if p.sort not in _WRITERS and p.sort != "file"]
    return own[0].name if own else ""


def names_in(template: Template) -> set[str]:
    """Return the names by which others may speak of it, in lower case: its own, and those of what it is about."""
    names = {template.service, *(p.name for p in places_of(template) if p.sort not in _SHARED)}
    found: set[str] = set()
    for name in names:
        lowered = name.lower()
        bare = _SUFFIX.sub("", lowered.rpartition("/")[2])
        found |= {lowered, bare, _REPLICA.sub("", bare)}
    return {name for name in found if len(name) > 2 and name not in _EVERYDAY and not name.isdigit()}


def where(templates: Sequence[Template], said: str, *, source: str = "") -> str:
    """Return a sentence with the names that `said` does not have yet, or nothing where it has them all.

    The source is named where nothing else is.
    """
    named: dict[str, list[str]] = {}
    services = {t.service for t in templates}
    places = [p for template in templates for p in places_of(template) if p.name not in services]
    for place in list(dict.fromkeys(places)):
        known = named.setdefault(place.sort, [])
        if len(known) < EACH and sum(map(len, named.values())) < SHOWN:
            known.append(place.name)
    lowered = said.lower()
    parts = [f"{sort} {', '.join(names)}" for sort, names in named.items() if _is_news(names, lowered)]
    if not any(named.values()) and not any(services) and source:
        parts.append(f"source {source}")
    return f" Where: {'; '.join(parts)}." if parts else ""


def _is_news(names: Iterable[str], lowered: str) -> bool:
    return any(name.lower() not in lowered for name in names)


@cache
def tables() -> tuple[dict[str, tuple[str, ...]], tuple[tuple[str, re.Pattern[str]], ...]]:
    """Return the fields by sort, and the forms of messages."""
    text = resources.files("crosscut.detection").joinpath("names.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    forms = tuple((f["sort"], re.compile(f["pattern"], re.IGNORECASE)) for f in table["form"])
    return {sort: tuple(names.split()) for sort, names in table["fields"].items()}, forms


def _in_fields(template: Template) -> Iterator[Place]:
    known = {attribute.name: attribute for attribute in template.attributes}
    for sort, names in tables()[0].items() if known else ():
        attribute = next((known[name] for name in names if name in known), None)
        for value, _ in (attribute.top if attribute else ())[:EACH]:
            if _is_name(value):
                yield Place(sort, value)


@lru_cache(maxsize=1024)  # a text is asked for several times in one window, and again in the next
def _in_words(text: str) -> tuple[Place, ...]:
    found: list[Place] = []
    for sort, form in tables()[1]:
        for match in islice(form.finditer(text), EACH):
            name = next((group for group in match.groups() if group), "").rstrip(".-:/")
            if _is_name(name):
                found.append(Place(sort, name))
    return tuple(found)


def _writers(template: Template) -> Iterator[Place]:
    line = template.exemplars[0].text[:_LINE] if template.exemplars else ""
    if header := _SYSLOG.match(line):
        yield Place("machine", header["host"])
        yield Place("program", header["tag"])
    elif attribute := attribute_of(template, "host.name", "host", "hostname"):
        yield from (Place("machine", value) for value, _ in attribute.top[:EACH] if _is_name(value))
    for names, sort in ((_LOGGERS, "logger"), (("code.file.path",), "source file")):
        attribute = attribute_of(template, *names)
        if attribute and attribute.top and _is_name(attribute.top[0][0]):
            yield Place(sort, attribute.top[0][0])


def _is_name(value: str) -> bool:
    """Whether it is a name for people: no number, no pseudonym, no sentence, no word for everything."""
    return (
        1 < len(value) <= 120
        and " " not in value.strip()
        and not _PSEUDONYM.search(value)
        and "<" not in value
        and any(c.isalpha() for c in value)
        and value.lower() not in _EVERYDAY
    )
