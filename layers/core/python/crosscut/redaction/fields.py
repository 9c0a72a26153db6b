"""Redacts what parsing made of texts, messages and attributes, by what was found in the text and by their own names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from crosscut.errors import RedactionError
from crosscut.model import Attributes, AttributeValue, LogRecord, RedactedRecord
from crosscut.redaction import accounts, named, people
from crosscut.redaction.blocks import BlockRedactor
from crosscut.redaction.decisions import CACHE_CHARACTERS, CACHE_ENTRIES
from crosscut.redaction.policy import DROPPED, Policy
from crosscut.redaction.pseudonyms import TOKEN, Pseudonyms
from crosscut.redaction.sweep import Decision

_SECRET_KIND = "PASSWORD"  # noqa: S105 - the name of a kind
_LEAST_SECRET = 6  # characters; what is shorter stands elsewhere by chance
_PEOPLE = ("<USER", "<NAME")
_LEAST_NUMBER = 1_000_000  # numbers below it are nothing by themselves
_LEAST_TAKEN = 3  # characters; a shorter value that equals one found elsewhere in the text may be another
_TURN = 1_000  # records; what is learned from these is known for the next
_KEYS = (
    (_SECRET_KIND, named.SECRET_KEY),
    ("NAME", people.NAME_KEY),
    ("USER", people.USER_KEY),
)
Replaced = Mapping[str, str]  # what replaced each value of a text
_NOTHING: Replaced = {}


class _Key(NamedTuple):
    """What is known of the name of an attribute."""

    redacted: str
    kind: str  # of its values, where the name says it
    stays: bool
    is_pair: bool  # another attribute has the name that belongs to its value


class Fields:
    """Redacts the fields of records. What was redacted once is known from then on, within bounds."""

    def __init__(self, blocks: BlockRedactor, pseudonyms: Pseudonyms, policy: Policy) -> None:
        self._blocks = blocks
        self._pseudonyms = pseudonyms
        self._policy = policy
        self._known: dict[str, str] = {}  # values as they are redacted by themselves
        self._known_characters = 0
        self._keys: dict[str, _Key] = {}
        self._plain: dict[str, str] = {}  # the names that say nothing of their values, redacted
        self._shapes: dict[
            tuple[str, ...], tuple[str, ...]
        ] = {}  # of the names of a record, the telling ones
        self._unknown: set[str] = set()
        self._misses = 0  # how often one was met

    def records(
        self, records: Sequence[LogRecord], texts: Sequence[str], values: Mapping[int, Sequence[Decision]]
    ) -> list[RedactedRecord]:
        """Return the records with these redacted texts, of which `values` says by index what was replaced.

        What stands in a text where nothing was found is clean; other values are redacted by themselves, and once.
        """
        done: list[RedactedRecord] = []
        for first in range(0, len(records), _TURN):
            turn = records[first : first + _TURN]
            self._learn_keys(turn)
            if len(self._known) > CACHE_ENTRIES or self._known_characters > CACHE_CHARACTERS:
                self._known, self._known_characters = {}, 0
            replaced = [
                _tokens(values[i]) if i in values else _NOTHING for i in range(first, first + len(turn))
            ]
            made = [
                self._record(record, text, tokens)
                for record, text, tokens in zip(turn, texts[first : first + _TURN], replaced, strict=True)
            ]
            if self._unknown:
                self._learn()
                for i, one in enumerate(made):
                    if one is None:
                        made[i] = self._record(turn[i], texts[first + i], replaced[i])
            done += [one for one in made if one is not None]
        if len(done) != len(records) or self._unknown:
            raise RedactionError("redaction of fields failed; the records are quarantined")
        return done

    def _learn(self) -> None:
        """Redact the values that were met and are not known yet."""
        fresh = sorted(self._unknown)
        self._unknown = set()
        self._known.update(zip(fresh, self._blocks.texts(fresh)[0], strict=True))
        self._known_characters += 2 * sum(map(len, fresh))

    def _learn_keys(self, records: Sequence[LogRecord]) -> None:
        keys: set[str] = set()
        for record in records:
            keys.update(record.attributes, record.resource)
        if len(self._keys) > CACHE_ENTRIES:
            self._keys, self._plain, self._shapes = {}, {}, {}
        fresh = sorted(keys - self._keys.keys())
        for name, redacted in zip(fresh, self._blocks.texts(fresh)[0], strict=True):
            kind, stays = self._kind_of(name), self._policy.keeps_key(name)
            is_pair = name == "value" or name.endswith(".value")
            self._keys[name] = _Key(redacted, kind, stays, is_pair)
            if not (kind or stays or is_pair):
                self._plain[name] = redacted

    def _kind_of(self, key: str) -> str:
        """Return the kind of the values under a name that says what they are, or nothing."""
        if self._policy.drops_key(key):
            return DROPPED
        for kind, pattern in _KEYS:
            if pattern.fullmatch(key):
                return kind if self._policy.is_on(kind) else ""
        return ""

    def _record(self, record: LogRecord, text: str, replaced: Replaced) -> RedactedRecord | None:
        """Return the record, or None where it has values that are to be learned first."""
        line, line_count, raw_text, raw_body, time, number, severity, fields, resource = record
        # A value that was replaced may stand elsewhere in the text all the same.
        left = [raw for raw in replaced if raw in text]
        for raw in replaced:
            if raw not in raw_text:
                raw_text = ""  # replaced in another form, so it says nothing of the fields
                break
        before = self._misses
        known, value_of = self._known, self._value
        named_values: list[tuple[str, str]] = []
        attributes = dict(fields)
        items, telling = fields.items(), self._telling(tuple(fields)) if fields else ()
        if telling:
            items = {name: value for name, value in items if name not in telling}.items()
        for name, value in items:
            # What stands in the redacted text as it is, is clean; most is. So is a small number.
            if type(value) is str:
                if value and (value not in text or (left and _has_one(value, left))):
                    attributes[name] = self._redacted(value, raw_text, replaced)
            elif replaced and not (type(value) is int and -_LEAST_NUMBER < value < _LEAST_NUMBER):
                attributes[name] = value_of(value, raw_text, replaced)
        for name in telling:
            value = fields[name]
            mine = self._by_its_name(self._keys[name], name, value, record, replaced, named_values)
            attributes[name] = mine[0] if mine else value_of(value, raw_text, replaced)
        if telling and any(self._keys[name].redacted != name for name in telling):
            attributes = {self._keys[name].redacted: value for name, value in attributes.items()}
        body = raw_body
        if body not in text or (left and _has_one(body, left)):
            clean = known.get(body)
            body = self._body(record, text, replaced) if clean is None or _has_one(body, replaced) else clean
        if severity and severity not in text:
            severity = self._redacted(severity, raw_text, replaced)
        host: dict[str, AttributeValue] = {}
        if replaced and resource:
            # A service may be called like the user that it logs in as; its name is no secret for that.
            replaced = {raw: token for raw, token in replaced.items() if not token.startswith(_PEOPLE)}
        for name, value in resource.items():
            is_clean = type(value) is str and value in text and not (left and _has_one(value, left))
            host[self._keys[name].redacted] = value if is_clean else value_of(value, raw_text, replaced)
        # A message made of such fields has lost the names that tell which are secrets.
        for raw, token in named_values:
            body, text = _without(raw, token, body), _without(raw, token, text)
        if self._misses != before:
            return None
        return RedactedRecord(line, line_count, text, body, time, number, severity, attributes, host)

    def _telling(self, shape: tuple[str, ...]) -> tuple[str, ...]:
        """Return those of these names that say something of their values, or are redacted themselves."""
        telling = self._shapes.get(shape)
        if telling is None:
            telling = self._shapes[shape] = tuple(name for name in shape if self._plain.get(name) != name)
        return telling

    def _by_its_name(
        self,
        key: _Key,
        name: str,
        value: AttributeValue,
        record: LogRecord,
        replaced: Replaced,
        named_values: list[tuple[str, str]],
    ) -> tuple[AttributeValue] | None:
        """Return what a value becomes because of its name, or None. What the text does not tell is added to `named_values`."""
        if key.stays:
            return (value,)
        kind = key.kind
        if key.is_pair:
            kind = self._kind_of(_sibling(name, record)) or kind
        if not kind or type(value) is bool or not _is_of(kind, raw := str(value)):
            return None
        redacted = replaced.get(raw)
        if not redacted:
            redacted = self._token(kind, raw)
            if raw not in replaced and redacted != raw and len(raw) >= _LEAST_SECRET and "\n" not in raw:
                named_values.append((raw, redacted))
        return (redacted,)

    def _token(self, kind: str, raw: str) -> str:
        if TOKEN.fullmatch(raw) or self._policy.allows(raw):
            return raw
        return self._pseudonyms.token(kind, named.unescaped(raw))

    def _body(self, record: LogRecord, text: str, replaced: Replaced) -> str:
        body, raw = record.body, record.text
        if replaced and body:
            at = raw.find(body)
            # As it is in the text, where nothing before and after it was replaced.
            if at >= 0:
                after = len(raw) - at - len(body)
                if (
                    len(text) >= at + after
                    and text.startswith(raw[:at])
                    and text.endswith(raw[at + len(body) :])
                ):
                    return text[at : len(text) - after]
            elif (cut := _cut_from(raw, body)) and text.count(cut) == 1:
                return text.replace(cut, "")
            # Of a key that begins in a field and goes on over the lines behind it, the body has the rest only.
            for value, token in replaced.items():
                if (end := value.find("\n")) >= 0 and value[end:] in body:
                    body = body.replace(value[end:], token)
        return self._redacted(body, raw, replaced)

    def _value(self, value: AttributeValue, text: str, replaced: Replaced) -> AttributeValue:
        if type(value) is str:
            return self._redacted(value, text, replaced) if value else value
        if not replaced or isinstance(value, bool | str):
            return value
        # A number is what the text says only where it is long enough to be it by itself.
        if type(value) is int and -_LEAST_NUMBER < value < _LEAST_NUMBER:
            return value
        raw = str(value)
        if abs(value) < _LEAST_NUMBER and "." not in raw:
            return value
        redacted = self._redacted(raw, "", replaced)
        return value if redacted == raw else redacted

    def _redacted(self, value: str, text: str, replaced: Replaced) -> str:
        redacted = self._known.get(value)
        if not replaced:
            if redacted is None:
                return value if value in text else self._miss(value)
            return redacted
        whole = replaced.get(value)
        if whole is not None and len(value) >= _LEAST_TAKEN:
            return whole
        if redacted is None:
            if value not in text:
                return self._miss(value)
            redacted = value
        for raw, token in replaced.items():
            if raw in value:
                if value not in self._known:
                    return self._miss(value)
                if len(raw) >= _LEAST_SECRET:
                    redacted = redacted.replace(raw, token)
        return redacted

    def _miss(self, value: str) -> str:
        self._unknown.add(value)
        self._misses += 1
        return value


def _cut_from(text: str, body: str) -> str:
    """Return what was cut from the middle of the text, as a time is, so that the rest is the body; or nothing."""
    least, most = 0, len(body)  # as many characters the two begin with alike
    while least < most:
        middle = (least + most + 1) // 2
        if text.startswith(body[:middle]):
            least = middle
        else:
            most = middle - 1
    rest = body[least:]
    return text[least : len(text) - len(rest)] if rest and least and text.endswith(rest) else ""


def _has_one(value: str, raws: Iterable[str]) -> bool:
    return any(raw in value for raw in raws)


def _tokens(decisions: Iterable[Decision]) -> Replaced:
    return {decision.value: decision.in_line for decision in decisions}


def _is_of(kind: str, value: str) -> bool:
    if kind == "USER":
        return accounts.is_persons(value)
    return accounts.is_somebody(value) if kind == "NAME" else named.is_secret(value)


def _sibling(name: str, record: LogRecord) -> str:
    """Return the name that goes with a value: {name: DB_PASSWORD, value: ...}. Parsing takes it for the service's."""
    parent, dot, _ = name.rpartition(".")
    fields: Attributes = record.attributes if dot else record.resource
    return str(fields.get(f"{parent}.name" if dot else "service.name") or "")


def _without(raw: str, token: str, text: str) -> str:
    """Return the text with `raw` replaced where it stands as a word."""
    if raw not in text:
        return text
    return re.sub(
        rf"(?<!\w){re.escape(raw)}(?!\w)" if raw.isalnum() else re.escape(raw), lambda _: token, text
    )
