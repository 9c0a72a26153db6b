"""What records fold on: a key that alike records share, and the values in which they differ."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from crosscut.folding.frames import MARK, top_frames
from crosscut.folding.masking import MAX_CHARACTERS, WILDCARD, first_line, mask_block
from crosscut.folding.words import Canonical, canonical
from crosscut.model import SIGNAL_ATTRIBUTE, SUSPECT_ATTRIBUTE, RedactedRecord

_METHOD, _PATH, _STATUS = "http.request.method", "url.path", "http.response.status_code"
_MAX_SEGMENTS = 6  # of a route; what is deeper is one value
_VARIABLE_SEGMENT = re.compile(r"[^/]*(?:[\d<%@]|[^/]{40})[^/]*$")
_VERSION = re.compile(r"v\d{1,2}$")
_CACHE_LIMIT = 20_000


class Key(NamedTuple):
    """What records have in common that fold together."""

    service: str
    severity_number: int
    signal: str  # the sign of an attack that they are, mostly none
    text: str  # masked


def template_id(key: Key) -> str:
    """Return the id: the first 60 bits of SHA-256 over the key's parts, in hexadecimal."""
    return hashlib.sha256("\0".join(map(str, key)).encode("utf-8", "surrogatepass")).hexdigest()[:15]


class Keyer:
    """Gives records their keys, a block at a time."""

    def __init__(self) -> None:
        self._canonical: dict[str, Canonical] = {}  # by masked text: most messages repeat
        self._keys: dict[tuple[str, int, str, str], Key] = {}

    def texts(self, messages: Sequence[str]) -> list[tuple[str, tuple[str, ...]]]:
        """Return the canonical text of each message, and its values, one for each wildcard."""
        masked, values = mask_block(messages)
        made = []
        end = 0
        known = self._canonical
        if len(known) > _CACHE_LIMIT:
            known.clear()
        for text in masked:
            form = known.get(text)
            if form is None:
                form = known[text] = canonical(text)
            begin, end = end, end + form.values
            own = values[begin:end]
            # A list of values is one value.
            made.append(
                (form.text, tuple(own) if form.values == len(form.sizes) else _listed(own, form.sizes))
            )
        return made

    def keys(self, records: Sequence[RedactedRecord]) -> list[tuple[Key, tuple[str, ...]]]:
        """Return the key and the values of each record."""
        routes = [_route(record) for record in records]
        plain = [_message(record) for record, route in zip(records, routes, strict=True) if route is None]
        texts = iter(self.texts(plain) if plain else ())
        known = self._keys
        if len(known) > _CACHE_LIMIT:
            known.clear()
        made = []
        for record, route in zip(records, routes, strict=True):
            text, values = route or next(texts)
            attributes = record.attributes
            signal = ""
            if SIGNAL_ATTRIBUTE in attributes:
                signal = str(attributes[SIGNAL_ATTRIBUTE])
                if SUSPECT_ATTRIBUTE in attributes:
                    signal += f" {attributes[SUSPECT_ATTRIBUTE]}"
            service = str(record.resource.get("service.name", ""))
            parts = (service, record.severity_number, signal, text)
            key = known.get(parts)
            if key is None:
                key = known[parts] = Key(*parts)
            made.append((key, values))
        return made


def _listed(values: Sequence[str], sizes: Sequence[int]) -> tuple[str, ...]:
    stream = iter(values)
    return tuple([next(stream) if size == 1 else ", ".join(islice(stream, size)) for size in sizes])


def _message(record: RedactedRecord) -> str:
    message = first_line(record.body)
    exception = record.attributes.get("exception.type")
    if not isinstance(exception, str):
        return message
    # What a stack trace ends in, and where, tells two records with the same first line apart.
    trace = record.attributes.get("exception.stacktrace")
    if not isinstance(trace, str):
        trace = record.body if record.line_count > 1 else ""
    raised = [first_line(exception)] if record.line_count > 1 and exception not in message else []
    raised += [MARK + frame for frame in top_frames(trace)] if trace else []
    return f"{message[:MAX_CHARACTERS]} [{' '.join(raised)}]" if raised else message


def _route(record: RedactedRecord) -> tuple[str, tuple[str, ...]] | None:
    """Return a request's method, the shape of its route and the class of its status; None where it is none."""
    attributes = record.attributes
    path = attributes.get(_PATH)
    method = attributes.get(_METHOD)
    if not isinstance(path, str) or not record.body.startswith(f"{method} {path}"):
        return None
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
    status = attributes.get(_STATUS)
    ending = f" {status // 100}xx" if isinstance(status, int) else ""
    return f"{method} {'/'.join(shape)}{ending}", tuple(values)
