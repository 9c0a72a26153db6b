"""What `crosscut templates` shows, as one JSON document, explained in docs/cli.md."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Literal, Self, TypeVar

from pydantic import Field

from crosscut.cli.document import Unread
from crosscut.cli.inputs import Unreadable
from crosscut.folding import LineFold, LineTemplate
from crosscut.model import Digest, Frozen, Ledger, ParameterStats, Template
from crosscut.plain_lines import PlainLines

Each = TypeVar("Each", Template, LineTemplate)


class ShownValues(Frozen):
    """What one variable part of a template, or one attribute of its records, was."""

    name: str
    kind: str
    count: int
    distinct: int
    distinct_is_exact: bool
    top: tuple[tuple[str, int], ...]
    minimum: float | None
    median: float | None
    p95: float | None
    maximum: float | None

    @classmethod
    def of(cls, stats: ParameterStats) -> Self:
        """Return what is known without the sketches behind it."""
        return cls(**{name: getattr(stats, name) for name in cls.model_fields})


class ShownLine(Frozen):
    """A record as it stood."""

    file: str
    line: int
    time: datetime | None
    text: str  # empty with --lines: the template says it


class ShownTemplate(Frozen):
    """Records that are alike but for their variable parts."""

    id: str
    text: str
    service: str = ""
    severity_number: int = 0
    severity_text: str = ""
    count: int
    share: float  # of all records
    first_seen: datetime | None = None
    last_seen: datetime | None = None
    minutes: dict[datetime, int] = Field(default_factory=dict)  # by the minute's begin
    parameters: tuple[ShownValues, ...] = ()
    attributes: tuple[ShownValues, ...] = ()
    lines: tuple[ShownLine, ...] = ()


class BeyondLimit(Frozen):
    """What --limit left out."""

    templates: int
    records: int


class TemplatesDocument(Frozen):
    """The templates, most frequent first."""

    schema_version: Literal[1] = 1
    source: str
    first_seen: datetime | None
    last_seen: datetime | None
    records: int
    templates: tuple[ShownTemplate, ...]
    beyond_limit: BeyondLimit
    other_records: int  # beyond the bound on templates
    ledger: Ledger
    unreadable: tuple[Unread, ...] = ()
    skipped: tuple[str, ...] = ()
    seconds: float = 0.0

    @classmethod
    def of_digest(cls, digest: Digest, *, limit: int | None) -> Self:
        """Return what a digest holds."""
        total = sum(digest.severities.values())
        shown, beyond = _limited(digest.templates, limit)
        return cls(
            source=digest.source,
            first_seen=digest.first_seen,
            last_seen=digest.last_seen,
            records=total,
            templates=tuple(_of_template(each, total) for each in shown),
            beyond_limit=beyond,
            other_records=digest.other_count,
            ledger=digest.ledger,
        )

    @classmethod
    def of_lines(cls, folded: LineFold, lines: PlainLines, *, source: str, limit: int | None) -> Self:
        """Return what was folded from plain lines."""
        total = lines.ledger.lines_read
        shown, beyond = _limited(folded.templates, limit)
        return cls(
            source=source,
            first_seen=None,
            last_seen=None,
            records=total,
            templates=tuple(_of_line(each, lines, total) for each in lines.redacted(shown)),
            beyond_limit=beyond,
            other_records=folded.other_count,
            ledger=lines.ledger,
        )

    def read(self, unreadable: Iterable[Unreadable], skipped: tuple[str, ...], *, seconds: float) -> Self:
        """Return the document with what became of the reading."""
        unread = tuple(Unread(file=each.name, reason=each.reason) for each in unreadable)
        return self.model_copy(
            update={"unreadable": unread, "skipped": skipped, "seconds": round(seconds, 3)}
        )

    def to_json(self) -> str:
        """Return the document in ASCII: what a log holds cannot reach a terminal as control characters."""
        return json.dumps(self.model_dump(mode="json"), indent=2, ensure_ascii=True)


def _limited(templates: Sequence[Each], limit: int | None) -> tuple[Sequence[Each], BeyondLimit]:
    shown = templates if limit is None else templates[:limit]
    rest = templates[len(shown) :]
    return shown, BeyondLimit(templates=len(rest), records=sum(each.count for each in rest))


def _of_template(each: Template, total: int) -> ShownTemplate:
    return ShownTemplate(
        id=each.id,
        text=each.text,
        service=each.service,
        severity_number=each.severity_number,
        severity_text=each.severity_text,
        count=each.count,
        share=_share(each.count, total),
        first_seen=each.first_seen,
        last_seen=each.last_seen,
        minutes={datetime.fromtimestamp(60 * at, UTC): count for at, count in sorted(each.minutes.items())},
        parameters=tuple(map(ShownValues.of, each.parameters)),
        attributes=tuple(map(ShownValues.of, each.attributes)),
        lines=tuple(ShownLine(file=e.file, line=e.line, time=e.time, text=e.text) for e in each.exemplars),
    )


def _of_line(each: LineTemplate, lines: PlainLines, total: int) -> ShownTemplate:
    file, line = lines.place(each.first_line)
    return ShownTemplate(
        id=each.id,
        text=each.text,
        count=each.count,
        share=_share(each.count, total),
        lines=(ShownLine(file=file, line=line, time=None, text=""),),
    )


def _share(count: int, total: int) -> float:
    return round(count / total, 6) if total else 0.0
