"""Finds the entries for what was detected. They are read once, when they are first asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from typing import get_args

from crosscut.knowledge.entry import Entry, EntryError, Family
from crosscut.knowledge.markdown import entry_of


@cache
def entries() -> tuple[Entry, ...]:
    """Return all entries, by family and name. Raises `EntryError` for one that is not as it must be."""
    found = tuple(_read())
    names = [entry.id for entry in found]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise EntryError(f"two knowledge entries have one name: {', '.join(sorted(twice))}")
    return found


def entries_for(topics: Iterable[str], text: str) -> tuple[Entry, ...]:
    """Return the entries on the topics (rules, symptoms), the most telling first.

    Of each topic first those on a product or case of which `text` speaks, then those on it in general.
    """
    found: dict[str, Entry] = {}
    for topic in topics:
        about = [entry for entry in entries() if topic in entry.rules]
        found |= {entry.id: entry for entry in about if entry.words and entry.speaks_of(text)}
        found |= {entry.id: entry for entry in about if not entry.words}
    return tuple(found.values())


def _read() -> Iterator[Entry]:
    shelf = resources.files("crosscut.knowledge")
    for family in get_args(Family):
        for file in sorted(shelf.joinpath(family).iterdir(), key=lambda file: file.name):
            if file.name.endswith(".md"):
                text = file.read_text(encoding="utf-8")
                yield entry_of(text, family=family, name=file.name.removesuffix(".md"))
