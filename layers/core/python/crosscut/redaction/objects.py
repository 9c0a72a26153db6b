"""Values inside of an object whose name says what they are, and the data of a Secret of Kubernetes.

`"password":{"old":"...","new":"..."}`, of audits, and `"password":{"origin":"...","value":"..."}`, where more is said of
a value before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from crosscut.redaction.apart import KEY, QUOTE, VALUE
from crosscut.redaction.dumps import Field
from crosscut.redaction.found import found
from crosscut.redaction.matching import has
from crosscut.redaction.pseudonyms import TOKEN_BYTES

_SCALAR = rb"(?:" + QUOTE + rb"[^\"'\\\r\n\x1e]{0,160}" + QUOTE + rb"|[\w.]{1,20})"
_NEW = (
    rb"(?:(?:" + QUOTE + rb")? ?, ?" + QUOTE + rb"(?:new|after|to|current)(?:_?[vV]alue)?" + QUOTE + rb" ?: ?" + VALUE + rb")?"
)  # fmt: skip
# From the name of the object on; what is in it is seen, not taken, for objects may be in objects.
_CHANGES = tuple(
    (
        word,
        rb"[\"']([A-Za-z_][\w.\-]{1,64})" + QUOTE + rb" ?: ?\{(?= ?" + QUOTE + word + rb"(?:_?[vV]alue)?" + QUOTE + rb" ?: ?" + VALUE + _NEW + rb")",
    )
    for word in (b"old", b"before", b"from", b"previous")
)  # fmt: skip
_PARTS = ((1,), (2, 3, 4), (5, 6, 7))  # name, what was, what is
_CONTENT = re.compile(rb"value" + QUOTE + rb" ?: ?" + VALUE)
_KEY_BEFORE = re.compile(KEY + rb" ?: ?\Z")
_BESIDE = re.compile(
    rb"\{ ?(?:" + QUOTE + rb"[\w.\-$@]{1,40}" + QUOTE + rb" ?: ?" + _SCALAR + rb" ?, ?){1,4}" + QUOTE
)
# For a look at a block before all else: `"value":` from the word on, for every second word of JSON has a comma and a
# quote before it.
CHANGES = rb"\{ ?\\{0,16}[\"'](?:old|before|from|previous)(?:_?[vV]alue)?\\{0,16}[\"'] ?:|(?<=[\"'])value\\{0,16}[\"'] ?:"


def fields(data: bytes) -> Iterator[Field]:
    """Yield the name of the object for each value in it, and where the value is."""
    for word, pattern in _CHANGES:
        if has(word, data):
            for name, name_end, begin, end, first, last in found(pattern, data, _PARTS):
                if not TOKEN_BYTES.match(data, begin):
                    yield data[name:name_end], begin, end
                if first >= 0 and not TOKEN_BYTES.match(data, first):
                    yield data[name:name_end], first, last
    for match in _CONTENT.finditer(data):
        start = match.start()
        brace = data.rfind(b"{", max(0, start - 600), start)
        if brace < 0 or not _BESIDE.fullmatch(data, brace, start):
            continue
        key, last = _KEY_BEFORE.search(data, max(0, brace - 100), brace), match.lastindex or 0
        if key and not TOKEN_BYTES.match(data, match.start(last)):
            yield key[1], *match.span(last)


# The data of a Secret of Kubernetes, which is base64 of anything, in a line that says it is one.
_SECRET = re.compile(rb"[^\r\n\x1e]*\"kind\" ?: ?\"Secret\"[^\r\n\x1e]*")
_DATA = re.compile(rb"\"(?:data|stringData)\" ?: ?\{([^{}]*)\}")
_DATUM = re.compile(rb"\"[^\"]{1,253}\" ?: ?\"([^\"\\]{1,4096})\"")


def secrets(data: bytes) -> Iterator[Field]:
    """Yield the data of Secrets."""
    for line in _SECRET.finditer(data):
        for members in _DATA.finditer(data, *line.span()):
            for datum in _DATUM.finditer(data, *members.span(1)):
                yield b"password", *datum.span(1)
