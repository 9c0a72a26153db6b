"""Which files the arguments of `crosscut analyze` stand for: files, folders (walked), standard input."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from crosscut.plain import plain
from crosscut.reading.encoding import is_binary

STDIN = "-"
# Files that lie beside logs and are none. Only a walk leaves them out; who names one gets it read.
_OTHER_KINDS = """
    7z a avif avro bmp c cfg class conf cpp css db dll doc docx exe gif go h htm html ico ini ipynb jar
    java jpeg jpg js key lock md mp4 o parquet pcap pdf pem pid png py pyc rb rs rst sh so sql sqlite
    sqlite3 svg swp tar tgz tmp toml ts war webp whl xlsx yaml yml zip
"""
_NOT_LOGS = frozenset(f".{kind}" for kind in _OTHER_KINDS.split())
_COMPRESSED = frozenset({".gz", ".bz2", ".zst", ".xz"})
_SNIFFED_BYTES = 4096
_ENDING = re.compile(r"/dev/(?:null|tty\w*|pts/\d+|console)$")


class Input(NamedTuple):
    """One log to read; `path` is None for standard input."""

    name: str  # as it was given, or found below what was given
    path: Path | None
    size: int  # in bytes, 0 where that is not known


class Unreadable(NamedTuple):
    """Something that was asked for and could not be read."""

    name: str
    reason: str


class Selection(NamedTuple):
    """What the arguments came to."""

    inputs: tuple[Input, ...]
    skipped: tuple[str, ...]  # found in a folder and not taken for a log
    unreadable: tuple[Unreadable, ...]


def select(paths: Sequence[str]) -> Selection:
    """Return what to read for `paths`, in their order and each once; a folder's files by name."""
    inputs: dict[str, Input] = {}
    skipped: list[str] = []
    unreadable: list[Unreadable] = []
    for given in paths:
        if given == STDIN:
            inputs[STDIN] = Input("stdin", None, 0)
            continue
        wanted, others, problems = _in_folder(Path(given)) if Path(given).is_dir() else ([given], [], [])
        skipped += others
        unreadable += problems
        for name in wanted:
            try:
                inputs.setdefault(os.path.realpath(name), _file(name))
            except OSError as error:
                unreadable.append(Unreadable(name, why(error)))
        if not wanted and not problems:
            reason = "no log files in this folder; name a file to have it read anyway"
            unreadable.append(Unreadable(given, reason))
            skipped = skipped[: len(skipped) - len(others)]  # one line is enough
    return Selection(tuple(inputs.values()), tuple(skipped), tuple(unreadable))


def why(error: OSError) -> str:
    """Return the reason of an error of the system in lower case, for example `no such file or directory`."""
    reason = error.strerror or type(error).__name__
    return reason[:1].lower() + reason[1:]


def source_name(paths: Sequence[str]) -> str:
    """Return what to call the source of these: a single file's stem, a single folder's name, or `local`."""
    if len(paths) != 1 or paths[0] == STDIN:
        return "local"
    path = Path(paths[0])
    name = path.resolve().name if path.is_dir() else path.name
    while Path(name).suffix in _COMPRESSED or re.fullmatch(
        r"\.(log|txt|json|jsonl|ndjson|\d+)", Path(name).suffix
    ):
        name = Path(name).stem
    cleaned = re.sub(r"[^a-z0-9_.-]+", "-", name.lower()).strip("-._")
    return cleaned[:63] or "local"


def _file(name: str) -> Input:
    path = Path(name)
    status = path.stat()
    if stat.S_ISCHR(status.st_mode) and not _ENDING.match(os.path.realpath(name)):
        raise OSError(None, "a device that never ends is no log")
    return Input(name, path, status.st_size if stat.S_ISREG(status.st_mode) else 0)


def _in_folder(folder: Path) -> tuple[list[str], list[str], list[Unreadable]]:
    """The logs below, the other files, and the folders that could not be listed.

    What is hidden is left out; links to folders are not followed, as they may lead in circles.
    """
    logs: list[str] = []
    others: list[str] = []
    problems: list[Unreadable] = []

    def note(error: OSError) -> None:
        problems.append(Unreadable(str(error.filename), why(error)))

    for parent, folders, files in os.walk(folder, onerror=note):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for path in (Path(parent) / name for name in sorted(files) if not name.startswith(".")):
            (logs if _looks_like_a_log(path) else others).append(str(path))
    return logs, others, problems


def _looks_like_a_log(path: Path) -> bool:
    name = Path(path.name.lower())
    packed = name.suffix in _COMPRESSED
    if (Path(name.stem).suffix if packed else name.suffix) in _NOT_LOGS:
        return False
    try:
        if packed or not path.is_file():
            return packed or not path.exists()  # a broken link is reported where it is opened
        with path.open("rb") as file:
            return not is_binary(file.read(_SNIFFED_BYTES))
    except OSError:
        return True  # reported where it is opened


def listed(names: Sequence[str], *, limit: int = 3) -> str:
    """Return up to `limit` names and how many more there are."""
    shown = ", ".join(plain(name) for name in names[:limit])
    return f"{shown} and {len(names) - limit} more" if len(names) > limit else shown
