"""Fuzzes redaction: texts of secrets, names and separators in any order, and lines of logs that are bent."""

from __future__ import annotations

from functools import cache
from random import Random

from crosscut.redaction import Redactor
from tests.fuzz import seeds
from tests.fuzz.law import Target, as_bytes, as_text, require
from tests.fuzz.mutation import bent_lines
from tests.unit.redaction.writing import PIECES

CANARIES = ("AKIAIOSFODNN7EXAMPLE", "canary@example.com", "password=synthetic-canary-phrase")


def make(pick: Random) -> bytes:
    """Return texts, one a line; now and then one with a canary between blanks."""
    if pick.random() < 0.4:
        text = "".join(pick.choices(PIECES, k=pick.randint(1, 25)))
    else:
        lines = seeds.logs()[pick.choice(sorted(seeds.logs()))]
        text = bent_lines(lines, seeds.all_lines(), pick)
    if pick.random() < 0.2:
        text += f"\ncanary is {pick.choice(CANARIES)} here"
    return as_bytes(text)


def check(data: bytes) -> None:
    """Redact it, redact that again, and redact it beside other texts."""
    texts = as_text(data).split("\n")
    once = _redactor().texts(texts)
    require(len(once) == len(texts), "as many texts come out as went in")
    require(once == Redactor(b"synthetic-fuzz-key").texts(texts), "the same texts give the same")
    require(once == _redactor().texts(once), "what is redacted has nothing to redact")
    for text, redacted in zip(texts, once, strict=True):
        require(redacted.count("\r") <= text.count("\r"), "no line is added")
        if text.startswith("canary is "):
            require(
                not any(canary.split("=")[-1] in redacted for canary in CANARIES),
                "no planted secret survives",
            )


@cache
def _redactor() -> Redactor:
    return Redactor(b"synthetic-fuzz-key")


REDACTION = Target(
    "redaction",
    "raises nothing; as many texts come out as went in; redacted twice is redacted once; a planted secret is gone; the "
    "same texts give the same",
    make,
    check,
)
