"""Makes the tables of detection's glances: see crosscut/detection/glance.py."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from crosscut import accelerator
from crosscut.detection.asked import ASKED
from crosscut.detection.glance import TABLES
from crosscut.detection.leaks import ORDERS
from crosscut.detection.said import SAID
from native import automaton

GLANCES = (SAID, ASKED, ORDERS)
_HEAD = 4_096  # bytes in which it is said where each table is
_SOURCES = ("automaton.py", "filters.py", "languages.py")


def build(folder: Path = accelerator.FOLDER) -> Path:
    """Write the tables, unless they are there, made of the same patterns."""
    made_by = hashlib.sha256()
    for source in _SOURCES:
        made_by.update((Path(__file__).parent / source).read_bytes())
    wanted = {glance.name: glance.made_of for glance in GLANCES}
    path = folder / TABLES
    if path.is_file() and _is_of(path, wanted, made_by.hexdigest()):
        return path
    head: dict[str, object] = {"by": made_by.hexdigest()}
    at, tables = _HEAD, []
    for glance in GLANCES:
        table = automaton.table([(probe.language, probe.lowered) for probe in glance.probes])
        head[glance.name] = {"of": glance.made_of, "at": at, "size": len(table)}
        at += len(table)
        tables.append(table)
    first = json.dumps(head).encode().ljust(_HEAD - 1) + b"\n"
    draft = path.with_suffix(".draft")
    draft.write_bytes(b"".join((first, *tables)))
    draft.replace(path)
    return path


def _is_of(path: Path, wanted: dict[str, str], made_by: str) -> bool:
    with path.open("rb") as file:
        try:
            head = json.loads(file.readline(_HEAD))
            return head["by"] == made_by and all(head[name]["of"] == of for name, of in wanted.items())
        except (ValueError, KeyError, TypeError):
            return False
