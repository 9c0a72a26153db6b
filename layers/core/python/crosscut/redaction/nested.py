"""Values whose name stands outside of the brackets that they are in: parts of a name, old and new values, wrapped ones.

`name: { first: 'Anna' }`, `"last_name":["old","new"]`, `{"field":"last_name","old":"x","new":"y"}`, `FirstName:{String:Anna Valid:true}`.
"""

from __future__ import annotations

import re
import string
from array import array
from collections.abc import Iterator
from functools import lru_cache

from crosscut.redaction.dumps import Field, is_name
from crosscut.redaction.found import bare, found
from crosscut.redaction.matching import available, compile_matcher
from crosscut.redaction.pseudonyms import TOKEN_BYTES
from crosscut.redaction.values import PSEUDONYM

_NAME = rb"[A-Za-z_][\w.\-]{0,60}"
# Names that say what a value is, by their ends; in lower case.
_ENDS = (
    rb"(?:name|mail|phone|mobile|street|address(?:[_\-]?(?:line)?[_\-]?[123])?|postal[_\-]?code|post[_\-]?code|zip|zip[_\-]?code|password|passwd"
    rb"|passphrase|secret|token|api[_\-]?key|iban|ssn|birth[_\-]?(?:date|day)|date[_\-]?of[_\-]?birth|dob|holder|nombre|nome|nom|naam|vorname|nachname|prenom|cognome|apellidos?|username|login|user[_\-]?id)"
)
_TELLING = rb"[\w.\-]{0,32}?" + _ENDS
# Who has a name. Of a business, and of those who log in.
_WHO = rb"(?:customer|patient|employee|person|contact|recipient|sender|payer|payee|debtor|creditor|buyer|seller|passenger|guest|driver|student|applicant|billing|shipping|holder|member|subscriber|beneficiary|tenant|cdtr|dbtr|ultmtcdtr|ultmtdbtr)"
_LOGINS = frozenset(
    (
        b"user",
        b"author",
        b"committer",
        b"pusher",
        b"actor",
        b"assignee",
        b"reporter",
        b"reviewer",
        b"requester",
        b"principal",
    )
)
_SIGN = rb"(?:\\{0,8}[\"'])?\]?[ ]?(?:=>|[:=])[ ]?"
# The brackets, perhaps with the type of what is in them; `first_name { value: "x" }` of protocol buffers has no sign.
_BRACKET = rb"(?:" + _SIGN + rb"(#?<?&?[a-z][\w.:\[\]]{0,40}[ ]?)?([\[({<])|[ ]([{<]))(?=[\w\s\\\"'{(%:\[])"
# From the end of a name on, for a search is quick where what it looks for begins with a literal.
_OPENING = rb"(" + _ENDS + rb"|" + _WHO + rb"|" + b"|".join(sorted(_LOGINS)) + rb")" + _BRACKET
_OF_NAMES = string.ascii_letters.encode() + string.digits.encode() + b"_.-"
_PARTS = {
    b"first": b"first_name", b"last": b"last_name", b"given": b"given_name", b"family": b"family_name", b"middle": b"middle_name",
    b"full": b"full_name", b"forename": b"first_name", b"display": b"display_name", b"legal": b"legal_name", b"formatted": b"full_name", b"maiden": b"maiden_name",
}  # fmt: skip
_CHANGES = frozenset(
    b"old new from to before after previous current was now original updated oldvalue newvalue old_value new_value fromvalue tovalue fromstring tostring "
    b"from_value to_value previousvalue currentvalue previous_value current_value left right a b value".split()
)
_WRAPPED = frozenset((b"value", b"string", b"s", b"text", b"raw", b"content", b"$t", b"_text", b"#text"))
_STRING = rb"(?:[bu]?\\{0,8}\"([^\"\\\r\n\x1e]{0,512})(?:\\{0,8}\")?|[bu]?'([^'\r\n\x1e]{0,512})')"
_BARE = rb"([^\s\"'\\,;{}()\[\]<>\x1e]{1,160})"
_BEFORE = rb"[\s,;]{0,24}(?:\\{0,8}[\"'])?:?"
_CHILD = (
    _BEFORE + rb"(" + _NAME + rb"|[#$_][\w]{1,8})(?:\\{0,8}[\"'])?[ ]?(?:=>|[:=])[ ]{0,8}(?:" + _STRING + rb"|" + _BARE + rb")"
)  # fmt: skip
_ITEM = rb"[\s,;]{0,24}(?:[a-z]{1,4}[ ])?(?:->|=>)?[ ]?(?:[bu]?\\{0,8}\"([^\"\\\r\n\x1e]{0,512})\\{0,8}\"|[bu]?'([^'\r\n\x1e]{0,512})'|(null|nil|none|undefined))"
_CHILD_AT, _ITEM_AT = re.compile(_CHILD), re.compile(_ITEM)
# What a validation says of a field: "is too short", "must contain a digit".
_MESSAGE = rb"(?i:\b(?:is|are|must|can't|cannot|should|required|invalid|blank|too|length|least|most|characters|field|not|has|already|taken|valid|be|only|please)\b)[^@]*(?: |\.\Z)|(?i: (?:required|invalid|blank|taken|length|characters|field)\b)"
_MOST = 16  # members of brackets
# "field":"last_name", and what was and is in it.
_OF_FIELD = (
    rb"(?<![\w.\-])(?:field(?:[_\-]?name)?|attribute|attr|column|property|prop|path|key)"
    + _SIGN
    + rb"\\{0,8}[\"']?(?:[\w/\-.]{0,80}[/.])?("
    + _TELLING
    + rb")(?:\\{0,8}[\"'])?(?=[ ,;])"
)
# "last_name": "a" -> "b", last_name changed from "a" to "b".
_TEXT = rb"(?:\\{0,8}\"([^\"\\\r\n\x1e]{1,256})\\{0,8}\"|'([^'\r\n\x1e]{1,256})')"
_CHANGE = (
    rb"(?:\\{0,8}[\"'])?[ ]?(?:=>|[:=])?[ ]?(?:changed |updated |set )?(?:from )?" + _TEXT + rb"[ ]?(?:->|=>|-->|\xe2\x86\x92|to)[ ]?" + _TEXT
)  # fmt: skip
_ARROW = rb"(" + _ENDS + rb")" + _CHANGE
# last_name: Example -> Other
_BARE_CHANGE = rb"[ ]?[:=][ ]?[^\s\"',;{}\[\]()=\x1e%b]{1,60}(?: [^\s\"',;{}\[\]()=\x1e%b]{1,40}){0,3} (?:->|=>|-->|\xe2\x86\x92) ([^\s\"',;{}\[\]()=\x1e%b]{2,60})"
# The third group is all of the value, of which the second has no colon.
_BARE_CHANGE = rb"(?=" + _BARE_CHANGE % ((b":?",) * 3) + rb")" + _BARE_CHANGE % ((b"",) * 3)
_BARE_ARROW = rb"(" + _ENDS + rb")(?!" + PSEUDONYM + rb")" + _BARE_CHANGE
# <Cdtr><Nm>x</Nm>, <Customer><Name>x</Name>, <Name><First>x</First><Last>y</Last></Name>.
_ELEMENT = (
    rb"<(?:[\w\-]{1,24}:)?("
    + _WHO
    + rb"|[a-z_]{0,24}name|user|author|customer|person|contact)(?: [^<>\x1e]{0,160})?>\s{0,40}(?=<)"
)
_INNER = rb"\s{0,40}<(?:[\w\-]{1,24}:)?([A-Za-z][\w\-]{0,40})(?: [^<>\x1e]{0,160})?>([^<>\x1e]{1,300})</[\w:\-]{1,64}>"
_INNER_AT = re.compile(_INNER)

# For a look at a block before all else, in lower case. What begins a value begins this, but for changes of quoted values.
_BETWEEN = rb"[\"'][ ]?(?:->|=>|-->|\xe2\x86\x92|to)[ ]?\\*+[\"']"
_IS = rb"(?:\\*+[\"'])?\]?[ ]?(?:=>|[:=])[ ]?"
NESTED = (
    rb"(?:" + _ENDS + rb"|" + _WHO + rb"|" + b"|".join(sorted(_LOGINS)) + rb")(?:" + _IS + rb"[\w.:#<&\[\]]*[ ]?[\[({<]|[ ][{<])[\w\s\\\"'{(%:\[]"
    rb"|(?:field(?:[_\-]?name)?|attribute|attr|column|property|prop|path|key)" + _IS + rb"\\*+[\"']?[\w/\-.]*?" + _ENDS + rb"(?:\\*+[\"'])?[ ,;]"
    # What is between two quoted values is told from the rest at once, what stands before them only far behind.
    rb"|" + _BETWEEN +
    rb"|<(?:[\w\-]++:)?(?:" + _WHO + rb"|[a-z_]*?name|user|author)(?: [^<>\x1e]*+)?>\s*+<"
)  # fmt: skip


ARROW = rb" (?:->|=>|-->|\xe2\x86\x92) "


# The first member that can tell something, if there is one, and then whether another one follows. Behind a name in quotes
# a bare word is none.
_KNOWN = frozenset((b"name", b"nm", *_PARTS, *_CHANGES, *_WRAPPED))
_TELLING_CHILD = (
    rb"(?>" + bare(_CHILD) + rb"){0,15}?" + _BEFORE + rb"(" + b"|".join(map(re.escape, sorted(_KNOWN, reverse=True))) + rb")"
    rb"(?:\\{0,8}[\"'][ ]?(?:=>|[:=])[ ]{0,8}" + _STRING + rb"|[ ]?(?:=>|[:=])[ ]{0,8}(?:" + _STRING + rb"|" + _BARE + rb"))"
    rb"(?=(" + bare(_CHILD) + rb"))?"
)  # fmt: skip
_CONTENT = _TELLING_CHILD + rb"|(?<=\[)(?>" + bare(_ITEM) + rb")" + bare(_ITEM) + rb"|(?<=\()" + bare(_ITEM)
_TELLING_INNER = (
    rb"(?>" + bare(_INNER) + rb"){0,15}?\s{0,40}<(?:[\w\-]{1,24}:)?(" + b"|".join(map(re.escape, sorted(_KNOWN)))
    + rb")(?: [^<>\x1e]{0,160})?>([^<>\x1e]{1,300})</[\w:\-]{1,64}>(?=(" + bare(_INNER) + rb"))?"
)  # fmt: skip


def changes(lowered: bytes) -> Iterator[Field]:
    """Yield the name of each value that another becomes, without quotes, and where it is."""
    for start, name_end, begin, end in found(_BARE_ARROW, lowered, ((1,), (3,))):
        yield _whole(lowered, start, name_end), begin, end


def fields(data: bytes, lowered: bytes, places: array[int] | None = None) -> Iterator[Field]:
    """Yield the name that tells what it is of each value whose name stands outside of its brackets, and where the value is.

    `places` are those of `NESTED`, where they are known.
    """
    for start, name_end, kind, kind_end, place, at, told, told_end, begin, end, more, _ in found(
        _OPENING, lowered, ((1,), (2,), (3, 4), (5,), (6, 7, 8, 9, 10), (11,)), _CONTENT, places
    ):
        bracket = lowered[place]
        if bracket == _TOKEN and TOKEN_BYTES.match(data, place):
            continue  # what was redacted
        if bracket == _CALL and kind >= 0 and not _TYPE.search(data, kind, kind_end):
            continue  # the call of a function
        parent = _whole(lowered, start, name_end)
        if bracket in _OF_LISTS:
            yield from _items(parent, lowered, at, first=bracket == _CALL)
        if told < 0:
            continue
        if begin < end and (name := _name_of(parent, lowered[told:told_end], data[begin:end])):
            yield name, begin, end
        for child, first, last in _members(lowered, more) if more >= 0 else ():
            if child in _KNOWN and (name := _name_of(parent, child, data[first:last])):
                yield name, first, last
    # Where fields follow each other, the same members follow many.
    members: dict[int, _Member | None] = {}
    told_of: set[tuple[bytes, int]] = set()
    for _, at, start, name_end in found(_OF_FIELD, lowered, ((0,), (1,)), _TELLING_CHILD, places):
        name = lowered[start:name_end]
        for _ in range(_MOST):
            if at not in members:
                members[at] = _member(lowered, at)
            if (member := members[at]) is None:
                break
            child, begin, end, at = member  # noqa: PLW2901
            if child in _CHANGES and begin < end and (name, begin) not in told_of:
                told_of.add((name, begin))
                yield name, begin, end
    changes = (
        found(_ARROW, lowered, ((1,), (2, 3), (4, 5)))
        if compile_matcher(_BETWEEN, available()).is_in(lowered)
        else ()
    )
    for start, name_end, begin, end, first, last in changes:
        name = _whole(lowered, start, name_end)
        yield name, begin, end
        yield name, first, last
    for start, name_end, told, told_end, begin, end, more, _ in found(
        _ELEMENT, lowered, ((1,), (2,), (3,), (4,)), _TELLING_INNER, places
    ):
        parent = lowered[start:name_end]
        if name := _name_of(parent, lowered[told:told_end], data[begin:end]):
            yield name, begin, end
        for child, first, last in _inner(lowered, more) if more >= 0 else ():
            if child in _KNOWN and (name := _name_of(parent, child, data[first:last])):
                yield name, first, last


def _whole(lowered: bytes, start: int, end: int) -> bytes:
    """Return the name of which the end stands there."""
    before = lowered[max(0, start - 32) : start]
    return lowered[start - len(before) + len(before.rstrip(_OF_NAMES)) : end]


_CALL, _TOKEN, _OF_LISTS = ord("("), ord("<"), b"[("


def _inner(lowered: bytes, at: int) -> Iterator[Field]:
    """Yield the elements that follow here, with their names."""
    for _ in range(_MOST):
        inner = _INNER_AT.match(lowered, at)
        if inner is None:
            return
        at = inner.end()
        yield inner[1], *inner.span(2)


def _items(parent: bytes, lowered: bytes, at: int, *, first: bool) -> Iterator[Field]:
    """Yield the values of a list; the first one only on demand, for in most lists it stands beside the name."""
    for n in range(_MOST):
        item = _ITEM_AT.match(lowered, at)
        if item is None:
            return
        at = item.end()
        group = item.lastindex or 0
        if (n or first) and group != _NOTHING and item[group] and not _is_message(item[group]):
            yield parent, *item.span(group)


def _is_message(value: bytes) -> bool:
    return compile_matcher(_MESSAGE, available()).is_in(value)


def _name_of(parent: bytes, child: bytes, value: bytes) -> bytes:
    """Return the name of a value by both of its names, or nothing."""
    name = _known_name(parent, child)
    if name != _NAME_OR_LOGIN:
        return name
    return b"full_name" if is_name(value) else b"" if b" " in value else b"username"


@lru_cache(maxsize=1_000)
def _known_name(parent: bytes, child: bytes) -> bytes:
    """Return the same, or that the value decides."""
    last = re.split(rb"[._\-]", parent)[-1]
    if child in (b"name", b"nm"):
        if last in _LOGINS:
            return _NAME_OR_LOGIN
        return b"customer_name" if _IS_WHO.fullmatch(last) else b""
    if last.endswith(b"name") and child in _PARTS:
        return _PARTS[child]
    if _IS_TELLING.fullmatch(parent) and (child in _CHANGES or child in _WRAPPED):
        return parent
    return b""


_NAME_OR_LOGIN = b"?"
_TYPE = re.compile(rb"(?<![\w])[A-Z]\w*\s?\Z")
_IS_WHO = re.compile(_WHO)
_IS_TELLING = re.compile(_TELLING)
_IS_QUOTED = re.compile(rb"[\"'][ ]?(?:=>|[:=])")
_WORD, _NOTHING = 4, 3  # groups, of a child and of an item


_Member = tuple[bytes, int, int, int]  # its name, where its value is, if it has one, and where it ends


def _member(lowered: bytes, at: int) -> _Member | None:
    """Return the member that follows here; behind a name in quotes a bare word is no value."""
    child = _CHILD_AT.match(lowered, at)
    if child is None:
        return None
    begin, end = child.span(child.lastindex or 0)
    if child.lastindex == _WORD and _IS_QUOTED.search(lowered, child.start(), begin):
        end = begin
    return child[1], begin, end, child.end()


def _members(lowered: bytes, at: int) -> Iterator[Field]:
    """Yield the members that follow here and have a value."""
    for _ in range(_MOST):
        member = _member(lowered, at)
        if member is None:
            return
        child, begin, end, at = member
        if begin < end:
            yield child, begin, end
