"""Documents that hold many records: CloudTrail files, CloudWatch Logs, OTLP, lists of Kubernetes events, and others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from crosscut.formats.documents import read_document
from crosscut.formats.field_names import Part, role_of
from crosscut.formats.otlp import SCOPE, attributes_of

Documents = list[dict[str, Any]]
# Keys under which services and scripts list their records. They are envelopes only where each item looks like one.
_LISTS = ("events", "records", "logs", "entries")
_PAGES = (
    "searchedLogStreams",
    "nextForwardToken",
    "nextBackwardToken",
)  # `aws logs` filter- and get-log-events


def unpack(document: Mapping[str, Any]) -> Documents | None:
    """Return the documents inside, each with what it inherits; None when the document is no envelope.

    An envelope whose list is empty gives an empty list. What has the outside of an envelope but not its inside is
    none: nothing in it may be lost.
    """
    for key, open_ in _ENVELOPES.items():
        if key in document:
            try:
                return open_(document)
            except RecursionError:  # nested a thousand deep
                return None
    for key in _LISTS:
        if key in document:
            return _listed(document, key)
    return None


def _dicts(value: object) -> Documents | None:
    """Return a list of objects, or None when it is anything else."""
    return value if isinstance(value, list) and all(isinstance(item, dict) for item in value) else None


def _records(document: Mapping[str, Any]) -> Documents | None:
    """CloudTrail's files, S3's notifications: nothing but `Records`."""
    return _dicts(document["Records"]) if len(document) <= 2 else None


def _looked_up(document: Mapping[str, Any]) -> Documents | None:
    """Open `aws cloudtrail lookup-events`, whose events are JSON in a text."""
    events = _dicts(document["Events"])
    if events is None:
        return None
    inner = [read_document(str(event.get("CloudTrailEvent", ""))) for event in events]
    return [event for event in inner if event is not None] if None not in inner else None


def _log_events(document: Mapping[str, Any]) -> Documents | None:
    """Open a CloudWatch Logs subscription's document, also a control message."""
    events = _dicts(document["logEvents"])
    inherited = {
        key: document[key] for key in ("messageType", "owner", "logGroup", "logStream") if key in document
    }
    return [{**event, **inherited} for event in events] if events is not None else None


def _resource_logs(document: Mapping[str, Any]) -> Documents | None:
    """OTLP's records, each with its resource's attributes and its scope's name."""
    resources = _dicts(document["resourceLogs"])
    if resources is None:
        return None
    found: Documents = []
    for resource_logs in resources:
        resource = attributes_of(resource_logs.get("resource"))
        scopes = _dicts(resource_logs.get("scopeLogs", []))
        if scopes is None:
            return None
        for scope_logs in scopes:
            records = _dicts(scope_logs.get("logRecords", []))
            if records is None:
                return None
            scope = scope_logs.get("scope")
            name = scope.get("name") if isinstance(scope, dict) else None
            inherited = {"resource": resource, **({SCOPE: name} if name else {})}
            found += [{**record, **inherited} for record in records]
    return found


def _kubernetes_list(document: Mapping[str, Any]) -> Documents | None:
    """Lists of events and of audit events; the items of a typed list don't say again what they are."""
    items = _dicts(document["items"])
    if items is None or not isinstance(document.get("apiVersion"), str):
        return None
    if document.get("kind") == "EventList":
        return [{"kind": "Event", "apiVersion": document["apiVersion"], **item} for item in items]
    if document.get("kind") == "List" and all(item.get("kind") == "Event" for item in items):
        return items
    return None


_ENVELOPES: dict[str, Callable[[Mapping[str, Any]], Documents | None]] = {
    "Records": _records,
    "logEvents": _log_events,
    "resourceLogs": _resource_logs,
    "items": _kubernetes_list,
    "Events": _looked_up,
}


# A document without any of these is no envelope, and costs one look.
ENVELOPE_KEYS = frozenset({*_ENVELOPES, *_LISTS})


def _listed(document: Mapping[str, Any], key: str) -> Documents | None:
    """Open a list of records that say when they were or what happened, in a document that says neither."""
    items = _dicts(document[key])
    if items is None:
        return None
    if any(page in document for page in _PAGES):
        return [{"ingestionTime": 0, **item} for item in items]
    if not items or any(_part(name) in (Part.TIME, Part.BODY) for name in document if name != key):
        return None
    if not all(any(_part(name) in (Part.TIME, Part.BODY) for name in item) for item in items):
        return None
    inherited = {
        name: value
        for name, value in document.items()
        if isinstance(value, str) and _part(name) in (Part.SERVICE, Part.RESOURCE)
    }
    return [{**inherited, **item} for item in items]


def _part(name: str) -> Part | None:
    role = role_of(name)
    return role.part if role else None
