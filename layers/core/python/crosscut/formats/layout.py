"""How an object is written: told once from its first lines, so that parts of it can be parsed apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from crosscut.errors import ConfigurationError
from crosscut.formats.detection import FORMATS, MIN_SHARE, SAMPLE_LINES, detect_format, share_of
from crosscut.formats.further import further_formats
from crosscut.formats.generic import Generic
from crosscut.formats.go_log import GoLog
from crosscut.formats.log4j import Log4j
from crosscut.formats.parsed import Format
from crosscut.formats.python_logging import PythonLogging
from crosscut.formats.stacktraces import is_continuation
from crosscut.formats.terminal import plain
from crosscut.formats.timestamps import begins_with_time
from crosscut.model import Frozen

_STAMPED = (Generic, PythonLogging, Log4j, GoLog)  # formats of which messages may have lines of any shape
_STAMPED_SHARE = 0.5
NAME_CHARACTERS = 60  # of a name that no format has, in the error that says so
_BY_NAME: dict[str, Format] = {format_.name: format_ for format_ in (*FORMATS, Generic())}
# Formats that are told by what is in a JSON document: their objects are JSON lines.
_DOCUMENTS = (
    "api_gateway", "cloudtrail", "cloudwatch", "kubernetes_audit", "kubernetes_events", "lambda_json", "otlp",
    "postgresql_json", "waf",
)  # fmt: skip
_OTHER_NAMES = {**dict.fromkeys(_DOCUMENTS, "json"), "docker": "container"}


class LayoutSpec(Frozen):
    """A layout by the names of its formats, to hand on to who parses another part of the object."""

    format: str
    confidence: float
    stamped: bool
    header: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


class Layout(NamedTuple):
    """How the lines of one object are written."""

    format: Format  # most lines are of it
    confidence: float  # share of the first lines that it takes, 0 to 1
    stamped: bool  # records begin with a time, so that a line without one continues the last
    header: tuple[
        str, ...
    ] = ()  # lines that say what the fields are (CloudFront's `#Fields:`, VPC flow logs' first)
    others: tuple[Format, ...] = ()  # further formats that lines of this object are in

    def spec(self) -> LayoutSpec:
        """Return it in a form that can be sent."""
        return LayoutSpec(
            format=self.format.name,
            confidence=self.confidence,
            stamped=self.stamped,
            header=self.header,
            others=tuple(other.name for other in self.others),
        )

    @classmethod
    def from_spec(cls, spec: LayoutSpec) -> Layout:
        """Return the layout again. Raises `ConfigurationError` for a name that no format has."""
        format_ = _named(spec.format)
        for line in spec.header:
            format_ = _described(format_, line) or format_
        others = tuple(_named(other) for other in spec.others)
        return cls(format_, spec.confidence, spec.stamped, spec.header, others)


def layout_of(sample: Sequence[str], received: datetime, name: str = "") -> Layout:
    """Return the layout of an object that begins with the lines of `sample`; its first 400 are enough.

    `name` is the format where somebody has named it; otherwise the content tells. Raises `ConfigurationError` for a
    name that no format has.
    """
    sample = [plain(line) for line in sample[:SAMPLE_LINES]]
    layout = _with_header(
        (_named(name),) if name else FORMATS, sample, received, least=0 if name else MIN_SHARE
    )
    if layout is None and name:
        layout = Layout(_named(name), share_of(_named(name), sample, received), stamped=False)
    elif layout is None:
        layout = Layout(*detect_format(sample, received), stamped=False)
    stamped = _is_stamped(layout.format, sample, received)
    others = () if name else further_formats(layout.format, sample, received)
    return layout._replace(stamped=stamped, others=others)


def _with_header(
    formats: Sequence[Format], sample: Sequence[str], received: datetime, *, least: float
) -> Layout | None:
    """Return the layout that a header line in the sample describes, or None when there is none."""
    for format_ in formats:
        for line in sample:
            described = _described(format_, line)
            if described:
                share = share_of(described, sample, received)
                if share >= least:
                    return Layout(described, share, stamped=False, header=(line,))
    return None


def format_names() -> tuple[str, ...]:
    """Return the names that a format can be given in the sources file, sorted."""
    return tuple(sorted({*_BY_NAME, *_OTHER_NAMES}))


def _named(name: str) -> Format:
    format_ = _BY_NAME.get(_OTHER_NAMES.get(name, name))
    if format_ is None:
        raise ConfigurationError(
            f"unknown log format {name[:NAME_CHARACTERS]!r}; known are {', '.join(format_names())}"
        )
    return format_


def _described(format_: Format, line: str) -> Format | None:
    """Return the format with the fields that a header line names, or None when the line names none."""
    for_header: Callable[[str], Format | None] | None = getattr(format_, "for_header", None)
    return for_header(line) if for_header else None


def _is_stamped(format_: Format, sample: Sequence[str], received: datetime) -> bool:
    """Whether records of this object begin with a time, so that a line without one continues the last."""
    if not isinstance(format_, _STAMPED):
        return False
    # Below the first lines of traces, or of an object of which each line is indented.
    lines = [(i, line) for i, line in enumerate(sample) if not is_continuation(line, ())]
    if not lines:
        shown = [line for line in sample if line.strip()]
        return sum(begins_with_time(line, received) for line in shown) > _STAMPED_SHARE * len(shown)
    stamped = plain_lines = 0
    for i, line in lines:
        if begins_with_time(line, received):
            stamped += 1
        elif not (
            i + 1 < len(sample) and sample[i + 1].startswith("\t")
        ):  # an exception or a function of a trace
            plain_lines += 1
    return stamped > _STAMPED_SHARE * (stamped + plain_lines)
