"""What validations and databases say of a value of a field: the value, under the field's name, whichever of the two stands first.

Django and its REST framework, Spring, Jackson, .NET, Mongoose, Joi, express-validator, class-validator, pydantic, jsonschema, MySQL.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from crosscut.redaction.apart import QUOTE
from crosscut.redaction.dumps import Field
from crosscut.redaction.found import Parts, found
from crosscut.redaction.matching import has
from crosscut.redaction.rule import Spans

_MARK = rb"(?:\\{0,16}[\"'`]|\xe2\x80[\x98-\x9f]|\xc2[\xab\xbb])"
_TEXT = rb"(?P<v>(?:(?!" + _MARK + rb")[^\r\n\x1e]){1,256})" + _MARK
_VALUE = rb"(?P<v>\\{0,16}\"[^\"\\\r\n\x1e]{1,1024}|\\{0,16}'[^'\\\r\n\x1e]{1,1024}|[^\s\"'\\,;\x1e]{1,1024})"
_NAME = rb"(?:[\w$\[\]]{1,64}[./](?=[A-Za-z_$\[]))*+(?P<n>[A-Za-z_][\w\-]{1,63})"
_QUOTED = _MARK + _NAME + _MARK
# Members of an object: the field, the value, and what may stand between the two.
_FIELD = (
    rb"(?<![\w.\-])(?:" + QUOTE + rb")?(?:field(?:_?[nN]ame)?|[pP]roperty(?:Path|Name)?|param|path|loc|attribute|instancePath)(?:" + QUOTE + rb")?[ ]?[:=][ ]?"
    rb"(?:\[(?:" + QUOTE + rb"[\w$\-]{1,64}" + QUOTE + rb",[ ]?){0,6})?" + QUOTE + rb"/?" + _NAME + QUOTE + rb"\]?"
)  # fmt: skip
_CONTENT = (
    rb"(?<![\w.\-])(?:" + QUOTE + rb")?(?:value|(?:rejected|invalid|attempted|provided|Attempted)_?[vV]alue|received|input|actual|given)(?:" + QUOTE + rb")?[ ]?[:=][ ]?"
    + _VALUE
)  # fmt: skip
_BETWEEN = (
    rb"(?:" + QUOTE + rb")?,[ ]?(?:(?:" + QUOTE + rb")?[\w$]{1,40}(?:" + QUOTE + rb")?[ ]?[:=][ ]?(?:" + QUOTE + rb"[^\"'\\\r\n\x1e]{0,200}" + QUOTE + rb"|[\w.\-]{1,24}),[ ]?){0,5}"
)  # fmt: skip
_NOUNS = (b"field", b"parameter", b"property", b"column", b"argument", b"attribute", b"variable")
_NOUN = rb"(?:" + b"|".join((*_NOUNS, b"path", b"key", b"option", b"header")) + rb")"
_LINE = rb"[^\r\n\x1e]"
_SOME = (
    (b"Duplicate entry ", rb"Duplicate entry " + _MARK + _TEXT + rb" for key " + _QUOTED),
    (b" for column ", rb"value:? " + _MARK + _TEXT + rb" for column (?:" + _MARK + rb"\w{1,64}" + _MARK + rb"\.){0,2}" + _QUOTED),
    (b" is not valid for ", _MARK + _TEXT + rb" is not valid for (?:the )?(?:field |property )?" + _MARK + rb"?" + _NAME),
    (b"alue", rb"[vV]alue:? " + _MARK + _TEXT + rb" (?:\(type \w{1,40}\) )?(?:for|of|in|at) (?:the )?(?:" + _NOUN + rb" )?" + _MARK + rb"?\$?" + _NAME),
    (b"value", _MARK + rb"\$?" + _NAME + _MARK + rb" (?:(?:of|with|has|had|got|contains) )?(?:an? )?(?:invalid |illegal |unexpected |rejected |bad )?value:? " + _MARK + _TEXT),
    (b" with value ", _NOUN + rb" " + _NAME + rb" with value (?P<v>[^\s\"'`\x1e]{1,128})"),
    *((b" for " + noun, _MARK + _TEXT + rb" (?:of type \w{1,40} )?for " + noun + rb" " + _MARK + rb"?\$?" + _NAME) for noun in _NOUNS),
    (b"arse ", rb"[pP]arse " + _MARK + _TEXT + rb" as (?:an? )?" + _MARK + rb"?" + _NAME),
    (b"ath `", rb"ath `" + _NAME + rb"` \(`" + _TEXT),
    (b"duplicate key value is", rb"(?:index|constraint) " + _QUOTED + rb"\. " + _LINE + rb"{0,200}duplicate key value is \((?P<v>[^(),\r\n\x1e]{1,256})[,)]"),
    (b"attribute=", rb"attribute=" + _NAME + rb", type=[^{}\r\n\x1e]{0,80}options=\{[^{}\r\n\x1e]{0,200}?value(?:=>|: )" + _MARK + _TEXT),
    (b"from String ", rb"from String " + _MARK + _TEXT + rb":" + _LINE + rb"{0,600}\[" + _QUOTED + rb"\]"),
    (b"for property ", rb"for property " + _QUOTED + _LINE + rb"{1,600}? for value (?:\[(?P<v>[^\[\]\r\n\x1e]{1,256})\]|" + _MARK + rb"(?P<w>(?:(?!" + _MARK + rb")[^\r\n\x1e]){1,256}))"),
    (b"n instance[", rb"n instance\[" + _QUOTED + rb"\]:(?:\\{1,8}n|\s){1,4}\s{0,12}" + _MARK + _TEXT),
    (b"input_value=", rb"(?<![\w.])" + _NAME + rb"[ ]{1,4}(?:String|Input|Value|Field|Assertion|Date|Datetime|Time|Unable|Extra|URL|UUID|Decimal|List|Set|Dictionary|Tuple) [^\r\n\x1e\[]{1,300}\[type=[\w.]{1,64}, input_value=" + _VALUE),
    (b"input_value=", rb"(?:(?<![\w.\\])|(?<=\\n))" + _NAME + rb"(?:\\{1,8}n|\r?\n)[ ]{1,8}[^\r\n\x1e\\]{1,300}\[type=[\w.]{1,64}, input_value=" + _VALUE),
)  # fmt: skip
# From the name of the first member on, not from its quote: a flood of backslashes is not walked through from each one.
_QUOTE_BEFORE = rb"(?:" + QUOTE + rb")?"
_PAIRS = (
    _FIELD.replace(_QUOTE_BEFORE, b"", 1) + _BETWEEN + _CONTENT,
    _CONTENT.replace(_QUOTE_BEFORE, b"", 1) + _BETWEEN + _FIELD,
)
_PAIRS_AT = tuple(map(re.compile, _PAIRS))
# For a look at a block before all else.
SOME = (
    rb"Duplicate entry |alue:? (?=[\"'`\\\xe2\xc2])|with value |or (?:" + b"|".join(_NOUNS) + rb")| is not valid for |from String |arse (?=[\"'`\\\xe2\xc2])|ath `|duplicate key value is"
    rb"|attribute=|n instance\[|input_value="
)  # fmt: skip
PAIRS = tuple(re.sub(rb"\(\?P<\w>", b"(?:", pattern) for pattern in _PAIRS)
# Behind a value in a message that is a member: {'phone': ['Value “x” is not valid.']}.
PHRASES = rb"(?:[\"'`]|\xe2\x80[\x99\x9d]|\xc2\xbb) (?:is (?:not|invalid|no|too)|value (?:must|has|is)|must |does not|has already)"
_MARKS = (b'"', b"'", b"`", b"\xe2\x80", b"\xc2\xab", b"\xc2\xbb")
_CURLY = range(0x98, 0xA0)  # what follows the bytes of the fourth
_NAME_BEFORE = re.compile(
    rb"(?<![\w.\-])(?:" + QUOTE + rb")?(?P<n>[A-Za-z_][\w.\-]{1,63})(?:" + QUOTE + rb")?[ ]?(?::|=>)[ ]?[\[({]\Z"
)  # fmt: skip
_ENDED = re.compile(rb"[\]}\r\n\x1e]")
_FAR = 200  # bytes
# Indexes are called by their columns, and what they are.
_OF_INDEX = re.compile(rb"(?i)^(?:uk|uq|uix|idx|ix|unique)_|_(?:unique|uniq|key|index|idx|uk)$")


def fields(data: bytes) -> Iterator[Field]:
    """Yield the name of the field for each value that something is said of, and where the value is."""
    for literal, pattern in _SOME:
        if has(literal, data):
            for first, last, start, end in found(pattern, data, _parts(pattern)):
                yield _OF_INDEX.sub(b"", data[first:last]), _bare(data, start, end), end


@cache
def _parts(pattern: bytes) -> Parts:
    """Return the groups of the name and of the value."""
    groups = re.compile(pattern).groupindex
    return (groups["n"],), tuple(groups[name] for name in ("v", "w") if name in groups)


def pairs(data: bytes, *spans: Spans) -> Iterator[Field]:
    """Yield the same of objects that have the name and the value as members: these are the spans of each of `PAIRS`."""
    for pattern, places in zip(_PAIRS_AT, spans, strict=True):
        for start, _ in places:
            if match := pattern.match(data, start):
                yield match["n"], _bare(data, *match.span("v")), match.end("v")


def messages(data: bytes, spans: Spans) -> Iterator[Field]:
    """Yield the same of messages, in which one of these spans of `PHRASES` is behind the value."""
    for place, _ in spans:
        start, end = _value_before(data, place)
        if start == end:
            continue
        first = max(0, start - _FAR)
        opening = max(data.rfind(b"[", first, start), data.rfind(b"{", first, start))
        if opening < 0:
            opening = data.rfind(b"(", first, start)
        if data[max(0, opening - 2) : max(0, opening)].rstrip(b" ")[-1:] not in _SIGNS:
            continue  # most brackets stand behind no name
        if _ENDED.search(data, opening + 1, start):
            continue
        if name := _NAME_BEFORE.search(data, max(0, opening - 80), opening + 1):
            yield name["n"], start, end


def _value_before(data: bytes, place: int) -> tuple[int, int]:
    """Return where the value is that a mark ends here and another one begins, or nothing."""
    first = last = max(0, place - 256)
    for mark in _MARKS:
        at = data.rfind(mark, last, place)
        while mark == _MARKS[3] and at >= 0 and data[at + 2] not in _CURLY:
            at = data.rfind(mark, last, at)
        if at >= 0:
            last = max(last, at + len(mark) + (mark == _MARKS[3]))
    value = data[last:place].rstrip(b"\\")
    is_one = last > first and not _LINE_END.search(value)
    return (last, last + len(value)) if is_one else (place, place)


_SIGNS = (b":", b">")
_LINE_END = re.compile(rb"[\r\n\x1e]")


def _bare(data: bytes, start: int, end: int) -> int:
    """Return where the value begins, without its quotes."""
    return end - len(data[start:end].lstrip(_QUOTES))


_QUOTES = b"\\\"'"
