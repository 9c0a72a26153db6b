"""Tells text that gives orders to a language model, which may read it, from other text."""

from __future__ import annotations

import re

_PROMPT = re.compile(
    r"\b(?:ignore|disregard|forget)\s+(?:all\s+|any\s+|the\s+|your\s+)*(?:previous|prior|above|earlier|preceding|system)\s+"
    r"(?:instructions?|prompts?|rules|messages?)"
    r"|\b(?:reveal|print|show|repeat)\s+(?:me\s+)?(?:your|the)\s+system\s+prompt"
    r"|\byou\s+are\s+now\s+(?:in\s+\w+\s+mode|DAN\b|an?\s+unrestricted)"
    r"|<\|im_(?:start|end)\|>|\[/?INST\]|\bnew\s+instructions?\s*:\s*you\b",
    re.IGNORECASE,
)


def gives_orders(lowered: str, text: str) -> bool:
    """Whether the text gives orders to a language model that may read it. `lowered` is `text` in lower case."""
    if (
        "instruct" in lowered
        or "prompt" in lowered
        or "you are now" in lowered
        or "<|im_" in lowered
        or "[inst]" in lowered
    ):
        return _PROMPT.search(text) is not None
    return False
