"""Hides the variable parts of messages behind `<*>`, a whole block of messages at a time.

One pattern says what is variable by its shape alone: masks and pseudonyms, URLs, paths, dates and times, addresses,
host names, truth values, and words with a number in them. It is run by PCRE2's JIT where the `pcre2` package is
there, else by `re`; both give the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

WILDCARD = "<*>"
MAX_CHARACTERS = 2_000  # of a message that count towards its template

_EDGE = "\x01"  # stands on both sides of a value while a block is taken apart
_CONTROLS = {1: " "}

# Characters of a word that may hold a number: `blk_-38`, `10.0.0.1`, `V1R1-x`, `$7`; a dot only between two of them.
_CHARS = r"A-Za-z0-9_+\-~@#%$*&\\"
_DOT = r"\.(?=[A-Za-z0-9_*])"
_WORDY = rf"[{_CHARS}]*+(?:{_DOT}[{_CHARS}]*+)*+"
_LETTERS = r"[A-Za-z_+\-~@#%$*&\\]*+"
_NO_DIGIT = rf"{_LETTERS}(?:{_DOT}{_LETTERS})*+"
_LONE = r"(?<![A-Za-z0-9_])", r"(?![A-Za-z0-9_])"  # ASCII on purpose: beside UTF-8 letters `\b` is a boundary

_DAYS = "Mon|Tue|Wed|Thu|Fri|Sat|Sun"
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_DOMAINS = "com|net|org|edu|gov|mil|int|info|biz|local|localdomain|internal|invalid"
_LABEL = r"[A-Za-z0-9\-]++"
_PACKAGE = (
    r"(?!(?:com|org|net|io|java|javax|sun|jdk|android)\.)"  # names of classes begin as those of hosts end
)
_CONSTANTS = "true|false|null|True|False|None|TRUE|FALSE|NULL|NaN|nil|undefined"
_CLOCK = r"\d{1,2}:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?[AP]M)?"
_ZONE = r"(?: ?Z| ?[+\-]\d\d:?\d\d| [A-Z]{3,4}(?= |$|\n))?"

# Redaction's pseudonyms, and what looks like a mask already; "<1 sec".
# All digits alike: no pattern here tells one from another.
_MASK = r"<[A-Z][A-Z0-9_]*(?::[a-z0-9]{8})?>|<\*>"
_LESS = rf"(?<![{_CHARS}<>])[<>]\d+(?:\.\d+)?(?: ?(?:[num]?s|secs?|seconds?|min(?:ute)?s?|hours?|h))?(?![{_CHARS}])"
_URL = r"""(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9+.\-]{1,30}+://[^ \t\r\n"'<>|^`{},;()\[\]]*[^ \t\r\n"'<>|^`{},;()\[\].:]"""
# A path of Windows, of Unix, or relative to where one is; and what else has a slash and a dot: `com.example.app/.Main`.
_DRIVE = r"""(?<![A-Za-z0-9])[A-Za-z]:\\[^ \t\r\n"'<>|,;()]*"""
_PATH = (
    r"""(?<![A-Za-z0-9_)\]<>.*\-/~])(?:\.{1,2}|~)?/[A-Za-z0-9_.\-~$*%][^ \t\r\n"'<>|,;()\[\]{}]*(?<![.:])"""
)
_RELATIVE = (
    rf"(?<![{_CHARS}./])[A-Za-z0-9_$\-]++(?:(?:\.[A-Za-z0-9_$\-]++)+/[A-Za-z.][A-Za-z0-9_.$\-/]*"
    r"|/(?:[A-Za-z0-9_$\-]++/)*[A-Za-z0-9_$\-]*[A-Za-z_$]\.[A-Za-z0-9_][A-Za-z0-9_.$\-/]*)(?<![.:])"
)
# Hosts in the notation of clusters: `node-[0-3,7]`.
_CLUSTER = r"(?<![A-Za-z0-9_.\-])[A-Za-z][A-Za-z0-9_\-]*+(?:\[\d++(?:[, \-]++\d++)+\]|(?<=-)\[\d++\])"
_SIZE = rf"(?<![{_CHARS}.:])\d+(?:\.\d+)? ?(?:[KMGTPk]i?)?B(?![{_CHARS}])"  # the unit changes with the number
# "Sat Jun 18 02:08:10 2005", "Jun 18, 2005"
_DATE_IN_WORDS = (
    rf"{_LONE[0]}(?:(?:{_DAYS})[a-z]{{0,6}},? )?(?:{_MONTHS})[a-z]{{0,6}} {{1,2}}\d{{1,2}}(?:,? \d{{4}})?"
    rf"(?:,? {_CLOCK}{_ZONE}(?: \d{{4}})?)?{_LONE[1]}"
)
# "2005-06-03T15:42:50.675Z", "2016/9/27:20:30:31.455", "03/Jun/2005:15:42:50 +0000", "2005-06-03"
_DATE = (
    rf"(?<![{_CHARS}.])(?:\d{{4}}[\-/.]\d{{1,2}}[\-/.]\d{{1,2}}|\d{{1,2}}[\-/.](?:\d{{1,2}}|{_MONTHS})[\-/.]\d{{2,4}})"
    rf"(?:[T :\-]{_CLOCK}{_ZONE})?(?![{_CHARS}:]|\.[A-Za-z0-9])"
)
# "15:42:50.675", "00:01", "1-00:01:02" (days)
_TIME = rf"(?<![{_CHARS}.:])(?:\d{{1,4}}-(?=\d\d:\d\d:\d\d))?\d{{1,3}}:\d\d(?::\d\d)?(?:[.,]\d{{1,9}})?(?![{_CHARS}:])"
# A hardware address or IPv6.
_COLONS = (
    rf"(?<![{_CHARS}.:])(?:[0-9a-fA-F]{{1,4}}|:):(?:[0-9a-fA-F]{{0,4}}:){{1,20}}[0-9a-fA-F]{{0,4}}"
    r"(?![A-Za-z0-9_:])"
)
# A host by its name: by its top-level domain, or by a country's behind at least two other names.
_ENDING = rf"(?:(?:\.{_LABEL})*\.(?:{_DOMAINS})|(?:\.{_LABEL})+\.[a-z]{{2}})"
_HOST = rf"(?<![{_CHARS}.]){_PACKAGE}{_LABEL}{_ENDING}(?![A-Za-z0-9_.\-(])"
_CONSTANT = rf"{_LONE[0]}(?:{_CONSTANTS}){_LONE[1]}"
# What is assigned in quotes, of two to four words (one is a word like others), and is no message: `tag="View Lock"`.
_QUOTED = (
    r"(?<==\")(?<!msg=\")(?<!message=\")(?<!error=\")(?<!err=\")(?<!reason=\")(?<!event=\")(?<!text=\")"
    r"[A-Za-z][A-Za-z0-9_.\-]*+(?: [A-Za-z0-9_.\-]++){1,3}(?=\")"
)
# A word with a number: at its beginning, behind a mark or a hyphen, or of two digits; "ipv4" and "L3" are words.
_NUMBERED = rf"(?<![{_CHARS}])(?:(?=[A-Za-z_.]+-){_NO_DIGIT}\d|{_NO_DIGIT}\d(?:(?<![A-Za-z]\d)|{_NO_DIGIT}\d)){_WORDY}"

# By what they can begin with; of those, the first that matches.
_SHAPES = {
    "[A-Za-z]": (
        _QUOTED,
        _URL,
        _DRIVE,
        _RELATIVE,
        _CLUSTER,
        _DATE_IN_WORDS,
        _COLONS,
        _HOST,
        _CONSTANT,
        _NUMBERED,
    ),
    "[0-9]": (_RELATIVE, _SIZE, _DATE, _TIME, _COLONS, _HOST, _NUMBERED),
    "[<>]": (_MASK, _LESS),
    r"[/.~:*_+\-@#%$&\\]": (_PATH, _RELATIVE, r"\*{3,}+", _COLONS, _HOST, _NUMBERED),
}
_PATTERN = "|".join(f"(?={first})(?:{'|'.join(shapes)})" for first, shapes in _SHAPES.items())


def _by_first_letter(words: str) -> str:
    """Return an alternation that looks at most words' first letters only."""
    rests: dict[str, list[str]] = {}
    for word in words.split("|"):
        rests.setdefault(word[0], []).append(word[1:])
    return f"(?:{'|'.join(f'{first}(?:{chr(124).join(rest)})' for first, rest in rests.items())})"


# What the shapes come to anyway, only sooner: PCRE2 steps over what can't begin any of them, and takes the commonest
# values at once. It is worth a factor of three.
_WORD = (
    rf"(?<!=\")(?!{_by_first_letter(f'{_DAYS}|{_MONTHS}|{_CONSTANTS}')}[a-z]{{0,6}}(?![A-Za-z]))[A-Za-z][A-Za-z_]*+(?:\.[A-Za-z_]{{3,}}+)*+"
    rf"(?<!{'|'.join(rf'[.]{domain}' for domain in _DOMAINS.split('|')).replace('|', ')(?<!')})"
    r"""(?=[ \n,;=()\]"'{}]|\[(?!\d)|[:.][ \n])"""
)
_SHORT_CUTS = (
    rf"""(?:{_WORD}|[ =,;"'{{}}()\[\]|!?]++|:(?=[ "]))++(*SKIP)(*F)""",
    rf"(?<![{_CHARS}.:/<>])\d++(?=[ \n,;)\]])(?! (?:[KMGTPk]i?)?B)",
    rf"(?<![{_CHARS}.:/<>])\d{{1,3}}+(?:\.\d{{1,3}}+){{3}}(?=[ \n,:;)\]])",
    rf"(?<![{_CHARS}./<>])[A-Za-z]++_-?\d++(?=[ \n,;)\]])",
)


def first_line(message: str) -> str:
    """Return what of a message counts towards its template: of its first line, 2,000 characters."""
    return message[:MAX_CHARACTERS].partition("\n")[0]


def mask_texts(messages: Sequence[str]) -> list[str]:
    """Return the messages masked, without their values. A message is one line: no line ends."""
    return _engine().mask("\n".join(messages)).split("\n")


def mask_block(messages: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the messages masked, and all values behind their masks, one after the other."""
    block = "\n".join(messages)
    if _EDGE in block:
        block = block.translate(_CONTROLS)
    parts = _engine().edge(block).split(_EDGE)
    return WILDCARD.join(parts[::2]).split("\n"), parts[1::2]


class _Engine(NamedTuple):
    mask: Callable[[str], str]  # a block with `<*>` for what is variable
    edge: Callable[[str], str]  # a block with an edge on both sides of what is variable


@cache
def _engine() -> _Engine:
    try:
        import pcre2
    except ImportError:
        return plain_engine()
    # On bytes, because offsets into other text are slow to compute.
    pattern = pcre2.compile("|".join((*_SHORT_CUTS, _PATTERN)).encode())
    wildcard, edges = WILDCARD.encode(), f"{_EDGE}\\g<0>{_EDGE}".encode()

    def replaced(by: bytes) -> Callable[[str], str]:
        return lambda block: pattern.sub(by, block.encode("utf-8", "surrogatepass")).decode(
            "utf-8", "surrogatepass"
        )

    return _Engine(replaced(wildcard), replaced(edges))


def plain_engine() -> _Engine:
    """Return the engine of the standard library: the fallback, and the referee of the fast one."""
    pattern = re.compile(_PATTERN, re.ASCII)
    return _Engine(
        lambda block: pattern.sub(WILDCARD, block), lambda block: pattern.sub(f"{_EDGE}\\g<0>{_EDGE}", block)
    )
