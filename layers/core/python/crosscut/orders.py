"""Text that gives orders to a language model that may read it: how it is told, and how it is kept from one.

In English here, in other languages by order_words.py, and behind the disguises that unhidden.py takes off. An order is
told by its words (`ignore previous instructions`, a chat template's marks), or by a reader that is named (AI, model,
analyst) close to an order that only such a reader could follow (`do not report`, `answer with`, `classify this as`).
MITRE ATLAS AML.T0051; OWASP LLM01.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import unquote_plus

from crosscut.digest_forms import JsonValue
from crosscut.order_words import ASCII_NEEDED, SCRIPTS_NEEDED, begins_in
from crosscut.unhidden import may_be_hidden, unhidden

CUT = "[cut here: text that gives orders to a model]"
_NEAR = 120  # characters between a reader that is named and the order
_READER = re.compile(
    r"\b(?:AIs?|LLMs?|GPT(?:-?\d)?|Claude|chatbots?|(?:language\s+)?models?|assistants?|analysts?|copilot)\b[^\n]*$"
    # A name that is a reader's may have been redacted; only one that is addressed counts.
    r"|<USER(?::\w+)?>[,:]\s+(?:please\s+)?$",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"\b(?:(?:do\s+not|don't|never|must\s+not|stop)\s+(?:report|mention|flag|alert|escalate|raise|analy[sz]e|include|page)\b"
    r"|(?:classify|mark|treat|rate|label|score|report|consider)\s+(?:this|these|it|all|them|everything|every\w*|the)\b"
    r"[^\n]{0,60}?\b(?:as|to|at)\s+(?:info|low|benign|harmless|normal|noise|resolved|critical|expected|false)\b"
    r"|set\s+(?:the\s+|its\s+|every\s+|all\s+)?severit(?:y|ies)\s+(?:to|=)"
    r"|(?:answer|respond|reply|output|return|conclude|say|state|write|report)\s+(?:only\s+|just\s+|exactly\s+|simply\s+)?"
    r"(?:with\b|that\b|no\s+findings|\{)"
    r"|(?:your|the)\s+(?:new\s+)?(?:task|instructions?|orders?|role)\s+(?:is|are)\b)",
    re.IGNORECASE,
)
_ALONE = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\s+(?:all\s+|any\s+|the\s+|your\s+|of\s+){0,4}"
    r"(?:previous|prior|above|earlier|preceding|system|existing|other|foregoing)\s+"
    r"(?:instructions?|prompts?|rules|messages?|directives?|guidelines?)"
    r"|\b(?:reveal|print|show|repeat|leak)\s+(?:me\s+)?(?:your|the)\s+system\s+prompt"
    r"|\byou\s+are\s+now\s+(?:in\s+\w+\s+mode|DAN\b|an?\s+unrestricted)"
    r"|\byou\s+are\s+(?:now\s+)?an?\s+(?:\w{1,20}\s+){0,3}(?:AI|LLM|language\s+model|assistant)\b"
    r"|<\|(?:im_(?:start|end)|system|user|assistant|endoftext)\|>|\[/?INST\]|<</?SYS>>"
    r"|\bnew\s+(?:system\s+)?instructions?\s*:\s*\w|\bsystem\s+(?:prompt|override|message)\s*:\s*\w",
    re.IGNORECASE,
)

# One of them is in whatever _ALONE finds, or is a reader that _READER finds.
_NEEDED = (
    "instruct", "prompt", " rules", "message", "directive", "guideline", "you are ", "<|", "inst]", "sys>>", "system ",
    " ai", "ai ", "ais ", "ai,", "ai:", "llm", "gpt", "claude", "chatbot", "model", "assistant", "analyst", "copilot",
    "<user",
)  # fmt: skip

# One of these, in lower case, is in every order that is given openly in ASCII, and not in percent encoding.
OPENLY_NEEDED = (*_NEEDED, *(word for word in ASCII_NEEDED if not any(n in word for n in _NEEDED)))


# And one of these in the commonest forms.
PLAINLY_NEEDED = ("instru", "prompt", "you are now", "<|im_", "[inst]")


def plainly_gives_orders(lowered: str, text: str) -> bool:
    """Whether the text gives orders to a model in one of the commonest forms. `lowered` is `text` in lower case.

    For each record of a log: five searches for a word, where `gives_orders` takes twenty times as long.
    """
    if any(word in lowered for word in PLAINLY_NEEDED) or (
        not text.isascii() and any(word in lowered for word in SCRIPTS_NEEDED)
    ):
        return _begins(text) is not None
    return False


def may_give_orders(text: str) -> bool:
    """Whether the text, or many joined by line ends, holds something without which there are no orders. It is cheap."""
    lowered = text.lower()
    return any(word in lowered for word in OPENLY_NEEDED) or may_be_hidden(text)


def gives_orders(text: str) -> bool:
    """Whether the text, or what it says when its disguise is taken off, gives orders to a model."""
    return may_give_orders(text) and _cut(text) != text


def openly_gives_orders(text: str) -> bool:
    """Whether the text gives orders as it stands, or with its percent encoding undone. For parts of each request."""
    lowered = text.lower()
    if "%" not in text and not any(word in lowered for word in OPENLY_NEEDED):
        return False
    return _begins(text) is not None or (
        "%" in text and _begins(unquote_plus(unquote_plus(text))) is not None
    )


def without_orders(value: JsonValue) -> JsonValue:
    """Return a JSON document in which each text ends where orders to a model begin, with `CUT` in their place.

    Orders that are split over the texts of one list or object cut all of these.
    """
    if isinstance(value, str):
        return _cut(value) if may_give_orders(value) else value
    if isinstance(value, Mapping):
        kept = {str(without_orders(name)): without_orders(inner) for name, inner in value.items()}
        split = _are_split(list(kept.values()))
        return {name: CUT if split and isinstance(inner, str) else inner for name, inner in kept.items()}
    if isinstance(value, Sequence):
        each = [without_orders(inner) for inner in value]
        split = _are_split(each)
        return [CUT if split and isinstance(inner, str) else inner for inner in each]
    return value


def _are_split(values: Sequence[JsonValue]) -> bool:
    """Whether texts, none of which gives orders, do so together."""
    texts = [value for value in values if isinstance(value, str) and CUT not in value]
    return len(texts) > 1 and gives_orders(" ".join(texts))


def _begins(text: str) -> int | None:
    """Return where the first order to a model begins, or None."""
    alone = _ALONE.search(text)
    begins = alone.start() if alone else None
    for order in _ORDER.finditer(text, 0, begins if begins is not None else len(text)):
        before = max(0, order.start() - _NEAR)
        if reader := _READER.search(text[before : order.start()]):
            return before + reader.start()
    others = begins_in(text.lower()) if begins is None or not text.isascii() else None
    return min((each for each in (begins, others) if each is not None), default=None)


def _cut(text: str) -> str:
    begins = _begins(text)
    if begins is not None:
        return f"{text[:begins]}{CUT}"
    for said in unhidden(text):
        begins = _begins(said)
        if begins is not None:
            # Where they begin in the text as it stands cannot be told; nothing before its first difference hides them.
            same = next((i for i, (a, b) in enumerate(zip(text, said, strict=False)) if a != b), len(said))
            return f"{text[: min(begins, same)]}{CUT}"
    return text
