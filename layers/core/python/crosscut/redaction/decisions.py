"""What becomes of each value that a rule finds: a pseudonym, or nothing when it is no such value after all."""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence

from crosscut.redaction.placeholders import SHOWN_BYTES, is_published, is_shown
from crosscut.redaction.policy import Policy
from crosscut.redaction.pseudonyms import TOKEN, Pseudonyms
from crosscut.redaction.rule import Rule, Spans
from crosscut.redaction.settling import makeup
from crosscut.redaction.sweep import Decision

_OF_JSON = b'":"'  # a member is no example that is shown
CACHE_ENTRIES = 50_000
CACHE_CHARACTERS = 8_000_000  # so that memory is bounded whatever the length of what is kept


class Decisions:
    """Decides of values by rules and policy, and remembers what it decided, within bounds."""

    def __init__(self, rules: Sequence[Rule], pseudonyms: Pseudonyms, policy: Policy) -> None:
        self._rules = tuple(rules)
        self._pseudonyms = pseudonyms
        literals = b" ".join(literal for rule in self._rules for literal in rule.literals).decode()
        self._commands = frozenset(re.findall("[a-z]{3,}", literals))
        self._policy = policy
        # Asked once, for there may be a new value every ten bytes.
        self._allows = bool(policy.allow or policy.allow_patterns)
        self._tells_classes = policy.tells_classes
        # By rule; those that decide alike and name alike share what they know.
        alike: dict[Hashable, dict[bytes, Decision | None]] = {}
        self._known = [
            alike.setdefault((rule.kind, rule.accept, rule.normalise, rule.classify), {})
            for rule in self._rules
        ]
        self._published: set[bytes] = set()  # keys: what stands before one decides
        self._entries = self._characters = 0

    def of(self, order: int, value: bytes) -> Decision | None:
        """Return what replaces the value that this rule found, or None when it stays."""
        known = self._known[order]
        if value not in known:
            self._decide(order, [value])
        return known[value]

    def of_all(self, order: int, values: Sequence[bytes]) -> list[Decision] | None:
        """Return what replaces each of these values, or None when one of them stays."""
        known = self._known[order]
        decisions = list(map(known.get, values))
        if not all(decisions):
            self._decide_new(order, values)
            decisions = list(map(known.get, values))
        taken = [decision for decision in decisions if decision]
        return taken if len(taken) == len(values) else None

    def stays(self, value: bytes, data: bytes, start: int) -> bool:
        """Whether what is decided of a value does not hold where it stands: a published key, shown as an example."""
        return (
            value in self._published
            and not data.endswith(_OF_JSON, 0, start)
            and is_shown(data[max(0, start - SHOWN_BYTES) : start])
        )

    def one_stays(self, values: Sequence[bytes], data: bytes, spans: Spans) -> bool:
        """Whether one of these values stays where it stands."""
        return bool(self._published) and any(
            self.stays(value, data, start) for value, (start, _) in zip(values, spans, strict=True)
        )

    def accepts(self, order: int, value: bytes) -> bool:
        """Whether it is a value of this rule."""
        known = self._known[order]
        return (known[value] if value in known else self.of(order, value)) is not None

    def accept_all(self, order: int, values: Sequence[bytes]) -> list[bool]:
        """Whether each is a value of this rule."""
        known = self._known[order]
        if self._decide_new(order, values) and not known.keys() >= set(values):  # some were forgotten
            return [self.accepts(order, value) for value in values]
        return [known[value] is not None for value in values]

    def _decide_new(self, order: int, values: Sequence[bytes]) -> bool:
        """Decide of those of these values that are new. Return whether there were any."""
        known = self._known[order]
        new = {value for value in values if value not in known}
        if new:
            self._decide(order, list(new))
        return bool(new)

    def _decide(self, order: int, values: Sequence[bytes]) -> None:
        """Decide of new values, many at once: there may be one every ten bytes."""
        known, rule = self._known[order], self._rules[order]
        if self._entries > CACHE_ENTRIES or self._characters > CACHE_CHARACTERS:
            for others in self._known:
                others.clear()
            self._published.clear()
            self._entries = self._characters = 0
        texts = [_text(value) for value in values]
        for value, text, token in zip(values, texts, self._tokens(rule, texts), strict=True):
            known[value] = (
                Decision(text, token, token.encode(), token.rstrip("\n"), makeup(text, self._commands))
                if token
                else None
            )
            if token and is_published(text):
                self._published.add(value)
        self._entries += len(values)
        self._characters += 2 * sum(map(len, values))

    def _tokens(self, rule: Rule, texts: Sequence[str]) -> list[str]:
        if len(texts) == 1 or self._allows or (self._tells_classes and rule.tells_classes):
            return [self._token(rule, text) for text in texts]
        normalise = rule.normalise
        some = [_is_one(rule, text) for text in texts]
        new = iter(
            self._pseudonyms.tokens(
                rule.kind, [normalise(t) for t, is_one in zip(texts, some, strict=True) if is_one]
            )
        )
        tokens = [next(new) if is_one else "" for is_one in some]
        return [_on_lines(token, text) for text, token in zip(texts, tokens, strict=True)]

    def _token(self, rule: Rule, value: str) -> str:
        if not _is_one(rule, value):
            return ""
        if self._allows and self._policy.allows(value):
            return ""
        kind = rule.kind
        if self._tells_classes and (found := rule.classify(value)):
            if not self._policy.is_on(f"{kind}_{found}"):
                return ""
            kind = f"{kind}_{found}" if self._policy.describe else kind
        return _on_lines(self._pseudonyms.token(kind, rule.normalise(value)), value)


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:  # of another reading of the block: what %84 stands for need be no character
        return value.decode("utf-8", "replace")


def _on_lines(token: str, value: str) -> str:
    """Return the token with the line ends of its value, so that lines still count; none where there is no token."""
    return token + "\n" * value.count("\n") if token and "\n" in value else token


def _is_one(rule: Rule, value: str) -> bool:
    """Whether what is left of a value beside pseudonyms is one of this rule, and not only what is not secret about them."""
    if "<" not in value:  # as hardly any has
        return rule.accept(value)
    left = TOKEN.sub("", value)
    return (left == value or bool(_HARMLESS.sub("", left))) and rule.accept(left)


_HARMLESS = re.compile(
    r"-----(?:BEGIN|END) [A-Z0-9 ]{1,40}-----|Bearer|Basic|Token|Digest|\\*(?:u00|x)(?:2[27]|5c)|\\+[nr]|[\s\\\"',;\[\]“”‘’„‚«»‹›]",
    re.IGNORECASE,
)
