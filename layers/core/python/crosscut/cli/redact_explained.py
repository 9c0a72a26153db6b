"""Writes redacted lines with the rules that replaced something in them, in colour on a terminal."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rich.text import Text

from crosscut.cli import terminal
from crosscut.plain import plain_lines
from crosscut.redaction import Redactor, Span

_TOKEN = re.compile(r"<(?P<kind>[A-Z][A-Z0-9_]*):[a-z2-7]{8}>")
_COLOURS = ("magenta", "cyan", "yellow", "green", "blue", "red")
# By what a kind is about; the others take what is left.
_OF_KIND = {
    **dict.fromkeys(
        ("PRIVATE_KEY", "AWS_KEY", "AWS_SECRET", "TOKEN", "JWT", "AUTH", "PASSWORD", "SECRET"), "red"
    ),
    **dict.fromkeys(("EMAIL", "PHONE", "NAME", "USER", "ADDRESS", "BIRTHDAY"), "magenta"),
    **dict.fromkeys(("CARD", "IBAN", "NATIONAL_ID"), "yellow"),
    **dict.fromkeys(("IP", "MAC", "COORDINATES"), "cyan"),
}


class Explained:
    """Prints redacted lines, each replacement with the rule that made it."""

    def __init__(self, redactor: Redactor, *, show_values: bool) -> None:
        self._redactor = redactor
        self._show_values = show_values
        self._console = terminal.output()

    def redacted(self, lines: Sequence[str]) -> list[Text]:
        """Return the lines as `put` prints them. Raises `RedactionError`."""
        redacted = self._redactor.lines(lines)
        return [self._text(raw, line) for raw, line in zip(lines, redacted, strict=True)]

    def put(self, texts: Sequence[Text]) -> None:
        """Print redacted lines."""
        for text in texts:
            self._console.print(text, soft_wrap=True)

    def _text(self, raw: str, redacted: str) -> Text:
        if raw == redacted:
            return Text(_shown(redacted))
        spans = self._redactor.explain(raw)
        text = Text()
        done = 0
        for start, end, span in _aligned(raw, redacted, spans):
            text.append(_shown(redacted[done:start]))
            if self._show_values and span is not None:
                text.append(_shown(raw[span.start : span.end]), style="strike dim")
            token = redacted[start:end]
            kind = token[1:].partition(":")[0]
            text.append(token, style=f"bold {_colour(kind)}")
            # A value that goes on from the line before, as a private key's lines do, has no rule of its own here.
            text.append(f"[{span.rule if span else 'continued'}]", style=f"italic {_colour(kind)}")
            done = end
        text.append(_shown(redacted[done:]))
        return text


def _aligned(raw: str, redacted: str, spans: Sequence[Span]) -> list[tuple[int, int, Span | None]]:
    """Return where the replacements stand in the redacted line, each with its span of the raw one.

    Nothing of the raw line is shown that redaction does not say it replaced: where both do not fit together to the
    letter, the spans are left out.
    """
    pieces: list[str] = []
    done = 0
    for span in spans:
        pieces.append(re.escape(raw[done : span.start]))
        done = span.end
    pattern = r"(<[A-Z][A-Z0-9_]*:[a-z2-7]{8}>)".join((*pieces, re.escape(raw[done:])))
    found = re.fullmatch(pattern, redacted, re.DOTALL)
    if found and spans:
        return [(*found.span(number), span) for number, span in enumerate(spans, start=1)]
    return [(*match.span(), None) for match in _TOKEN.finditer(redacted)]


def _colour(kind: str) -> str:
    known = next(
        (colour for name, colour in _OF_KIND.items() if kind == name or kind.startswith(f"{name}_")), ""
    )
    return known or _COLOURS[sum(kind.encode()) % len(_COLOURS)]


def _shown(text: str) -> str:
    return "\n".join(plain_lines(text))
