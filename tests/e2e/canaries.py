"""Logs in ten formats with some five hundred invented secrets in them, the same in every run, and what to look for."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import NamedTuple
from urllib.parse import quote

from tests.benchmarks.redaction.corpus import Line, lines

SEED = 77
VALUES = 560  # of which some cannot be told from what stands beside them
LEAST_CHARACTERS = 6  # a shorter value stands elsewhere by chance
_HALVED_CHARACTERS = 24  # from this length on each half is looked for too
_RANDOM = (
    "authorization",
    "cloud",
    "entropy",
    "jwt",
    "private-key",
    "saas",
    "session",
)  # half of one is one by itself


class Canary(NamedTuple):
    """A planted value."""

    kind: str
    text: str
    file: str
    line: str  # that it stands in, before it was written in the file's format

    def forms(self) -> Iterator[str]:
        """Yield what a leak of it would look like: as it is, its halves, and each escaped as JSON and URLs do."""
        texts = [self.text]
        if len(self.text) >= _HALVED_CHARACTERS and self.kind.partition("/")[0] in _RANDOM:
            middle = len(self.text) // 2
            texts += [self.text[:middle], self.text[middle:]]
        for text in texts:
            once = json.dumps(text)[1:-1]
            yield from dict.fromkeys((text, once, json.dumps(once)[1:-1], quote(text, safe="")))


class Canaries(NamedTuple):
    """The files by name, what is planted in them, and what was planted and cannot be looked for."""

    files: dict[str, str]
    planted: tuple[Canary, ...]
    left_out: tuple[Canary, ...]


def canaries(values: int = VALUES, seed: int = SEED) -> Canaries:
    """Return the files and the values to look for: those that stand nowhere but where they were planted."""
    rng = random.Random(seed)
    groups = [list(group) for _, group in groupby(lines(values, seed), key=_together())]
    files: dict[str, list[str]] = {name: [] for name in _FORMATS}
    found: list[Canary] = []
    others: list[str] = []
    turns = 0
    for group in groups:
        name = list(_FORMATS)[turns % len(_FORMATS)]
        turns += 1
        if name == "access.log" and any('"' in line.text for line in group):  # which would end its field
            name = list(_FORMATS)[turns % len(_FORMATS)]
            turns += 1
        for line in group:
            files[name].append(_FORMATS[name](rng, len(files[name]), line.text))
            others.append(_without_values(line))
            found += [
                Canary(label.kind, line.text[label.start : label.end], name, line.text)
                for label in line.secrets()
            ]
    rest = "\n".join((*others, *_FORMATS, "order accepted com.example.shop.orders kubernetes default pod"))
    told_apart = {c for c in found if len(c.text) >= LEAST_CHARACTERS and c.text not in rest}
    return Canaries(
        {name: "\n".join(written) + "\n" for name, written in files.items()},
        tuple(c for c in found if c in told_apart),
        tuple(c for c in found if c not in told_apart),
    )


def leaked(planted: Iterable[Canary], text: str) -> list[Canary]:
    """Return those of which something stands in the text."""
    return [canary for canary in planted if any(form in text for form in canary.forms())]


def _together() -> Callable[[Line], int]:
    """Return a key by which lines that belong together, as those of a private key do, are one group."""
    count = 0
    before = ""

    def key(line: Line) -> int:
        nonlocal count, before
        if not (line.context == before and line.context.startswith("key ")):
            count += 1
        before = line.context
        return count

    return key


def _without_values(line: Line) -> str:
    text = line.text
    for label in reversed(line.labels):
        text = f"{text[: label.start]}\n{text[label.end :]}"
    return text


def _time(number: int) -> str:
    return f"2026-11-20T08:{number // 60 % 60:02}:{number % 60:02}"


def _json_line(rng: random.Random, number: int, text: str) -> str:
    record = {"timestamp": f"{_time(number)}Z", "level": "ERROR", "service": "orders", "message": text}
    return json.dumps(record, ensure_ascii=False)


def _nested(rng: random.Random, number: int, text: str) -> str:
    inner = json.dumps({"level": "error", "msg": text}, ensure_ascii=False)
    return json.dumps(
        {"log": f"{inner}\n", "stream": "stderr", "time": f"{_time(number)}.5Z"}, ensure_ascii=False
    )


def _access(rng: random.Random, number: int, text: str) -> str:
    hour = f"20/Nov/2026:08:{number // 60 % 60:02}:{number % 60:02} +0000"
    return f'127.0.0.1 - - [{hour}] "GET /search HTTP/1.1" 500 {number} "-" "{text}"'


def _syslog(rng: random.Random, number: int, text: str) -> str:
    return f"<131>1 {_time(number)}.123Z web-01 orders 4711 - - {text}"


def _cri(rng: random.Random, number: int, text: str) -> str:
    return f"{_time(number)}.123456789Z stderr F ERROR {text}"


def _logfmt(rng: random.Random, number: int, text: str) -> str:
    return f"time={_time(number)}Z level=error caller=main.go:{number} msg={json.dumps(text, ensure_ascii=False)}"


def _stack_trace(rng: random.Random, number: int, text: str) -> str:
    frames = "".join(f"\n\tat com.example.shop.orders.Store.step{n}(Store.java:{n})" for n in range(3))
    return (
        f"{_time(number).replace('T', ' ')},123 ERROR [exec-3] c.e.orders.Store - order not accepted\n"
        f"java.lang.IllegalStateException: {text}{frames}"
    )


def _yaml(rng: random.Random, number: int, text: str) -> str:
    return f"{_time(number)}Z ERROR cannot apply:\n  kind: Secret\n  note: >-\n    {text}"


def _sql(rng: random.Random, number: int, text: str) -> str:
    quoted = text.replace("'", "''")
    when = _time(number).replace("T", " ")
    return f"{when}.123 UTC [4711] ERROR:  statement failed: INSERT INTO audit (note) VALUES ('{quoted}')"  # noqa: S608 - a log line


def _outage(rng: random.Random, number: int, text: str) -> str:
    failure = 'cannot store order: connection to server at "orders-db.invalid" failed: Connection refused'
    return _json_line(rng, number, f"{failure}; {text}")


_FORMATS: dict[str, Callable[[random.Random, int, str], str]] = {
    "app.jsonl": _json_line,
    "docker.jsonl": _nested,
    "access.log": _access,
    "syslog.log": _syslog,
    "cri.log": _cri,
    "logfmt.log": _logfmt,
    "traces.log": _stack_trace,
    "apply.log": _yaml,
    "postgresql.log": _sql,
    "outage.jsonl": _outage,
}
