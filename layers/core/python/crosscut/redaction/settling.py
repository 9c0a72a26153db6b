"""Where a replacement may change what a rule sees of the text beside it: such a text is looked at again.

Elsewhere a pseudonym changes nothing for any rule: the value was one word of plain characters, and stood between
delimiters that no rule's match goes beyond.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from enum import IntEnum
from typing import TYPE_CHECKING

from crosscut.redaction.rule import Spans

if TYPE_CHECKING:
    from crosscut.redaction.sweep import Finding


class Makeup(IntEnum):
    """What a value is made of, as far as a rule sees more or less once it is gone."""

    WORD = 0  # one short word
    ADDRESS = 1  # one short word with an @, at which rules of URLs look
    WORDS = 2  # some short words
    OTHER = 3  # quotes, brackets, signs, a command, or more than fits between two words that a rule looks at


# A colon is in addresses only, of the internet and of devices: elsewhere it may end a name.
_WORD = re.compile(
    r"[\w./+%\-]{1,40}|(?:[0-9a-fA-F]{1,4}:){5,7}[0-9a-fA-F.]{1,15}|[0-9a-fA-F:]{0,32}::[0-9a-fA-F:.]{0,32}"
)
_LETTERED = re.compile(r"[a-z]{3,}")
_ADDRESS = re.compile(r"[\w./+%\-@]{1,64}")
_WORDS = re.compile(r"[\w./+%\-@, ]{1,64}")


def makeup(value: str, commands: frozenset[str]) -> Makeup:
    """Return what a value is made of. `commands` are words that say to rules what stands behind them."""
    if value.isdecimal() and len(value) <= 40:  # as the ids of users and orders are, of which there are most
        return Makeup.WORD
    if not commands.isdisjoint(_LETTERED.findall(value.partition("@")[0].lower())):
        return Makeup.OTHER
    if _WORD.fullmatch(value):
        return Makeup.WORD
    if _ADDRESS.fullmatch(value):
        return Makeup.ADDRESS
    return Makeup.WORDS if _WORDS.fullmatch(value) else Makeup.OTHER


def unsettled(data: bytes, found: Sequence[Finding], named: frozenset[int]) -> list[int]:
    """Return where what replaces these, which are in order, may show a rule something new.

    `named` are the rules by whose match a name stands before the value.
    """
    places: list[int] = []
    last = len(data)
    has_quotes = b'"' in data or b"'" in data
    for start, end, order, decision in found:
        before, behind = data[start - 1] if start else _LINE_END, data[end] if end < last else _LINE_END
        if (
            before == behind == _QUOTE
            and not decision.makeup
            and data[end + 1 : end + 2] in _BEHIND_MEMBER
            and data.endswith(_OF_JSON, 0, start)
        ):
            continue  # a member of JSON, which is quoted on its own
        if (
            (decision.makeup and _may_show(data, start, end, decision.makeup))
            or (
                before not in _QUIET
                and before not in _BEFORE
                and not _is_of_arn_or_enclosed(data, start, end)
            )
            or (
                behind == _EQUALS  # it was the name of a pair, which ends the value before it
                or (
                    behind not in _QUIET
                    and (
                        (behind not in _BEHIND and not _is_enclosed(data, start, end))
                        or (behind in _CLOSING and end + 1 < last and data[end + 1] in _LETTERS)
                        or (behind == _BRACKET and end + 1 < last and data[end + 1] in _DIGITS)
                    )
                )
            )
            or (start > 4 and data[start - 2] in _DIGITS and data[start - 5 : start - 1].isdigit())
            or (end + 4 < last and data[end + 1] in _DIGITS and data[end + 1 : end + 5].isdigit())
            or (
                end + 1 < last
                and data[end + 1] in _BEFORE_NUMBERS
                and data[end - 1] not in _DIGITS
                and _NUMBER.match(data, end)
            )
            or (order in named and not data.endswith(_SIGNS, 0, start))
            or (
                before not in (_LINE_END, _GREATER)
                and not data.endswith(_CLOSED, 0, start)
                and _may_go_on(data, start, has_quotes=has_quotes)
            )
        ):
            places.append(start)
    return places


def read_anew(starts: Sequence[int], regions: Spans) -> list[int]:
    """Return a place in each of these regions, which are read otherwise as a whole, that one of these begins in."""
    return [
        begin
        for begin, end in regions
        if (first := bisect_left(starts, begin)) < len(starts) and starts[first] < end
    ]


# What delimits for every rule: none begins or ends with it, and none sees beyond it but for groups of four digits.
# An opening one before a value, a closing one behind it; beyond others some rules see.
_QUIET = frozenset(b" \t\n,;=&|")
_BEFORE = frozenset(b"\"'([{<")
_BEHIND = frozenset(b"\"'()]}")
_CLOSING = frozenset(b"\"')]}>")
_QUOTES = frozenset(b"\"'")
_LETTERS = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
_DIGITS = frozenset(b"0123456789")
_LINE_END, _BLANK, _QUOTE, _BRACKET, _LESS, _EQUALS, _GREATER = b'\n "(<=>'
# Nor does any end with this, which stands in each record of CloudTrail.
_OF_ARN = b":user/"
# As most values stand behind their names: a rule that has seen something else between the two reads it another way once
# a pseudonym stands there.
_OF_JSON = (b'":"', b'": "', b'\\":\\"', b'\\": \\"')
_BEHIND_MEMBER = (b",", b"}", b"]")
_CLOSED = (*_OF_JSON, _OF_ARN)  # whatever stood before it
_SIGNS = (*_OF_JSON, b"=", b": ", b":", b'="', b"='", b"': '", b": '", b': "', b">")
_WHOLE_MEMBER = re.compile(rb"[{,][ \t]?(\\*)\"[^\"\\]{1,64}\1\"[ ]?:[ ]?\1\"\Z")
_BEFORE_NUMBERS = frozenset(b"0123456789 \t\\\"'=:/#")
_NUMBER = re.compile(rb"[\s\\\"'=:/#]{1,6}[0-9]")  # which a word before it may make a version
_END_OF_MEMBER = re.compile(rb"\\*\"[ ]?[,}\]]")
_FAR = 200  # bytes: between a name and the end of its value


def _may_show(data: bytes, start: int, end: int, what: int) -> bool:
    if what == Makeup.OTHER:
        return True
    if what == Makeup.WORDS:  # unless they are a member's of JSON
        member = _WHOLE_MEMBER.search(data, max(0, start - 80), start)
        return member is None or not _END_OF_MEMBER.match(data, end)
    scheme = data.rfind(b"://", max(0, start - 2 * _FAR), start)
    return scheme >= 0 and not _END_OF_URL.search(data, scheme, start)


_END_OF_URL = re.compile(rb"[\s\"'<>\x1e]")


def _is_of_arn_or_enclosed(data: bytes, start: int, end: int) -> bool:
    return data.endswith(_OF_ARN, 0, start) or _is_enclosed(data, start, end)


def _is_enclosed(data: bytes, start: int, end: int) -> bool:
    """Whether it stands between two tags, or an opening and a closing angle bracket."""
    if not start or end == len(data):
        return False
    if data[end] == _GREATER:
        return data[start - 1] == _LESS
    if data[start - 1] != _GREATER or not data.startswith(b"</", end):
        return False
    tag = data.rfind(b"<", max(0, start - _FAR), start)
    return tag >= 0 and _TAG.fullmatch(data, tag, start) is not None and not _is_in_quotes(data, tag)


_TAG = re.compile(rb"<[A-Za-z][\w:.\-]*(?:\s+[\w:.\-]+=(?:\"[^\"]*\"|'[^']*'))*\s*>")


def _may_go_on(data: bytes, start: int, *, has_quotes: bool) -> bool:
    """Whether a value that begins before this place may end here once a pseudonym stands here."""
    first = max(0, start - _FAR)
    first = data.rfind(b"\n", first, start) + 1 or first
    sign = max(data.rfind(b":", first, start), data.rfind(b"=", first, start))
    if sign <= first:
        return False
    if sign + 1 < start and data[sign + 1 : start].strip(_OPENING) and _may_have_blanks(data, sign):
        return True
    if not has_quotes:
        return False
    if _is_in_quotes(data, start):
        return True
    tag = data.rfind(b">", first, start - 1)
    return tag > first and data[tag - 1] in _QUOTES and data.find(b"<", tag, start) < 0


def _is_in_quotes(data: bytes, start: int) -> bool:
    """Whether a value that may have blanks is quoted, and its quotes are still open here."""
    first = max(0, start - _FAR)
    quote = max(data.rfind(b'"', first, start - 1), data.rfind(b"'", first, start - 1))
    if quote - 2 <= first:
        return False
    sign = quote - 2 if data[quote - 1] == _BLANK else quote - 1
    return data[sign] in b":=" and _may_have_blanks(data, sign)


_OPENING = b" \t\"'\\([{"


def _may_have_blanks(data: bytes, sign: int) -> bool:
    return data[max(0, sign - 24) : sign].rstrip(b" \t\"'\\])%").lower().endswith(_OF_WORDS)


# How names end whose values may have blanks: such a value ends before a pseudonym, but not before what it replaces.
_OF_WORDS = (
    b"name", b"holder", b"to", b"addr", b"address", b"1", b"2", b"3", b"street", b"line", b"code", b"zip", b"plz",
    b"ssn", b"nino", b"bsn", b"cpf", b"dni", b"nie", b"nir", b"nif", b"pesel", b"cnp", b"sin", b"tin", b"insee",
    b"aadhaar", b"aadhar", b"svnr", b"ahv", b"cf", b"card", b"number", b"nummer", b"no", b"nr", b"id", b"fiscale",
    b"passport", b"license", b"licence", b"security", b"insurance", b"phone", b"mobile", b"msisdn", b"tel", b"fax", b"cell",
    b"mrn", b"record", b"medicare", b"pps", b"ppsn", b"hkid", b"cnic", b"iqama", b"itin", b"plate", b"customer", b"patient", b"employee",
    b"nome", b"nom", b"nombre", b"apellido", b"apellidos", b"cognome", b"naam", b"namn", b"navn", b"nimi", b"nume", b"ime", b"isim", b"user", b"usr",
)  # fmt: skip
