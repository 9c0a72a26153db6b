"""JSON objects, one a line, as pino, bunyan, structlog, zap, slog, ECS and most services write them."""

from __future__ import annotations

from datetime import datetime

from crosscut.formats.document_formats import parse_known
from crosscut.formats.documents import flatten, read_document
from crosscut.formats.fields import from_fields
from crosscut.formats.parsed import Parsed


class JsonLines:
    """One JSON object a line."""

    name = "json"

    def parse(self, line: str, received: datetime) -> Parsed | None:
        """Return the fields under their OpenTelemetry names; nested objects are flattened with dots."""
        document = read_document(line)
        if document is None:
            return None
        return parse_known(document, received) or from_fields(dict(flatten(document)), received)
