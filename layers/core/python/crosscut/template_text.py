"""What a template's records mostly said, for people and for rules that read words."""

from __future__ import annotations

import re

from crosscut.model import Template

_MASK = re.compile(r"<(?:[A-Z][A-Z0-9_]*|\*)>")


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
