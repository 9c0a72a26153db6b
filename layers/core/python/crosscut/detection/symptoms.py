"""What error messages mean, by the table in symptoms.toml."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from crosscut.model import Category, Severity


class Symptom(BaseModel):
    """One kind of trouble, as messages tell of it; the table says what the fields mean."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    patterns: tuple[str, ...]
    events: tuple[str, ...] = ()
    category: Category
    severity: Severity
    depth: int
    any_level: bool = False
    sustained: bool = False
    title: str
    cause: str


class _Row(NamedTuple):
    """A line of the table, compiled."""

    said: re.Pattern[str]
    event: re.Pattern[str] | None
    symptom: Symptom


# Words around a match that speak of the trouble without its being there: "if the disk is full", "0 OOMKilled pods",
# "test OutOfMemoryError", "disk full check passed". A colon in between ends the phrase: "check: disk full" says it.
_ONLY_NAMED_BEFORE = re.compile(
    r"(?:\b(?:no|zero|without|if|when|unless)\s+(?:[\w.\-]+\s+){0,2}|(?<![\w.])0\s+"
    r"|\b(?:alert|rule|ticket|titled|about|tests?|checks?)\s+['\"“(]?)$",
    re.IGNORECASE,
)
_ONLY_NAMED_AFTER = re.compile(
    r"['\"”)]?\s+(?:check|test|alert|rule|handler|threshold|forecast)s?\b", re.IGNORECASE
)


@cache
def symptoms() -> tuple[_Row, ...]:
    """Return the table with its patterns compiled."""
    table = tomllib.loads(
        resources.files("crosscut.detection").joinpath("symptoms.toml").read_text(encoding="utf-8")
    )
    entries = [Symptom.model_validate(entry) for entry in table["symptom"]]
    return tuple(_Row(_any_of(s.patterns), _any_of(s.events) if s.events else None, s) for s in entries)


def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in patterns), re.IGNORECASE | re.MULTILINE)


def symptom_of(text: str) -> Symptom | None:
    """Return the first symptom that the text tells of."""
    return next((row.symptom for row in symptoms() if row.said.search(text)), None)


def event_of(text: str) -> Symptom | None:
    """Return the first symptom of which the text is the event itself, whatever level it is logged at."""
    return next((row.symptom for row in symptoms() if row.event and row.event.search(text)), None)


def is_stated(symptom: Symptom, text: str) -> bool:
    """Whether the text says that there is this trouble, rather than naming it only ("0 OOMKilled pods")."""
    said = next(row.said for row in symptoms() if row.symptom.id == symptom.id)
    return any(
        not _ONLY_NAMED_BEFORE.search(text, max(0, match.start() - 80), match.start())
        and not _ONLY_NAMED_AFTER.match(text, match.end())
        for match in said.finditer(text)
    )


def explain(symptom: Symptom, target: str) -> str:
    """Return the symptom's cause with the target named in it."""
    sentence = symptom.cause.format(
        at_target=f" ({target})" if target else "",
        of_target=f" of {target}" if target else "",
        target=target or "what it depends on",
    )
    # A name keeps its own case at the start of a sentence.
    return sentence if target and sentence.startswith(target) else sentence[:1].upper() + sentence[1:]
