"""The canaries of the whole local AWS, through the core alone: seconds, at each change."""

from __future__ import annotations

import io
import json

from crosscut.parts import SourceObject
from crosscut.pipeline import sanitize
from crosscut.redaction import Redactor
from tests.e2e.canaries import canaries, leaked
from tests.unit.test_pipeline import Sink
from tests.unit.writing import NOW


def test_no_planted_secret_is_in_what_sanitize_leaves() -> None:
    planted = canaries()
    found: list[str] = []
    for name, text in planted.files.items():
        sink = Sink()
        item = SourceObject(name, io.BytesIO(text.encode()), NOW)

        digest = sanitize([item], source="shop", redactor=Redactor(key=b"k"), sink=sink)

        kept = json.dumps([tuple(record) for record in sink.records], ensure_ascii=False)
        left = f"{kept}\n{digest.model_dump_json()}"
        own = [canary for canary in planted.planted if canary.file == name]
        found += [f"{c.kind} of {name}: {c.line[:200]}" for c in leaked(own, left)]
        assert digest.ledger.lines_quarantined == 0
    assert len(planted.planted) >= 500
    assert not found, f"{len(found)} of {len(planted.planted)}:\n" + "\n".join(found)
