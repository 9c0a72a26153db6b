"""Lines in which quotes are written otherwise, or colours stand beside a sign: what they hold, with plain quotes and no colours.

`Value “x” is not valid`, `密码：x` of Chinese and Japanese, `{\\u0022password\\u0022:\\u0022x\\u0022}`, `\\x22` of nginx, `password ESC[0m = ESC[35m x` of console writers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from crosscut.redaction.rule import Spans
from crosscut.redaction.siem import Line, unescaped

_CURLY = rb"\xe2\x80[\x98\x9a\x9c-\x9f\xb9\xba]|\xc2[\xab\xbb]|(?<=[^A-Za-z\x80-\xff])\xe2\x80\x99|\xe2\x80\x99(?![A-Za-z\x80-\xff])"
_WIDE = rb"(?<=[\w\x80-\xff])\xef\xbc[\x9a\x9d](?=[\w\"'\x80-\xff])"
_ESCAPED = rb"\\{1,8}(?:u00|x)(?:2[27]|5[cC])"
COLOUR = rb"(?:\x1b|\\{1,8}(?:u001[bB]|x1[bB]|e|033))\[[0-9;]{0,12}m"
# Before what may be a value: behind a word or a sign, and not before a level.
_BEFORE_VALUE = (
    rb"(?:(?<=[a-z] )|(?<=[a-z][:=] ))(?:" + COLOUR + rb"){1,3}+(?=[\w\"'+/$\x80-\xff])(?!(?:INFO|WARN|ERROR|DEBUG|TRACE|FATAL)\b)"
)  # fmt: skip
# Where there is something of this; what only follows a sign needs no other reading. From the last backslash on: a flood of
# them is not walked through from each one.
_LAST_COLOUR = COLOUR.replace(rb"\\{1,8}", rb"\\")
SIGNS = (
    rb"(?:" + _CURLY + rb"|" + _WIDE + rb"|\\(?:u00|x)2[27]|" + _LAST_COLOUR + rb"(?:" + COLOUR + rb"){0,2}+[ ]?(?:[=:]|->)|" + _BEFORE_VALUE + rb")"
)  # fmt: skip
# Beside a plain quote a curly one is a part of the value.
_WRITTEN = re.compile(
    rb"(?P<bare>(?<=[\"'])(?:"
    + _CURLY
    + rb")|(?:"
    + _CURLY
    + rb")(?=\\{0,8}[\"']))|(?P<wide>"
    + _WIDE
    + rb")|"
    + _CURLY
    + rb"|"
    + _ESCAPED
    + rb"|(?:"
    + COLOUR
    + rb")+"
)
_SINGLE = (b"\xe2\x80\x98", b"\xe2\x80\x99", b"\xe2\x80\x9a", b"\xe2\x80\xb9", b"\xe2\x80\xba")


def lines(data: bytes, spans: Spans) -> Iterator[Line]:
    """Yield the lines that have one of these spans of `SIGNS`, each once and in order."""
    done = -1
    for place, _ in spans:
        if place < done:
            continue
        start, done = data.rfind(b"\n", 0, place) + 1, data.find(b"\n", place)
        done = len(data) if done < 0 else done
        # As long as it was: what is written in more bytes than it means begins with some that mean nothing.
        raw = _WRITTEN.sub(_meant, data[start:done])
        yield Line(start, unescaped(raw), raw)


def _meant(written: re.Match[bytes]) -> bytes:
    text = written[0]
    if text[:1] == b"\\" and text[-1:] != b"m":
        sign = bytes((int(text[-2:], 16),))
    elif text[-1:] == b"m" or written["bare"]:
        sign = b""
    elif written["wide"]:
        sign = b":" if text[-1:] == b"\x9a" else b"="
    else:
        sign = b"'" if text in _SINGLE else b'"'
    return b"\0" * (len(text) - len(sign)) + sign
