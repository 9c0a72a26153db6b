"""The redaction engine: redacts every field of records, and keeps what it knows within bounds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from crosscut.model import AttributeValue, LogRecord, RedactedRecord
from crosscut.redaction import addresses, authorization, connections, named, personal, secrets
from crosscut.redaction.blocks import CACHE_CHARACTERS, CACHE_ENTRIES, BlockRedactor
from crosscut.redaction.pseudonyms import TOKEN, Pseudonyms
from crosscut.redaction.rule import Rule

# In this order: what shows by its own shape first, then what its name gives away.
RULES: tuple[Rule, ...] = (
    *secrets.RULES,
    *authorization.RULES,
    *connections.RULES,
    *named.RULES,
    *personal.RULES,
    *addresses.RULES,
)
_SECRET_KIND = "PASSWORD"  # noqa: S105 - the name of a kind
_LEAST_SECRET = 6  # characters; what is shorter stands elsewhere by chance
_LEAST_CARD = 10**12  # the number with the fewest digits that a rule may take


class Redactor:
    """Replaces what must not leave. The same value gives the same pseudonym for the same key.

    `counts` says how many values of each kind were replaced, never which.
    """

    def __init__(self, key: bytes, rules: Sequence[Rule] = RULES) -> None:
        self._pseudonyms = Pseudonyms(key)
        self._blocks = BlockRedactor(self._pseudonyms, rules)
        self._known: dict[str, str] = {}  # messages, names and values of attributes, redacted
        self._known_characters = 0
        self.counts: Counter[str] = Counter()

    def text(self, text: str) -> str:
        """Return the redacted text. Raises `RedactionError`."""
        return self.texts([text])[0]

    def texts(self, texts: Sequence[str]) -> list[str]:
        """Return the redacted texts, as many and in order. Raises `RedactionError`, and then none is redacted."""
        redacted, counts = self._blocks.texts(texts)
        self.counts += counts
        return redacted

    def records(self, records: Sequence[LogRecord]) -> list[RedactedRecord]:
        """Return the redacted records, as many and in order. Raises `RedactionError`, and then none is redacted.

        Messages and attributes are part of the text, so only the text's redactions are counted.
        """
        texts, counts = self._blocks.texts([record.text for record in records])
        self._learn(records)
        redacted = [self._record(record, text) for record, text in zip(records, texts, strict=True)]
        self.counts += counts
        return redacted

    def _learn(self, records: Iterable[LogRecord]) -> None:
        """Redact the messages, names and values of `records` that are not known yet: most repeat."""
        values: set[str] = set()
        for record in records:
            values.add(record.body)
            values.add(record.severity_text)
            for attributes in (record.attributes, record.resource):
                values.update(attributes)
                values.update(map(_text_of, attributes.values()))
        if len(self._known) > CACHE_ENTRIES or self._known_characters > CACHE_CHARACTERS:
            self._known, self._known_characters = {}, 0
        fresh = sorted(values - self._known.keys())
        self._known.update(zip(fresh, self._blocks.texts(fresh)[0], strict=True))
        self._known_characters += 2 * sum(map(len, fresh))

    def _record(self, record: LogRecord, text: str) -> RedactedRecord:
        body = self._known[record.body]
        attributes: dict[str, AttributeValue] = {}
        for key, value in record.attributes.items():
            redacted = self._value(value)
            raw = str(value)
            if _is_secret(key, record) and not isinstance(value, bool) and named.is_secret(raw):
                redacted = raw if TOKEN.fullmatch(raw) else self._pseudonyms.token(_SECRET_KIND, raw)
                # A message made of such fields has lost the names that tell which are secrets.
                if isinstance(value, str) and len(raw) >= _LEAST_SECRET and "\n" not in raw:
                    body, text = body.replace(raw, redacted), text.replace(raw, redacted)
            attributes[self._known[key]] = redacted
        return RedactedRecord(
            record.line,
            record.line_count,
            text,
            body,
            record.time_unix_nano,
            record.severity_number,
            self._known[record.severity_text],
            attributes,
            {self._known[key]: self._value(value) for key, value in record.resource.items()},
        )

    def _value(self, value: AttributeValue) -> AttributeValue:
        text = _text_of(value)
        redacted = self._known[text]
        return value if redacted == text else redacted


def _text_of(value: AttributeValue) -> str:
    """Return a value as the text to redact; nothing for a number that cannot be a card's."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and abs(value) >= _LEAST_CARD else ""


def _is_secret(key: str, record: LogRecord) -> bool:
    """Whether an attribute is a secret by its name, or by that of its sibling: {name: DB_PASSWORD, value: ...}."""
    parent, dot, name = key.rpartition(".")
    if name == "value":  # parsing takes a name for that of the service
        sibling = record.attributes.get(f"{parent}.name") if dot else record.resource.get("service.name")
        name = str(sibling or name)
    return _names_a_secret(name)


@lru_cache(maxsize=10_000)
def _names_a_secret(name: str) -> bool:
    return named.SECRET_KEY.fullmatch(name) is not None
