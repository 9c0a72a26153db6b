"""The redaction engine: redacts every field of records, and keeps what it knows within bounds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from copy import copy

from crosscut.errors import RedactionError
from crosscut.model import LogRecord, RedactedRecord
from crosscut.redaction import (
    abroad,
    addresses,
    arguments,
    authorization,
    calls,
    codes,
    commands,
    connections,
    devices,
    documents,
    encoded,
    finance,
    named,
    nationalids,
    parties,
    people,
    personal,
    persons,
    places,
    private_keys,
    providers,
    secrets,
    sentences,
    towns,
    transcripts,
    userinfo,
)
from crosscut.redaction.blocks import BlockRedactor, Findings
from crosscut.redaction.explaining import Span, explain
from crosscut.redaction.fields import Fields
from crosscut.redaction.matching import Engine
from crosscut.redaction.policy import Policy
from crosscut.redaction.private_keys import OpenKey
from crosscut.redaction.pseudonyms import Pseudonyms
from crosscut.redaction.rule import Rule

# In this order: what shows by its own shape first, then what its name gives away.
RULES: tuple[Rule, ...] = (
    *private_keys.RULES,
    *secrets.RULES,
    *providers.RULES,
    *authorization.RULES,
    *connections.RULES,
    *commands.RULES,
    *arguments.RULES,
    *transcripts.RULES,
    *devices.RULES,
    *calls.RULES,
    *named.RULES,
    *abroad.RULES,
    *codes.RULES,
    *secrets.LAST_RULES,
    *finance.RULES,
    *nationalids.RULES,
    *documents.RULES,
    *personal.RULES,
    *addresses.RULES,
    *places.RULES,
    *parties.FIRST_RULES,
    *persons.FIRST_RULES,
    *people.RULES,
    *sentences.RULES,
    *towns.RULES,
    *parties.RULES,
    *userinfo.RULES,
    *persons.RULES,
    *encoded.RULES,
)


class Redactor:
    """Replaces what must not leave. The same value gives the same pseudonym for the same key.

    `counts` says how many values of each kind were replaced, `rules` by which rule; never which values.
    """

    def __init__(
        self,
        key: bytes,
        rules: Sequence[Rule] = RULES,
        *,
        policy: Policy | None = None,
        engine: Engine | None = None,
    ) -> None:
        self._policy = policy or Policy()
        self._pseudonyms = Pseudonyms(key)
        self._blocks = BlockRedactor(
            self._pseudonyms, self._policy.rules_with(tuple(rules)), policy=self._policy, engine=engine
        )
        self._open_key = OpenKey()
        self._fields = Fields(self._blocks, self._pseudonyms, self._policy)
        self.counts: Counter[str] = Counter()
        self.rules: Counter[tuple[str, str]] = Counter()  # by kind and name of the rule

    def text(self, text: str) -> str:
        """Return the redacted text. Raises `RedactionError`."""
        return self.texts([text])[0]

    def texts(self, texts: Sequence[str]) -> list[str]:
        """Return the redacted texts, as many and in order. Raises `RedactionError`, and then none is redacted."""
        redacted, findings = self._blocks.texts(texts)
        self._count(findings)
        return redacted

    def begin(self) -> None:
        """Say that another log begins: a private key that the last one left open does not go on in it."""
        self._open_key = OpenKey()

    def mark(self) -> OpenKey:
        """Return whether a private key is open where the log stands, for `go_back`."""
        return copy(self._open_key)

    def go_back(self, mark: OpenKey) -> None:
        """Take back what a call that failed has noted of a key: its texts come again, in parts."""
        self._open_key = copy(mark)

    def lines(self, lines: Sequence[str]) -> list[str]:
        """Return the next lines of a log, redacted: a private key may go on from one to the next, also in the next call.

        Raises `RedactionError`, and then none is redacted.
        """
        redacted, findings = self._in_order(lines)
        self._count(findings)
        return redacted

    def _in_order(self, texts: Sequence[str], *, values: bool = False) -> tuple[list[str], Findings]:
        """Redact texts that follow those of the call before, of which the last may have left a private key open."""
        try:
            return self._blocks.texts(texts, self._open_key, values=values)
        except RedactionError:
            # These texts are withheld, but the ones behind them must not show the rest of a key that began in them.
            self._open_key.expect(texts)
            raise

    def explain(self, text: str) -> list[Span]:
        """Return what would be replaced in `text`, in order. Raises `RedactionError`."""
        return explain(self._blocks, text)

    def records(self, records: Sequence[LogRecord]) -> list[RedactedRecord]:
        """Return the redacted records, as many and in order. Raises `RedactionError`, and then none is redacted.

        Messages and attributes are part of the text, so only the text's redactions are counted.
        """
        texts, findings = self._in_order([record.text for record in records], values=True)
        try:
            redacted = self._fields.records(records, texts, findings.values)
        except RedactionError as error:  # of fields, which are others than the records
            raise RedactionError(str(error)) from None
        self._count(findings)
        return redacted

    def _count(self, findings: Findings) -> None:
        for order, count in findings.counts.items():
            kind, name = self._blocks.rule_names[order]
            self.rules[kind, name] += count
            self.counts[kind] += count
