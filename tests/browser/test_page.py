"""The page as people meet it: in Chromium, wide and narrow, light and dark, by keyboard, with hostile text."""

from __future__ import annotations

from pathlib import Path

import pytest

from crosscut.reporting import render_list, render_report
from tests.browser.chromium import DESKTOP, PHONE, look, look_at, needs_chromium
from tests.fakes.pages import hostile_content, large_content, many_insights

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    made = {
        "report": render_report(large_content(60)),
        "hostile": render_report(hostile_content()),
        "list": render_list(many_insights(300), deployment="crosscut-dev"),
    }
    for name, html in made.items():
        (folder / f"{name}.html").write_text(html, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in made}


WAYS = [(scheme, screen) for scheme in ("light", "dark") for screen in (DESKTOP, PHONE)]


@pytest.mark.parametrize("name", ["report", "hostile", "list"])
def test_it_opens_without_a_word_and_asks_no_network(pages: dict[str, Path], name: str) -> None:
    wanted = {"file": str(pages[name]), "evaluate": ["document.title"]}
    found = look_at([{**wanted, "scheme": scheme, **screen} for scheme, screen in WAYS])

    assert len(found) == 4
    for seen in found:
        assert (seen["console"], seen["requests"], seen["dialogs"]) == ([], [], 0)
        assert seen["scroll_width"] == seen["client_width"]
        assert seen["answers"][0].endswith("· Crosscut")


@pytest.mark.parametrize("name", ["report", "hostile", "list"])
def test_axe_finds_no_serious_violation(pages: dict[str, Path], name: str) -> None:
    wanted = {"file": str(pages[name]), "axe": True}
    found = look_at([{**wanted, "scheme": scheme, **screen} for scheme, screen in WAYS])

    for seen in found:
        assert [v for v in seen["violations"] if v["impact"] in ("serious", "critical")] == []


def test_the_table_is_used_by_keyboard(pages: dict[str, Path]) -> None:
    rows = "document.querySelectorAll('#templates tbody tr').length"
    keys = [{"focus": "#templates input"}, {"type": "pool-7 request"}, {"wait": 50}]

    filtered = look(
        pages["report"], keys=keys, evaluate=[rows, "document.querySelector('.found').textContent"]
    )
    opened = look(
        pages["report"],
        keys=[*keys, {"focus": "#templates tbody button"}, {"press": "Enter"}],
        evaluate=[
            "document.querySelector('.detail').textContent",
            "document.activeElement.getAttribute('aria-expanded')",
        ],
    )
    sort = [{"focus": "#templates thead button"}, {"press": "Enter"}]
    sorted_ = look(
        pages["report"],
        keys=[*sort, {"press": "Enter"}],
        evaluate=["document.querySelector('#templates th').getAttribute('aria-sort')",
                  "document.querySelector('#templates tbody td').textContent"],
    )  # fmt: skip

    assert filtered["answers"] == [1, "1 of 60 templates"]
    assert "p95 3" in opened["answers"][0]
    assert opened["answers"][1] == "true"
    assert sorted_["answers"] == ["ascending", "60"]


def test_the_colours_can_be_chosen(pages: dict[str, Path]) -> None:
    color = "getComputedStyle(document.body).backgroundColor"
    dark = look(pages["report"], scheme="dark", evaluate=[color])["answers"]
    chosen = look(
        pages["report"], keys=[{"focus": "[data-theme-choice=dark]"}, {"press": "Enter"}], evaluate=[color]
    )["answers"]
    light = look(pages["report"], evaluate=[color])["answers"]

    assert chosen == dark != light


def test_it_prints(pages: dict[str, Path], tmp_path: Path) -> None:
    look(pages["report"], pdf=str(tmp_path / "page.pdf"))

    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF")
