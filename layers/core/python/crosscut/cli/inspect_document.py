"""What `crosscut inspect --json` prints: one document, explained in docs/cli.md."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Literal, Self

from crosscut.cli.document import Unread
from crosscut.cli.inputs import Unreadable
from crosscut.inspection import Inspection
from crosscut.model import Frozen


class InspectDocument(Frozen):
    """What each log is and holds, in the order in which they were read."""

    schema_version: Literal[1] = 1
    objects: tuple[Inspection, ...]
    unreadable: tuple[Unread, ...] = ()
    skipped: tuple[str, ...] = ()
    seconds: float

    @classmethod
    def of(
        cls,
        inspections: Sequence[Inspection],
        unreadable: Sequence[Unreadable],
        skipped: Sequence[str],
        *,
        seconds: float,
    ) -> Self:
        """Return the document."""
        return cls(
            objects=tuple(inspections),
            unreadable=tuple(Unread(file=each.name, reason=each.reason) for each in unreadable),
            skipped=tuple(skipped),
            seconds=round(seconds, 3),
        )

    def to_json(self) -> str:
        """Return the document in ASCII: what a log holds cannot reach a terminal as control characters."""
        return json.dumps(self.model_dump(mode="json"), indent=2, ensure_ascii=True)
