"""Container runtime lines: CRI (`time stream F|P message`), and JSON around the program's own line.

https://github.com/kubernetes/design-proposals-archive/blob/main/node/kubelet-cri-logging.md
"""

from __future__ import annotations

import re
from datetime import datetime

from crosscut.formats.docker_json import DockerJson, Wrapped, unwrap_document
from crosscut.formats.documents import read_document
from crosscut.formats.parsed import Parsed
from crosscut.formats.terminal import plain

_CRI = re.compile(
    r"(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S*) (?P<stream>stdout|stderr) (?P<tag>[FP])(?: (?P<rest>.*))?$",
    re.S,
)


# PostgreSQL's second lines, with the prefix of the first
_DETAIL = re.compile(r".{0,200}?(?<![\w.])(?:DETAIL|HINT|STATEMENT|CONTEXT|QUERY|LOCATION):  ")
_MESSAGE = re.compile(r".{0,200}?(?<![\w.])(?:LOG|NOTICE|WARNING|ERROR|FATAL|PANIC):  ")


def is_postgresql_detail(text: str) -> bool:
    """Whether PostgreSQL says more in this line of the message before it."""
    return ":  " in text and _DETAIL.match(text) is not None


def is_postgresql_message(text: str) -> bool:
    """Whether PostgreSQL begins a message in this line."""
    return ":  " in text and _MESSAGE.match(text) is not None


class Container:
    """Lines as under /var/log/pods and /var/lib/docker/containers, and as shippers send them on."""

    name = "container"

    def __init__(self) -> None:
        self._docker = DockerJson()

    def parse(self, line: str, received: datetime) -> Parsed | None:
        """Return the inner line's fields; the runtime's time stands in where the program gives none."""
        wrapped = self.unwrap(line)
        return self.parse_wrapped(wrapped, received) if wrapped else None

    def unwrap(self, line: str) -> Wrapped | None:
        """Return what the runtime wrapped, or None when the line is not a runtime's."""
        if line[:1] == "{":
            if '"log"' not in line and '"logtag"' not in line and '"_p"' not in line:
                return None
            document = read_document(line)
            wrapped = unwrap_document(document) if document is not None else None
            return wrapped._replace(text=plain(wrapped.text)) if wrapped else None
        match = _CRI.match(line)
        if not match:
            return None
        return Wrapped((match["time"],), match["stream"], match["tag"] == "F", match["rest"] or "")

    def parse_wrapped(self, wrapped: Wrapped, received: datetime) -> Parsed:
        """Return the fields of a line that is unwrapped already."""
        return self._docker.parse_wrapped(wrapped, received)
