"""Runs in a peer's environment: lines as JSON on standard input, redacted lines as JSON on standard output.

What a peer finds is replaced in one way for all, `<KIND:x>`, so that only what is found is compared.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from importlib.metadata import version
from pathlib import Path

Spans = Iterable[tuple[int, int, str]]


def main() -> None:
    finder, package = _FINDERS[sys.argv[1]]
    find_all = finder()
    lines = json.load(sys.stdin)
    start = time.process_time()
    redacted = [_replace(line, spans) for line, spans in zip(lines, find_all(lines), strict=True)]
    seconds = time.process_time() - start
    json.dump({"lines": redacted, "seconds": seconds, "version": version(package)}, sys.stdout)


def _replace(line: str, spans: Spans) -> str:
    pieces: list[str] = []
    done = 0
    # Of those that overlap the longest of the first.
    for start, end, kind in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= done and end > start:
            pieces += (line[done:start], f"<{re.sub('[^A-Z0-9]', '_', kind.upper())}:x>")
            done = end
        elif end > done:
            done = end
    return "".join((*pieces, line[done:]))


def _presidio(least: float = 0.0, without: tuple[str, ...] = ()) -> Callable[[str], Spans]:
    """Presidio's predefined recognizers that are patterns, without a language model.

    It takes dates and URLs too, and much that it is not sure of: what it costs to leave those out is measured as well.
    """
    import logging

    from presidio_analyzer import PatternRecognizer, RecognizerRegistry

    logging.disable(logging.CRITICAL)
    registry = RecognizerRegistry()
    registry.load_predefined_recognizers(languages=["en"])
    recognizers = [r for r in registry.recognizers if isinstance(r, PatternRecognizer)]

    def find(line: str) -> Spans:
        for recognizer in recognizers:
            for result in recognizer.analyze(line, recognizer.supported_entities, None):
                if result.score >= least and result.entity_type not in without:
                    yield result.start, result.end, result.entity_type

    return find


def _scrubadub() -> Callable[[str], Spans]:
    import scrubadub

    scrubber = scrubadub.Scrubber()
    return lambda line: [(filth.beg, filth.end, filth.type) for filth in scrubber.iter_filth(line)]


def _datafog() -> Callable[[str], Spans]:
    import datafog

    def find(line: str) -> Spans:
        result = datafog.scan(line, engine="regex")
        return [(entity.start, entity.end, entity.type) for entity in result.entities]

    return find


def _detect_secrets(lines: list[str]) -> Sequence[Spans]:
    """All plugins with their default filters, over the lines as a file; it has no way to ask for a line alone."""
    from detect_secrets.core.scan import scan_file
    from detect_secrets.settings import default_settings

    found: list[list[tuple[int, int, str]]] = [[] for _ in lines]
    with tempfile.TemporaryDirectory() as folder, default_settings():
        path = Path(folder) / "app.log"
        # What it takes for the end of a line is more than a line feed.
        path.write_text("".join(f"{' '.join(line.splitlines())}\n" for line in lines), encoding="utf-8")
        for secret in scan_file(str(path)):
            line, value = lines[secret.line_number - 1], secret.secret_value
            place = line.find(value) if value else -1
            while place >= 0:
                found[secret.line_number - 1].append((place, place + len(value), secret.type))
                place = line.find(value, place + len(value))
    return found


def _each(find: Callable[[str], Spans]) -> Callable[[list[str]], Sequence[Spans]]:
    return lambda lines: [find(line) for line in lines]


_FINDERS: dict[str, tuple[Callable[[], Callable[[list[str]], Iterable[Spans]]], str]] = {
    "presidio": (lambda: _each(_presidio()), "presidio-analyzer"),
    "presidio-sure": (lambda: _each(_presidio(0.35, ("DATE_TIME", "URL"))), "presidio-analyzer"),
    "scrubadub": (lambda: _each(_scrubadub()), "scrubadub"),
    "datafog": (lambda: _each(_datafog()), "datafog"),
    "detect-secrets": (lambda: _detect_secrets, "detect-secrets"),
}

if __name__ == "__main__":
    main()
