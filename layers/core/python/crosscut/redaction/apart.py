"""Values whose name stands apart from them: `--name value`, `['--name', 'value']`, `ENV NAME value`, `setx NAME value`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from crosscut.redaction.dumps import Field
from crosscut.redaction.found import Parts, found
from crosscut.redaction.matching import has
from crosscut.redaction.placeholders import SAID_OF_OPTIONS
from crosscut.redaction.pseudonyms import TOKEN_BYTES
from crosscut.redaction.rule import Spans

QUOTE = rb"\\{0,16}[\"']"
VALUE = rb"(?:\\{0,16}\"([^\"\\\r\n\x1e]{1,1024})|\\{0,16}'([^'\\\r\n\x1e]{1,1024})|([^\s\"'\\\x1e]{1,1024}))"
_PAIR = re.compile(rb"[\w.\-\[\]]{1,64}=[^=]")
_ARGUMENTS = (
    (b"--", rb"--(?<![\w\-]--)([A-Za-z][\w\-.]{1,63})(?: |\\{0,16}[\"'], ?)(?!-[^0-9])" + VALUE),
    (b"ENV ", rb"ENV (?<![\w\-]ENV )([A-Za-z][\w\-.]{1,63}) (?!-[^0-9])" + VALUE),
)

# Other places at which a name stands apart from its value. Each begins with the literal, or has it.
_WORD = rb"\\{0,16}[\"']?([A-Za-z_/][\w.\-/]{1,128})\\{0,16}[\"']?"
KEY = rb"\\{0,16}[\"']([A-Za-z_][\w.\-]{1,64})\\{0,16}[\"']"
_MORE = (
    (b"setx ", rb"setx (?:/[mM] )?" + _WORD + rb" (?!/)" + VALUE),
    (b"config set ", rb"config set (?:--?[a-z\-]{1,16} ){0,3}(?://[^\s:\x1e]{1,200}:)?" + _WORD + rb"[ =](?!-)" + VALUE),
    (b" /v ", rb" /v " + _WORD + rb" (?:/t \w{1,16} )?/d " + VALUE),
    (b"EnvironmentVariable(", rb"EnvironmentVariable\(" + _WORD + rb", ?" + VALUE),
    (b"--name", rb"--name[ =]" + _WORD + rb" (?:--(?!value)[\w\-]{1,40}[ =][^\s\x1e]{1,200} ){0,6}--value[ =]" + VALUE),
    (b"on field '", rb"on field '([\w.\[\]]{1,64})': rejected value \[([^\]\r\n\x1e]{1,256})\]"),
    (b"input", rb"loc" + QUOTE + rb": ?[\[(][^\])\r\n\x1e]{0,160}?" + KEY + rb",?[\])], ?[^\r\n\x1e]{0,300}?" + QUOTE + rb"input" + QUOTE + rb": ?" + VALUE),
    (b"<value>", rb"name=\"([\w.\-]{1,64})\"[^<>\r\n\x1e]{0,160}>\s{0,40}<value>([^<>\r\n\x1e]{1,512})</value>"),
    (b"tringValue", rb"ey" + QUOTE + rb" ?: ?" + KEY + rb" ?, ?" + QUOTE + rb"value" + QUOTE + rb" ?: ?\{ ?" + QUOTE + rb"stringValue" + QUOTE + rb" ?: ?" + VALUE),
)  # fmt: skip

# What stands in a block where there is something of this.
ARGUMENTS = b"|".join(pattern for _, pattern in _ARGUMENTS)
MORE = rb"setx |config set | /v |EnvironmentVariable\(|--name[ =][^\r\n\x1e]{1,20}|on field '|[\"']input[\\\"']|<value>|tringValue"

# @__userName_0='x' of EF Core, {'last_name_1': 'x'} of SQLAlchemy: the name is the one before the number.
NUMBERED = (
    rb"(?:[nN]ame|[mM]ail|[pP]hone|[mM]obile|[sS]treet|[aA]ddress|[pP]ostcode|[zZ]ip|[pP]assword|[sS]ecret|[tT]oken|[iI]ban|IBAN|[sS]sn|SSN|[lL]ogin|[uU]ser|[uU]ser_?[iI]d|[hH]older|[bB]irth_?[dD]a(?:te|y)|[nN]ino|[pP]esel|(?:[tT]ax|[nN]ational)_?[iI]d|[nN]umber|[cC]pf|[dD]ni|[nN]ie|[dD]ob)"
    rb"_[0-9]{1,3}(?:\\{0,16}[\"'])?[ ]?[:=]"
)
_NUMBERED = re.compile(rb"[ ]?" + VALUE)
_WHOLE = re.compile(rb"(?<![A-Za-z0-9])[A-Za-z][\w.\-]{0,63}\Z")


def arguments(data: bytes) -> Iterator[Field]:
    """Yield the name of each value of an argument, and where the value is."""
    return _fields(data, _ARGUMENTS)


def others(data: bytes) -> Iterator[Field]:
    """Yield the same of what stands apart in another way."""
    return _fields(data, _MORE)


def numbered(data: bytes, spans: Spans) -> Iterator[Field]:
    """Yield the same of names that are numbered: these are the spans of `NUMBERED`."""
    for start, end in spans:
        name = _WHOLE.search(data, max(0, start - 60), data.rfind(b"_", start, end))
        if name and (match := _NUMBERED.match(data, end)):
            yield name[0], *match.span(match.lastindex or 0)


def _fields(data: bytes, patterns: Iterable[tuple[bytes, bytes]]) -> Iterator[Field]:
    for literal, pattern in patterns:
        if not has(literal, data):
            continue
        for start, name_end, begin, end in found(pattern, data, _parts(pattern)):
            if data[begin] == _OPENING and TOKEN_BYTES.match(data, begin, end):
                continue  # what was redacted, and what was left behind it
            name = data[start:name_end]
            if (data.find(b"=", begin, end) > 0 and _PAIR.match(data, begin, end)) or (
                name.endswith(b"user") and data.find(b":", begin, end) >= 0
            ):
                continue  # `curl --user bob:password` and `--set name=value` are read as they stand
            if name[:1] != b"@" and data[begin:end].decode("latin-1") in SAID_OF_OPTIONS:
                continue
            yield name, begin, end


@cache
def _parts(pattern: bytes) -> Parts:
    """Return the groups of the name and of the value."""
    return (1,), tuple(range(2, re.compile(pattern).groups + 1))


_OPENING = ord("<")
