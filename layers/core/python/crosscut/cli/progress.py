"""Progress on standard error, for a person who waits at a terminal; nothing elsewhere, or for quick work."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

_PATIENCE_SECONDS = 0.7
_BETWEEN_SECONDS = 0.1


class ByteProgress:
    """A bar over the bytes read, shown when it takes longer than a moment."""

    def __init__(self, console: Console, *, total: int) -> None:
        """`total` is in bytes; 0 where nobody knows."""
        self._console = console
        self._total = total or None
        self._began = self._drawn = time.monotonic()
        self._done = 0
        self._bar: Progress | None = None

    def advance(self, count: int) -> None:
        """Note that `count` more bytes were read."""
        self._done += count
        now = time.monotonic()
        if not self._console.is_terminal or now - self._began < _PATIENCE_SECONDS:
            return
        if self._bar is None:
            columns = (TextColumn("reading"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
            self._bar = Progress(*columns, console=self._console, transient=True)
            self._bar.start()
            self._bar.add_task("reading", total=self._total)
        if now - self._drawn >= _BETWEEN_SECONDS:
            self._drawn = now
            self._bar.update(self._bar.task_ids[0], completed=self._done)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
