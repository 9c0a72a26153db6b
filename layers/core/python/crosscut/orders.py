"""Text that gives orders to a language model that may read it: how it is told, and how it is kept from one.

English only. A pattern tells an order by its words (`ignore previous instructions`, a chat template's marks), or by a
reader that is named (AI, model, analyst) close to an order that only such a reader could follow (`do not report`,
`answer with`, `classify this as`). MITRE ATLAS AML.T0051; OWASP LLM01.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import unquote_plus

from crosscut.digest_forms import JsonValue

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


def plainly_gives_orders(lowered: str, text: str) -> bool:
    """Whether the text gives orders to a model in one of the commonest forms. `lowered` is `text` in lower case.

    For each record of a log: five searches for a word, where `gives_orders` takes twenty times as long.
    """
    if (
        "instruct" in lowered
        or "prompt" in lowered
        or "you are now" in lowered
        or "<|im_" in lowered
        or "[inst]" in lowered
    ):
        return _begins(text) is not None
    return False


def may_give_orders(text: str) -> bool:
    """Whether the text, or many joined by line ends, holds a word without which there are no orders. It is cheap."""
    lowered = text.lower()
    return "%" in text or any(word in lowered for word in _NEEDED)


def gives_orders(text: str) -> bool:
    """Whether the text, or what it says when its percent encoding is undone, gives orders to a model."""
    return may_give_orders(text) and _cut(text) != text


def without_orders(value: JsonValue) -> JsonValue:
    """Return a JSON document in which each text ends where orders to a model begin, with `CUT` in their place."""
    if isinstance(value, str):
        return _cut(value)
    if isinstance(value, Mapping):
        return {str(without_orders(name)): without_orders(inner) for name, inner in value.items()}
    if isinstance(value, Sequence):
        return [without_orders(inner) for inner in value]
    return value


def _begins(text: str) -> int | None:
    """Return where the first order to a model begins, or None."""
    alone = _ALONE.search(text)
    begins = alone.start() if alone else None
    for order in _ORDER.finditer(text, 0, begins if begins is not None else len(text)):
        before = max(0, order.start() - _NEAR)
        if reader := _READER.search(text[before : order.start()]):
            return before + reader.start()
    return begins


def _cut(text: str) -> str:
    begins = _begins(text)
    if begins is not None:
        return f"{text[:begins]}{CUT}"
    if ("%" in text or "+" in text) and _begins(unquote_plus(unquote_plus(text))) is not None:
        # Where they begin cannot be told; nothing before the encoded part can hold them.
        return f"{text[: min(i for i in map(text.find, '%+?') if i >= 0)]}{CUT}"
    return text
