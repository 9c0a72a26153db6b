"""JSON objects, one a line, as pino, bunyan, structlog, zap, slog, ECS and most services write them."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import datetime

from crosscut.formats.document_formats import parse_known
from crosscut.formats.documents import Document, JsonDocument, flatten, read_document
from crosscut.formats.envelopes import ENVELOPE_KEYS, unpack
from crosscut.formats.fields import from_fields
from crosscut.formats.parsed import Parsed
from crosscut.formats.severities import UNSPECIFIED

_GLUE = re.compile(r"\}\s*\{")
_SPACE = re.compile(r"\s*")
_DECODER = json.JSONDecoder()


class JsonLines:
    """One JSON object a line."""

    name = "json"

    def __init__(self, wrappers: Sequence[JsonDocument] = (), *, opens: bool = False) -> None:
        """`wrappers` know documents around a program's line; `opens`: whether envelopes are told from records."""
        self._wrappers = tuple(wrappers)
        self._opens = opens

    def parse(self, line: str, received: datetime) -> Parsed | None:
        """Return the fields under their OpenTelemetry names; nested objects are flattened with dots.

        Of an envelope only `inner` is filled.
        """
        document = read_document(line)
        if document is None:
            glued = _glued(line) if self._opens and line[:1] == "{" else ()
            return Parsed("", None, UNSPECIFIED, "", inner=glued) if glued else None
        if self._opens and not ENVELOPE_KEYS.isdisjoint(document):
            inner = unpack(document)
            if inner:
                texts = tuple(json.dumps(one, ensure_ascii=False) for one in inner)
                return Parsed("", None, UNSPECIFIED, "", inner=texts)
        return self._parse_document(document, received)

    def _parse_document(self, document: Document, received: datetime) -> Parsed:
        known = parse_known(document, received)
        if known is not None:
            return known
        for wrapper in self._wrappers:
            if not wrapper.telltales.isdisjoint(document):
                wrapped = wrapper.parse_document(document, received)
                if wrapped is not None:
                    return wrapped
        return from_fields(dict(flatten(document)), received)


def _glued(line: str) -> tuple[str, ...]:
    """Return the objects of a line that holds several, () where it is anything else."""
    if not _GLUE.search(line):
        return ()
    found: list[str] = []
    at, end = 0, len(line.rstrip())
    while at < end:
        try:
            document, after = _DECODER.raw_decode(line, at)
        except (ValueError, RecursionError):
            return ()
        if not isinstance(document, dict):
            return ()
        found.append(line[at:after])
        space = _SPACE.match(line, after)
        at = space.end() if space else after
    return tuple(found) if len(found) > 1 else ()
