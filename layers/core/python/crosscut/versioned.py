"""The version that what is stored or sent carries, and the rule for reading another one.

A document says its version in `schema_version`; one that says none is of version 1. What is older is read; what is
newer is refused, never guessed at: a newer release has written it, and knows what it means. What has not changed since
the first release is written without a version, as it was then, so that a release that is rolled back reads it.
"""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

FIELD = "schema_version"
FIRST = 1
_NEWER = "newer_schema"


class Versioned(BaseModel):
    """Base of what is stored or sent. `newest` is the version that this release writes, and the last that it reads."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    newest: ClassVar[int] = FIRST

    @model_validator(mode="before")
    @classmethod
    def _is_not_newer(cls, data: Any) -> Any:
        if isinstance(data, dict) and is_newer(data, cls.newest):
            raise PydanticCustomError(_NEWER, "newer", {"newest": cls.newest})
        return data


def added(default: Any, **constraints: Any) -> Any:
    """Return a field that the first release's readers don't know: not written while it says nothing.

    What it says then is refused by them, which is right: they could not do it.
    """
    return Field(default=default, exclude_if=lambda value: value == default, **constraints)


class Unchanged(Versioned):
    """Base of what is still as the first release wrote it."""

    schema_version: int = added(FIRST, ge=FIRST)


def is_newer(document: dict[Any, Any], newest: int) -> bool:
    """Whether the document says that it is of a later version."""
    try:
        return float(document.get(FIELD, FIRST)) > newest
    except OverflowError:
        return True
    except (TypeError, ValueError):
        return False  # no version at all, which validation says


def newest_read(error: ValidationError) -> int:
    """Return the last version that this release reads, where the document is of a later one; otherwise 0."""
    found = [e for e in error.errors(include_url=False, include_input=False) if e["type"] == _NEWER]
    return int(found[0]["ctx"]["newest"]) if found else 0
