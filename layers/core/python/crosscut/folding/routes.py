"""What requests fold on: their method, the shape of their route, and the class of their status."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from crosscut.folding.masking import MAX_CHARACTERS, WILDCARD
from crosscut.model import AttributeValue, RedactedRecord

METHOD, PATH, STATUS = "http.request.method", "url.path", "http.response.status_code"
_MAX_SEGMENTS = 6  # of a route; what is deeper is one value
_VARIABLE_SEGMENT = re.compile(r"[^/]*(?:[\d<%@]|[^/]{40})[^/]*$")
_VERSION = re.compile(r"v\d{1,2}$")
_REMEMBERED_CHARACTERS = 200  # longer paths hardly come again


class Route(NamedTuple):
    """A request's method, the shape of its route and the class of its status."""

    text: str
    values: tuple[str, ...]


def route_of(record: RedactedRecord) -> Route | None:
    """Return what a request folds on; None where the record is none, or says more than that."""
    attributes = record.attributes
    path = attributes.get(PATH)
    method = attributes.get(METHOD)
    if not isinstance(path, str) or not record.body.startswith(f"{method} {path}"):
        return None
    made = _route if len(path) <= _REMEMBERED_CHARACTERS else _route.__wrapped__
    return made(f"{method}", path, attributes.get(STATUS))


@lru_cache(maxsize=8192)
def _route(method: str, path: str, status: AttributeValue | None) -> Route:
    shape, values = _shape(path)
    ending = f" {status // 100}xx" if isinstance(status, int) else ""
    return Route(f"{method} {shape}{ending}", values)


def _shape(path: str) -> tuple[str, tuple[str, ...]]:
    values = []
    segments = path[:MAX_CHARACTERS].split("\n", 1)[0].split("/")
    shape = []
    for segment in segments[: _MAX_SEGMENTS + 1]:
        if _VARIABLE_SEGMENT.match(segment) and not _VERSION.match(segment):
            values.append(segment)
            shape.append(WILDCARD)
        else:
            shape.append(segment.replace(" ", "%20"))
    if len(segments) > len(shape):
        values.append("/".join(segments[len(shape) :]))
        shape.append(WILDCARD)
    return "/".join(shape), tuple(values)
