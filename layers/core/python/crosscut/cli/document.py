"""What `--json` prints: one document, whose JSON Schema is docs/insight-schema.json.

`python -m crosscut.cli.document` writes that schema to standard output.
"""

from __future__ import annotations

import json
import sys
from typing import Literal

from pydantic import Field

from crosscut.model import Frozen, Insight, Ledger
from crosscut.schemas import printed_schema


class Unread(Frozen):
    """An input that could not be read; the findings stand on the others."""

    file: str
    reason: str


class Document(Frozen):
    """The findings, most severe first, and how they were come by."""

    schema_version: Literal[3] = 3
    insights: tuple[Insight, ...]
    ledger: Ledger | None = Field(default=None, description="of `analyze`; null from `insights`")
    templates: int | None = Field(
        default=None, description="how many templates the lines were folded to; null from `insights`"
    )
    seconds: float | None = Field(
        default=None, description="from the first byte read to the findings; null from `insights`"
    )
    unreadable: tuple[Unread, ...] = ()
    skipped: tuple[str, ...] = Field(default=(), description="files in a folder that were not taken for logs")

    def to_json(self) -> str:
        """Return the document in ASCII: what a log holds cannot reach a terminal as control characters."""
        return json.dumps(self.model_dump(mode="json"), indent=2, ensure_ascii=True)


def json_schema() -> str:
    """Return the JSON Schema of `Document` as it is printed."""
    return printed_schema(Document)


if __name__ == "__main__":
    sys.stdout.write(json_schema())
