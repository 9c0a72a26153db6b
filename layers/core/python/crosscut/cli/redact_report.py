"""What `crosscut redact` did: kinds, rules and counts, and never a value."""

from __future__ import annotations

import json
from pathlib import Path

from crosscut.cli.inputs import why
from crosscut.cli.quantities import counted
from crosscut.errors import ConfigurationError
from crosscut.redaction import Redactor


class RedactReport:
    """Counts of one run; `redactor` counts the replacements."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor
        self.lines = 0  # read
        self.lines_withheld = 0  # of these, not printed because they could not be redacted
        self.complete = False  # whether all was read and printed

    def write(self, file: Path) -> None:
        """Write the report as JSON. Raises `ConfigurationError` where the file cannot be written."""
        rules = sorted(self._redactor.rules.items(), key=lambda item: (-item[1], item[0]))
        document = {
            "complete": self.complete,
            "lines": self.lines,
            "lines_withheld": self.lines_withheld,
            "replaced": self._redactor.rules.total(),
            "kinds": dict(sorted(self._redactor.counts.items())),
            "rules": [{"kind": kind, "rule": rule, "count": count} for (kind, rule), count in rules],
        }
        try:
            file.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
        except OSError as error:
            raise ConfigurationError(f"{file}: cannot write the report: {why(error)}") from None

    def summary(self) -> str:
        """Return one sentence, for example `replaced 3 values in 10 lines: EMAIL 2, IP 1`."""
        total = self._redactor.rules.total()
        kinds = ", ".join(f"{kind} {count:,}" for kind, count in self._redactor.counts.most_common())
        did = f"replaced {counted(total, 'value')} in {counted(self.lines, 'line')}"
        return f"{did}: {kinds}" if total else did
