"""The charts' library in the package is the one that package-lock.json pins, with its licence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crosscut import reporting

ROOT = Path(__file__).resolve().parents[3]
VENDOR = Path(reporting.__file__).parent / "vendor" / "uplot"
PINNED = ROOT / "node_modules" / "uplot"


def test_it_is_of_the_version_that_is_pinned() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    version = lock["packages"]["node_modules/uplot"]["version"]

    first = (VENDOR / "uPlot.iife.min.js").read_text(encoding="utf-8")[:100]
    assert f"(v{version})" in first
    assert "MIT" in (VENDOR / "LICENSE").read_text(encoding="utf-8")


@pytest.mark.skipif(not PINNED.is_dir(), reason="node_modules is not there: `make node_modules`")
@pytest.mark.parametrize("name", ["dist/uPlot.iife.min.js", "dist/uPlot.min.css", "LICENSE"])
def test_it_is_as_npm_has_it(name: str) -> None:
    assert (VENDOR / Path(name).name).read_bytes() == (PINNED / name).read_bytes()
