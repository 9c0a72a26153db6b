"""Container lines as JSON: Docker's json-file, and the records of shippers around them (Fluent Bit, FireLens, Fluentd).

https://docs.docker.com/engine/logging/drivers/json-file/, https://docs.fluentbit.io/manual/pipeline/filters/kubernetes
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/firelens-using-fluentbit.html
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from crosscut.formats import severities
from crosscut.formats.documents import Document, JsonDocument, filled, mapping, text
from crosscut.formats.parsed import Parsed
from crosscut.formats.program_line import ProgramLine
from crosscut.formats.terminal import plain
from crosscut.formats.timestamps import parse_timestamp
from crosscut.model import AttributeValue

_JSON_FILE = frozenset({"log", "stream", "time", "attrs"})
_STREAMS = ("stdout", "stderr")
_TIMES = ("time", "@timestamp", "timestamp", "date")
# The recommended label first: https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/
_APP_LABELS = ("app.kubernetes.io/name", "app", "k8s-app")


class Wrapped(NamedTuple):
    """What the runtime says of one line that a program wrote."""

    times: tuple[object, ...]  # when it was read; the first that is a time holds
    stream: str
    whole: bool  # False: the program's line goes on in the next one
    text: str
    document: Document | None = None  # what a shipper says of the line, and of where it comes from


class DockerJson(JsonDocument):
    """One line of a container, and who wrote it where the shipper knows."""

    name = "docker"
    telltales = frozenset({"log", "logtag", "_p"})

    def __init__(self) -> None:
        self._program = ProgramLine()

    def parse_document(self, document: Document, received: datetime) -> Parsed | None:
        """Return the inner line's fields; the runtime's time stands in where the program gives none."""
        wrapped = unwrap_document(document)
        return self.parse_wrapped(wrapped, received) if wrapped else None

    def parse_wrapped(self, wrapped: Wrapped, received: datetime) -> Parsed:
        """Return the fields of a line that is unwrapped already, by Docker, a shipper or any other runtime."""
        inner = self._program.parse(plain(wrapped.text), received)
        nanos = inner.time_unix_nano
        for time in wrapped.times:
            nanos = nanos if nanos is not None else parse_timestamp(time, received)
        number = inner.severity_number
        if not number and wrapped.stream == "stderr":
            number = severities.hint(wrapped.text)
        parsed = inner._replace(
            time_unix_nano=nanos,
            severity_number=number,
            attributes={**inner.attributes, "log.iostream": wrapped.stream},
        )
        document = wrapped.document
        if document is None:
            return parsed
        return parsed._replace(resource=_kubernetes(document) | _ecs(document) | dict(inner.resource))


def unwrap_document(document: Document) -> Wrapped | None:
    """Return what the runtime or the shipper wrapped, or None when the document is not theirs."""
    log = _written(document)
    stream = text(document, "stream", "source")
    if log is None or stream not in _STREAMS:
        return None
    if document.keys() <= _JSON_FILE:  # Docker's own: the rest of a line that it has split is in the next one
        return Wrapped((document.get("time"),), stream, log.endswith("\n"), log.rstrip("\r\n"))
    tag = document.get("logtag") or document.get("_p") or "F"
    whole = tag != "P" and str(document.get("partial_message", "false")).lower() != "true"
    times = tuple(time for key in _TIMES if (time := document.get(key)) is not None)
    return Wrapped(times, stream, whole, log.rstrip("\r\n"), document)


def _written(document: Document) -> str | None:
    log = document.get("log")
    if not isinstance(log, str) and ("logtag" in document or "_p" in document):
        log = document.get("message")  # Fluent Bit's CRI parser
    return log if isinstance(log, str) else None


def _kubernetes(document: Document) -> dict[str, AttributeValue]:
    known = mapping(document, "kubernetes")
    if not known:
        return {}
    container = text(known, "container_name")
    return filled(
        k8s__pod__name=text(known, "pod_name"),
        k8s__pod__uid=text(known, "pod_id"),
        k8s__namespace__name=text(known, "namespace_name"),
        k8s__container__name=container,
        k8s__node__name=text(known, "host"),
        service__name=text(mapping(known, "labels"), *_APP_LABELS) or container,
    )


def _ecs(document: Document) -> dict[str, AttributeValue]:
    name = text(document, "container_name")
    task = text(document, "ecs_task_definition")
    return filled(
        container__name=name.lstrip("/"),
        container__id=text(document, "container_id"),
        aws__ecs__cluster=text(document, "ecs_cluster"),
        aws__ecs__task__arn=text(document, "ecs_task_arn"),
        aws__ecs__task__definition=task,
        service__name=task.partition(":")[0] or name.lstrip("/"),
    )
