"""Runs every rule over blocks of many texts at once, and fails closed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from crosscut.errors import RedactionError
from crosscut.redaction.pseudonyms import TOKEN, Pseudonyms
from crosscut.redaction.rule import Rule

# Stands between the texts of a block. No rule's pattern can cross it; in the input it becomes a blank.
SEPARATOR = "\n\x1e\n"
_BLOCK_CHARACTERS = 16 * 1024  # small, so that most blocks of a clean log have no trigger of most rules
CACHE_ENTRIES = 50_000
CACHE_CHARACTERS = 8_000_000  # so that memory is bounded whatever the length of what is kept


class BlockRedactor:
    """Redacts texts, and counts what it replaced by kind."""

    def __init__(self, pseudonyms: Pseudonyms, rules: Sequence[Rule]) -> None:
        self._pseudonyms = pseudonyms
        self._rules = tuple(rules)
        self._decided: dict[tuple[str, str], str] = {}  # by rule and value
        self._decided_characters = 0

    def texts(self, texts: Sequence[str]) -> tuple[list[str], Counter[str]]:
        """Return the redacted texts, as many and in order, and the count of each kind. Raises `RedactionError`."""
        redacted: list[str] = []
        counts: Counter[str] = Counter()
        block: list[str] = []
        size = 0
        for text in texts:
            block.append(_plain(text))
            size += len(text)
            if size >= _BLOCK_CHARACTERS:
                redacted += self._block(block, counts)
                block, size = [], 0
        if block:
            redacted += self._block(block, counts)
        return redacted, counts

    def _block(self, texts: list[str], counts: Counter[str]) -> list[str]:
        block = SEPARATOR.join(texts)
        try:
            lowered = _lower(block)
            for rule in self._rules:
                if any(trigger in lowered for trigger in rule.triggers):
                    replaced = self._apply(rule, block, lowered, counts)
                    if replaced is not block:
                        block, lowered = replaced, _lower(replaced)
        except Exception as error:  # noqa: BLE001 - fail closed
            # Whatever went wrong, the block must not pass; the text of the error may hold raw log text.
            raise RedactionError(
                f"redaction failed ({type(error).__name__}); the block is quarantined"
            ) from None
        redacted = block.split(SEPARATOR)
        if len(redacted) != len(texts):
            raise RedactionError("redaction changed the number of texts; the block is quarantined")
        return redacted

    def _apply(self, rule: Rule, block: str, lowered: str, counts: Counter[str]) -> str:
        pieces: list[str] = []
        done = 0
        for match in _matches(rule, block, lowered):
            start, end = match.span(_value_group(match))
            value = block[start:end]
            token = self._token(rule, value)
            if not token:
                continue
            counts[rule.kind] += 1
            pieces += (block[done:start], token)
            done = end
        return "".join((*pieces, block[done:])) if pieces else block

    def _token(self, rule: Rule, value: str) -> str:
        """Return what replaces `value`, or nothing when it is no such value after all."""
        decided = self._decided.get((rule.name, value))
        if decided is None:
            if len(self._decided) > CACHE_ENTRIES or self._decided_characters > CACHE_CHARACTERS:
                self._decided, self._decided_characters = {}, 0
            decided = ""
            if not _is_done(value) and rule.accept(value):
                # A value of several lines keeps its line ends, so that lines still count.
                decided = self._pseudonyms.token(rule.kind, rule.normalise(value)) + "\n" * value.count("\n")
            self._decided[rule.name, value] = decided
            self._decided_characters += len(value)
        return decided


def _matches(rule: Rule, block: str, lowered: str) -> Iterator[re.Match[str]]:
    searched = lowered if rule.lowered else block
    if not rule.anchored:
        yield from rule.pattern.finditer(searched)
        return
    done = 0
    for start in sorted(_places(lowered, rule.triggers)):
        if start >= done and (match := rule.pattern.match(searched, start)):
            done = match.end()
            yield match


def _places(text: str, triggers: Iterable[str]) -> Iterator[int]:
    for trigger in triggers:
        place = text.find(trigger)
        while place >= 0:
            yield place
            place = text.find(trigger, place + 1)


def _plain(text: str) -> str:
    """Return the text without separators, and with what JSON writes as \\u003d and needs no escape as it is."""
    if "\x1e" in text:
        text = text.replace("\x1e", " ")
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "\\u00" in text else text


# Printable Latin-1 but for the quote and the backslash. Gson escapes = and &, Go < and >, Python all but ASCII.
_ESCAPED = re.compile(r"\\+u00(2[013-9a-fA-F]|[346a-fA-F][0-9a-fA-F]|5[0-9abdefABDEF]|7[0-9a-eA-E])")


def _lower(text: str) -> str:
    lowered = text.lower()
    # U+0130 becomes two characters; then only ASCII is lowered, so that places stay the same.
    return lowered if len(lowered) == len(text) else text.translate(_ASCII_LOWER)


_ASCII_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def _is_done(value: str) -> bool:
    """Whether nothing of `value` is left but pseudonyms and what is not secret about them."""
    return "<" in value and TOKEN.search(value) is not None and not _HARMLESS.sub("", value)


_HARMLESS = re.compile(
    rf"{TOKEN.pattern}|-----(?:BEGIN|END) [A-Z0-9 ]{{1,40}}-----|Bearer|Basic|Token|\\+[nr]|\s", re.IGNORECASE
)


def _value_group(match: re.Match[str]) -> int | str:
    groups = match.re.groupindex
    if "value" in groups:
        return "value"
    return next((name for name in groups if name[0] == "q" and match[name] is not None), 0)
