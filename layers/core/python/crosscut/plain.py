"""Text that comes from logs or from a model, made safe to show."""

from __future__ import annotations

import re
import unicodedata

# Escape sequences of ECMA-48: CSI (colours, cursor), OSC and its kin to their end (titles, links), the rest.
_SEQUENCES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]*[0-~]"
)
# Control, format (bidi marks, zero width, tags), surrogate and private-use characters.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co"})
_TAB = "    "


def plain_lines(text: str) -> list[str]:
    """Return the lines of `text` without anything that a terminal or a browser would obey, or the eye not see."""
    cleaned = _SEQUENCES.sub("", text.replace("\r\n", "\n"))
    return [_visible(line) for line in re.split(r"[\n\u2028\u2029]", cleaned)]


def plain(text: str) -> str:
    """Return `text` as one such line, with runs of space made one."""
    return " ".join(" ".join(plain_lines(text)).split())


def _visible(line: str) -> str:
    if line.isascii() and line.isprintable():
        return line
    line = line.replace("\t", _TAB)
    return "".join(character for character in line if unicodedata.category(character) not in _HIDDEN)
