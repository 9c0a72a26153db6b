"""Kubernetes events as JSON: `kubectl get events -o json`, watches, and exporters of events.

https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/
https://opentelemetry.io/docs/specs/semconv/resource/k8s/
"""

from __future__ import annotations

from datetime import datetime

from crosscut.formats import severities
from crosscut.formats.documents import NONE, Document, JsonDocument, filled, mapping, text, whole
from crosscut.formats.parsed import Parsed
from crosscut.formats.timestamps import parse_timestamp

# core/v1 and events.k8s.io/v1 call things differently; the last time comes first.
_TIMES = (
    "lastTimestamp",
    "eventTime",
    "deprecatedLastTimestamp",
    "firstTimestamp",
    "deprecatedFirstTimestamp",
)


class KubernetesEvents(JsonDocument):
    """One event, which may stand for several occurrences (`k8s.event.count`)."""

    name = "kubernetes_events"

    def parse_document(self, document: Document, received: datetime) -> Parsed | None:
        """Return the event at its last occurrence, with "Reason: message" as its body."""
        event = next(
            (mapping(document, key) for key in ("object", "event") if mapping(document, key)), document
        )
        about = mapping(event, "involvedObject") or mapping(event, "regarding")
        reason = text(event, "reason")
        if not about or not reason or "type" not in event:
            return None
        message = text(event, "message", "note").strip()
        kind, name = text(about, "kind"), text(about, "name")
        source = mapping(event, "source") or mapping(event, "deprecatedSource")
        node = text(source, "host") or (name if kind == "Node" else "")
        level = text(event, "type")
        return Parsed(
            f"{reason}: {message}" if message else reason,
            _time(event, received),
            severities.from_word(level),
            level,
            filled(
                k8s__event__reason=reason,
                k8s__event__count=whole(mapping(event, "series"), "count")
                or whole(event, "count")
                or whole(event, "deprecatedCount"),
                k8s__event__name=text(mapping(event, "metadata"), "name"),
                k8s__object__kind=kind,
                k8s__object__name=name,
                k8s__object__fieldpath=text(about, "fieldPath"),
                k8s__event__reporter=text(event, "reportingComponent", "reportingController")
                or text(source, "component"),
            ),
            named_object(kind, name, text(about, "namespace"))
            | filled(k8s__node__name=node, k8s__container__name=container_of(text(about, "fieldPath"))),
        )


def _time(event: Document, received: datetime) -> int | None:
    candidates: list[object] = [mapping(event, "series").get("lastObservedTime")]
    candidates += [event.get(key) for key in _TIMES]
    candidates.append((mapping(event, "metadata") or NONE).get("creationTimestamp"))
    return next((nanos for c in candidates if (nanos := parse_timestamp(c, received)) is not None), None)


def named_object(kind: str, name: str, namespace: str) -> dict[str, str | int | float | bool]:
    """Return an object's name and namespace under OpenTelemetry's names: k8s.pod.name, k8s.deployment.name, ..."""
    named = filled(k8s__namespace__name=namespace)
    return named | ({f"k8s.{kind.lower()}.name": name} if kind and name else {})


def container_of(path: str) -> str:
    """Return the container's name in `spec.containers{web}`, or ""."""
    return path.partition("{")[2].rstrip("}")
