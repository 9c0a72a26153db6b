"""A source's `rules:` in the sources file: thresholds and modes, checked, with the place of an error."""

from __future__ import annotations

from pathlib import Path

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    ValidationError,
    field_validator,
    model_validator,
)

from crosscut.config import Source, Sources
from crosscut.detection import Mode, Tuning
from crosscut.detection.registry import rules
from crosscut.errors import ConfigurationError
from crosscut.policies import Place, dotted, first_of, where

_MODES = "on, staged (it counts, but is not told) or off"


class RuleSetting(BaseModel):
    """What a source says of one rule: `{threshold: 50}`, `{mode: staged}` or both."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    threshold: float | None = Field(default=None, gt=0)
    mode: Mode = Mode.ON

    @field_validator("mode", mode="before")
    @classmethod
    def _as_yaml_has_it(cls, mode: object) -> object:
        # YAML 1.1 reads `on` and `off` as true and false.
        if isinstance(mode, bool):
            return Mode.ON if mode else Mode.OFF
        if mode not in tuple(Mode):
            raise ValueError(f"a mode is {_MODES}")
        return Mode(str(mode))

    @model_validator(mode="after")
    def _says_something(self) -> RuleSetting:
        if not self.model_fields_set:
            raise ValueError("say a threshold, as in {threshold: 50}, or a mode, as in {mode: staged}")
        return self


def tuning_of(source: Source) -> Tuning:
    """Return what a source wants of the rules. Raises `ConfigurationError` that names the source and the field."""
    try:
        settings = {rule: _setting(rule, value) for rule, value in source.rules.items()}
    except _WrongError as error:
        raise ConfigurationError(f"source {source.name}: {dotted(error.place)}: {error.problem}") from None
    return Tuning(
        thresholds={rule: s.threshold for rule, s in settings.items() if s.threshold is not None},
        modes={rule: s.mode for rule, s in settings.items()},
    )


def check_rules(sources: Sources, *, file: Path | None) -> Sources:
    """Return the sources when what all say of the rules is right; `file` is where they were read from, if anywhere.

    Raises `ConfigurationError` with one line that names the file, the line and the field.
    """
    for number, source in enumerate(sources.sources):
        for rule, value in source.rules.items():
            try:
                _setting(rule, value)
            except _WrongError as error:
                place: Place = ("sources", number, *error.place)
                raise ConfigurationError(f"{where(file, place)}{dotted(place)}: {error.problem}") from None
    return sources


class _WrongError(Exception):
    def __init__(self, place: Place, problem: str) -> None:
        super().__init__(problem)
        self.place = place
        self.problem = problem


def _setting(rule: str, value: JsonValue) -> RuleSetting:
    known = rules().get(rule)
    if known is None:
        raise _WrongError(("rules", rule), "no such rule; `crosscut rules` lists them")
    try:
        setting = RuleSetting.model_validate(value)
    except ValidationError as error:
        inner, problem = first_of(error)
        raise _WrongError(("rules", rule, *inner), problem) from None
    if setting.threshold is not None and known.threshold is None:
        raise _WrongError(
            ("rules", rule, "threshold"), "this rule has no threshold; it can only be staged or off"
        )
    return setting
