"""What kubectl prints of events: `kubectl get events`, `kubectl events`, and `kubectl describe`.

Ages such as `3m12s (x5 over 10m)` are taken back from the time at which the object was received.
https://kubernetes.io/docs/reference/kubectl/generated/kubectl_events/
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from crosscut.formats import kubectl_pod, severities
from crosscut.formats.beginnings import begins
from crosscut.formats.documents import filled
from crosscut.formats.kubernetes_events import container_of, named_object
from crosscut.formats.parsed import Parsed

_AGE = r"(?:(?:\d{1,6}[ydhms]){1,3}|<unknown>|<invalid>)"
_AGES = rf"(?P<age>{_AGE})(?: \(x(?P<count>\d{{1,9}}) over (?P<over>{_AGE})\))?"
_NAME = r"[A-Za-z0-9][\w.:\-]{0,252}"
# Columns are three spaces apart or more in a table, two in a description.
_ROW = re.compile(
    rf"(?:(?P<namespace>{_NAME}) {{3,}})?{_AGES} {{3,}}(?P<type>Normal|Warning) {{3,}}"
    rf"(?P<reason>[A-Za-z]\w{{0,127}}) {{3,}}(?P<kind>[A-Za-z]{{1,63}})/(?P<name>{_NAME}) {{3,}}(?P<rest>.*)",
    re.ASCII | re.S,
)
_DESCRIBED = re.compile(
    rf"  (?P<type>Normal|Warning) {{2,}}(?P<reason>[A-Za-z]\w{{0,127}}) {{2,}}{_AGES} {{2,}}"
    r"(?P<source>[a-z][\w.\-]{0,252}(?:, ?[\w.\-]{1,253})?) {2,}(?P<rest>.*)",
    re.ASCII | re.S,
)
# `-o wide`: SUBOBJECT, which may be empty, SOURCE, MESSAGE, FIRST SEEN, COUNT, NAME
_WIDE_HEAD = re.compile(
    r"(?:(?P<path>[\w.]{1,63}\{[\w.\-]{1,253}\}) {3,})?(?P<source>[a-z][\w.\-]{0,252}(?:, ?[\w.\-]{1,253})?) {3,}",
    re.ASCII,
)
_WIDE_TAIL = re.compile(rf" {{3,}}{_AGE} {{3,}}(?P<count>\d{{1,9}}) {{3,}}{_NAME}\s*$", re.ASCII)
_TAIL_CHARACTERS = 400
_HEADER = re.compile(
    r"(?:NAMESPACE +)?LAST SEEN +TYPE +REASON |  Type +Reason +Age +From|  -{2,} +-{2,} +-{2,}"
)
_SECONDS = {"y": 31_536_000, "d": 86_400, "h": 3_600, "m": 60, "s": 1}
_STEP = re.compile(r"(\d{1,6})([ydhms])", re.ASCII)


class Kubectl:
    """One event, or one part of a pod's description."""

    name = "kubectl"

    def parse(self, line: str, received: datetime) -> Parsed | None:
        """Return an event with "Reason: message" as its body; headers and descriptions as they stand."""
        row = _ROW.match(line)
        if row:
            return _event_of_row(row, received)
        described = _DESCRIBED.match(line)
        if described:
            source = described["source"].partition(",")[0]
            return _event(described, described["rest"], received, source=source)
        if _HEADER.match(line) or kubectl_pod.is_part(line):
            return Parsed(line.strip(), None, severities.UNSPECIFIED, "")
        return None

    def begins(self, line: str) -> bool:
        """Whether a part of a description begins here, also where the line is indented or says nothing alone."""
        return kubectl_pod.begins(line)

    def continues(self, line: str) -> bool:
        """Whether the line begins neither an event nor a part of a description."""
        return not (
            _ROW.match(line)
            or _DESCRIBED.match(line)
            or _HEADER.match(line)
            or kubectl_pod.begins(line)
            or begins(line)
        )

    def parse_record(self, lines: Sequence[str], received: datetime) -> Parsed | None:
        """Return an event whose message has several lines, or what a description's part says of the pod."""
        first = self.parse(lines[0], received)
        if first and first.attributes:
            rest = "\n".join(lines[1:]).rstrip()
            return first._replace(body=f"{first.body}\n{rest}") if rest else first
        told = kubectl_pod.parse_part(lines) or first
        if told is None and kubectl_pod.begins(lines[0]):
            return Parsed(lines[0].strip(), None, severities.UNSPECIFIED, "")
        return told


def _event_of_row(row: re.Match[str], received: datetime) -> Parsed:
    message, source, path, count = row["rest"].rstrip(), "", "", None
    tail = _WIDE_TAIL.search(message, max(0, len(message) - _TAIL_CHARACTERS))
    head = _WIDE_HEAD.match(message) if tail else None
    if tail and head:
        message = message[head.end() : tail.start()].rstrip()
        source, path, count = head["source"], head["path"] or "", int(tail["count"])
    return _event(row, message, received, source=source.partition(",")[0], path=path, count=count)


def _event(
    match: re.Match[str],
    message: str,
    received: datetime,
    *,
    source: str,
    path: str = "",
    count: int | None = None,
) -> Parsed:
    named = match.groupdict()
    kind, name = named.get("kind") or "", named.get("name") or ""
    age = _age_seconds(match["age"])
    nanos = (int(received.timestamp()) - age) * 1_000_000_000 if age is not None else None
    message = message.strip()
    return Parsed(
        f"{match['reason']}: {message}" if message else match["reason"],
        nanos,
        severities.from_word(match["type"]),
        match["type"],
        filled(
            k8s__event__reason=match["reason"],
            k8s__event__count=int(match["count"]) if match["count"] else count,
            k8s__object__kind=kind,
            k8s__object__name=name,
            k8s__object__fieldpath=path,
            k8s__event__reporter=source,
        ),
        named_object(kind, name, named.get("namespace") or "")
        | filled(k8s__container__name=container_of(path)),
    )


def _age_seconds(age: str) -> int | None:
    """Return the seconds of `3m12s`, `26h` or `2y45d`; None for `<unknown>`. Of `<invalid>`, which lies ahead, 0."""
    if age.startswith("<"):
        return 0 if age == "<invalid>" else None
    return sum(int(number) * _SECONDS[unit] for number, unit in _STEP.findall(age))
