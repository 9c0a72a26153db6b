"""Objects in the log bucket: what their keys are, and what stands in them."""

from __future__ import annotations

import gzip
import io
import json
import re
import time
from collections.abc import Callable, Iterator

from crosscut import pipeline
from crosscut.alerting.port import Letter
from crosscut.alerting.slack_message import render_message
from crosscut.aws.messages import InsightPublished, ObjectCreated
from crosscut.aws.parts import ObjectPart, parse_part
from crosscut.config import Source, Sources
from crosscut.model import Digest
from crosscut.parts import SourceObject
from crosscut.redaction import Redactor
from tests.fuzz import seeds
from tests.fuzz.messages import marked_up
from tests.fuzz.parsing import RECEIVED
from tests.hostile.case import Case

_SOURCES = Sources(sources=(Source(name="shop-api"), Source(name="billing")))
_FOLDERS = ("digests", "chunks", "quarantine")
_INSIDE = re.compile(r"[a-z]+/([a-z0-9][a-z0-9_.-]{0,62})/\d{4}/\d\d/\d\d/[0-9a-f]{32}[^/]*")


def _key(key: str) -> Callable[[], str]:
    def place() -> str:
        body = seeds.body("sqs_object_created")
        body["detail"]["object"]["key"] = key
        part = parse_part(json.dumps(body))
        assert part.created.key == key
        sent = ObjectPart(created=ObjectCreated.model_validate(body)).to_json()
        assert sent.isascii() and sent.isprintable()
        assert parse_part(sent).created.key == key
        source = _SOURCES.for_key(key).name
        for folder in _FOLDERS:
            found = _INSIDE.fullmatch(part.place(source).key(folder, f"{part.id}.json"))
            assert found
            assert found[1] == source
        return f"read by that very key; kept as source `{source}`"

    return place


def _digest(data: bytes) -> Digest:
    item = SourceObject(name="shop-api/a.log", stream=io.BytesIO(data), received=RECEIVED)
    begin = time.process_time()
    made = pipeline.sanitize([item], source="shop-api", redactor=Redactor(b"synthetic-key"), sink=None)
    assert time.process_time() - begin < 20
    ledger = made.ledger
    assert ledger.lines_read == ledger.lines_folded + ledger.lines_quarantined
    return made


def _read(data: bytes) -> Callable[[], str]:
    def read() -> str:
        made = _digest(data)
        problems = f"; problem: {made.problems[0].reason.split(';')[0]}" if made.problems else ""
        cut = f", {made.ledger.lines_cut} of them cut" if made.ledger.lines_cut else ""
        return f"{made.ledger.lines_read} lines in and accounted for{cut}{problems}"

    return read


def _told(text: str) -> Callable[[], str]:
    def tell() -> str:
        insight = InsightPublished.model_validate(seeds.body("sqs_insight_published")).detail
        letter = Letter(insight.model_copy(update={"title": text}), Source(name="shop-api"))
        shown = marked_up(render_message(letter, buttons=True))
        return "shown as text" if not any(text in each or "<!" in each for each in shown) else str(shown)

    return tell


_KEYS = (
    ("shop-api/../billing/a.log", "shop-api"),
    ("../../digests/shop-api/a.json", "default"),
    ("%2e%2e/%2e%2e/a.log", "2e-2e"),
    ("SHOP-API/a.log", "shop-api-982d44"),
    ("shop\u2024api/a.log", "shop-api-20ae4a"),
    ("s3://example-work/digests/shop-api/a.json", "s3-"),
    ("digests/shop-api/a.json", "digests"),
    ("shop-api\u202e/gol.a", "shop-api-"),
    ("bil\u200bling/a.log", "bil-ling"),
    ("e\u0301tude/a.log", "e-tude"),
    ("a\0b/a.log", "a-b"),
    ("a\r\nX-Injected: 1/a.log", "a--x-injected--1"),
    ("shop-api/\uffff.log", "shop-api"),
    ("/etc/passwd", "default"),
    ("k" * 1_020 + "/a.l", "k" * 63),
)


def cases() -> Iterator[Case]:
    """Yield the rows."""
    for key, source in _KEYS:
        shown = key.encode("unicode_escape").decode()
        shown = f"`{shown}`" if len(key) < 100 else "1,024 bytes"
        yield Case("object's key", shown, f"read by that very key; kept as source `{source}`", _key(key))
    for sent, data, gets in (
        ("a gzip of 200 MB of zeros", gzip.compress(bytes(200 << 20), 9),
         "0 lines in and accounted for; problem: inflates to more than 200 times its size, as a decompression bomb "
         "does"),
        ("a gzip in a gzip in a gzip of zeros", gzip.compress(gzip.compress(gzip.compress(bytes(1 << 20)))),
         "0 lines in and accounted for; problem: not a text log (compressed twice)"),
        ("a line of 3 MB", b"x" * 3_000_000 + b"\n", "1 lines in and accounted for, 1 of them cut"),
        ("a line of 100,000 brackets", b"[" * 100_000 + b"\n", "1 lines in and accounted for"),
        ("JSON with a field twice", b'{"level":"info","level":"error","msg":"a"}\n' * 3,
         "3 lines in and accounted for"),
        ("JSON with numbers that are none", b'{"time":1e999,"level":-0,"msg":NaN,"n":' + b"9" * 5_000 + b"}\n",
         "1 lines in and accounted for"),
        ("`s3://` and `file://` in a line", b"ERROR see s3://example-work/digests/x and file:///etc/passwd\n",
         "1 lines in and accounted for"),
        ("a program", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0" * 100,
         "0 lines in and accounted for; problem: not a text log (a program)"),
    ):  # fmt: skip
        yield Case("object's content", sent, gets, _read(data))
    for text in ("<!channel> all", "<https://example.test|here>", "\u202etxt.exe"):
        shown = text.encode("unicode_escape").decode().replace("|", "\\|")
        yield Case("text in a notice", f"`{shown}`", "shown as text", _told(text))
