"""The last look at what a page in the work bucket shows of a digest: what seems to hold a secret is left out."""

from __future__ import annotations

from crosscut.config import Source
from crosscut.model import Digest, Template
from crosscut.outgoing import leaks

WITHHELD = "[withheld: it seems to hold a secret]"


def withhold_from(digest: Digest, *, source: Source) -> tuple[Digest, tuple[str, ...]]:
    """Return the digest without the texts and values that seem to hold a secret, and what they seemed to hold.

    One look at all of it together is the usual case; only where that finds something is each template looked at.
    """
    found = leaks("\n".join(text for each in digest.templates for text in _texts(each)), source=source)
    if not found:
        return digest, ()
    templates = tuple(
        _emptied(each) if leaks("\n".join(_texts(each)), source=source) else each for each in digest.templates
    )
    return digest.model_copy(update={"templates": templates}), found


def _texts(template: Template) -> list[str]:
    around = [text for e in template.exemplars for text in (e.text, *e.before, *e.after)]
    values = [v for p in (*template.parameters, *template.attributes) for v, _ in p.top]
    return [template.text, template.service, *around, *values]


def _emptied(template: Template) -> Template:
    """The figures stay: they are no text."""
    return template.model_copy(update={"text": WITHHELD, "exemplars": (), "parameters": (), "attributes": ()})
