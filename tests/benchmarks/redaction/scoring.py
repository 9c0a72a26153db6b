"""Recall and precision of a redactor on labelled lines, by kind and by context."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.benchmarks.redaction.alignment import replaced, survives
from tests.benchmarks.redaction.corpus import Line
from tests.benchmarks.redaction.marks import Label


@dataclass(frozen=True, slots=True)
class Miss:
    """A value of which half or more is left."""

    line: Line
    label: Label
    after: str


@dataclass(frozen=True, slots=True)
class FalseAlarm:
    """A replaced span that no label overlaps."""

    line: Line
    span: tuple[int, int]
    after: str


@dataclass(slots=True)
class Score:
    """What a redactor did to the lines. Counts of values are by family of kinds."""

    planted: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    in_part: Counter[str] = field(default_factory=Counter)  # a quarter or more is left, but not half
    spans: int = 0
    misses: list[Miss] = field(default_factory=list)
    false_alarms: list[FalseAlarm] = field(default_factory=list)
    lookalikes: Counter[str] = field(default_factory=Counter)  # lines without a label, by kind of look-alike
    hurt: Counter[str] = field(default_factory=Counter)  # of which something was replaced
    kept_characters: int = 0  # outside of labels
    lost_characters: int = 0  # of those

    def recall(self, family: str | None = None) -> float:
        """Return the share of values that went, of one family of kinds or of all."""
        planted = self.planted[family] if family else self.planted.total()
        missed = self.missed[family] if family else self.missed.total()
        return 1 - missed / planted if planted else 1.0

    def precision(self) -> float:
        """Return the share of replaced spans that overlap a label."""
        return 1 - len(self.false_alarms) / self.spans if self.spans else 1.0

    def collateral(self) -> float:
        """Return the share of the characters outside of labels that were replaced."""
        return self.lost_characters / self.kept_characters if self.kept_characters else 0.0


def score(lines: Sequence[Line], after: Sequence[str]) -> Score:
    """Return the score of a redactor that made `after` of `lines`. Raises `ValueError` when it lost some."""
    if len(lines) != len(after):
        raise ValueError(f"{len(lines)} lines went in, {len(after)} came out")
    result = Score()
    for line, text in zip(lines, after, strict=True):
        spans = replaced(line.text, text)
        _count_values(result, line, text)
        _count_spans(result, line, text, spans)
    return result


def _count_values(result: Score, line: Line, after: str) -> None:
    for label in line.secrets():
        result.planted[label.family] += 1
        value = line.text[label.start : label.end]
        if survives(value, line.text, after, line.labels):
            result.missed[label.family] += 1
            result.misses.append(Miss(line, label, after))
        elif len(value) >= 16 and survives(value, line.text, after, line.labels, share=0.25):
            result.in_part[label.family] += 1


def _count_spans(result: Score, line: Line, after: str, spans: list[tuple[int, int]]) -> None:
    result.spans += len(spans)
    labelled = bytearray(len(line.text))
    for label in line.labels:
        labelled[label.start : label.end] = b"\1" * (label.end - label.start)
    result.kept_characters += labelled.count(0)
    for start, end in spans:
        result.lost_characters += labelled[start:end].count(0)
        if 1 not in labelled[start:end]:
            result.false_alarms.append(FalseAlarm(line, (start, end), after))
    if not line.labels:
        kind = line.context.removeprefix("look-alike ") if "look-alike" in line.context else "beside a key"
        result.lookalikes[kind] += 1
        result.hurt[kind] += bool(spans)
