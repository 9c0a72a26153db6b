"""What the tests of redaction share: a redactor with a synthetic key."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crosscut.redaction import Redactor
from crosscut.redaction.matching import Engine
from crosscut.redaction.pseudonyms import TOKEN
from tests.benchmarks.redaction.marks import unmark

KEY = b"synthetic-key"


def redact(text: str) -> str:
    """Return the redacted text."""
    return Redactor(KEY).text(text)


def shape(text: str) -> str:
    """Return the redacted text with `<KIND>` for each pseudonym."""
    return re.sub(TOKEN.pattern, lambda match: match[0].partition(":")[0] + ">", redact(text))


def assert_gone(secret: str, line: str, *, kind: str) -> None:
    """Check that nothing of four characters or more of the secret is left, and that a pseudonym stands there."""
    text = redact(line)
    bare = TOKEN.sub("", text)
    left = [secret[i : i + 4] for i in range(max(1, len(secret) - 3)) if secret[i : i + 4] in bare]
    assert not left, f"{left} of {secret} are left in {text}"
    assert f"<{kind}:" in text, text


def left_in(marked: Sequence[str], engine: Engine) -> list[str]:
    """Return those of the lines in which a marked value of four characters or more is left."""
    lines = [unmark(line) for line in marked]
    redacted = Redactor(KEY, engine=engine).texts([text for text, _ in lines])
    return [
        text
        for (text, labels), after in zip(lines, redacted, strict=True)
        if any(text[label.start : label.end] in after for label in labels if label.end - label.start > 3)
    ]
