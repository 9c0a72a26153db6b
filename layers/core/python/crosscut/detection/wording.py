"""What a template says, for rules that read words: its text with the values that it mostly had."""

from __future__ import annotations

from crosscut.model import Template
from crosscut.template_text import filled

__all__ = ["filled", "words_of"]

# Fields in which structured lines say what happened, where the message itself is a heading ("Probe failed").
_TELLING = frozenset(
    {
        "exception.type",
        "exception.message",
        "reason",
        "containerMessage",
        "probeType",
        "output",
        "cause",
        "hint",
        "detail",
    }
)
_TAIL_CHARACTERS = 400
_TEXT_CHARACTERS = 1_000


def words_of(template: Template) -> str:
    """Return the template's text with its most frequent values, and the messages of its exceptions.

    The values matter ("returned 503"), the rest of the line does not: a time such as "10:15:07,503" is no status.
    """
    extra = [
        value
        for attribute in template.attributes
        if attribute.name in _TELLING
        for value, _ in attribute.top[:2]
    ]
    first = template.exemplars[0].text if template.exemplars else ""
    # A stack trace names its root at the end; a plain record has one line.
    tail = [line for line in first.split("\n")[1:] if line[:1] not in ("", " ", "\t")]
    return "\n".join([filled(template)[:_TEXT_CHARACTERS], *extra, "\n".join(tail)[-_TAIL_CHARACTERS:]])
