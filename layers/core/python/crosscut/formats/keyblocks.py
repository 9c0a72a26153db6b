"""Knows the lines of a private key: none may stand alone, where nothing tells that it is part of a secret."""

from __future__ import annotations

import re

_BEGIN = re.compile(r"----[- ]BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?[- ]----")
_END = re.compile(r"----[- ]END (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?[- ]----")
# RFC 7468: lines of 64 characters of base64, the last one shorter. A logger's prefix may stand before them, and JSON's
# quote behind them. Base64 of that length without a capital letter is none, but an id in hexadecimal or a path.
# RFC 1421 has headers, an empty line after them, and PGP a checksum.
_LONG = r"(?=[a-z0-9+/]{0,80}[A-Z])[A-Za-z0-9+/]{32,}={0,2}"
_MATERIAL = re.compile(
    rf".*(?<![A-Za-z0-9+/])(?:{_LONG}|[A-Za-z0-9+/]{{2,}}={{1,2}}|=[A-Za-z0-9+/]{{4}})[\s\"'}}\]\\n,]*$"
    r"|\s*[A-Za-z0-9+/]{1,76}={0,2}\s*$|\s*$|.*\b(?:Proc-Type|DEK-Info|Comment|Version): "
)


def opens_key(line: str) -> bool:
    """Whether a private key begins in `line` and does not end there."""
    if "PRIVATE KEY" not in line:
        return False
    begins = list(_BEGIN.finditer(line))
    return bool(begins) and not _END.search(line, begins[-1].end())


def closes_key(line: str) -> bool:
    """Whether a private key ends in `line`."""
    return "PRIVATE KEY" in line and _END.search(line) is not None


def is_key_material(line: str) -> bool:
    """Whether `line`, which follows an open private key, can be part of it."""
    return len(line) <= 1_000 and _MATERIAL.match(line) is not None
