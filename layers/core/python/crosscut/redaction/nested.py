"""Values whose name stands outside of the brackets that they are in: parts of a name, old and new values, wrapped ones.

`name: { first: 'Anna' }`, `"last_name":["old","new"]`, `{"field":"last_name","old":"x","new":"y"}`, `FirstName:{String:Anna Valid:true}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from crosscut.redaction.dumps import Field, is_name, matches

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
_BEGINNING = re.compile(rb"[\w.\-]{0,32}\Z")
_PARTS = {
    b"first": b"first_name", b"last": b"last_name", b"given": b"given_name", b"family": b"family_name", b"middle": b"middle_name",
    b"full": b"full_name", b"forename": b"first_name", b"display": b"display_name", b"legal": b"legal_name", b"formatted": b"full_name", b"maiden": b"maiden_name",
}  # fmt: skip
_CHANGES = frozenset(
    b"old new from to before after previous current was now original updated oldvalue newvalue old_value new_value fromvalue tovalue fromstring tostring "
    b"from_value to_value previousvalue currentvalue previous_value current_value left right a b value".split()
)
_WRAPPED = frozenset((b"value", b"string", b"s", b"text", b"raw", b"content", b"$t", b"_text", b"#text"))
_CHILD = re.compile(
    rb"[\s,;]{0,24}(?:\\{0,8}[\"'])?:?("
    + _NAME
    + rb"|[#$_][\w]{1,8})(?:\\{0,8}[\"'])?[ ]?(?:=>|[:=])[ ]{0,8}"
    rb"(?:[bu]?\\{0,8}\"([^\"\\\r\n\x1e]{0,512})(?:\\{0,8}\")?|[bu]?'([^'\r\n\x1e]{0,512})'|([^\s\"'\\,;{}()\[\]<>\x1e]{1,160}))"
)
_ITEM = re.compile(
    rb"[\s,;]{0,24}(?:[a-z]{1,4}[ ])?(?:->|=>)?[ ]?(?:[bu]?\\{0,8}\"([^\"\\\r\n\x1e]{0,512})\\{0,8}\"|[bu]?'([^'\r\n\x1e]{0,512})'|(null|nil|none|None|undefined|NULL))"
)
# What a validation says of a field: "is too short", "must contain a digit".
_MESSAGE = re.compile(
    rb"(?i:\b(?:is|are|must|can't|cannot|should|required|invalid|blank|too|length|least|most|characters|field|not|has|already|taken|valid|be|only|please)\b)[^@]*(?: |\.\Z)|(?i: (?:required|invalid|blank|taken|length|characters|field)\b)"
)
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
_BARE_CHANGE = rb"[ ]?[:=][ ]?[^\s\"',;{}\[\]()=\x1e]{1,60}(?: [^\s\"',;{}\[\]()=\x1e]{1,40}){0,3} (?:->|=>|-->|\xe2\x86\x92) ([^\s\"',;{}\[\]()=\x1e]{2,60})"
_BARE_ARROW = rb"(" + _ENDS + rb")" + _BARE_CHANGE
# <Cdtr><Nm>x</Nm>, <Customer><Name>x</Name>, <Name><First>x</First><Last>y</Last></Name>.
_ELEMENT = (
    rb"<(?:[\w\-]{1,24}:)?("
    + _WHO
    + rb"|[a-z_]{0,24}name|user|author|customer|person|contact)(?: [^<>\x1e]{0,160})?>\s{0,40}(?=<)"
)
_INNER = re.compile(
    rb"\s{0,40}<(?:[\w\-]{1,24}:)?([A-Za-z][\w\-]{0,40})(?: [^<>\x1e]{0,160})?>([^<>\x1e]{1,300})</[\w:\-]{1,64}>"
)

# For a look at a block before all else, in lower case.
_IS = rb"(?:\\*+[\"'])?\]?[ ]?(?:=>|[:=])[ ]?"
NESTED = (
    rb"(?:" + _ENDS + rb"|" + _WHO + rb"|" + b"|".join(sorted(_LOGINS)) + rb")(?:" + _IS + rb"[\w.:#<&\[\]]*[ ]?[\[({<]|[ ][{<])[\w\s\\\"'{(%:\[]"
    rb"|(?:field(?:[_\-]?name)?|attribute|attr|column|property|prop|path|key)" + _IS + rb"\\*+[\"']?[\w/\-.]*?" + _ENDS + rb"(?:\\*+[\"'])?[ ,;]"
    # What is between two quoted values is told from the rest at once, what stands before them only far behind.
    rb"|[\"'][ ]?(?:->|=>|-->|\xe2\x86\x92|to)[ ]?\\*+[\"']"
    rb"|<(?:[\w\-]++:)?(?:" + _WHO + rb"|[a-z_]*?name|user|author)(?: [^<>\x1e]*+)?>\s*+<"
)  # fmt: skip


ARROW = rb" (?:->|=>|-->|\xe2\x86\x92) "


def changes(lowered: bytes) -> Iterator[Field]:
    """Yield the name of each value that another becomes, without quotes, and where it is."""
    for arrow in matches(_BARE_ARROW, lowered):
        yield _whole(lowered, arrow), *arrow.span(2)


def fields(data: bytes, lowered: bytes) -> Iterator[Field]:
    """Yield the name that tells what it is of each value whose name stands outside of its brackets, and where the value is."""
    for opening in matches(_OPENING, lowered):
        parent, start, bracket = _whole(lowered, opening), opening.end(), opening[3] or opening[4]
        if bracket == b"(" and opening[2] and not _TYPE.search(data, *opening.span(2)):
            continue  # the call of a function
        if bracket in (b"[", b"("):
            yield from _items(parent, data, start, first=bracket == b"(")
        yield from _children(parent, data, start)
    for field in matches(_OF_FIELD, lowered):
        for child, start, end in _members(data, field.end()):
            if child in _CHANGES:
                yield field[1], start, end
    for arrow in matches(_ARROW, lowered):
        for group in range(2, 6):
            if arrow.start(group) >= 0:
                yield _whole(lowered, arrow), *arrow.span(group)
    for element in matches(_ELEMENT, lowered):
        at = element.end()
        for _ in range(_MOST):
            inner = _INNER.match(data, at)
            if inner is None:
                break
            at = inner.end()
            if name := _name_of(element[1], inner[1].lower(), inner[2]):
                yield name, *inner.span(2)


def _whole(lowered: bytes, match: re.Match[bytes]) -> bytes:
    """Return the name of which this match has the end."""
    before = _BEGINNING.search(lowered, max(0, match.start() - 32), match.start())
    return (before[0] if before else b"") + match[1]


def _items(parent: bytes, data: bytes, at: int, *, first: bool) -> Iterator[Field]:
    """Yield the values of a list; the first one only on demand, for in most lists it stands beside the name."""
    for n in range(_MOST):
        item = _ITEM.match(data, at)
        if item is None:
            return
        at = item.end()
        group = 1 if item.start(1) >= 0 else 2
        if (n or first) and item.start(3) < 0 and item[group] and not _MESSAGE.search(item[group]):
            yield parent, *item.span(group)


def _children(parent: bytes, data: bytes, at: int) -> Iterator[Field]:
    for child, start, end in _members(data, at):
        if name := _name_of(parent, child, data[start:end]):
            yield name, start, end


def _name_of(parent: bytes, child: bytes, value: bytes) -> bytes:
    """Return the name of a value by both of its names, or nothing."""
    last = re.split(rb"[._\-]", parent)[-1]
    if child in (b"name", b"nm"):
        if last in _LOGINS:
            return b"full_name" if is_name(value) else b"" if b" " in value else b"username"
        return b"customer_name" if _IS_WHO.fullmatch(last) else b""
    if last.endswith(b"name") and child in _PARTS:
        return _PARTS[child]
    if _IS_TELLING.fullmatch(parent) and (child in _CHANGES or child in _WRAPPED):
        return parent
    return b""


_TYPE = re.compile(rb"(?<![\w])[A-Z]\w*\s?\Z")
_IS_WHO = re.compile(_WHO)
_IS_TELLING = re.compile(_TELLING)


_IS_QUOTED = re.compile(rb"[\"'][ ]?(?:=>|[:=])")


def _members(data: bytes, at: int) -> Iterator[Field]:
    """Yield the members that follow here, with their names in lower case; behind a name in quotes a bare word is none."""
    for _ in range(_MOST):
        child = _CHILD.match(data, at)
        if child is None:
            return
        at = child.end()
        group = next(n for n in (2, 3, 4) if child.start(n) >= 0)
        if child[group] and (
            group < 4 or not _IS_QUOTED.search(child[0][: child.start(group) - child.start()])
        ):
            yield child[1].lower(), *child.span(group)
