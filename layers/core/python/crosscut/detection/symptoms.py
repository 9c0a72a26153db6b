"""What error messages mean, by the tables in symptoms.toml and messages.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict

from crosscut.detection.phrases import Phrase
from crosscut.model import Category, Severity

BY_PHRASE_DEPTH = 2  # what only a phrase tells of is no root beside what a pattern tells of


class Symptom(BaseModel):
    """One kind of trouble, as messages tell of it; the table says what the fields mean."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    patterns: tuple[str, ...]
    events: tuple[str, ...] = ()
    steady: tuple[str, ...] = ()
    category: Category
    severity: Severity
    depth: int
    any_level: bool = False
    sustained: bool = False
    follows: tuple[str, ...] = ()
    vague: bool = False
    sure: bool = True  # False: only a phrase tells of it
    title: str
    cause: str


class Messages(BaseModel):
    """What known programs write of one kind of trouble."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    says: tuple[str, ...] = ()
    events: tuple[str, ...] = ()


class _Words(NamedTuple):
    """Phrases and a pattern that say the same."""

    phrases: tuple[Phrase, ...]
    pattern: re.Pattern[str] | None

    def is_in(self, lowered: str) -> bool:
        """Whether one of the phrases stands in the text; most are not there at all, which is told without a search."""
        return any(
            phrase.parts[0] in lowered and next(phrase.find(lowered), None) is not None
            for phrase in self.phrases
        )

    def says(self, text: str, lowered: str) -> bool:
        """Whether the pattern or one of the phrases stands in the text."""
        return bool(self.pattern and self.pattern.search(text)) or self.is_in(lowered)

    def find(self, text: str, lowered: str) -> Iterator[tuple[int, int]]:
        """Yield where the text says it."""
        for phrase in self.phrases:
            yield from phrase.find(lowered)
        if self.pattern:
            yield from (match.span() for match in self.pattern.finditer(text))


class _Row(NamedTuple):
    """A line of the table, compiled."""

    said: _Words
    event: _Words
    symptom: Symptom
    by_phrase: Symptom  # the same where only a phrase tells of it


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
    entries = [Symptom.model_validate(entry) for entry in _table("symptoms.toml")["symptom"]]
    messages = {i: Messages.model_validate(m) for i, m in _table("messages.toml").items()}
    if unknown := messages.keys() - {s.id for s in entries}:
        raise ValueError(f"messages.toml speaks of symptoms that are not there: {', '.join(sorted(unknown))}")
    nothing = Messages()
    return tuple(_compiled(s, messages.get(s.id, nothing)) for s in entries)


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("crosscut.detection").joinpath(name).read_text(encoding="utf-8"))


def _compiled(symptom: Symptom, messages: Messages) -> _Row:
    ceiling = min(symptom.severity, Severity.MEDIUM, key=lambda s: s.rank)
    return _Row(
        _Words(
            _phrases(messages.says + messages.events),
            _any_of(symptom.patterns + symptom.events + symptom.steady),
        ),
        _Words(_phrases(messages.events), _any_of(symptom.events)),
        symptom,
        symptom.model_copy(
            update={
                "severity": ceiling,
                "any_level": False,
                "sure": False,
                "depth": max(symptom.depth, BY_PHRASE_DEPTH),
            }
        ),
    )


def _phrases(written: tuple[str, ...]) -> tuple[Phrase, ...]:
    return tuple(Phrase.of(w) for w in written)


def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str] | None:
    if not patterns:
        return None
    return re.compile("|".join(f"(?:{p})" for p in patterns), re.IGNORECASE | re.MULTILINE)


def symptom_of(text: str) -> Symptom | None:
    """Return the first symptom that the text tells of by a pattern, else the first by a phrase.

    Phrases are many and found anywhere, so that alone they make nothing more severe than an error that is not known.
    """
    rows = symptoms()
    for row in rows:
        if row.said.pattern and row.said.pattern.search(text):
            return row.symptom
    lowered = text.lower()
    for row in rows:
        if row.said.is_in(lowered):
            return row.by_phrase
    return None


def event_of(text: str) -> Symptom | None:
    """Return the first symptom of which the text is the event itself, whatever level it is logged at."""
    lowered = text.lower()
    anything, parted = _events()
    if not anything.says(text, lowered):
        return None
    return next((symptom for words, symptom in parted if words.says(text, lowered)), None)


@cache
def _events() -> tuple[_Words, tuple[tuple[_Words, Symptom], ...]]:
    """Return the words of all events together, since hardly any text has one of them, and each with its symptom."""
    rows = [(row.event, row.symptom) for row in symptoms() if row.event.phrases or row.event.pattern]
    patterns = tuple(pattern for _, symptom in rows for pattern in symptom.events)
    return _Words(tuple(p for event, _ in rows for p in event.phrases), _any_of(patterns)), tuple(rows)


@cache
def _steady() -> tuple[re.Pattern[str] | None, tuple[tuple[re.Pattern[str], Symptom], ...]]:
    """Return one pattern for all, since hardly any text has one of them, and each with its symptom."""
    rows = [(row.symptom, _any_of(row.symptom.steady)) for row in symptoms()]
    parted = tuple((pattern, symptom) for symptom, pattern in rows if pattern)
    return _any_of(tuple(s for symptom, _ in rows for s in symptom.steady)), parted


def steady_of(text: str) -> Symptom | None:
    """Return the symptom that the text tells of as a matter of course, below the level of a warning."""
    anything, parted = _steady()
    if anything is None or not anything.search(text):
        return None
    return next((symptom for pattern, symptom in parted if pattern.search(text)), None)


def is_stated(symptom: Symptom, text: str, *, by_pattern: bool = False) -> bool:
    """Whether the text says that there is this trouble, rather than naming it only ("0 OOMKilled pods").

    With `by_pattern` it has to say so in the words of symptoms.toml: those of messages.toml are too many to be
    sure of without a level that bears them out.
    """
    said = next(row.said for row in symptoms() if row.symptom.id == symptom.id)
    if by_pattern:
        said = said._replace(phrases=())
    return any(
        not _ONLY_NAMED_BEFORE.search(text, max(0, start - 80), start)
        and not _ONLY_NAMED_AFTER.match(text, end)
        for start, end in said.find(text, text.lower())
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
