"""Container runtime lines: CRI (`time stream F|P message`) and Docker's json-file, each around the program's own line.

https://github.com/kubernetes/design-proposals-archive/blob/main/node/kubelet-cri-logging.md
https://docs.docker.com/engine/logging/drivers/json-file/
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import NamedTuple

from crosscut.formats import severities
from crosscut.formats.generic import Generic
from crosscut.formats.jsonlines import JsonLines
from crosscut.formats.parsed import Parsed
from crosscut.formats.timestamps import parse_timestamp

_CRI = re.compile(
    r"(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S*) (?P<stream>stdout|stderr) (?P<tag>[FP])(?: (?P<rest>.*))?$",
    re.S,
)


class Wrapped(NamedTuple):
    """What the runtime says of one line that a program wrote."""

    time: str
    stream: str
    whole: bool  # False: the program's line goes on in the next one
    text: str


class Container:
    """Lines as under /var/log/pods and /var/lib/docker/containers."""

    name = "container"

    def __init__(self) -> None:
        self._json = JsonLines()
        self._generic = Generic()

    def parse(self, line: str, received: datetime) -> Parsed | None:
        """Return the inner line's fields; the runtime's time stands in where the program gives none."""
        wrapped = unwrap(line)
        return self.parse_wrapped(wrapped, received) if wrapped else None

    def parse_wrapped(self, wrapped: Wrapped, received: datetime) -> Parsed:
        """Return the fields of a line that is unwrapped already."""
        inner = self._json.parse(wrapped.text, received) or self._generic.parse(wrapped.text, received)
        nanos = inner.time_unix_nano or parse_timestamp(wrapped.time, received)
        hint = severities.hint(wrapped.text) if wrapped.stream == "stderr" else 0
        return inner._replace(
            time_unix_nano=nanos,
            severity_number=inner.severity_number or hint,
            attributes={**inner.attributes, "log.iostream": wrapped.stream},
        )


def unwrap(line: str) -> Wrapped | None:
    """Return what the runtime wrapped, or None when the line is not a runtime's."""
    if line.startswith('{"log":"'):
        return _unwrap_docker(line)
    match = _CRI.match(line)
    return (
        Wrapped(match["time"], match["stream"], match["tag"] == "F", match["rest"] or "") if match else None
    )


def _unwrap_docker(line: str) -> Wrapped | None:
    try:
        document = json.loads(line)
    except (ValueError, RecursionError):
        return None
    text, stream, time = (document.get(key) for key in ("log", "stream", "time"))
    if not (isinstance(text, str) and isinstance(stream, str) and isinstance(time, str)):
        return None
    return Wrapped(time, stream, text.endswith("\n"), text.rstrip("\r\n"))
