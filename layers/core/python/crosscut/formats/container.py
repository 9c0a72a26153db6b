"""Container runtime lines: CRI (`time stream F|P message`) and Docker's json-file, each around the program's own line.

https://github.com/kubernetes/design-proposals-archive/blob/main/node/kubelet-cri-logging.md
"""

from __future__ import annotations

import re
from datetime import datetime

from crosscut.formats import severities
from crosscut.formats.generic import Generic
from crosscut.formats.jsonlines import JsonLines
from crosscut.formats.parsed import Parsed
from crosscut.formats.timestamps import parse_timestamp

_CRI = re.compile(
    r"(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S*) (?P<stream>stdout|stderr) (?P<tag>[FP]) ?(?P<rest>.*)", re.S
)


class Container:
    """CRI lines, as under /var/log/pods."""

    name = "cri"

    def __init__(self) -> None:
        self._json = JsonLines()
        self._generic = Generic()

    def parse(self, line: str, received: datetime) -> Parsed | None:
        """Return the inner line's fields; the runtime's time stands in where the program gives none."""
        match = _CRI.match(line)
        if not match:
            return None
        rest = match["rest"]
        inner = self._json.parse(rest, received) or self._generic.parse(rest, received)
        nanos = inner.time_unix_nano or parse_timestamp(match["time"], received)
        number = inner.severity_number or (severities.hint(rest) if match["stream"] == "stderr" else 0)
        return inner._replace(
            time_unix_nano=nanos,
            severity_number=number,
            attributes={**inner.attributes, "log.iostream": match["stream"]},
        )


def inner_line(line: str) -> str:
    """Return what the program wrote, without the runtime's prefix; the line itself when there is none."""
    match = _CRI.match(line)
    return match["rest"] if match else line
