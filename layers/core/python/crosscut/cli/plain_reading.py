"""Opens what was asked for as plain lines, with progress, and keeps what could not be read."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from crosscut.cli import terminal
from crosscut.cli.digesting import say_of_stdin
from crosscut.cli.inputs import Selection, Unreadable
from crosscut.cli.progress import ByteProgress
from crosscut.cli.reading import Inputs
from crosscut.limits import ReadLimits
from crosscut.plain_lines import PlainLines
from crosscut.redaction import Redactor


class PlainReading:
    """Within it, `lines` may be iterated, once."""

    def __init__(self, selection: Selection, limits: ReadLimits, redactor: Redactor | None) -> None:
        self._selection = selection
        total = sum(each.size for each in selection.inputs)
        self._progress = ByteProgress(terminal.progress_output(), total=total)
        self._inputs = Inputs(selection.inputs, advance=self._progress.advance)
        self.lines = PlainLines(self._inputs.objects(), limits=limits, redactor=redactor)

    def __enter__(self) -> Self:
        say_of_stdin(self._selection)
        self._progress.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.__exit__(kind, error, trace)

    @property
    def unreadable(self) -> tuple[Unreadable, ...]:
        """Return what could not be read, or not to its end."""
        problems = (Unreadable(each.file, each.reason) for each in self.lines.problems)
        return (*self._selection.unreadable, *self._inputs.unreadable, *problems)

    @property
    def any_read(self) -> bool:
        """Whether there was anything that could be read, if only an empty file."""
        return bool(self.lines.ledger.lines_read) or len(self.lines.files) > len(self.lines.problems)
