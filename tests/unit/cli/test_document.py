"""What --json prints is what docs/insight-schema.json promises."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from crosscut.cli.document import Document, Unread, json_schema
from crosscut.model import Insight, Ledger

DOCS = Path(__file__).resolve().parents[3] / "docs"


def test_the_schema_in_the_docs_is_that_of_the_models() -> None:
    written = (DOCS / "insight-schema.json").read_text(encoding="utf-8")

    assert written == json_schema(), "run: uv run python -m crosscut.cli.document > docs/insight-schema.json"


def test_every_field_of_an_insight_is_explained_in_the_docs(insight: Callable[..., Insight]) -> None:
    page = (DOCS / "insight-schema.md").read_text(encoding="utf-8")
    document = json.loads(Document(insights=(insight(),), ledger=Ledger()).to_json())

    for part in (document, document["insights"][0], document["ledger"], document["insights"][0]["usage"]):
        assert [name for name in part if f"`{name}`" not in page] == []


def test_the_document_is_ascii_and_comes_back_whole(insight: Callable[..., Insight]) -> None:
    document = Document(
        insights=(insight(),), ledger=Ledger(), templates=3, unreadable=(Unread(file="x", reason="y"),)
    )

    text = document.to_json()

    assert text.isascii()
    assert "\x1b" not in text
    assert Document.model_validate_json(text) == document
