"""`make docs-pictures`: the pictures of docs/report.md, from a sample log."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from crosscut.reporting import render_list
from tests.browser.chromium import DESKTOP, PHONE, ROOT, look_at, missing
from tests.fakes.pages import many_insights

PICTURES = ROOT / "docs" / "pictures"
LOG = "tests/logs/shop-api/app.log"


def main() -> int:
    """Write the pictures. Returns 1 where there is no browser."""
    if problem := missing():
        print(problem, file=sys.stderr)
        return 1
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        report, insights = Path(folder) / "report.html", Path(folder) / "insights.html"
        command = [
            sys.executable,
            "-m",
            "crosscut.cli.main",
            "report",
            LOG,
            "--offline",
            "--html",
            str(report),
        ]
        # A key, so that pseudonyms are the same in every picture.
        environment = {**os.environ, "CROSSCUT_PSEUDONYM_KEY": "synthetic-key-of-the-docs"}
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
        insights.write_text(render_list(many_insights(1_200), deployment="crosscut-dev"), encoding="utf-8")
        phone = PHONE | {"scale": 1.5}
        lines, templates = {"focus": ".lines .scroll"}, {"focus": "#templates thead button"}
        look_at(
            [
                _shot(report, "report-light", **DESKTOP),
                _shot(report, "report-dark", scheme="dark", **DESKTOP),
                _shot(report, "chain-light", keys=[lines], evaluate=[_to(".chain", above=-420)], **DESKTOP),
                _shot(report, "templates-dark", scheme="dark", keys=[templates],
                      evaluate=[_to("#templates-title", above=-30)], **DESKTOP),
                _shot(report, "phone-light", **phone),
                _shot(report, "phone-dark", scheme="dark", evaluate=[_to(".insight .chain", above=-60)], **phone),
                _shot(insights, "insights-light", **DESKTOP),
            ]
        )  # fmt: skip
    return 0


def _shot(file: Path, name: str, **wanted: object) -> dict[str, object]:
    return {"file": str(file), "shot": str(PICTURES / f"{name}.png"), **wanted}


def _to(selector: str, *, above: int) -> str:
    return (
        f"scrollTo(0, document.querySelector({selector!r}).getBoundingClientRect().top + scrollY + {above})"
    )


if __name__ == "__main__":
    sys.exit(main())
