"""Container lines as JSON: Docker's json-file, and the records of shippers around them (Fluent Bit, FireLens, Fluentd).

https://docs.docker.com/engine/logging/drivers/json-file/, https://docs.fluentbit.io/manual/pipeline/filters/kubernetes
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/firelens-using-fluentbit.html
"""

from __future__ import annotations

from datetime import datetime

from crosscut.formats import severities
from crosscut.formats.documents import Document, JsonDocument, filled, mapping, read_document, text
from crosscut.formats.parsed import Parsed
from crosscut.formats.program_line import ProgramLine
from crosscut.formats.timestamps import parse_timestamp
from crosscut.model import AttributeValue

_STREAMS = ("stdout", "stderr")
_TIMES = ("time", "@timestamp", "timestamp", "date")
# The recommended label first: https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/
_APP_LABELS = ("app.kubernetes.io/name", "app", "k8s-app")


class DockerJson(JsonDocument):
    """One line of a container, and who wrote it where the shipper knows."""

    name = "docker"

    def __init__(self) -> None:
        self._program = ProgramLine()

    def parse_document(self, document: Document, received: datetime) -> Parsed | None:
        """Return the inner line's fields; the runtime's time stands in where the program gives none."""
        log = _written(document)
        stream = text(document, "stream", "source")
        if log is None or stream not in _STREAMS:
            return None
        inner = self._program.parse(log, received)
        nanos = inner.time_unix_nano
        for key in _TIMES:
            nanos = nanos if nanos is not None else parse_timestamp(document.get(key), received)
        number = inner.severity_number
        if not number and stream == "stderr":
            number = severities.hint(log)
        return inner._replace(
            time_unix_nano=nanos,
            severity_number=number,
            attributes={**inner.attributes, "log.iostream": stream},
            resource=_kubernetes(document) | _ecs(document) | dict(inner.resource),
        )

    def inner(self, line: str) -> str:
        """Return what the program wrote, without the runtime's part; the line itself when there is none."""
        document = read_document(line)
        log = _written(document) if document is not None else None
        return line if log is None else log.rstrip("\r\n")


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
