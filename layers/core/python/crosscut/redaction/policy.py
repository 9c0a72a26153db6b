"""What to redact: kinds on and off, rules of one's own, what may stay. A part of the sources file."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from crosscut.redaction.matching import available, compile_matcher
from crosscut.redaction.pattern_check import checked
from crosscut.redaction.rule import Rule
from crosscut.redaction.values import IS, VALUE

KINDS = (
    "PRIVATE_KEY", "AWS_KEY", "AWS_SECRET", "TOKEN", "JWT", "AUTH", "PASSWORD", "COOKIE", "SECRET", "ENCODED", "EMAIL",
    "PHONE", "CARD", "IBAN", "NATIONAL_ID", "IP", "MAC", "DEVICE", "COORDINATES", "NAME", "USER", "ADDRESS", "BIRTHDAY",
)  # fmt: skip
# What `describe` tells of a value, and what may be turned off by itself.
CLASSES = (
    "IP_PRIVATE", "EMAIL_FREE", "CARD_VISA", "CARD_MASTERCARD", "CARD_AMEX", "CARD_DINERS", "CARD_DISCOVER", "CARD_JCB",
    "CARD_MAESTRO",
)  # fmt: skip
DROPPED = "DROPPED"
Kind = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]{0,30}$")]
Key = Annotated[str, StringConstraints(pattern=r"^[\w.\-]{1,64}$")]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CustomRule(_Frozen):
    """A pattern of one's own, with examples that are tried when it is loaded.

    The pattern is what RE2 takes: no look-around, no references back. Its one group is the value, or else all of it.
    """

    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9\-]{0,60}$")]
    pattern: Annotated[str, StringConstraints(min_length=1, max_length=1_000)]
    kind: Kind
    must_match: Annotated[tuple[str, ...], Field(min_length=1)]
    must_not_match: tuple[str, ...] = ()

    @field_validator("pattern")
    @classmethod
    def _is_safe(cls, pattern: str) -> str:
        checked(pattern)
        return pattern

    @model_validator(mode="after")
    def _does_what_its_examples_say(self) -> CustomRule:
        matcher = compile_matcher(self.as_rule().pattern, available())
        for wanted, examples in ((True, self.must_match), (False, self.must_not_match)):
            for n, example in enumerate(examples, start=1):
                # Examples may be secrets: the message says which, not what.
                if wanted != any(True for _ in matcher.spans(example.encode("utf-8", "surrogatepass"))):
                    field, does = (
                        ("must_match", "does not match") if wanted else ("must_not_match", "matches")
                    )
                    raise ValueError(f"rule {self.name} {does} example {n} of {field}")
        return self

    def as_rule(self) -> Rule:
        """Return the rule as the engine takes it."""
        # One's own rules come first, and so do they before those that replace early.
        return Rule(kind=self.kind, name=f"custom-{self.name}", pattern=checked(self.pattern), early=True)


class Policy(_Frozen):
    """What differs from redacting everything that is known."""

    kinds: dict[str, bool] = Field(default_factory=dict)  # a kind or class that is not named is on
    describe: bool = False  # <IP_PRIVATE:...>, <EMAIL_FREE:...>, <CARD_VISA:...>
    rules: tuple[CustomRule, ...] = ()
    allow: tuple[str, ...] = ()  # values that stay
    allow_patterns: tuple[str, ...] = ()  # and those of which one of these matches all
    drop_keys: tuple[Key, ...] = ()  # whatever stands under these names goes
    keep_keys: tuple[Key, ...] = ()  # and under these it stays

    @field_validator("kinds")
    @classmethod
    def _are_known(cls, kinds: dict[str, bool]) -> dict[str, bool]:
        for kind in kinds:
            if kind not in KINDS and kind not in CLASSES:
                raise ValueError(f"{kind} is no kind; there are {', '.join((*KINDS, *CLASSES))}")
        return kinds

    @field_validator("allow_patterns")
    @classmethod
    def _are_safe(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in patterns:
            checked(pattern)
        return patterns

    def is_on(self, kind: str) -> bool:
        """Whether values of this kind (or class of a kind) are redacted."""
        return self.kinds.get(kind, True)

    @property
    def tells_classes(self) -> bool:
        """Whether it matters of which class a value is."""
        return self.describe or any(kind in CLASSES for kind in self.kinds)

    def rules_with(self, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
        """Return those of `rules` that are on, after one's own."""
        own = [rule.as_rule() for rule in self.rules if self.is_on(rule.kind)]
        if self.drop_keys:
            own.append(_dropping(self.drop_keys))
        return (*own, *(rule for rule in rules if self.is_on(rule.kind)))

    def allows(self, value: str) -> bool:
        """Whether the value may stay."""
        if not self.allow and not self.allow_patterns:
            return False
        return value in self.allow or any(
            p.fullmatch(value.encode("utf-8", "surrogatepass")) for p in self._allowed
        )

    @cached_property
    def _allowed(self) -> tuple[re.Pattern[bytes], ...]:
        return tuple(re.compile(checked(pattern)) for pattern in self.allow_patterns)

    def keeps(self, before: bytes) -> bool:
        """Whether what stands before a value ends in the name of a key whose values stay."""
        match = _KEY_BEFORE.search(before)
        return match is not None and self.keeps_key(match[1].decode("utf-8", "replace"))

    def keeps_key(self, name: str) -> bool:
        """Whether values under this name, or under its last part, stay."""
        return _is_one_of(name, self.keep_keys)

    def drops_key(self, name: str) -> bool:
        """Whether values under this name, or under its last part, go."""
        return _is_one_of(name, self.drop_keys)


@lru_cache(maxsize=10_000)
def _is_one_of(name: str, keys: tuple[str, ...]) -> bool:
    lowered = name.lower()
    return any(lowered == key.lower() or lowered.endswith(f".{key.lower()}") for key in keys)


_KEY_BEFORE = re.compile(rb"([\w.\-\x80-\xff]{1,64})(?:\\*[\"'])?\]?[ \t]*(?::=|=>|[:=])[ \t]*\\*[\"']?\Z")


def _dropping(keys: tuple[str, ...]) -> Rule:
    names = b"|".join(re.escape(key.lower().encode()) for key in sorted(keys, key=len, reverse=True))
    return Rule(
        kind=DROPPED,
        name="key-to-drop",
        pattern=rb"(?<![\w\-\x80-\xff])(?:" + names + rb")(?<!<dropped)" + IS + VALUE,
        lowered=True,
        early=True,
    )
