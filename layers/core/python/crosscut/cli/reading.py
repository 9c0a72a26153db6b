"""Opens what was asked for, one log at a time, and has the pipeline make one digest of it."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import BinaryIO

from crosscut import pipeline
from crosscut.cli.inputs import Input, Unreadable, why
from crosscut.errors import UnreadableInputError
from crosscut.limits import ReadLimits
from crosscut.model import Digest
from crosscut.parts import SourceObject
from crosscut.redaction import Redactor
from crosscut.trail import Trail

_BUFFER_BYTES = 1 << 18


class Inputs:
    """Reads logs, and keeps going when one of them cannot be read.

    `advance` is told of every stretch of bytes that is read.
    """

    def __init__(self, inputs: Sequence[Input], *, advance: Callable[[int], None], format_: str = "") -> None:
        self._inputs = tuple(inputs)
        self._advance = advance
        self._format = format_
        self.unreadable: list[Unreadable] = []

    def digest(
        self, *, source: str, redactor: Redactor, limits: ReadLimits, trail: Trail | None = None
    ) -> Digest | None:
        """Return the digest of all that can be read, None when nothing can."""
        digest = pipeline.sanitize(
            self.objects(), source=source, redactor=redactor, sink=None, limits=limits, trail=trail
        )
        self.unreadable += [Unreadable(each.file, each.reason) for each in digest.problems]
        return digest if digest.ledger.lines_read or len(digest.objects) > len(digest.problems) else None

    def objects(self) -> Iterator[SourceObject]:
        """Yield what can be opened, each to be read before the next is asked for."""
        for each in self._inputs:
            try:
                stream = self._open(each)
                received = each.path.stat().st_mtime if each.path else None
            except OSError as error:
                self.unreadable.append(Unreadable(each.name, why(error)))
                continue
            with stream:
                when = datetime.now(UTC) if received is None else datetime.fromtimestamp(received, UTC)
                yield SourceObject(each.name, stream, when, format=self._format)

    def _open(self, each: Input) -> io.BufferedReader:
        raw = sys.stdin.buffer if each.path is None else each.path.open("rb", buffering=0)
        counted = _Counted(raw, self._advance, name=each.name, owned=each.path is not None)
        return io.BufferedReader(counted, _BUFFER_BYTES)


class _Counted(io.RawIOBase):
    """Tells how many bytes go through; closes what it reads from if it owns it."""

    def __init__(
        self, stream: BinaryIO | io.FileIO, advance: Callable[[int], None], *, name: str, owned: bool
    ) -> None:
        self._stream = stream
        self._name = name
        self._advance = advance
        self._owned = owned

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        try:
            data = self._stream.read(len(buffer)) or b""
        except OSError as error:
            raise UnreadableInputError(f"{self._name}: {why(error)}") from error
        buffer[: len(data)] = data
        self._advance(len(data))
        return len(data)

    def close(self) -> None:
        if self._owned:
            self._stream.close()
        super().close()
