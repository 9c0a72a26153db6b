"""A digest as its problems are explained from it: templates by id, and what each says, worked out once for all."""

from __future__ import annotations

import re
from functools import cached_property

from crosscut.model import Digest, Template
from crosscut.template_text import filled

RARE = 20  # records of a template; what is written more often is everyday
_CHANGE = re.compile(
    r"\b(?:deploy(?:ed|ing|ment|s)?\b|rollouts?\b|rolled (?:out|back)\b|releas(?:e|ed|ing) v?\d|upgrad(?:ed|ing)\b"
    r"|migrations?\b|failover\b|promot(?:ed|ing)\b|config(?:uration)? (?:re)?load|reload(?:ed|ing)\b"
    r"|restart(?:ed|ing)\b|shutting down\b|scal(?:ed|ing) (?:up|down|to|from)\b|feature flag)",
    re.IGNORECASE,
)


class Texts:
    """What the templates of a digest say."""

    def __init__(self, digest: Digest) -> None:
        self.digest = digest
        self.by_id = {template.id: template for template in digest.templates}
        self._said: dict[str, str] = {}
        self._lowered: dict[str, str] = {}

    def said(self, template: Template) -> str:
        """Return its text with the most frequent values."""
        if template.id not in self._said:
            self._said[template.id] = filled(template)
        return self._said[template.id]

    def lowered(self, template: Template) -> str:
        """Return the same in lower case."""
        if template.id not in self._lowered:
            self._lowered[template.id] = self.said(template).lower()
        return self._lowered[template.id]

    @cached_property
    def changes(self) -> tuple[Template, ...]:
        """What was changed: deploys, restarts, failovers and the like, which are rare."""
        return tuple(t for t in self.digest.templates if t.count <= RARE and _CHANGE.search(self.said(t)))
