"""Fuzzes the river from bytes to what the analyst reads: read, parse, redact, fold, detect and render."""

from __future__ import annotations

import io
import json
from functools import cache
from random import Random

from crosscut import digest, pipeline
from crosscut.detection import History, detect
from crosscut.model import Digest
from crosscut.parts import SourceObject
from crosscut.redaction import Redactor
from tests.fuzz import reading
from tests.fuzz.law import Target, require
from tests.fuzz.parsing import RECEIVED
from tests.fuzz.reading import LIMITS

TOKENS = 600


def make(pick: Random) -> bytes:
    """Return an object, as reading gets it."""
    return reading.make(pick)


def check(data: bytes) -> None:
    """Make a digest and render it, twice."""
    first, text = _digested(data)
    second, again = _digested(data)
    require(first == second, "the same object gives the same digest")
    require(text == again, "the same digest gives the same text")


def _digested(data: bytes) -> tuple[Digest, str]:
    item = SourceObject(name="shop-api/a.log", stream=io.BytesIO(data), received=RECEIVED)
    made = pipeline.sanitize([item], source="shop-api", redactor=_redactor(), sink=None, limits=LIMITS)
    ledger = made.ledger
    require(
        ledger.lines_read == ledger.lines_folded + ledger.lines_quarantined, "lines in = folded + quarantined"
    )
    require(not ledger.lines_quarantined, "redaction takes everything")
    require(sum(t.count for t in made.templates) == ledger.records, "every record is in one template")
    require(
        Digest.model_validate_json(made.model_dump_json()) == made, "a digest that was stored is the same"
    )
    found = detect(made, History(exists=False))
    rendered = digest.render(made, found, tokens=TOKENS)
    json.loads(rendered.text)
    require(rendered.tokens <= TOKENS * 1.5, "what is rendered is within its budget")
    rendered.text.encode()
    return made, rendered.text


@cache
def _redactor() -> Redactor:
    return Redactor(b"synthetic-fuzz-key")


DIGESTS = Target(
    "digest",
    "raises nothing; lines in = lines folded + lines quarantined, and none is quarantined; every record is in one "
    "template; a digest that was stored and read again is the same; what is rendered is JSON within its budget",
    make,
    check,
)
