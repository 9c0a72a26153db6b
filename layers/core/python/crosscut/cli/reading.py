"""Opens what was asked for, one log at a time, and has the pipeline make one digest of it."""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from types import TracebackType
from typing import BinaryIO, Self, cast

from crosscut import pipeline
from crosscut.cli.inputs import Input, Unreadable, why
from crosscut.errors import UnreadableInputError
from crosscut.model import Digest
from crosscut.reading.lines import LineReader
from crosscut.redaction import Redactor

_SPOOLED_BYTES = 1 << 24  # of standard input are held in memory before a temporary file takes over
_BUFFER_BYTES = 1 << 18


class Inputs:
    """Reads logs, and keeps going when one of them cannot be read.

    `advance` is told of every stretch of bytes that is read.
    """

    def __init__(self, inputs: Sequence[Input], *, advance: Callable[[int], None]) -> None:
        self._inputs = tuple(inputs)
        self._advance = advance
        self._stdin: BinaryIO | None = None
        self.unreadable: list[Unreadable] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._stdin is not None:
            self._stdin.close()

    def digest(self, *, source: str, key: bytes) -> Digest | None:
        """Return the digest of all that can be read, None when nothing can; `key` is that of the pseudonyms.

        A log can turn out to be damaged at its very end, when it is part of the digest already. Then the
        good ones are told from the bad by reading them through, and the digest is made of the good ones.
        """
        try:
            return self._sanitized(source, key)
        except (UnreadableInputError, OSError) as error:
            if len(self._inputs) == 1:
                self._note(self._inputs[0], error)
                return None
            self._inputs = tuple(each for each in self._inputs if self._is_readable(each))
        return self._sanitized(source, key)

    def _sanitized(self, source: str, key: bytes) -> Digest | None:
        redactor = Redactor(key)  # a new one for each pass, as it counts
        digest = pipeline.sanitize(self._objects(), source=source, redactor=redactor, sink=None)
        return digest if digest.objects else None

    def _objects(self) -> Iterator[pipeline.SourceObject]:
        for each in self._inputs:
            try:
                stream = self._open(each)
                received = each.path.stat().st_mtime if each.path else None
            except OSError as error:
                self._note(each, error)
                continue
            with stream:
                when = datetime.now(UTC) if received is None else datetime.fromtimestamp(received, UTC)
                yield pipeline.SourceObject(each.name, stream, when)

    def _is_readable(self, each: Input) -> bool:
        try:
            with self._open(each) as stream:
                for _ in LineReader(stream, name=each.name):
                    pass
        except (UnreadableInputError, OSError) as error:
            self._note(each, error)
            return False
        return True

    def _note(self, each: Input, error: UnreadableInputError | OSError) -> None:
        reason = why(error) if isinstance(error, OSError) else str(error).removeprefix(f"{each.name}: ")
        if all(known.name != each.name for known in self.unreadable):
            self.unreadable.append(Unreadable(each.name, reason))

    def _open(self, each: Input) -> io.BufferedReader:
        raw = self._standard_input() if each.path is None else each.path.open("rb", buffering=0)
        return io.BufferedReader(_Counted(raw, self._advance, owned=each.path is not None), _BUFFER_BYTES)

    def _standard_input(self) -> BinaryIO:
        """Standard input; kept aside if it may have to be read again, when another log is damaged."""
        if self._stdin is None:
            if len(self._inputs) == 1:
                return sys.stdin.buffer
            kept = tempfile.SpooledTemporaryFile(max_size=_SPOOLED_BYTES)  # noqa: SIM115 - closed with this
            shutil.copyfileobj(sys.stdin.buffer, kept)
            self._stdin = cast(BinaryIO, kept)
        self._stdin.seek(0)
        return self._stdin


class _Counted(io.RawIOBase):
    """Tells how many bytes go through; closes what it reads from if it owns it."""

    def __init__(self, stream: BinaryIO | io.FileIO, advance: Callable[[int], None], *, owned: bool) -> None:
        self._stream = stream
        self._advance = advance
        self._owned = owned

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer)) or b""
        buffer[: len(data)] = data
        self._advance(len(data))
        return len(data)

    def close(self) -> None:
        if self._owned:
            self._stream.close()
        super().close()
