"""What a text says once its disguise is taken off: encodings, invisible and look-alike letters, gaps, splits.

For those who look for orders to a model: a model reads all of these.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote_plus

_DEPTH = 2  # disguises on top of each other
_MOST = 24  # texts looked at in all
_RUNS, _LONGEST_RUN = 6, 8_192  # of base64 or hexadecimal, in one text
_MAY_BE_BASE64 = re.compile(r"[A-Za-z0-9+]{24}")  # paths are not, but for those with an id
_BASE64 = re.compile(r"(?<![A-Za-z0-9+/_=-])[A-Za-z0-9+/_-]{24,}={0,2}")
_HEX = re.compile(r"(?<![0-9A-Fa-f])(?:[0-9A-Fa-f]{2}){20,}(?![0-9A-Fa-f])")
_ESCAPE = re.compile(r"\\u\{?([0-9a-fA-F]{4,6})\}?|\\x([0-9a-fA-F]{2})")
_GAPS = re.compile(r"(?<![^\W_])[^\W\d_](?:[ ._*-]{1,2}[^\W\d_](?![^\W_])){7,}")
_FIELD = re.compile(
    r'["\']?\s*[,;}\]&|]+\s*[{\[]?\s*["\']?[\w.\-]{1,40}["\']?\s*[:=]\s*["\']?|["\']?\s+[\w.\-]{1,40}=["\']?'
)
_ITEM = re.compile(r'["\']\s*,\s*["\']')
_BREAK = re.compile(r"\\[nrt]|[\n\r\t]+")
_MARKS = re.compile(r"[*_`~|]+|</?\w{1,8}>|<!--|-->")
# One of these is in whatever ASCII text may be disguised.
MAY_HIDE = re.compile(rf"[%\\&]|\*\*|~~|</|{_MAY_BE_BASE64.pattern}|{_GAPS.pattern}")
# Letters of Cyrillic, Greek and Armenian, and some besides, that look like Latin ones (Unicode TR 39, confusables).
_LOOKALIKES = str.maketrans(
    "авсԁеһіјкӏмոорԛгѕтυѵԝхузАВСЕНІЈКМОРЅТХУԌαβεηικνορτυχγΑΒΕΖΗΙΚΜΝΟΡΤΥΧıɑɡɩʟոսցƖℓ",
    "abcdehijklmnopqrstuvwxyzABCEHIJKMOPSTXYGabenikvoptuxyABEZHIKMNOPTYXiagilnugIl",
)


def may_be_hidden(text: str) -> bool:
    """Whether there may be a disguise to take off. It is cheap, and often says so of what has none."""
    return (
        not text.isascii()
        or "%" in text
        or "\\" in text
        or "**" in text
        or "~~" in text
        or "</" in text
        or ("&" in text and ";" in text)
        or _MAY_BE_BASE64.search(text) is not None
        or _GAPS.search(text) is not None
    )


def unhidden(text: str) -> Iterator[str]:
    """Yield what the text may say, nothing twice and not the text itself; a bounded number of times."""
    seen, layer = {text}, [text]
    for _ in range(_DEPTH):
        found: list[str] = []
        for each in layer:
            for other in _once(each):
                if other not in seen:
                    if len(seen) > _MOST:
                        return
                    seen.add(other)
                    found.append(other)
                    yield other
        layer = found


def _once(text: str) -> Iterator[str]:
    if not text.isascii():
        plain = unicodedata.normalize("NFKC", "".join(map(_visible, text)))
        yield plain
        yield plain.translate(_LOOKALIKES)
        yield _without_accents(plain)
    if "%" in text or "+" in text:
        yield unquote_plus(unquote_plus(text))
    if "&" in text and ";" in text:
        yield html.unescape(html.unescape(text))
    if "\\" in text:
        yield _ESCAPE.sub(_escaped, text)
        yield _BREAK.sub(" ", text)
    yield from _decoded(text)
    if _GAPS.search(text):
        yield _GAPS.sub(_closed, text)
    for pattern in (_FIELD, _ITEM, _MARKS):
        if pattern.search(text):
            yield pattern.sub(" " if pattern is not _MARKS else "", text)


def _visible(character: str) -> str:
    """Return the character, nothing for one that is not seen, and the letter that a tag character stands for."""
    code = ord(character)
    if 0xE0020 <= code <= 0xE007E:
        return chr(code - 0xE0000)
    hidden = unicodedata.category(character) == "Cf" or code in (0x034F, 0x115F, 0x1160, 0x3164, 0xFFA0)
    return "" if hidden or 0xFE00 <= code <= 0xFE0F else character


def _without_accents(text: str) -> str:
    apart = unicodedata.normalize("NFD", text)
    return "".join(c for c in apart if unicodedata.category(c) != "Mn") if apart != text else text


def _escaped(found: re.Match[str]) -> str:
    code = int(found[1] or found[2], 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else found[0]


def _closed(found: re.Match[str]) -> str:
    """Return letters that stand apart as words: what is between words is twice what is between letters."""
    words = re.split(r"[ ._*-]{2}", found[0])
    return " ".join(re.sub(r"[ ._*-]", "", word) for word in words)


def _decoded(text: str) -> Iterator[str]:
    for pattern, decode in ((_BASE64, _base64), (_HEX, bytes.fromhex)):
        for run in list(pattern.finditer(text))[:_RUNS]:
            try:
                said = decode(run[0][:_LONGEST_RUN]).decode("utf-8")
            except (ValueError, binascii.Error):
                continue
            if said.isprintable() or said.replace("\n", " ").isprintable():
                yield f"{text[: run.start()]} {said} {text[run.end() :]}"


def _base64(run: str) -> bytes:
    plain = run.rstrip("=").replace("-", "+").replace("_", "/")
    return base64.b64decode(plain + "=" * (-len(plain) % 4))
