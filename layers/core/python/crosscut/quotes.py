"""Looks quotes up in the lines that they name. What an analyst quotes is believed only as far as it stands there."""

from __future__ import annotations

import json
import re

from crosscut.model import Evidence

Lines = dict[tuple[str, int], list[str]]  # what stands in a line; in an envelope's, each of its records
MIN_QUOTE_CHARACTERS = (
    8  # "500" stands in too many lines to show anything; a shorter line may be quoted whole
)
_BARE_QUOTE = re.compile(r'(?<!\\)"')


def quoted(line_id: str, quote: str) -> Evidence:
    """Return a quote with the id of its line (`app.log:1042`) as evidence that nobody has looked up yet."""
    file, _, number = line_id.rpartition(":")
    named = number.isascii() and number.isdigit() and len(number) <= 12
    return Evidence(file=file, line=int(number) if named else 0, text=quote, verified=False)


def checked(evidence: Evidence, lines: Lines) -> Evidence | None:
    """Return the evidence as verified, in the line's own characters, or None when its line does not hold it."""
    texts = [_plain(text) for text in lines.get((evidence.file, evidence.line), [])]
    # A model reads lines inside JSON and may quote them with the escapes that they have there.
    for quote in (_plain(evidence.text), _plain(_unescaped(evidence.text))):
        for text in texts:
            if len(quote) >= min(MIN_QUOTE_CHARACTERS, max(1, len(text))) and quote in text:
                own = evidence.text if quote == _plain(evidence.text) else quote
                return evidence.model_copy(update={"text": own, "verified": True})
    return None


def _unescaped(text: str) -> str:
    try:
        # Every quotation mark is escaped once, so that those which were not yet don't end the string.
        return str(json.loads('"' + _BARE_QUOTE.sub(r"\"", text) + '"', strict=False))
    except ValueError:
        return text


def _plain(text: str) -> str:
    return " ".join(text.split())
