"""What one source wants of the rules: thresholds of its own, rules that are off, rules that only count yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from crosscut.model import Detection


class Mode(StrEnum):
    """Whether a rule speaks."""

    ON = "on"
    STAGED = "staged"  # it counts, but is neither told nor worth a model call
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Tuning:
    """By rule id. What is not named is as the registry says."""

    thresholds: Mapping[str, float] = field(default_factory=dict)
    modes: Mapping[str, Mode] = field(default_factory=dict)

    def threshold(self, rule: str, usual: float) -> float:
        """Return the source's threshold of a rule, else the usual one."""
        return self.thresholds.get(rule, usual)

    def is_on(self, rule: str) -> bool:
        """Whether what the rule finds is told."""
        return self.modes.get(rule, Mode.ON) is Mode.ON

    def split(self, detections: Iterable[Detection]) -> tuple[list[Detection], list[Detection]]:
        """Return what is told, and what staged rules found."""
        told, staged = [], []
        for detection in detections:
            if self.is_on(detection.rule):
                told.append(detection)
            elif self.modes[detection.rule] is Mode.STAGED:
                staged.append(detection)
        return told, staged


UNTUNED = Tuning()
