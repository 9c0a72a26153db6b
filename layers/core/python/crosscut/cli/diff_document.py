"""What `crosscut diff` shows, as one JSON document, explained in docs/cli.md."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Literal, Self

from crosscut.cli.document import Unread
from crosscut.cli.inputs import Unreadable
from crosscut.comparison import Change, ChangeKind, Comparison
from crosscut.model import Digest, Frozen


class ShownChange(Frozen):
    """One difference that is more than chance."""

    kind: ChangeKind
    said: str
    id: str
    text: str
    service: str
    severity_number: int
    severity_text: str
    before: int
    after: int
    before_share: float
    after_share: float
    chance: float
    parameter: str
    line: str  # the first one: of after, or of before for what is gone

    @classmethod
    def of(cls, change: Change) -> Self:
        """Return the change as it is shown."""
        template = change.template
        return cls(
            kind=change.kind,
            said=change.said,
            id=template.id,
            text=template.text,
            service=template.service,
            severity_number=template.severity_number,
            severity_text=template.severity_text,
            before=change.before,
            after=change.after,
            before_share=round(change.before_share, 6),
            after_share=round(change.after_share, 6),
            chance=change.chance,
            parameter=change.parameter,
            line=template.exemplars[0].line_id if template.exemplars else "",
        )


class DiffDocument(Frozen):
    """The changes, the one most worth looking at first."""

    schema_version: Literal[1] = 1
    before: tuple[str, ...]  # what was compared
    after: tuple[str, ...]
    before_records: int
    after_records: int
    templates: int
    kinds: dict[ChangeKind, int]  # of all changes
    changes: tuple[ShownChange, ...]
    beyond_limit: int  # changes
    unreadable: tuple[Unread, ...] = ()

    @classmethod
    def of(
        cls,
        digests: tuple[Digest, Digest],
        comparison: Comparison,
        unreadable: Sequence[Unreadable],
        *,
        limit: int | None,
    ) -> Self:
        """Return the document."""
        counts = Counter(change.kind for change in comparison.changes)
        shown = comparison.changes if limit is None else comparison.changes[:limit]
        return cls(
            before=digests[0].objects,
            after=digests[1].objects,
            before_records=comparison.before_records,
            after_records=comparison.after_records,
            templates=comparison.templates,
            kinds={kind: counts[kind] for kind in ChangeKind if counts[kind]},
            changes=tuple(map(ShownChange.of, shown)),
            beyond_limit=len(comparison.changes) - len(shown),
            unreadable=tuple(Unread(file=each.name, reason=each.reason) for each in unreadable),
        )

    def to_json(self) -> str:
        """Return the document in ASCII: what a log holds cannot reach a terminal as control characters."""
        return json.dumps(self.model_dump(mode="json"), indent=2, ensure_ascii=True)
