"""What a page is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from crosscut.incident import Incident
from crosscut.model import Digest, Insight


@dataclass(frozen=True)
class Around:
    """A redacted line and the ones around it. Without numbers where only the texts of the neighbours are known."""

    line: int
    text: str
    before: tuple[tuple[int | None, str], ...] = ()
    after: tuple[tuple[int | None, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Content:
    """What is known of one system's logs, or of an incident. The same content is the same page."""

    source: str
    insights: tuple[Insight, ...]  # most severe first
    digest: Digest | None = None
    around: Mapping[str, Around] = field(default_factory=dict)  # by `file:line`
    incident: Incident | None = None
    unread: tuple[tuple[str, str], ...] = ()  # inputs that could not be read, and why
    commands: bool = True  # whether `crosscut insights show ID` finds them: not what a laptop found


def around_exemplars(digest: Digest) -> dict[str, Around]:
    """Return the neighbours that a digest itself knows, for when its records are not at hand."""
    return {
        each.line_id: Around(
            each.line,
            each.text,
            tuple((None, text) for text in each.before),
            tuple((None, text) for text in each.after),
        )
        for template in digest.templates
        for each in template.exemplars
    }
