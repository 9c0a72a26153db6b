"""What an entry of the knowledge base holds. Its folder is its family, its file's name its id."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from crosscut.model import Frozen, Step

Family = Literal["availability", "dependencies", "resources", "security", "configuration", "data"]
Text = Annotated[str, Field(min_length=8)]


class EntryError(ValueError):
    """An entry that is not as it must be; says which and what."""


class SignKind(StrEnum):
    """Where a sign of a cause is looked for."""

    WORDS = "words"  # a regular expression, in any case, over the messages around the problem
    RULE = "rule"  # rules or symptoms, by commas, that were found in the same window
    COURSE = "course"  # "ended" before the log did, or "lasting" to its end


class Sign(Frozen):
    """What speaks for or against a cause when it is in the log."""

    kind: SignKind
    value: str
    speaks_for: bool

    @model_validator(mode="after")
    def _can_be_looked_for(self) -> Self:
        if self.kind is SignKind.COURSE and self.value not in ("ended", "lasting"):
            raise ValueError(f"a course is ended or lasting, not {self.value!r}")
        if self.kind is SignKind.WORDS:
            try:
                re.compile(self.value)
            except re.error as error:
                raise ValueError(f"no regular expression: {self.value!r} ({error})") from error
        return self

    @property
    def pattern(self) -> re.Pattern[str]:
        """The expression of words, compiled."""
        return _compiled(self.value)

    @property
    def rules(self) -> frozenset[str]:
        """The names of rules."""
        return frozenset(name.strip() for name in self.value.split(","))


class Cause(Frozen):
    """One thing that may be behind it."""

    title: Text
    why: Text
    signs: tuple[Sign, ...] = ()
    check: Annotated[str, Field(min_length=4)]  # the command or question that decides


class Entry(Frozen):
    """What is known of one kind of failure."""

    id: str
    family: Family
    title: Text
    rules: tuple[str, ...] = Field(min_length=1)  # rules and symptoms of which it speaks
    words: tuple[str, ...] = ()  # of the messages, where it is about one product or case of these
    example: str = ""  # a message that shows `words`
    references: tuple[str, ...] = Field(min_length=1)
    symptoms: Text
    causes: tuple[Cause, ...] = Field(min_length=1)  # the likeliest first
    steps: tuple[Step, ...] = Field(min_length=2)
    missing: tuple[Text, ...] = Field(min_length=1)  # what the log does not show and would make sure
    prevention: tuple[Text, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_reachable(self) -> Self:
        if bool(self.words) != bool(self.example):
            raise ValueError("words need an example that shows them, and an example needs words")
        if self.words and not self.speaks_of(self.example):
            raise ValueError("its example does not show its words")
        for reference in self.references:
            if not reference.startswith(("https://", "RFC ", "man ")):
                raise ValueError(
                    f"a reference is an https address, an RFC or a manual page, not {reference!r}"
                )
        return self

    def speaks_of(self, text: str) -> bool:
        """Whether the text is of the product or case that it is about."""
        return any(_compiled(pattern).search(text) for pattern in self.words)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
