"""Of two hours of a service that differ by one change, and by chance, what changed is named first."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from crosscut.comparison import compare
from crosscut.folding import Fold
from crosscut.formats import parse_records
from crosscut.model import Digest, Ledger
from crosscut.redaction import Redactor

Line = dict[str, object]
Edit = Callable[[random.Random, Line], Line | None]
BEGIN = 1_794_909_600


def hour(seed: int, edit: Edit | None = None) -> Digest:
    """An hour of a shop: requests, payments, a cache, a heartbeat; each line goes through `edit`, None drops it."""
    dice = random.Random(seed)
    fold = Fold()
    lines = (json.dumps(made) for line in _hour(dice) if (made := edit(dice, line) if edit else line))
    records = list(parse_records(lines, datetime(2026, 11, 18, tzinfo=UTC)))
    fold.add(Redactor(b"synthetic").records(records), file="a.log")
    return fold.digest(source="shop", objects=("a.log",), ledger=Ledger())


def _hour(dice: random.Random) -> Iterator[Line]:
    yield _line(BEGIN, "INFO", "worker starting version 4.1.7")
    for second in range(3_600):
        if second % 30 == 0:
            yield _line(second, "INFO", "heartbeat ok")
        for _ in range(dice.randrange(3)):
            path = dice.choice(("/orders", "/orders", "/cart", "/users"))
            yield _line(
                second,
                "INFO",
                "request done",
                method=dice.choice(("GET", "GET", "POST")),
                path=f"{path}/{dice.randrange(10**6)}",
                status=500 if dice.random() < 0.01 else 200,
                duration_ms=int(dice.lognormvariate(4, 0.4)),
            )
        if dice.random() < 0.3:
            yield _line(
                second, "INFO", f"payment {dice.randrange(10**6)} accepted by {dice.choice(('visa', 'amex'))}"
            )
        if dice.random() < 0.2:
            yield _line(
                second,
                "INFO",
                f"cache miss for key k{dice.randrange(10**6)} in region {dice.choice(('eu', 'us'))}",
            )
        if dice.random() < 0.02:
            yield _line(second, "WARN", f"retry {dice.randrange(1, 4)} of call to stock service")


def _line(second: int, level: str, message: str, **fields: object) -> Line:
    return {"ts": BEGIN + second % 3_600, "level": level, "msg": message, "service": "shop", **fields}


def replacing(of: str, share: float, **fields: object) -> Edit:
    """An edit that gives a share of the lines with some text other fields."""

    def edit(dice: random.Random, line: Line) -> Line:
        return {**line, **fields} if of in str(line["msg"]) and dice.random() < share else line

    return edit


def slower(_: random.Random, line: Line) -> Line:
    took = line.get("duration_ms")
    return {**line, "duration_ms": took * 3} if isinstance(took, int) else line


def slow_tail(dice: random.Random, line: Line) -> Line:
    took = line.get("duration_ms")
    return {**line, "duration_ms": took * 20} if isinstance(took, int) and dice.random() < 0.2 else line


def without(text: str) -> Edit:
    return lambda _, line: None if text in str(line["msg"]) else line


def worded(old: str, new: str) -> Edit:
    return lambda _, line: {**line, "msg": str(line["msg"]).replace(old, new)}


@pytest.mark.parametrize(
    ("edit", "kind", "named"),
    [
        (replacing("payment", 0.05, level="ERROR", msg="payment failed: card service timed out"), "new", "timed out"),
        (replacing("cache miss", 0.1, level="ERROR", msg="cache write failed", code="ENOSPC"), "new", "ENOSPC"),
        (replacing("request done", 0.15, status=503), "shifted", "503"),
        (replacing("request done", 0.06, level="WARN", msg="retry 2 of call to stock service"), "rising", "retry"),
        (slower, "shifted", "duration"),
        (slow_tail, "shifted", "duration"),
        (without("heartbeat"), "gone", "heartbeat"),
        (worded("region us", "region ap"), "new", "ap"),
        (worded("version 4.1.7", "version 4.2.0"), "shifted", "4.2.0"),
        (without("payment"), "gone", "payment"),
        (replacing("request done", 0.5, method="DELETE"), "shifted", "DELETE"),
        (worded("amex", "visa"), "gone", "amex"),
    ],
    ids=[
        "new error", "new code", "failing requests", "rate up", "slower", "slow tail", "heartbeat gone",
        "new value", "version", "payments gone", "other method", "other mixture",
    ],
)  # fmt: skip
def test_the_change_is_named_first(edit: Edit, kind: str, named: str) -> None:
    changes = compare(hour(1), hour(2, edit)).changes

    assert changes, "nothing was told"
    assert named in f"{changes[0].said} {changes[0].template.text} {changes[0].parameter}", changes[0].said
    assert changes[0].kind == kind
