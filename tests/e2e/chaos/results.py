"""What became of each case, kept in a file: a run that was stopped goes on where it was."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

from tests.e2e.harness import ROOT

FILE = ROOT / "dist" / "chaos.json"


class Result(NamedTuple):
    """The outcome of one case or trial."""

    outcome: str  # "ok", or what people may notice, or what is wrong
    good: bool
    command: str = ""  # that set it right


def read(file: Path = FILE) -> dict[str, Result]:
    """Return the results so far, by what they are of."""
    if not file.exists():
        return {}
    return {name: Result(**kept) for name, kept in json.loads(file.read_text(encoding="utf-8")).items()}


def keep(results: dict[str, Result], file: Path = FILE) -> None:
    """Keep them."""
    file.parent.mkdir(exist_ok=True)
    kept = {name: result._asdict() for name, result in results.items()}
    file.write_text(json.dumps(kept, indent=1), encoding="utf-8")
