"""What the tools of an investigation look into."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from crosscut.model import Digest, Insight, Severity


class Line(NamedTuple):
    """A redacted record, and the template that it went to."""

    file: str
    line: int
    time_unix_nano: int | None
    severity_number: int
    severity_text: str
    service: str
    template_id: str
    text: str


class Query(NamedTuple):
    """Which lines are asked for; what is empty or None asks for nothing. Times are nanoseconds since the epoch."""

    words: tuple[str, ...] = ()  # all of them, in any case
    without: tuple[str, ...] = ()
    template_ids: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset()
    file: str = ""
    severity_number: int = 0
    since: int | None = None
    until: int | None = None


class Records(Protocol):
    """The redacted records of the window, and what is known of them together."""

    @property
    def digest(self) -> Digest: ...

    @property
    def left_out(self) -> str:
        """What of the window is not in it, in words; empty where all is."""
        ...

    def search(self, query: Query) -> Iterator[Line]:
        """Yield all lines that are asked for, in the order of the logs."""
        ...

    def around(self, file: str, line: int, *, before: int, after: int) -> list[Line]:
        """Return the record that holds the line and those beside it; none where there is no such line."""
        ...


class Insights(Protocol):
    """What has been found before. `InsightStore` is one."""

    def get(self, insight_id: str) -> Insight | None: ...

    def list(
        self, *, since: datetime, at_least: Severity, source: str | None = None
    ) -> Iterable[Insight]: ...


class Fact(NamedTuple):
    """Something that was looked up outside of the logs: a metric's values, an alarm, a deployment."""

    time: datetime | None
    text: str  # redacted


class Facts(NamedTuple):
    """Facts in order of time, and what was left out of them, in words."""

    facts: Sequence[Fact]
    left_out: str = ""


class Metrics(Protocol):
    """Metrics and alarms. All raise `CrosscutError`."""

    def names(self, namespace: str, name: str) -> Facts:
        """Return which metrics there are."""
        ...

    def values(
        self,
        namespace: str,
        name: str,
        dimensions: Mapping[str, str],
        *,
        statistic: str,
        since: datetime,
        until: datetime,
    ) -> Facts:
        """Return one fact for each stretch of time that has a value."""
        ...

    def alarms(self, *, since: datetime, until: datetime) -> Facts:
        """Return alarms that ring or rang between the two."""
        ...


class Deployments(Protocol):
    """What was changed on purpose. Raises `CrosscutError`."""

    def between(self, since: datetime, until: datetime) -> Facts:
        """Return deployments and changes of configuration."""
        ...
