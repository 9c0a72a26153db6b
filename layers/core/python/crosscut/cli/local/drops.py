"""Files on their way into the log bucket: which source each belongs to, and under which key it is put."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from crosscut.cli.local.errors import LocalError
from crosscut.config import Sources

_SUFFIXES = frozenset({"", ".bz2", ".csv", ".gz", ".json", ".jsonl", ".log", ".ndjson", ".txt", ".zst"})


class Drop(NamedTuple):
    """One file, and the object that it becomes."""

    file: Path
    source: str
    key: str


def drop_of(file: Path, source: str, sources: Sources, *, at: datetime) -> Drop:
    """Return the drop of one file; each moment gives another key, so that nothing is overwritten."""
    stamp = f"{at.astimezone(UTC):%Y%m%dT%H%M%S}.{at.microsecond // 1000:03d}Z"
    return Drop(file, source, f"{sources.named(source).prefix}{stamp}/{file.name}")


def drops_below(path: Path, sources: Sources, *, at: datetime) -> list[Drop]:
    """Return the drops of a file, or of the logs in a folder, in order of name.

    A subfolder is a source of its name; a file that lies in the folder itself is one of its own. Raises
    `LocalError` when there is nothing to read.
    """
    if not path.exists():
        raise LocalError(f"{path}: no such file or folder")
    files = [path] if path.is_file() else sorted(_logs(path))
    drops = []
    for file in files:
        inside = file.relative_to(path).parts if path.is_dir() else (file.name,)
        source = source_name(inside[0]) if len(inside) > 1 else source_of(file)
        drop = drop_of(file, source, sources, at=at)
        # Two files of one name in different subfolders of a source must not become one object.
        if len(inside) > 2:
            drop = drop._replace(key=drop.key.removesuffix(file.name) + "/".join(inside[1:]))
        drops.append(drop)
    if not drops:
        raise LocalError(
            f"{path}: no log in it (files that are not empty, named like *.log, *.jsonl, *.log.gz or plainly)"
        )
    return drops


def source_name(text: str) -> str:
    """Return the text as a source's name: at most 63 lower-case letters, digits, '.', '_' and '-'."""
    return re.sub(r"[^a-z0-9_.-]+", "-", text.lower()).strip("-._")[:63] or "default"


def source_of(file: Path) -> str:
    """Return the source that a file is named after, for example `app` for App.log.gz."""
    name = file.name
    while (suffix := Path(name).suffix) and (suffix in _SUFFIXES or suffix[1:].isdigit()):
        name = name.removesuffix(suffix)
    return source_name(name)


def _logs(folder: Path) -> Iterator[Path]:
    for file in folder.rglob("*"):
        hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
        rotated = file.suffix[1:].isdigit()  # as in app.log.1
        if not hidden and (rotated or file.suffix in _SUFFIXES) and file.is_file() and file.stat().st_size:
            yield file
