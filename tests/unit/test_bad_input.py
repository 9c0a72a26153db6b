"""Bad input at the command line: a clear line, an exit status, a ledger that adds up, in bounded time and memory."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

CORE = Path(__file__).parents[2] / "layers" / "core" / "python"
SECONDS = 60  # so that one that hangs is told
MIB = 300
COMMANDS = ("analyze", "inspect")
LOG = b"".join(
    b"2026-11-17 10:%02d:%02d,123 INFO [main] shop.Orders - stored %d\n" % (i // 60 % 60, i % 60, i)
    for i in range(2_000)
)
# A process's peak counts from the fork, so a small process of its own starts the command and says what it took.
LAUNCHER = """
import resource, subprocess, sys
status = subprocess.run(sys.argv[2:]).returncode
with open(sys.argv[1], "w") as peak:
    peak.write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(status)
"""
PICTURE = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\4\0\0\0\3\0\x08\2\0\0\0" + bytes(range(256)) * 40


class Run(NamedTuple):
    """What a command did."""

    status: int
    said: tuple[str, ...]  # lines on standard error
    document: dict[str, object]  # that `--json` printed; {} for none
    seconds: float
    mib: int  # the peak of its resident memory


def run(command: str, *paths: Path | str, feed: Callable[[], object] | None = None) -> Run:
    """Run `crosscut COMMAND --json PATHS`; `feed` runs beside it."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("ANTHROPIC", "CROSSCUT"))}
    environment["PYTHONPATH"] = str(CORE)
    offline = ["--offline"] if command == "analyze" else []
    program = [sys.executable, "-m", "crosscut.cli.main", command, "--json", *offline, *map(str, paths)]
    began = time.monotonic()
    with tempfile.NamedTemporaryFile() as peak:
        process = subprocess.Popen(
            [sys.executable, "-S", "-c", LAUNCHER, peak.name, *program],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            start_new_session=True,
        )
        timer = threading.Timer(SECONDS, os.killpg, (process.pid, signal.SIGKILL))
        timer.start()
        if feed:
            threading.Thread(target=feed, daemon=True).start()
        printed, errors = process.communicate()
        timer.cancel()
        mib = int(peak.read() or 0) // (1 << 20 if sys.platform == "darwin" else 1 << 10)
    said = errors.decode()
    document = json.loads(printed) if printed.strip() else {}
    return Run(process.returncode, tuple(said.splitlines()), document, time.monotonic() - began, mib)


def assert_bounded(done: Run) -> None:
    assert done.seconds < SECONDS
    assert 10 < done.mib < MIB
    assert not any("Traceback" in line or "internal error" in line for line in done.said)
    ledger = done.document.get("ledger")
    if isinstance(ledger, dict):
        assert ledger["lines_read"] == ledger["lines_folded"] + ledger["lines_quarantined"]
    inspected = done.document.get("objects", ())
    for each in inspected if isinstance(inspected, list) else ():
        assert each["lines_read"] == each["lines_in_records"]


def bomb(path: Path, unit: bytes, *, inflated: int) -> Path:
    """Write a gzip that inflates to about so many bytes of the repeated unit.

    After a full flush a block of DEFLATE depends on nothing before it, so that it can stand there a thousand times.
    """
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    content = unit * (10_000_000 // len(unit))
    block = deflate.compress(content) + deflate.flush(zlib.Z_FULL_FLUSH)
    with path.open("wb") as file:
        file.write(b"\x1f\x8b\x08\0\0\0\0\0\0\xff")
        for _ in range(inflated // len(content)):
            file.write(block)
    return path


def written(path: Path, pieces: Sequence[bytes]) -> Path:
    with path.open("wb") as file:
        file.writelines(pieces)
    return path


@pytest.mark.parametrize("command", COMMANDS)
def test_an_empty_file_is_no_failure_and_has_no_lines(command: str, tmp_path: Path) -> None:
    done = run(command, written(tmp_path / "empty.log", []))

    assert (done.status, done.said) == (0, ())
    assert '"lines_read": 0' in json.dumps(done.document)
    assert_bounded(done)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", ["logs", "folder.log"])
def test_a_folder_without_logs_is_said_to_have_none(command: str, name: str, tmp_path: Path) -> None:
    folder = tmp_path / name
    folder.mkdir()
    written(folder / "a.png", [PICTURE])

    done = run(command, folder)

    assert done.status == 2
    assert done.said == (
        f"crosscut: cannot read {folder}: no log files in this folder; name a file to have it read anyway",
    )
    assert_bounded(done)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", ["picture.png", "picture.log"])
def test_a_picture_is_said_to_be_no_log(command: str, name: str, tmp_path: Path) -> None:
    done = run(command, written(tmp_path / name, [PICTURE]))

    (line,) = done.said
    assert done.status == 2
    assert "not a text log" in line
    assert_bounded(done)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_truncated_gzip_is_read_as_far_as_it_goes(command: str, tmp_path: Path) -> None:
    done = run(command, written(tmp_path / "app.log.gz", [gzip.compress(LOG)[:-2_000]]))

    (line,) = done.said
    assert done.status == 2
    assert "cut short; fetch it again" in line
    assert '"lines_read": 0' not in json.dumps(done.document)
    assert_bounded(done)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_line_of_100_mb_is_cut_and_counted(command: str, tmp_path: Path) -> None:
    words = b"ERROR user=alice@example.com password=synthetic 10.1.2.3 failed " * 16_384
    done = run(command, written(tmp_path / "app.log", [words] * 100))

    assert (done.status, done.said) == (0, ())
    assert '"lines_cut": 1' in json.dumps(done.document)
    assert_bounded(done)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    "unit", [b"\0" * 1_000, b"a" * 1_000, b"2026-11-17 " * 100], ids=["NUL", "a", "text"]
)
def test_a_bomb_of_10_gb_is_said_to_be_one(command: str, unit: bytes, tmp_path: Path) -> None:
    done = run(command, bomb(tmp_path / "app.log.gz", unit, inflated=10_000_000_000))

    (line,) = done.said
    assert done.status == 2
    assert "as a decompression bomb does" in line
    assert_bounded(done)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_a_log_as_any_other(command: str, encoding: str, tmp_path: Path) -> None:
    done = run(command, written(tmp_path / "app.log", [LOG.decode().encode(encoding)]))

    assert (done.status, done.said) == (0, ())
    assert '"lines_read": 2000' in json.dumps(done.document)
    assert_bounded(done)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_fifo_is_read_to_its_end(command: str, tmp_path: Path) -> None:
    fifo = tmp_path / "app.log"
    os.mkfifo(fifo)

    done = run(command, fifo, feed=lambda: bool(fifo.write_bytes(LOG)) and None)

    assert (done.status, done.said) == (0, ())
    assert '"lines_read": 2000' in json.dumps(done.document)
    assert_bounded(done)


@pytest.mark.parametrize("command", COMMANDS)
def test_what_may_not_be_read_or_is_not_there_is_said(command: str, tmp_path: Path) -> None:
    closed = written(tmp_path / "closed.log", [LOG])
    closed.chmod(0)

    done = run(command, tmp_path / "nowhere.log", closed)

    if os.geteuid():  # root may read everything
        assert done.said[1] == f"crosscut: cannot read {closed}: permission denied"
    assert done.status == 2
    assert done.said[0] == f"crosscut: cannot read {tmp_path}/nowhere.log: no such file or directory"
    assert_bounded(done)


@pytest.mark.parametrize("command", COMMANDS)
def test_bad_input_does_not_keep_good_input_from_being_read(command: str, tmp_path: Path) -> None:
    good = written(tmp_path / "app.log", [LOG])

    done = run(command, written(tmp_path / "picture.png", [PICTURE]), good, tmp_path / "nowhere.log")

    assert done.status == 2
    assert len(done.said) == 2
    assert '"lines_read": 2000' in json.dumps(done.document)
    assert_bounded(done)
