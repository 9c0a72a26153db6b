"""`crosscut report` and `crosscut analyze --html` on the sample logs."""

from __future__ import annotations

import json
import os
import re
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crosscut.cli.main import cli

LOGS = Path(__file__).resolve().parents[2] / "logs"
APP = LOGS / "shop-api/app.log"


@pytest.fixture(autouse=True)
def _no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(("ANTHROPIC", "CROSSCUT"))]:
        monkeypatch.delenv(name)


def _run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, list(map(str, arguments)))


def _text(html: str) -> str:
    return " ".join(unescape(re.sub("<[^>]*>", " ", html)).split())


def test_a_page_has_the_findings_the_chain_and_the_lines_around_a_quoted_one(tmp_path: Path) -> None:
    page = tmp_path / "report.html"

    done = _run("report", APP, "--offline", "--html", page)

    assert done.exit_code == 0, done.stderr
    assert done.stdout == ""
    assert f"wrote {page}" in done.stderr
    text = _text(page.read_text(encoding="utf-8"))
    assert "critical Connection refused or lost: orders-db.shop.invalid in orders" in text
    assert re.search(
        r"precursor orders “database health check failed.* cause orders “cannot load order", text
    )
    around = re.search(r"app\.log:1518 1515 .*? 1516 .*? 1517 .*? 1518 .*? 1519 ", text)
    assert around and '"level": "WARN"' in around[0]
    assert "Lines Read 2,790 Folded to templates 2,790" in text
    data = re.search(r'id="data">(.*?)</script>', page.read_text(encoding="utf-8"))
    assert data is not None
    known = json.loads(data[1])
    assert sum(row[5] for row in known["templates"]) == sum(known["timeline"][2])


def test_a_page_is_for_its_owner_and_takes_the_place_of_an_earlier_one(tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    page.write_text("an earlier one", encoding="utf-8")

    _run("report", APP, "--offline", "--html", page)

    assert page.stat().st_mode & 0o077 == 0
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert list(tmp_path.iterdir()) == [page]


def test_analyze_prints_and_writes_the_page(tmp_path: Path) -> None:
    page = tmp_path / "report.html"

    done = _run("analyze", APP, "--offline", "--html", page, "--fail-on", "critical")

    assert done.exit_code == 3
    assert "CRITICAL" in done.stdout
    assert "CRITICAL".lower() in page.read_text(encoding="utf-8")


def test_no_secret_of_a_log_is_on_the_page(tmp_path: Path) -> None:
    page = tmp_path / "report.html"

    _run("report", LOGS, "--offline", "--html", page)

    html = page.read_text(encoding="utf-8")
    for secret in (
        "Synthetic-Winter-2026",
        "AKIAIOSFODNN7EXAMPLE",
        "203.0.113.66",
        "10.20.4.15",
        "4111 1111",
    ):
        assert secret not in html


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("report", APP, "--html", "/nowhere/at/all.html", "--offline"), "cannot write the page to /nowhere"),
        (("report", APP), "Missing option '--html'"),
        (("report", "no-such.log", "--html", "x.html", "--offline"), "no-such.log"),
        (("report", APP, "--local", "--html", "x.html"), "--local and --stage are of a deployment"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said_in_one_line(
    arguments: tuple[object, ...], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    done = _run(*arguments)

    assert done.exit_code == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())
