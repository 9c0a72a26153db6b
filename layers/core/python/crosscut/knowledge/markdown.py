"""Reads an entry: TOML between two lines of +++, then sections of Markdown that a person can read as they stand."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

from pydantic import ValidationError

from crosscut.knowledge.entry import Cause, Entry, EntryError, Sign, SignKind
from crosscut.model import Risk, Step

_SECTIONS = ("Symptoms", "Causes", "Steps", "To be sure", "Prevention")
_FRONT = re.compile(r"\A\+\+\+\n(?P<front>.*?)\n\+\+\+\n(?P<body>.*)\Z", re.DOTALL)
_NUMBERED = re.compile(r"^\d+\. ", re.MULTILINE)
_FIELD = re.compile(r"^ *- (?P<name>[a-z]+): (?P<value>.+)$")


def entry_of(text: str, *, family: str, name: str) -> Entry:
    """Return the entry. Raises `EntryError` that names it and says what is wrong."""
    about = f"knowledge entry {family}/{name}"
    try:
        match = _FRONT.match(text)
        if not match:
            raise ValueError("it does not begin with TOML between two lines of +++")
        sections = _sections(match["body"])
        return Entry.model_validate(
            {
                **tomllib.loads(match["front"]),
                "id": name,
                "family": family,
                "symptoms": _joined(sections["Symptoms"]),
                "causes": tuple(map(_cause, _blocks(sections["Causes"], "### "))),
                "steps": tuple(map(_step, _NUMBERED.split(sections["Steps"])[1:])),
                "missing": tuple(_bullets(sections["To be sure"])),
                "prevention": tuple(_bullets(sections["Prevention"])),
            }
        )
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise EntryError(f"{about}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    except ValueError as error:
        raise EntryError(f"{about}: {error}") from error


def _sections(body: str) -> dict[str, str]:
    found = {block.partition("\n")[0].strip(): block.partition("\n")[2] for block in _blocks(body, "## ")}
    if tuple(found) != _SECTIONS:
        raise ValueError(
            f"its sections are {', '.join(found) or 'none'}; they must be {', '.join(_SECTIONS)}"
        )
    return found


def _blocks(text: str, mark: str) -> list[str]:
    return re.split(rf"^{mark}", text, flags=re.MULTILINE)[1:]


def _cause(block: str) -> Cause:
    title, _, rest = block.partition("\n")
    prose, fields = _prose_and_fields(rest)
    signs: list[Sign] = []
    checks: list[str] = []
    for name, value in fields:
        if name in ("for", "against"):
            kind, _, what = value.partition(" ")
            signs.append(Sign(kind=SignKind(kind), value=_unquoted(what), speaks_for=name == "for"))
        elif name == "check":
            checks.append(_unquoted(value))
        else:
            raise ValueError(f"a cause has for, against and check, not {name!r}")
    if len(checks) != 1:
        raise ValueError(f"the cause {title!r} needs one check, and has {len(checks)}")
    return Cause(title=title.strip(), why=prose, signs=tuple(signs), check=checks[0])


def _step(block: str) -> Step:
    prose, fields = _prose_and_fields(block)
    named = dict(fields)
    if set(named) != {"risk", "verify", "undo"}:
        raise ValueError(f"the step {prose[:40]!r} needs risk, verify and undo")
    risk, _, reason = named["risk"].partition(": ")
    return Step(
        action=prose,
        risk=Risk(risk),
        risk_reason=reason,
        verify=_unquoted(named["verify"]),
        undo=named["undo"],
    )


def _prose_and_fields(block: str) -> tuple[str, list[tuple[str, str]]]:
    prose: list[str] = []
    fields: list[tuple[str, str]] = []
    for line in block.splitlines():
        if match := _FIELD.match(line):
            fields.append((match["name"], match["value"].strip()))
        else:
            prose.append(line)
    return _joined("\n".join(prose)), fields


def _bullets(section: str) -> Iterator[str]:
    for block in _blocks(section, "- "):
        yield _joined(block)


def _joined(text: str) -> str:
    return " ".join(text.split())


def _unquoted(text: str) -> str:
    """Return a command or an expression without the backticks that make it code, where it is nothing else."""
    inner = text[1:-1]
    return inner if text[:1] == text[-1:] == "`" and inner and "`" not in inner else text
