"""What a template says, for rules that read words: its text with the values that it mostly had."""

from __future__ import annotations

import re

from crosscut.model import Template

_MASK = re.compile(r"<(?:[A-Z][A-Z0-9_]*|\*)>")
_TAIL_CHARACTERS = 400
_TEXT_CHARACTERS = 1_000


def words_of(template: Template) -> str:
    """Return the template's text with its most frequent values, and the messages of its exceptions.

    The values matter ("returned 503"), the rest of the line does not: a time such as "10:15:07,503" is no status.
    """
    extra = [
        value
        for attribute in template.attributes
        if attribute.name in ("exception.type", "exception.message", "reason")
        for value, _ in attribute.top[:2]
    ]
    first = template.exemplars[0].text if template.exemplars else ""
    # A stack trace names its root at the end; a plain record has one line.
    tail = [line for line in first.split("\n")[1:] if line[:1] not in ("", " ", "\t")]
    return "\n".join([filled(template)[:_TEXT_CHARACTERS], *extra, "\n".join(tail)[-_TAIL_CHARACTERS:]])


def filled(template: Template) -> str:
    """Return the template's text with the most frequent value in place of each mask that has one."""
    values = [parameter.top[0][0] if parameter.top else "" for parameter in template.parameters]
    words = template.text.split(" ")
    masks = [len(_MASK.findall(word)) for word in words]
    if sum(masks) == len(values):
        remaining = iter(values)
        return _MASK.sub(lambda mask: next(remaining) or mask[0], template.text)
    if sum(n > 0 for n in masks) != len(values):
        return template.text
    # A template that generalises others has one parameter a word, also where a word has several masks.
    remaining = iter(values)
    whole = [next(remaining) if n else "" for n in masks]
    return " ".join(
        value if n == 1 and value and _MASK.fullmatch(word) else word
        for word, n, value in zip(words, masks, whole, strict=True)
    )
