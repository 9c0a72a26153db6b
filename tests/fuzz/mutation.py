"""Makes hostile inputs out of real ones: bytes, lines of text and JSON documents are bent, cut, doubled and mixed.

Everything is drawn from the `Random` that is handed in, so an input can be made again from its number.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from copy import deepcopy
from random import Random
from typing import Any

# What breaks programs: edges of integers and times, half characters, escapes, brackets that never close.
NASTY = (
    "", "\0", "\x1b[31m", "\ufeff", "\u202e", "\u2028", "\x85", "\ud800", "\udfff", "\U0001f600", "e\u0301", "\u0130",
    "null", "NaN", "Infinity", "-0", "1e999", "9" * 400, str(2**63), str(-(2**63) - 1), "0x7fffffff", "٣٤", "²",
    "0000-00-00T00:00:00Z", "9999-12-31T23:59:59.999999999Z", "10000-01-01", "1970-01-01T00:00:60Z",
    "0001-01-01T00:00:00+14:00", "31/Feb/2026:25:61:61 +9999", "Feb 30 24:60:60", "2026-02-29 23:59:59,999",
    "{", "}", "[", "]", '"', "'", "\\", '\\"', "\\u", "\\ud800", "\\u0000", "{" * 60, "[" * 60, '{"a":' * 30,
    "%", "%s", "%00", "%2e%2e/", "../", "../../etc/passwd", "s3://example-logs/x", "/", "//", "\t", " ", "  ", "\r",
    "\r\n", "\n", "\n\n", "|", "=", ":", ";", ",", "<", ">", "<IP:abcdefgh>", "`", "@channel", "<!channel>",
    "Traceback (most recent call last):", "Caused by: a", "\tat a.b.C(D.java:1)", "goroutine 1 [running]:",
    "... 3 more",
    "-----BEGIN PRIVATE KEY-----", "password=", "192.0.2.1", "[2001:db8::1]", "#Fields:", "#Version: 1.0", "A" * 300,
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**63, -(2**63) - 1, 10**300, 1.5, -0.0, 1e308, "", [], {}, [[]], [{}],
    {"": ""},
    {"a": {"a": {"a": []}}}, [None], ["x"] * 50, "x" * 2_000, *NASTY,
)  # fmt: skip
BYTES = (
    b"\0", b"\xff", b"\xfe\xff", b"\xff\xfe", b"\xef\xbb\xbf", b"\n", b"\r\n", b"\xc3", b"\xe2\x28\xa1",
    b"\xed\xa0\x80",
    b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"BZh9", b"PK\x03\x04", b"\x50\x2a\x4d\x18", b"\x1b[0m", b"\xc2\x85",
)  # fmt: skip
MOST = 20_000  # bytes or characters of one input


def bent_bytes(data: bytes, pick: Random) -> bytes:
    """Return the bytes with up to six places changed."""
    for _ in range(pick.choice((0, 1, 1, 2, 3, 6))):
        at = pick.randint(0, len(data))
        match pick.randint(0, 6):
            case 0:
                data = data[:at] + pick.choice(BYTES) + data[at:]
            case 1:
                data = data[:at]
            case 2:
                data = data[:at] + bytes([pick.randint(0, 255)]) + data[at + 1 :]
            case 3:
                data = data[at:] + data[:at]
            case 4:
                data = data[:at] + data[at + pick.randint(1, 40) :]
            case 5:
                data = data[:at] + data[at : at + 200] * pick.randint(2, 5) + data[at:]
            case _:
                data = data[:at] + pick.randbytes(pick.randint(1, 30)) + data[at:]
    return data[:MOST]


def bent_text(text: str, pick: Random) -> str:
    """Return the text with up to six places changed."""
    for _ in range(pick.choice((0, 1, 1, 2, 3, 6))):
        at = pick.randint(0, len(text))
        match pick.randint(0, 6):
            case 0 | 1:
                text = text[:at] + pick.choice(NASTY) + text[at:]
            case 2:
                text = text[:at]
            case 3:
                text = text[:at] + pick.choice(NASTY) + text[at + pick.randint(1, 30) :]
            case 4:
                text = text[:at] + text[at + pick.randint(1, 40) :]
            case 5:
                text = text[:at] + text[at : at + 200] * pick.randint(2, 4) + text[at:]
            case _:
                text = (
                    text[:at]
                    + chr(pick.choice((0, 9, 32, 92, 233, 0x2028, 0xD800, 0x10FFFF)))
                    + text[at + 1 :]
                )
    return text[:MOST]


def bent_lines(lines: Sequence[str], others: Sequence[str], pick: Random) -> str:
    """Return a stretch of the lines as text: bent, out of order, doubled, and with lines of other logs between."""
    begin = pick.randrange(len(lines))
    taken = list(lines[begin : begin + pick.choice((1, 2, 4, 12))])
    for _ in range(pick.choice((0, 1, 1, 2, 4))):
        at = pick.randrange(len(taken))
        match pick.randint(0, 4):
            case 0:
                taken.insert(at, pick.choice(others))
            case 1:
                taken.insert(at, taken[at])
            case 2:
                pick.shuffle(taken)
            case _:
                taken[at] = bent_text(taken[at], pick)
    return bent_text("\n".join(taken), pick) if pick.random() < 0.3 else "\n".join(taken)[:MOST]


def bent_json(document: Any, pick: Random) -> str:
    """Return the document as JSON with values put in place of others, fields left out, added, or there twice."""
    document = json.loads(json.dumps(document))
    for _ in range(pick.choice((0, 1, 1, 1, 2, 3))):
        holder, key = pick.choice(list(_places(document)))
        match pick.randint(0, 3):
            case 0 if isinstance(holder, dict):
                del holder[key]
            case 1 if isinstance(holder, dict):
                holder[pick.choice(NASTY)] = deepcopy(pick.choice(VALUES))  # for it may be bent, too
            case 2 if isinstance(holder[key], str):
                holder[key] = bent_text(holder[key], pick)
            case _:
                holder[key] = deepcopy(pick.choice(VALUES))  # for it may be bent, too
        if not any(True for _ in _places(document)):
            break
    text = json.dumps(document, ensure_ascii=pick.random() < 0.5)
    if pick.random() < 0.1:  # the same fields once more: which of them counts?
        text = text[:-1] + "," + text[1:] if text.startswith("{") and len(text) > 2 else text
    if pick.random() < 0.05:
        text = "[" * pick.choice((10, 1_000, 9_000)) + text
    return bent_text(text, pick) if pick.random() < 0.2 else text


def _places(document: Any) -> list[tuple[Any, Any]]:
    """Return every place of a value as its holder and the key in it."""
    found: list[tuple[Any, Any]] = []
    waiting = [document]
    while waiting:
        holder = waiting.pop()
        if isinstance(holder, dict | list):
            keys = list(holder) if isinstance(holder, dict) else range(len(holder))
            found += [(holder, key) for key in keys]
            waiting += [holder[key] for key in keys]
    return found
