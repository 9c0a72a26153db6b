"""Puts a page together from what a command found, and writes it to a file."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from crosscut.cli.group import say
from crosscut.cli.inputs import Unreadable
from crosscut.errors import ConfigurationError
from crosscut.incident import Incident
from crosscut.model import Digest, Insight
from crosscut.quantities import size
from crosscut.reporting import Around, Content, render_report
from crosscut.spool import Spool

_AROUND = 3  # records before and behind


def write_report(
    file: Path,
    *,
    source: str,
    insights: Sequence[Insight],
    digest: Digest | None,
    spool: Spool | None,
    incident: Incident | None = None,
    unreadable: Iterable[Unreadable] = (),
    commands: bool = False,
) -> None:
    """Write the page about what was found. Raises `ConfigurationError` when the file cannot be written."""
    content = Content(
        source=source,
        insights=tuple(insights),
        digest=digest,
        around=_around(insights, spool) if spool else {},
        incident=incident,
        unread=tuple((each.name, each.reason) for each in unreadable),
        commands=commands,
    )
    write_page(file, render_report(content))


def write_page(file: Path, html: str) -> None:
    """Write the file whole or not at all, for its owner to read. Raises `ConfigurationError` when that fails."""
    data = html.encode("utf-8")
    try:
        # Beside it, so that it takes the place of an earlier page in one step.
        handle, draft = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
            Path(draft).replace(file)
        except OSError:
            with contextlib.suppress(OSError):
                Path(draft).unlink()
            raise
    except OSError as error:
        raise ConfigurationError(f"cannot write the page to {file}: {error.strerror or error}") from None
    say(f"wrote {file} ({size(len(data))})")


def _around(insights: Sequence[Insight], spool: Spool) -> dict[str, Around]:
    """The records around each line that a finding quotes."""
    found: dict[str, Around] = {}
    for each in (evidence for insight in insights for evidence in insight.evidence):
        near = spool.around(each.file, each.line, before=_AROUND, after=_AROUND)
        found[f"{each.file}:{each.line}"] = Around(
            each.line,
            each.text,
            tuple((line.line, line.text) for line in near if line.line < each.line),
            tuple((line.line, line.text) for line in near if line.line > each.line),
        )
    return found
