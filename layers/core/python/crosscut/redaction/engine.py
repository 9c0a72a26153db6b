"""The redaction engine: runs every rule over blocks of many texts at once, and fails closed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from crosscut.errors import RedactionError
from crosscut.model import Attributes, AttributeValue, LogRecord, RedactedRecord
from crosscut.redaction import personal, secrets
from crosscut.redaction.pseudonyms import TOKEN, Pseudonyms
from crosscut.redaction.rule import Rule

RULES: tuple[Rule, ...] = (*secrets.RULES, *personal.RULES)
# Stands between the texts of a block. No rule's pattern can cross it; in the input it becomes a blank.
SEPARATOR = "\n\x1e\n"
_BLOCK_CHARACTERS = 16 * 1024  # small, so that most blocks of a clean log have no trigger of most rules
_CACHE_LIMIT = 50_000
_SECRET_KIND = "PASSWORD"  # noqa: S105 - the name of a kind


class Redactor:
    """Replaces what must not leave. The same value gives the same pseudonym for the same key.

    `counts` says how many values of each kind were replaced, never which.
    """

    def __init__(self, key: bytes, rules: Sequence[Rule] = RULES) -> None:
        self._pseudonyms = Pseudonyms(key)
        self._rules = tuple(rules)
        self._known: dict[str, str] = {}  # messages and attribute values, redacted
        self._decided: dict[tuple[str, str], str] = {}  # by rule and value
        self.counts: Counter[str] = Counter()

    def text(self, text: str) -> str:
        """Return the redacted text. Raises `RedactionError`."""
        return self.texts([text])[0]

    def texts(self, texts: Sequence[str]) -> list[str]:
        """Return the redacted texts, as many and in order. Raises `RedactionError`, and then none is redacted."""
        redacted, counts = self._texts(texts)
        self.counts += counts
        return redacted

    def records(self, records: Sequence[LogRecord]) -> list[RedactedRecord]:
        """Return the redacted records, as many and in order. Raises `RedactionError`, and then none is redacted.

        Messages and attributes are part of the text, so only the text's redactions are counted.
        """
        texts, counts = self._texts([record.text for record in records])
        self._learn(records)
        redacted = [
            RedactedRecord(
                record.line,
                record.line_count,
                text,
                self._known[record.body],
                record.time_unix_nano,
                record.severity_number,
                record.severity_text,
                self._attributes(record.attributes),
                self._attributes(record.resource),
            )
            for record, text in zip(records, texts, strict=True)
        ]
        self.counts += counts
        return redacted

    def _learn(self, records: Iterable[LogRecord]) -> None:
        """Redact the messages and attribute values of `records` that are not known yet: most repeat."""
        values = {record.body for record in records}
        for record in records:
            values.update(v for v in record.attributes.values() if isinstance(v, str))
            values.update(v for v in record.resource.values() if isinstance(v, str))
        if len(self._known) > _CACHE_LIMIT:
            self._known = {}
        fresh = sorted(values - self._known.keys())
        self._known.update(zip(fresh, self._texts(fresh)[0], strict=True))

    def _attributes(self, attributes: Attributes) -> dict[str, AttributeValue]:
        return {key: self._attribute(key, value) for key, value in attributes.items()}

    def _attribute(self, key: str, value: AttributeValue) -> AttributeValue:
        name = key.rpartition(".")[2]
        if value != "" and not isinstance(value, bool) and secrets.SECRET_KEY.fullmatch(name):
            text = str(value)
            return text if TOKEN.fullmatch(text) else self._pseudonyms.token(_SECRET_KIND, text)
        return self._known[value] if isinstance(value, str) else value

    def _texts(self, texts: Sequence[str]) -> tuple[list[str], Counter[str]]:
        redacted: list[str] = []
        counts: Counter[str] = Counter()
        block: list[str] = []
        size = 0
        for text in texts:
            block.append(text.replace("\x1e", " ") if "\x1e" in text else text)
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
        for match in rule.pattern.finditer(lowered if rule.lowered else block):
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
            if len(self._decided) > _CACHE_LIMIT:
                self._decided = {}
            decided = ""
            if not TOKEN.search(value) and rule.accept(value):
                # A value of several lines keeps its line ends, so that lines still count.
                decided = self._pseudonyms.token(rule.kind, rule.normalise(value)) + "\n" * value.count("\n")
            self._decided[rule.name, value] = decided
        return decided


def _lower(text: str) -> str:
    lowered = text.lower()
    # U+0130 becomes two characters; then only ASCII is lowered, so that places stay the same.
    return lowered if len(lowered) == len(text) else text.translate(_ASCII_LOWER)


_ASCII_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def _value_group(match: re.Match[str]) -> int | str:
    groups = match.re.groupindex
    if "value" in groups:
        return "value"
    return next((name for name in ("q1", "q2", "q3") if name in groups and match[name] is not None), 0)
