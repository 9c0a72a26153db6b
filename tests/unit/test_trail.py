"""The trail of a reading: every line once, whatever became of it."""

from __future__ import annotations

import io

from crosscut.parts import SourceObject
from crosscut.pipeline import sanitize
from crosscut.redaction import Redactor
from crosscut.trail import Trail
from tests.unit.writing import NOW, Log, entry


def followed(*texts: str) -> Trail:
    trail = Trail(assign=True)
    objects = [SourceObject(f"{i}.log", io.BytesIO(text.encode()), NOW) for i, text in enumerate(texts)]
    sanitize(objects, source="shop", redactor=Redactor(b"synthetic-key"), sink=None, trail=trail)
    return trail


def test_every_line_of_every_object_is_told_once_in_order() -> None:
    log = Log()
    for i in range(5_000):
        log.add(i, entry(i, "INFO", "shop", f"order {i} shipped"))

    trail = followed(log.text(), "", "\n\n", log.text())

    lines = list(trail.lines())
    assert [(line.file, line.line) for line in lines] == [
        *(("0.log", i + 1) for i in range(5_000)),
        ("2.log", 1),
        ("2.log", 2),
        *(("3.log", i + 1) for i in range(5_000)),
    ]
    assert len({line.template_id for line in lines if line.file in ("0.log", "3.log")}) == 1


def test_lines_withheld_stand_between_the_others() -> None:
    trail = followed("one thing\ntwo things\n")
    trail.withhold("0.log", 3, 2)
    trail.withhold("1.log", 1, 2)
    trail.end("1.log", lines=3, content_bytes=9)

    told = list(trail.lines())

    assert [(line.file, line.line) for line in told] == [
        ("0.log", 1),
        ("0.log", 2),
        *(("1.log", i) for i in (1, 2, 3)),
    ]
    assert [line.template_id for line in told][2:] == ["quarantined", "quarantined", "other"]


def test_content_is_counted_as_it_is_inflated() -> None:
    assert followed("one thing\n", "two\n").content_bytes == 14
