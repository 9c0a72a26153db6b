"""Fields that say what a structured record is about: two records with the same message and other codes are two.

Such fields stand behind the message, `request failed ⟦code=ETIMEDOUT⟧`, where `generalise` leaves them apart unless
there are many. A record without a message is told by them alone, else by the text it has, else by the names of its
fields.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from crosscut.folding.masking import WILDCARD
from crosscut.model import Attributes, AttributeValue

OPEN, CLOSE = "⟦", "⟧"
MAX_SETS = 32  # of names that tell records apart; of more, none does
ANY_NAMES = f"{OPEN}…{CLOSE}"
MAX_TOLD = 3  # fields behind a message
MAX_NAMES = 12  # of fields of a record that says nothing
# Without case and marks, in the order in which they are taken.
_EVENTS = (
    "event", "eventname", "eventtype", "eventid", "event.name", "event.type", "event.action", "type", "kind",
    "action", "operation", "op",
)  # fmt: skip
_FURTHER = (
    "exception.type", "subtype", "category", "code", "errorcode", "error.code", "statuscode", "status", "outcome",
    "event.outcome", "result", "reason", "success", "succeeded", "ok",
)  # fmt: skip
_RANKS = {name: rank for rank, name in enumerate((*_EVENTS, *_FURTHER))}
_WRAPPERS = (
    "data.",
    "payload.",
    "properties.",
    "context.",
    "extra.",
    "attributes.",
    "fields.",
    "detail.",
    "meta.",
)
_UNPUNCTUATED = str.maketrans("", "", "_-@")
# A word or a few, perhaps with a digit or two, or a code: `order.created`, `E_PAY`, `ORA-01017`, `4625`.
_WORD = re.compile(r"(?!.*\d{3})[A-Za-z_][A-Za-z0-9_$]*(?:[.\-:/ ]{1,2}[A-Za-z0-9_$]+){0,5}", re.ASCII)
_CODE = re.compile(r"(?:[A-Za-z][A-Za-z_]*[-_]?)?\d{1,5}", re.ASCII)
_CODES = ("code", "eventid", "statuscode")
_LONGEST = 80
_MAX_BLANKS = 2  # more are a sentence
_NO_PART = re.compile(r"[^A-Za-z0-9_.$\-]+", re.ASCII)
_TEXTS = (
    "detail", "details", "description", "summary", "title", "reason", "note", "info", "text", "content", "log",
    "data", "payload", "value",
)  # fmt: skip
_DIGITS = re.compile(r"\d+")


def telling_names(names: Sequence[str]) -> tuple[str, ...]:
    """Return which of the fields say what a record is about, those that say most first."""
    ranked = sorted((rank, name) for name in names if (rank := _rank(name)) is not None)
    return tuple(name for _, name in ranked)[:MAX_TOLD]


def _rank(name: str) -> int | None:
    plain = name.lower().translate(_UNPUNCTUATED)
    for wrapper in _WRAPPERS:
        plain = plain.removeprefix(wrapper)
    return _RANKS.get(plain)


def told(names: Sequence[str], attributes: Attributes, message: str) -> tuple[str, tuple[str, ...]]:
    """Return what the fields say that the message does not, `code=ETIMEDOUT`, and the values behind its `<*>`."""
    parts, values = [], []
    for name in names:
        text = _text(attributes[name])
        if not text or text in message:
            continue
        word = _word(name, text)
        parts.append(f"{name}={word}")
        if word == WILDCARD:
            values.append(text)
    return " ".join(parts), tuple(values)


def _text(value: AttributeValue) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _word(name: str, text: str) -> str:
    if len(text) <= _LONGEST:
        if _WORD.fullmatch(text) and text.count(" ") <= _MAX_BLANKS:
            return _NO_PART.sub("_", text)
        if _CODE.fullmatch(text) and name.lower().translate(_UNPUNCTUATED).endswith(_CODES):
            return text
    return WILDCARD


def is_event(told_: str) -> bool:
    """Whether what is told names an event, by which a record is known without a message."""
    name, _, value = told_.partition(" ")[0].partition("=")
    rank = _rank(name)
    return rank is not None and rank < len(_EVENTS) and value != WILDCARD


def text_among(attributes: Attributes) -> str:
    """Return the field that is most like a message, with its name; "" where none has three words."""
    texts = sorted(
        (_TEXTS.index(name) if name in _TEXTS else len(_TEXTS), name, value)
        for name, value in attributes.items()
        if isinstance(value, str) and value.count(" ") >= 2 and value[:1] not in "{["
    )
    return f"{texts[0][1]}={texts[0][2]}" if texts else ""


def names_of(fields: Iterable[str]) -> str:
    """Return the names of the fields, "" for none; numbers in them are one, and there are no more than twelve."""
    names = sorted({_NO_PART.sub("_", _DIGITS.sub("N", name))[:_LONGEST] for name in fields})
    more = f", and {len(names) - MAX_NAMES} more" if len(names) > MAX_NAMES else ""
    return f"{OPEN}{', '.join(names[:MAX_NAMES])}{more}{CLOSE}" if names else ""


def lump(texts: Collection[str]) -> dict[str, str]:
    """Return each text as it is, or where there are too many sets of names, without the names that it begins with."""
    heads = {text: text[: text.find(CLOSE) + 1] for text in texts if text[:1] == OPEN and not _says(text)}
    kinds = set(heads.values())
    if len(kinds) <= MAX_SETS and ANY_NAMES not in kinds:
        return {text: text for text in texts}
    return {text: ANY_NAMES + text[len(heads[text]) :] if text in heads else text for text in texts}


def _says(text: str) -> bool:
    return "=" in text[: text.find(CLOSE)]
