"""The redactors that are compared: ours, and peers that run in environments of their own."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from crosscut.errors import RedactionError
from crosscut.formats import parse_records
from crosscut.model import RedactedRecord
from crosscut.redaction import Redactor

WORKER = Path(__file__).with_name("peer_worker.py")
# What is measured under a name: the package to install, and which of its ways.
PEERS = {
    "presidio": ("presidio-analyzer", "presidio"),
    "presidio-sure": ("presidio-analyzer", "presidio-sure"),
    "scrubadub": ("scrubadub", "scrubadub"),
    "datafog": ("datafog", "datafog"),
    "detect-secrets": ("detect-secrets", "detect-secrets"),
}
_DEADLINE_SECONDS = 1800
_BATCH = 500
_QUARANTINED = "<QUARANTINED:x>"
T = TypeVar("T")
_KEY = b"synthetic-benchmark-key"
_RECEIVED = datetime(2026, 11, 28, 23, 59, tzinfo=UTC)


class PeerUnavailableError(Exception):
    """A peer could not be installed or did not finish."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a redactor made of the lines, and how long it took."""

    name: str
    lines: list[str]
    seconds: float
    quarantined: int = 0  # lines or records that redaction failed on


def ours(lines: Sequence[str]) -> Run:
    """Redact the lines as `crosscut redact` does."""
    redactor = Redactor(_KEY)
    start = time.process_time()
    redacted, quarantined = _in_batches(redactor.lines, lines, lambda line: [_QUARANTINED])
    return Run("crosscut", redacted, time.process_time() - start, quarantined)


def ours_as_records(lines: Sequence[str]) -> Run:
    """Redact the lines as the pipeline does: read as records of their format, of several lines where they are."""
    records = list(parse_records(lines, _RECEIVED))
    redactor = Redactor(_KEY)
    start = time.process_time()
    redacted, quarantined = _in_batches(
        lambda batch: _as_lines(redactor.records(batch)),
        records,
        lambda record: [_QUARANTINED] * record.line_count,
    )
    return Run("crosscut, records", redacted, time.process_time() - start, quarantined)


def _as_lines(records: Sequence[RedactedRecord]) -> list[str]:
    """Return the lines that the records were: of several documents on one line each is a record."""
    lines: list[str] = []
    for record in records:
        parts = record.text.split("\n")
        if lines and not record.line_count:
            lines[-1] += f" {parts.pop(0)}"
        lines += parts
    return lines


def _in_batches(
    redact: Callable[[Sequence[T]], list[str]], items: Sequence[T], without: Callable[[T], list[str]]
) -> tuple[list[str], int]:
    """Redact batch by batch; of a batch that fails each item alone. Returns the lines, and how many items failed."""
    lines: list[str] = []
    failed = 0
    for start in range(0, len(items), _BATCH):
        batch = items[start : start + _BATCH]
        try:
            lines += redact(batch)
        except RedactionError:
            for item in batch:
                try:
                    lines += redact([item])
                except RedactionError:
                    lines += without(item)
                    failed += 1
    return lines, failed


def peer(name: str, lines: Sequence[str], cache: Path) -> Run:
    """Redact with a peer, in an environment below `cache`. Raises `PeerUnavailableError`."""
    package, way = PEERS[name]
    python = _environment(package, cache)
    try:
        done = subprocess.run(
            [python, "-I", WORKER, way],
            input=json.dumps(list(lines)),
            capture_output=True,
            text=True,
            timeout=_DEADLINE_SECONDS,
            check=True,
        )
    except subprocess.TimeoutExpired as error:
        raise PeerUnavailableError(f"{name} was not done after {_DEADLINE_SECONDS} s") from error
    except subprocess.CalledProcessError as error:
        raise PeerUnavailableError(f"{name} failed: {error.stderr.strip()[-300:]}") from error
    answer = json.loads(done.stdout)
    return Run(f"{name} {answer['version']}", answer["lines"], answer["seconds"])


def _environment(package: str, cache: Path) -> Path:
    """Return the Python of the package's environment, which is made when it is not there."""
    folder = cache / package
    python = folder / "bin" / "python"
    if (folder / "ready").exists():
        return python
    uv = shutil.which("uv")
    if uv:
        make = [uv, "venv", "--quiet", "--clear", str(folder)]
        install = [uv, "pip", "install", "--quiet", "--python", str(python)]
    else:
        make = [sys.executable, "-m", "venv", str(folder)]
        install = [str(python), "-m", "pip", "install", "--quiet"]
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(make, check=True, capture_output=True, text=True)
        subprocess.run([*install, package], check=True, capture_output=True, text=True)
    except (subprocess.CalledProcessError, OSError) as error:
        reason = getattr(error, "stderr", "") or str(error)
        raise PeerUnavailableError(f"{package} could not be installed: {reason.strip()[-300:]}") from error
    (folder / "ready").touch()
    return python
