"""Parses a line of an object by its layout: by its format, by the further ones, as JSON, as any text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from crosscut.formats.detection import json_lines
from crosscut.formats.generic import Generic
from crosscut.formats.jsonlines import JsonLines
from crosscut.formats.layout import Layout
from crosscut.formats.parsed import Format, Parsed

Rule = Callable[[str], bool]
WholeOf = Callable[[Sequence[str], datetime], Parsed | None]


class LineParser:
    """Stateless but for the last line: the same line has the same fields wherever in the object it stands."""

    def __init__(self, layout: Layout, received: datetime) -> None:
        self._received = received
        self._generic = Generic()
        self._main: Format | None = None if isinstance(layout.format, Generic) else layout.format
        self._others = layout.others
        # What is JSON by its layout needs no second look.
        self._json = None if isinstance(layout.format, JsonLines) else json_lines()
        # Which lines begin or only continue a record is something that a few formats know of themselves.
        self._begins: Rule | None = getattr(layout.format, "begins", None)
        self._rule: Rule | None = getattr(layout.format, "continues", None)
        self._other_rules: list[Rule | None] = [getattr(other, "continues", None) for other in self._others]
        self._whole_of: WholeOf | None = getattr(layout.format, "parse_record", None)
        self._has_rules = any((self._rule, *self._other_rules))
        # Whether the layout itself may know of a line whether it continues the open record.
        self.knows = self._has_rules or self._begins is not None or bool(self._others)
        self.format: Format | None = (
            None  # that the last line parsed is of; None where it is of none of the layout's
        )

    def parse(self, line: str) -> Parsed:
        """Return the fields of a line that begins a record."""
        if self._main is not None:  # mostly, so that it is looked at without a further call
            parsed = self._main.parse(line, self._received)
            if parsed is not None:
                self.format = self._main
                return parsed
        if self._others and (known := self.parse_known(line)) is not None:
            return known
        if self._json and line[:1] == "{" and (inside := self._json.parse(line, self._received)):
            self.format = self._json
            return inside
        self.format = None
        return self._generic.parse(line, self._received)

    def parse_known(self, line: str) -> Parsed | None:
        """Return the fields by the first format of the layout that takes the line."""
        if self._main is not None:
            parsed = self._main.parse(line, self._received)
            if parsed is not None:
                self.format = self._main
                return parsed
        for other in self._others:
            parsed = other.parse(line, self._received)
            if parsed is not None:
                self.format = other
                return parsed
        self.format = None
        return None

    def is_begun(self, line: str, written: str, open_: Format | None) -> Parsed | bool | None:
        """Say by the formats' own rules whether a record begins.

        Returns the line's fields where it had to be parsed for that, True or False where the rules tell, None where
        they don't. `open_` is the format of the record before it.
        """
        if any(other.parse(line, self._received) is not None for other in self._others):
            return True  # no rule of the main format may swallow it
        if self._begins and self._begins(written):
            return True
        rule = self._rule_after(open_)
        if rule and rule(written):
            return False
        return self.parse_known(line) if self._has_rules else None

    def whole_of(self, format_: Format | None) -> WholeOf | None:
        """Return how a record of several lines is parsed whose first is of a format, None where line by line."""
        if format_ is None or format_ is self._main:
            return self._whole_of
        return getattr(format_, "parse_record", None)

    def _rule_after(self, format_: Format | None) -> Rule | None:
        """Return the rule by which lines continue a record whose first line is of a format."""
        for other, rule in zip(self._others, self._other_rules, strict=True):
            if other is format_:
                return rule
        return self._rule
