"""Lines of a labelled log that an insight of medium severity or above stands on, beside a search for keywords.

The log is BGL (Loghub; its first column is `-` on lines that are no alert); give its folder with --logs-dir.
"""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

from crosscut import chunks
from crosscut.detection import History, SignalMarker, detect
from crosscut.folding import Fold
from crosscut.model import Severity
from crosscut.parts import SourceObject
from crosscut.pipeline import sanitize
from crosscut.redaction import Redactor
from tests.benchmarks.detection.outcome import KEY
from tests.unit.writing import NOW

KEYWORDS = re.compile(rb"(?i)error|fail|fatal|exception|critical|panic|abort|timeout|severe")


class Kept:
    """Keeps the redacted records, to ask of each line which template it became."""

    def __init__(self) -> None:
        self.chunks: list[bytes] = []

    def write_chunk(self, ordinal: int, data: bytes, *, records: int, lines: int) -> None:
        self.chunks.append(data)

    def quarantine(self, *args: object, **more: object) -> None:
        pytest.fail("a line could not be redacted")

    def unreadable(self, **more: object) -> None:
        pytest.fail("the log could not be read")


def is_of(text: str, template: str) -> bool:
    words, general = text.split(" "), template.split(" ")
    return len(words) == len(general) and all(
        "<*>" in b or a == b for a, b in zip(words, general, strict=True)
    )


def told_lines(log: bytes) -> set[int]:
    """Return the numbers of the lines that stand in an insight of medium severity or above."""
    kept = Kept()
    item = SourceObject("bgl.log", io.BytesIO(log), NOW)
    digest = sanitize([item], source="bgl", redactor=Redactor(key=KEY), sink=kept)
    ids = {
        i
        for d in detect(digest, History())
        if d.severity.rank >= Severity.MEDIUM.rank
        for i in d.template_ids
    }
    told = [t for t in digest.templates if t.id in ids]
    lines = set[int]()
    records = [record for data in kept.chunks for record in chunks.decode(data)]
    for record in SignalMarker().mark(records):
        fold = Fold()
        fold.add([record], file="bgl.log")
        (own,) = fold.templates()
        alike = (t for t in told if (t.service, t.severity_number) == (own.service, own.severity_number))
        if any(is_of(own.text, template.text) for template in alike):
            lines.update(range(record.line, record.line + record.line_count))
    return lines


def figures(name: str, told: set[int], alerts: set[int]) -> str:
    hits = len(told & alerts)
    return f"{name:22} {len(told):6} {hits / len(alerts):7.3f} {hits / max(1, len(told)):10.3f}"


def test_labelled_alerts_are_told(logs_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = (logs_dir / "loghub" / "BGL_2k.log").read_bytes().splitlines()
    alerts = {i for i, line in enumerate(lines, 1) if not line.startswith(b"- ")}
    unlabelled = [line.partition(b" ")[2] for line in lines]

    told = told_lines(b"\n".join(unlabelled) + b"\n")
    keywords = {i for i, line in enumerate(unlabelled, 1) if KEYWORDS.search(line)}

    with capsys.disabled():
        print(f"\n{len(alerts)} of {len(lines)} lines are labelled as alerts")
        print(f"{'BGL, by line':22} {'told':>6} {'recall':>7} {'precision':>10}")
        print(figures("medium or above", told, alerts))
        print(figures("keywords", keywords, alerts))
    assert len(told & alerts) / max(1, len(told)) >= len(keywords & alerts) / len(keywords)
