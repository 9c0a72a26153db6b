"""Private keys in PEM, and of OpenVPN and PuTTY: from the header to the footer, to the end of the record, and on in the records after it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from crosscut.redaction.rule import Rule, Spans, records_of

_BLANK = rb"(?:[ +]|%20)"
_MARKER = (
    rb"----[- ](?:BEGIN|END)" + _BLANK + rb"(?:[A-Z0-9]{1,20}" + _BLANK + rb"){0,6}PRIVATE" + _BLANK + rb"KEY"
    rb"(?:" + _BLANK + rb"BLOCK)?[- ]----"
    # OpenVPN's, and PuTTY's, which has its lines between these.
    rb"|-----(?:BEGIN|END)"
    + _BLANK
    + rb"OpenVPN"
    + _BLANK
    + rb"Static"
    + _BLANK
    + rb"key"
    + _BLANK
    + rb"V[0-9]-----"
    rb"|Private-Lines: [0-9]{1,3}|Private-MAC: "
)
# RFC 7468 and RFC 4880. The pattern finds the markers only: what lies between them is found by walking, for a
# pattern over many repeated headers takes a time that grows with their square.
PRIVATE_KEY = Rule(
    kind="PRIVATE_KEY",
    name="pem-private-key",
    early=True,
    besides=(b"private", b"static"),
    pattern=_MARKER,
    accept=lambda value: bool(value.strip("\\rnt \r\n\t")),
    # Line ends are written in many ways, and do not make it another key.
    normalise=lambda value: re.sub(r"\\+[nr]|[^A-Za-z0-9+/=]", "", value),
    must_match=(
        "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----MIIE",
        "-----BEGIN OpenVPN Static key V1-----\n0984c209026dc9e8d4a3392f9daa4c39\n-----END OpenVPN Static key V1-----",
        "Private-Lines: 1\nAAAAIQDsynthetic=\nPrivate-MAC: 0f1e",
    ),
    must_not_match=(
        "-----BEGIN CERTIFICATE-----\nMIID\n-----END CERTIFICATE-----",
        "-----BEGIN PRIVATE KEY-----",
    ),
)
RULES = (PRIVATE_KEY,)

PATIENCE = 8  # records without a line of the key until one that was left open counts as cut off
# Of OpenVPN's.
_HEX_LINE = re.compile(rb"(?:^|[\s\"'|:>])([0-9a-f]{32})(?=\\?[\"'\s]|$|\\n)", re.MULTILINE)
# A line of the key, alone or behind what the logger puts before each line; then its last and shorter one.
_KEY_LINE = re.compile(rb"(?:^|[\s\"'|:>])([A-Za-z0-9+/]{40,76}={0,2})(?=\\?[\"'\s]|$|\\n)", re.MULTILINE)
_LAST_LINE = re.compile(
    rb"(?:^|[\s\"'|:>])([A-Za-z0-9+/]{1,76}={1,2}|[A-Za-z0-9+/]{16,76})(?:(?:\\{1,4}n)?\\?[\"']?\)?$|\\{1,4}[rn]|\\?[\"'](?=,))",
    re.MULTILINE,
)
# The same where the record after it is the end of the key: as short as it may be, and last or the message of a record.
_BEFORE_END = re.compile(
    rb"(?:^|[\s|>]|\([\"']|(?<![0-9]):|\"(?:log|message|msg|line|text|body|event|data|content)\\?\" ?: ?\\?[\"'])([A-Za-z0-9+/]{1,76}={0,2})(?:(?:\\{1,4}[rn])?\\?[\"']?\)?$|(?:\\{1,4}[rn])?\\?[\"'](?=,))",
    re.MULTILINE | re.IGNORECASE,
)
# The message of a record in JSON, which may be its last field: then it is this, rather than another field as short.
_MESSAGE = re.compile(
    rb"\"[\w@.]{0,16}(?:log|message|msg|line|text|payload|body|event|data|content)\\{0,4}\" ?: ?\\{0,4}\"([A-Za-z0-9+/]{1,76}={0,2})(?:\\{1,4}[rn]){0,2}\\{0,4}\" ?[,}]",
    re.IGNORECASE,
)
_LONG_ENOUGH = 16  # characters of a last line that nothing says to be one
_END = re.compile(rb"----[- ]END|Private-MAC:")


class OpenKey:
    """Whether the last record ended inside of a key. Goes from block to block."""

    def __init__(self) -> None:
        self.patience = 0
        self.inside = False  # the last record was a line of the key
        self.is_hex = False  # its lines are hexadecimal

    def expect(self, texts: Iterable[str]) -> None:
        """Take a key for open when one may have begun in `texts`, which could not be looked at."""
        if self.patience or any(
            begin in text for begin in ("PRIVATE KEY", "Static key", "Private-Lines") for text in texts
        ):
            self.patience, self.inside = PATIENCE, True

    def lines(self, record: bytes, following: bytes) -> Iterator[tuple[int, int]]:
        """Yield where this record goes on with the open key, and keep watch for its end; `following` is the next one."""
        end = _END.search(record)
        if self.is_hex:
            found = [
                match.span(1) for match in _HEX_LINE.finditer(record, 0, end.start() if end else len(record))
            ]
            yield from found
            self.patience, self.inside = 0 if end else PATIENCE if found else self.patience - 1, bool(found)
            return
        pattern = (
            _BEFORE_END
            if self.inside and not end and _END.search(following) and not _KEY_LINE.search(record)
            else _LAST_LINE
            if self.inside and (end or not _KEY_LINE.search(record))
            else _KEY_LINE
        )
        message = _MESSAGE.search(record) if pattern is not _KEY_LINE and not end else None
        if message and (
            pattern is _BEFORE_END or message[1].endswith(b"=") or len(message[1]) >= _LONG_ENOUGH
        ):
            found = [message.span(1)]
        else:
            last = end.start() if end else len(record)
            found = [match.span(1) for match in pattern.finditer(record, 0, last)]
        yield from found
        if end:
            self.patience, self.inside = 0, False
        elif found:
            self.patience, self.inside = PATIENCE, pattern is _KEY_LINE
        else:
            self.patience, self.inside = self.patience - 1, False


def _begins(data: bytes, marker: int) -> bool:
    return data[marker + 5 : marker + 6] == b"B" or data.startswith(b"Private-L", marker)


def bodies(data: bytes, markers: Spans, key: OpenKey | None) -> Spans:
    """Return where the bodies of keys are in a block of records; `key` is updated."""
    found: Spans = []
    marks = markers
    if not marks and (key is None or not key.patience):
        return found
    at = 0
    records = records_of(data)
    for n, (start, end) in enumerate(records):
        first = at
        while at < len(marks) and marks[at][0] < end:
            at += 1
        inside = marks[first:at]
        if key is not None and key.patience and (not inside or not _begins(data, inside[0][0])):
            following = data[slice(*records[n + 1])] if n + 1 < len(records) else b""
            found += [(start + s, start + e) for s, e in key.lines(data[start:end], following)]
        open_at = -1
        for s, e in inside:
            if open_at >= 0:
                found.append((open_at, s))
            open_at = e if _begins(data, s) else -1
        if open_at >= 0:
            found.append((open_at, end))
            if key is not None:
                key.patience, key.inside = PATIENCE, True
                key.is_hex = b"Static" in data[open_at - 30 : open_at]
        elif at >= len(marks) and (key is None or not key.patience):
            break
    return found
