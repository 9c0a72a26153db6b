"""Whether a pattern that somebody wrote is one that RE2 takes and that takes linear time here too."""

from __future__ import annotations

import re

_FLAGS = re.compile(r"\(\?([ims]+)\)")
_QUANTIFIER = re.compile(r"[*+?]|\{(\d+)(,?)(\d*)\}")
_MANY = 1_000  # the most that RE2 takes in {n,m}
_ESCAPES = frozenset("dDwWsSbBtnrfv")


def checked(pattern: str) -> bytes:
    """Return the pattern as it is compiled. Raises `ValueError` that says what is wrong and where."""
    flags = _FLAGS.match(pattern)
    body = pattern[flags.end() :] if flags else pattern
    _walk(body)
    compiled = f"(?{''.join(sorted({*(flags[1] if flags else ''), 'm'}))}:{body})".encode()
    try:
        found = re.compile(compiled)
    except re.error as error:
        raise ValueError(f"is no regular expression: {error.msg}") from None
    if found.groups > 1:
        raise ValueError(
            "has more than one group: the value is one group, or all of it; write (?:...) for the rest"
        )
    if found.match(b""):
        raise ValueError("matches nothing at all, which is everywhere")
    return compiled


def _walk(body: str) -> None:
    """Go over the constructs. A stack says of each open group whether it repeats something without a bound."""
    repeats = [False]
    last = False  # whether what a quantifier would repeat repeats something itself
    place = 0
    while place < len(body):
        c = body[place]
        size = 1
        inner = False
        if c == "\\":
            size = _escape(body, place)
        elif c == "[":
            size = _character_class(body, place)
        elif c == "(":
            size = _group(body, place)
            repeats.append(False)
        elif c == ")":
            inner = repeats.pop() if len(repeats) > 1 else False
            repeats[-1] = repeats[-1] or inner
        elif quantifier := _QUANTIFIER.match(body, place):
            size = _quantifier(body, place, quantifier, repeated=last)
            if _is_unbounded(quantifier):
                repeats[-1] = inner = True
        place += size
        last = inner


def _escape(body: str, place: int) -> int:
    c = body[place + 1 : place + 2]
    if c == "x":
        return 4
    if c.isalnum() and c not in _ESCAPES:
        raise ValueError(f"has \\{c} at {place}, which is no escape of RE2's or refers back")
    return 2


def _character_class(body: str, place: int) -> int:
    end = re.compile(r"\[\^?\]?(?:[^\]\\]|\\.)*\]").match(body, place)
    if not end:
        raise ValueError(f"has a [ at {place} that nothing closes")
    if not end[0].isascii():
        raise ValueError(
            f"has letters beyond ASCII in the class at {place}; write them as alternatives: (?:é|è)"
        )
    return end.end() - place


def _group(body: str, place: int) -> int:
    if body.startswith("(*", place):
        raise ValueError(f"has a verb at {place}")
    if not body.startswith("(?", place):
        return 1
    plain = re.compile(r"\(\?(?::|[ims]+:|P<[A-Za-z]\w*>)").match(body, place)
    if not plain:
        raise ValueError(f"looks around, refers back or is atomic at {place}, which RE2 cannot")
    return plain.end() - place


def _quantifier(body: str, place: int, quantifier: re.Match[str], *, repeated: bool) -> int:
    if repeated and (_is_unbounded(quantifier) or quantifier[0].startswith("{")):
        raise ValueError(f"repeats at {place} what repeats something itself, which can take time without end")
    numbers = [int(n) for n in (quantifier[1], quantifier[3]) if n]
    if any(n > _MANY for n in numbers):
        raise ValueError(f"repeats more than {_MANY} times at {place}")
    after = body[quantifier.end() : quantifier.end() + 1]
    if after == "+":
        raise ValueError(f"has a possessive repeat at {place}, which RE2 has not")
    return quantifier.end() - place + (after == "?")


def _is_unbounded(quantifier: re.Match[str]) -> bool:
    return quantifier[0] in "*+" or (quantifier[2] == "," and not quantifier[3])
