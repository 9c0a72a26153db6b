"""Words of a masked message: where one ends, and what kind of word it is.

What varies in a message are names, and what does not vary is what it says. Names look like names (`part-r`,
`com.example.Shop`, `FETCH_FAILED`); what a message says of something is a verb's form or a state (`started`, `LOOKING`,
`up`), of which there are few and each means something else.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from crosscut.folding.masking import WILDCARD

Words = tuple[str, ...]

_WORD = re.compile(r"[^\s=:,;()\[\]{}\"'|<>/⟦⟧]+|\s|<\*>|.", re.DOTALL)
_ABSENT = "\x02"
_LIST = re.compile(r"(?:<\*>|\x02)(?:(?:, ?| )(?:<\*>|\x02))*")
_NOTHING = re.compile(r"(?<= )\(\)")  # `from 10.0.0.1 ()`, where others have a name in the brackets
_OBJECT = re.compile(r"=[A-Za-z]+\{<\*>[^{}<]*\}")  # `source=Work{7 a.b}`, where others have null
_SPACES = re.compile(r"[ \t]+")
_PLAIN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_STATE = re.compile(
    r"[A-Z]{2,}|(?i:[a-z]+(?:ed|ing)|un[a-z]+|in[a-z]+able|(?:succe|fail)[a-z]+|ok|no|not|yes|on|off|up|down"
    r"|start|stop|open|close|enter|exit|begin|end|in|out|low|high)"
)
# Behind these stand names, and behind the others mostly.
_THINGS = "user host file name node id service class device process program module command"
_NAMED = frozenset(_THINGS.split())
_INTRODUCES = _NAMED | frozenset(("for", "from", "to", "by", "on", "at", "=", '"', "'"))


class Canonical(NamedTuple):
    """A masked message in the form in which alike messages are equal."""

    text: str
    sizes: tuple[int, ...]  # how many of the message's values each wildcard of the text stands for
    values: int  # their sum


def canonical(masked: str) -> Canonical:
    """Return the canonical form: a list of values is one value, however long; so is nothing in brackets.

    Blanks are one blank.
    """
    text = _SPACES.sub(" ", masked) if "  " in masked or "\t" in masked else masked
    text = text.strip(" ")
    if "()" in text:
        text = _NOTHING.sub(f"({_ABSENT})", text)
    if "}" in text:
        text = _OBJECT.sub(f"={WILDCARD}", text)
    sizes = tuple(run.count(WILDCARD) for run in _LIST.findall(text))
    return Canonical(_LIST.sub(WILDCARD, text), sizes, sum(sizes))


def words_of(text: str) -> Words:
    """Return words, blanks and marks, which joined are the text again."""
    return tuple(_WORD.findall(text))


def is_word(word: str) -> bool:
    """Whether it is no blank and no mark."""
    return len(word) > 1 or word.isalnum()


@lru_cache(maxsize=20_000)
def is_name(word: str) -> bool:
    """Whether a word looks like a name in a program: more than letters of one case."""
    return _PLAIN.fullmatch(word) is None


def is_state(word: str) -> bool:
    """Whether a plain word tells a state or what was done."""
    return _STATE.fullmatch(word) is not None and not is_name(word)


def introduces(word: str) -> bool:
    """Whether a name is likely behind the word."""
    return word.lower() in _INTRODUCES


def introduces_only_names(word: str) -> bool:
    """Whether nothing but a name can be behind the word: in `user ted`, `ted` is no verb's form."""
    return word.lower() in _NAMED
