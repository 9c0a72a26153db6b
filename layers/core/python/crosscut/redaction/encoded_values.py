"""Values in base64 under a name: `nie=WDEyMzQ1NjdM`, `X-Last-Name: RXhhbXBsZQ==`, read as what they hold."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from crosscut.redaction.rule import Spans

# The letters of base64, by what the bytes begin with that they encode in groups of three: one of ASCII that is printed (A),
# the first one of a longer character of UTF-8 (L), or one that such a character goes on with (C).
_A1, _L1, _C1 = rb"[I-Za-f]", rb"[w-z0-9]", rb"[g-v]"
_A2, _L2, _C2 = rb"[C-HS-Xi-ny-z0-3]", rb"[M-Pc-fs-v89+/_\-]", rb"[I-LYZabo-r4-7]"
_C3 = rb"[CGKOSWaeimquy26+\-]"
_NOT_C3 = rb"[ABDEFHIJLMNPQRTUVXYZbcdfghjklnoprstvwxz01345789/_]"
_ANY = rb"(?:[A-Za-z0-9+/_\-]|%(?:25)?2[BbFf])"
# Of random letters one group in four is such.
_GROUP = (
    rb"(?:(?:" + _A1 + rb"|" + _C1 + rb")(?:" + _A2 + _NOT_C3 + rb"|" + _L2 + _C3 + rb")"
    rb"|(?:" + _L1 + rb"|" + _C1 + rb")" + _C2 + rb"[A-Za-z0-9+/_\-])" + _ANY
)  # fmt: skip
_PAD = rb"(?:=|%(?:25)?3[dD])"
_ONE, _TWO = rb"[A-Za-z0-9][AQgw]", rb"[A-Za-z0-9][A-Za-z0-9+/_\-][AEIMQUYcgkosw048]"
_VALUE = (
    rb"(?:(?:" + _GROUP + rb"){2,}+(?:" + _ONE + _PAD + rb"{0,2}+|" + _TWO + _PAD + rb"?+)?+"
    rb"|" + _GROUP + rb"(?:" + _ONE + _PAD + rb"{2}|" + _TWO + _PAD + rb"))"
)  # fmt: skip
# Also for a look at a block before all else.
VALUES = (
    rb"(?:[=:>](?:[ \t]{1,4}+)?|%(?:25)?3[aAdD](?:%20|\+)?)[\[(]?(?:\\{0,8}[\"']|%(?:25)?2[27])?("
    + _VALUE
    + rb")(?=[\s\"'\\&;,<>{}()\[\]\x1e#]|%(?:25)?(?:2[2367cC]|3[bB]|5[dD]|7[dD])|(?![\s\S]))"
)
_LONGEST = 1_024  # letters
_FAR = 80  # bytes from a value back to where its name begins
_NAME = re.compile(
    rb"(?:(?<![\w.\-])|(?<=%[0-9A-Fa-f]{2}))([A-Za-z][\w.\-]{1,63})(?:\\{0,8}[\"']|%(?:25)?2[27]|\]|%5[dD])?[ \t]{0,4}(?:[=:]|-?>|%(?:25)?3[aAdD])(?:[ \t\[(\\\"'+]|%(?:25)?2[027])*\Z"
)
_HOW = re.compile(
    rb"(?i)^(?:b64|base64|encoded)[_\-]|(?:[_\-]|(?<=[a-z]))(?:b64|base64|encoded|enc)$"
)  # full_name_b64
_QUOTED = re.compile(rb"%(?:25)*([0-9A-Fa-f]{2})")
# What has parts of its own is looked into as a text (encoded.py).
_PARTS = re.compile(r"[{}\"=&<>\\]")


class Hidden(NamedTuple):
    """A value that is encoded."""

    name: bytes
    text: bytes  # what it holds
    start: int
    end: int


def values(data: bytes, spans: Spans) -> Iterator[Hidden]:
    """Yield those of the spans of `VALUES` that are base64 of printable text, with the names that they stand under."""
    for start, end in spans:
        if end - start > _LONGEST or not (text := decoded(data[start:end])):
            continue
        if name := _NAME.search(data, max(0, start - _FAR), start):
            yield Hidden(_HOW.sub(b"", name[1].rstrip(b"-")), text, start, end)


@lru_cache(maxsize=1_000)
def decoded(value: bytes) -> bytes:
    """Return the printable text in UTF-8 that `value` is base64 of, or nothing."""
    if b"%" in value:
        value = _QUOTED.sub(lambda escape: bytes((int(escape[1], 16),)), value)
    bare = value.rstrip(b"=")
    try:
        raw = base64.b64decode(bare.translate(_STANDARD) + b"=" * (-len(bare) % 4), validate=True)
        text = raw.decode()
    except (binascii.Error, UnicodeDecodeError):
        return b""
    return raw if text.isprintable() and not _PARTS.search(text) else b""


_STANDARD = bytes.maketrans(b"-_", b"+/")
