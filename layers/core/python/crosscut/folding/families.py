"""Joins the groups that `generalise` finds to be one template, with the values of every position kept together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from crosscut.folding.generalise import generalise
from crosscut.folding.group import MAX_ALIASES, Group
from crosscut.folding.keys import Key, template_id
from crosscut.folding.masking import WILDCARD
from crosscut.folding.over_time import timed_positions
from crosscut.folding.parameters import Parameter
from crosscut.folding.telling import ANY_NAMES, CLOSE
from crosscut.folding.words import words_of


class Families(NamedTuple):
    """The joined groups, and where each key that went in has gone."""

    groups: dict[Key, Group]
    gone_to: dict[Key, Key]


def general_keys(keys: set[Key]) -> dict[Key, Key]:
    """Return the template's key for each key: only messages of one service, severity and signal are compared."""
    texts: dict[tuple[str, int, str], set[str]] = defaultdict(set)
    for key in keys:
        texts[key[:3]].add(key.text)
    general = {about: generalise(those) for about, those in texts.items()}
    return {key: key._replace(text=general[key[:3]][key.text]) for key in keys}


def join(groups: Mapping[Key, Group]) -> Families:
    """Return the groups of the templates. `groups` is used up."""
    gone_to = general_keys(set(groups))
    members: dict[Key, list[Key]] = defaultdict(list)
    for key in sorted(groups):
        members[gone_to[key]].append(key)
    joined = {
        general: groups[general]
        if keys == [general]
        else _joined(general, {key: groups[key] for key in keys})
        for general, keys in members.items()
    }
    return Families(joined, gone_to)


def variable_positions(text: str, general: str) -> list[str | None]:
    """Return, for each wildcard of the general text, the word that the text has there; None for a wildcard too."""
    if general.startswith(ANY_NAMES) and not text.startswith(ANY_NAMES):
        text = ANY_NAMES + text[text.find(CLOSE) + 1 :]
    own, template = words_of(text), words_of(general)
    return [
        None if word == WILDCARD else word
        for word, fixed in zip(own, template, strict=True)
        if fixed == WILDCARD
    ]


def _joined(general: Key, parts: Mapping[Key, Group]) -> Group:
    most = min(group.most for group in parts.values())
    made = Group(general.text.count(WILDCARD), most=most, timed=timed_positions(general.text))
    for key, group in parts.items():
        own = iter(group.parameters)
        for parameter, word in zip(made.parameters, variable_positions(key.text, general.text), strict=True):
            if word is None:
                parameter.merge(next(own, Parameter()))
            else:
                parameter.add(word, group.count)
        made.merge(group)
        if key != general:
            made.aliases.add(template_id(key))
    made.aliases = set(sorted(made.aliases)[:MAX_ALIASES])
    return made
