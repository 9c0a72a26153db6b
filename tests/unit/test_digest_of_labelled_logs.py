"""Labelled logs from elsewhere, where `--logs-dir` names a folder of them: nothing important is lost on one page."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crosscut.detection import History, SignalMarker, detect
from crosscut.digest import render
from crosscut.folding import Assignment, Fold
from crosscut.formats import parse_records
from crosscut.model import Digest, Ledger
from crosscut.reading import LineReader
from crosscut.redaction import Redactor

TOKENS = 4_000
RECEIVED = datetime(2026, 3, 3, tzinfo=UTC)


def folded(data: bytes, *, times: int = 1) -> tuple[Digest, list[Assignment]]:
    reader = LineReader(io.BytesIO(data), name="a.log")
    records = list(SignalMarker().mark(Redactor(key=b"k").records(list(parse_records(reader, RECEIVED)))))
    fold = Fold(assign=True)
    for _ in range(times):
        fold.add(records, file="a.log")
    ledger = Ledger(lines_read=times * reader.lines_read)
    return fold.digest(source="labelled", objects=("a.log",), ledger=ledger), list(fold.assignments())


def ids_of(assignments: list[Assignment]) -> Iterator[tuple[int, str]]:
    """Yield each line's number and its template's id."""
    for one in assignments:
        for line in range(one.line, one.line + one.line_count):
            yield line, one.template_id


def read(path: Path) -> bytes:
    if not path.is_file():
        pytest.skip(f"{path} is not there")
    data = path.read_bytes()
    return gzip.decompress(data) if path.suffix == ".gz" else data


@pytest.mark.parametrize("times", [1, 60])
@pytest.mark.parametrize("with_detections", [True, False])
def test_every_alert_of_the_supercomputer_is_there(logs_dir: Path, times: int, with_detections: bool) -> None:
    data = read(logs_dir / "loghub" / "BGL_2k.log")
    lines = data.decode().splitlines()
    digest, assignments = folded(data, times=times)
    alerts = {id_ for line, id_ in ids_of(assignments) if not lines[line - 1].startswith("- ")}

    rendered = render(digest, detect(digest, History()) if with_detections else [], tokens=TOKENS)

    assert rendered.tokens <= TOKENS
    assert len(alerts) > 10
    assert {id_ for id_ in alerts if id_ not in rendered.text} == set()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("http_error_needle.log.gz", ['"status": 500']),
        ("cascading_failures.log.gz", ["auth-service", "user-service", "order-service", "payment-processor"]),
        ("mixed_errors.log", ["Redis", "certificate", "syntax error", "users_email_key"]),
    ],
)
@pytest.mark.parametrize("with_detections", [True, False])
def test_the_needle_and_every_link_of_a_chain_is_there(
    logs_dir: Path, name: str, words: list[str], with_detections: bool
) -> None:
    data = read(logs_dir / "scenarios" / name)
    digest, _ = folded(data)

    rendered = render(digest, detect(digest, History()) if with_detections else [], tokens=TOKENS)

    shown = rendered.text.replace('\\"', '"')
    assert [word for word in words if word.lower() not in shown.lower()] == []
    failing = [template for template in digest.templates if template.is_error]
    assert [template.text for template in failing if template.id not in rendered.text] == []
