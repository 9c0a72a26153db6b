"""Redaction policies from files: a source's `redaction:` and `--policy FILE`, checked, with the place of an error."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from crosscut.config import Source, Sources, parse_yaml, read_text
from crosscut.errors import ConfigurationError
from crosscut.redaction import Policy
from crosscut.yaml_lines import line_of

Place = tuple[str | int, ...]  # of a field: ("sources", 3, "redaction", "rules", 0)


def policy_of(source: Source) -> Policy:
    """Return the redaction policy of a source. Raises `ConfigurationError` that names the source and the field."""
    try:
        return Policy.model_validate(source.redaction)
    except ValidationError as error:
        place, problem = first_of(error)
        raise ConfigurationError(
            f"source {source.name}: {dotted(('redaction', *place))}: {problem}"
        ) from None


def check_policies(sources: Sources, *, file: Path | None) -> Sources:
    """Return the sources when the policies of all are right; `file` is where they were read from, if anywhere.

    Raises `ConfigurationError` with one line that names the file, the line and the field.
    """
    for number, source in enumerate(sources.sources):
        try:
            Policy.model_validate(source.redaction)
        except ValidationError as error:
            inner, problem = first_of(error)
            place: Place = ("sources", number, "redaction", *inner)
            raise ConfigurationError(f"{where(file, place)}{dotted(place)}: {problem}") from None
    return sources


def load_policy(file: Path) -> Policy:
    """Load a policy from a YAML file in the shape of a source's `redaction:`.

    Raises `ConfigurationError` with one line that names the file, the line and the field.
    """
    data = parse_yaml(read_text(file, what="the policy file"), where=str(file))
    # A file that is copied from the sources file has the key with it.
    wrapped = isinstance(data, dict) and data.keys() == {"redaction"}
    try:
        return Policy.model_validate(data["redaction"] or {} if wrapped and isinstance(data, dict) else data)
    except ValidationError as error:
        inner, problem = first_of(error)
        place: Place = ("redaction", *inner) if wrapped else inner
        raise ConfigurationError(f"{where(file, place)}{dotted(place) or 'file'}: {problem}") from None


def first_of(error: ValidationError) -> tuple[Place, str]:
    """Return where the first problem is, and what it is."""
    # Without the input: an example may be a secret.
    first = error.errors(include_url=False, include_input=False)[0]
    return first["loc"], first["msg"].removeprefix("Value error, ")


def dotted(place: Place) -> str:
    """Return a place as people read it: "sources.3.redaction"."""
    return ".".join(map(str, place))


def where(file: Path | None, place: Place) -> str:
    """Return the file and the line of a place, as an error begins: "sources.yaml:12: "."""
    if file is None:
        return ""
    try:
        line = line_of(file.read_text(encoding="utf-8"), place)
    except (OSError, ValueError):
        line = 0
    return f"{file}:{line}: " if line else f"{file}: "
