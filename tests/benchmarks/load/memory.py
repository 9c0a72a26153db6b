"""The peak memory of the emulator's workers, as the kernel counts it (proc(5), VmHWM), looked at every second."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from crosscut.cli.local.process_table import members

_WORKER = re.compile(r"ministack-lambda-crosscut-\w+?-([a-z]+)-")
EMULATOR = "(the emulator)"


class PeakMemory:
    """Follows the processes of a group; `mib` and `workers` say what it saw, by function."""

    def __init__(self, group: int) -> None:
        self._group = group
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._peaks: dict[int, tuple[str, float]] = {}

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    @property
    def mib(self) -> Mapping[str, float]:
        """The highest peak of a worker of each function."""
        found: dict[str, float] = {}
        for function, peak in self._peaks.values():
            found[function] = max(found.get(function, 0.0), peak)
        return found

    @property
    def workers(self) -> Mapping[str, int]:
        """How many processes each function had."""
        found: dict[str, int] = {}
        for function, _ in self._peaks.values():
            found[function] = found.get(function, 0) + 1
        return found

    def _follow(self) -> None:
        while not self._ended.wait(1.0):
            for pid, command in members(self._group).items():
                name = _WORKER.search(command)
                function = name[1] if name else EMULATOR
                if peak := _peak(pid):
                    self._peaks[pid] = (function, peak)


def _peak(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return 0.0
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) / 1_024 if found else 0.0
