"""What records fold on: a key that alike records share, and the values in which they differ."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from crosscut.folding.frames import MARK, top_frames
from crosscut.folding.masking import MAX_CHARACTERS, first_line
from crosscut.folding.routes import PATH
from crosscut.folding.telling import CLOSE, OPEN, is_event, names_of, telling_names, text_among, told
from crosscut.model import SIGNAL_ATTRIBUTE, SUSPECT_ATTRIBUTE, Attributes, RedactedRecord

_TRIED = 3  # names of attributes that are looked for in a body
_EXCEPTION, _TRACE = "exception.type", "exception.stacktrace"
_SPECIAL = frozenset((SIGNAL_ATTRIBUTE, _EXCEPTION, PATH))


class Key(NamedTuple):
    """What records have in common that fold together."""

    service: str
    severity_number: int
    signal: str  # the sign of an attack that they are, mostly none
    text: str  # masked


def template_id(key: Key) -> str:
    """Return the id: the first 60 bits of SHA-256 over the key's parts, in hexadecimal."""
    return hashlib.sha256("\0".join(map(str, key)).encode("utf-8", "surrogatepass")).hexdigest()[:15]


def signal_of(attributes: Attributes) -> str:
    """Return the sign of an attack that a record is, and whose; mostly none."""
    signal = str(attributes.get(SIGNAL_ATTRIBUTE, ""))
    return (
        f"{signal} {attributes[SUSPECT_ATTRIBUTE]}" if signal and SUSPECT_ATTRIBUTE in attributes else signal
    )


class Names:
    """What the names of a record's attributes say of how it is folded. Most records of a log have the same ones."""

    __slots__ = ("_telling", "begin", "is_special", "may_be_attack", "may_be_request", "names")

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        self._telling = telling_names(names)
        self.is_special = bool(self._telling) or not _SPECIAL.isdisjoint(names)
        self.may_be_attack = SIGNAL_ATTRIBUTE in names
        self.may_be_request = PATH in names
        self.begin = (
            f"{min(names)}=" if names else "\n"
        )  # of a body made of the attributes, there being no message

    def message(self, record: RedactedRecord) -> tuple[str, str, tuple[str, ...]]:
        """Return what is to be masked of a record's message, what stands behind it, and the values of that."""
        attributes = record.attributes
        has_message = not self._is_made(record.body)
        message = _with_exception(record) if has_message else ""
        behind, values = told(self._telling, attributes, message)
        if not has_message and not is_event(behind):
            silent = [name for name in self.names if name not in self._telling and attributes[name] != ""]
            message = first_line(text_among(attributes)) or names_of(silent)
        return message, f"{OPEN}{behind}{CLOSE}" if behind else "", values

    def _is_made(self, body: str) -> bool:
        return body.startswith(self.begin) and all(
            f" {name}=" in body for name in sorted(self.names)[1:_TRIED]
        )


def _with_exception(record: RedactedRecord) -> str:
    message = first_line(record.body)
    exception = record.attributes.get(_EXCEPTION)
    if not isinstance(exception, str):
        return message
    # What a stack trace ends in, and where, tells two records with the same first line apart.
    trace = record.attributes.get(_TRACE)
    if not isinstance(trace, str):
        trace = record.body if record.line_count > 1 else ""
    raised = [first_line(exception)] if record.line_count > 1 and exception not in message else []
    raised += [MARK + frame for frame in top_frames(trace)] if trace else []
    return f"{message[:MAX_CHARACTERS]} [{' '.join(raised)}]" if raised else message


class KnownNames(dict[tuple[str, ...], Names]):
    """`Names` by the names, made when they are first asked for."""

    def __missing__(self, names: tuple[str, ...]) -> Names:
        made = self[names] = Names(names)
        return made

    def of(self, attributes: Sequence[Mapping[str, object]]) -> list[Names]:
        """Return the `Names` of each record's attributes."""
        return [*map(self.__getitem__, map(tuple, attributes))]
