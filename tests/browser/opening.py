"""`make bench-report`: how long large pages take to be made and to open, the best and the worst of five times.

Opened: from the start of the navigation until the page has been drawn and answers, by the browser's own clock.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from crosscut.reporting import render_list, render_report
from tests.browser.chromium import DESKTOP, PHONE, look_at, missing
from tests.fakes.pages import large_content, many_insights

ROUNDS = 5


def main() -> int:
    """Print a table. Returns 1 where there is no browser."""
    if problem := missing():
        print(problem, file=sys.stderr)
        return 1
    content, insights = large_content(3_000), many_insights(100_000)
    print("| page | made, CPU s | MB | opens, ms | a word filtered, ms | on a phone's screen, ms |")
    print("|---|---|---|---|---|---|")
    measure("3,000 templates", lambda: render_report(content), "#templates input")
    measure("100,000 insights", lambda: render_list(insights, deployment="crosscut-dev"), "#insights input")
    return 0


def measure(name: str, make: Callable[[], str], box: str) -> None:
    """Print one row."""
    began = time.process_time()
    html = make()
    made = time.process_time() - began
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        file.write_text(html, encoding="utf-8")
        filtering = (
            f"(async () => {{ const box = document.querySelector({box!r}), began = performance.now(); "
            "box.value = '77'; box.dispatchEvent(new Event('input')); const found = document.querySelector('.found');"
            "while (!found.textContent.includes(' of ')) await new Promise((next) => setTimeout(next, 0));"
            "return performance.now() - began; })()"
        )
        wide = look_at([{"file": str(file), **DESKTOP, "evaluate": [filtering]}] * ROUNDS)
        narrow = look_at([{"file": str(file), **PHONE}] * ROUNDS)
    opens, filtered, phone = (
        [seen["opened_ms"] for seen in wide],
        [seen["answers"][0] for seen in wide],
        [seen["opened_ms"] for seen in narrow],
    )
    figures = " | ".join(f"{min(each):,.0f} to {max(each):,.0f}" for each in (opens, filtered, phone))
    print(f"| {name} | {made:.1f} | {len(html.encode()) / 1e6:.1f} | {figures} |")


if __name__ == "__main__":
    sys.exit(main())
