"""Guessing paths is a scan, whatever the tool calls itself; crawlers, APIs and broken links are none."""

from __future__ import annotations

from crosscut.model import Detection
from tests.unit.writing import Log, access, detections_of

BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
WORDS = [
    a + b + c
    for a in "abcdefgh"
    for b in "iou"
    for c in ("", "dmin", "ackup", "onfig", "est", "mp", "ld", "og")
]


def scans(log: Log) -> list[Detection]:
    return [d for d in detections_of(log) if d.rule == "web-attack"]


def asks(log: Log, *, agent: str = BROWSER, path: str = "/{}", status: int = 404, method: str = "GET") -> Log:
    for i, word in enumerate(WORDS):
        log.add(i, access(i, "192.0.2.9", f"{method} {path.format(word, i)}", status, agent=agent))
    return log


def test_a_client_that_guesses_paths_is_a_scanner_though_it_calls_itself_a_browser() -> None:
    (scan,) = scans(asks(Log()))

    assert "<IP:" in scan.title
    assert "scanner" in scan.cause
    assert scan.topics == ("scanner",)
    assert scan.count == len(WORDS) - 99  # from the hundredth on


def test_a_crawler_that_says_so_follows_old_links() -> None:
    assert scans(asks(Log(), agent="Mozilla/5.0 (compatible; examplebot/2.1)")) == []


def test_ids_that_are_not_there_are_one_path() -> None:
    assert scans(asks(Log(), path="/users/{1}")) == []


def test_a_client_that_finds_what_it_asks_for_is_none() -> None:
    log = Log()
    for i in range(400):
        log.add(i, access(i, "192.0.2.9", f"GET /page?n={i}", 200, agent=BROWSER))

    assert scans(asks(log)) == []


def test_a_registry_s_questions_are_none() -> None:
    assert scans(asks(Log(), method="HEAD")) == []
