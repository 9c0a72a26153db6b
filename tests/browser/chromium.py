"""A page in headless Chromium, as `look.mjs` sees it."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOOK = Path(__file__).with_name("look.mjs")
DESKTOP: dict[str, Any] = {"width": 1280, "height": 900}
PHONE: dict[str, Any] = {"width": 390, "height": 844, "mobile": True, "scale": 2}


def missing() -> str:
    """Return what is not there to open a page with, or the empty string."""
    if not chromium():
        return "no Chromium found: `apt-get install chromium`, or what your system calls it"
    if not shutil.which("node") or not (ROOT / "node_modules" / "playwright-core").is_dir():
        return "no playwright-core found: `make node_modules`"
    return ""


def chromium() -> str | None:
    """Return the path of the system's Chromium or Chrome."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next(filter(None, map(shutil.which, names)), None)


def look(file: Path, **wanted: object) -> dict[str, Any]:
    """Open a file and return what was seen; what may be wanted is in look.mjs."""
    return look_at([{"file": str(file), **wanted}])[0]


def look_at(wanted: Sequence[Mapping[str, object]]) -> list[dict[str, Any]]:
    """Open files one after another in one browser and return what was seen of each."""
    ran = subprocess.run(
        ["node", str(LOOK), str(chromium()), json.dumps(wanted)],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        cwd=ROOT,
    )
    assert ran.returncode == 0, ran.stderr
    seen: list[dict[str, Any]] = json.loads(ran.stdout)
    return seen


needs_chromium = pytest.mark.skipif(bool(missing()), reason=missing() or "Chromium is there")
