"""`--baseline PATH`: what a source usually does, kept in a JSON file between the runs on this machine.

Of each stretch of five minutes it keeps the largest counts that it was given, and of each template the first time it
was seen. So a log that is analysed again, or has grown since, changes nothing twice, and two runs at the same time
lose nothing of each other.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, NonNegativeInt, ValidationError

from crosscut.baseline import (
    BUCKETS_AN_HOUR,
    HOURS_A_DAY,
    KEPT_DAYS,
    Counts,
    Rates,
    SourceState,
    Standing,
    Verdict,
    hours_to_read,
    in_hours,
    quiet,
)
from crosscut.errors import ConfigurationError

MAX_TEMPLATES = 20_000  # of one source; the ones seen last stay
_LOCK_SECONDS = 10.0

Row = tuple[NonNegativeInt, NonNegativeInt, NonNegativeInt, NonNegativeInt, NonNegativeInt]  # as Counts


class _Source(BaseModel):
    model_config = ConfigDict(extra="forbid")

    since: int  # the first bucket ever counted
    hours: dict[int, dict[int, Row]] = Field(default_factory=dict)  # by hour, then by place in it
    templates: dict[str, tuple[int, int]] = Field(default_factory=dict)  # id to first and last bucket


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid")

    schema_version: Literal[1] = 1
    sources: dict[str, _Source] = Field(default_factory=dict)


class BaselineFile:
    """The file, read once when it is opened. `of` gives what a run is judged by, `save` writes that back."""

    def __init__(self, path: Path) -> None:
        """Raises `ConfigurationError` when there is a file that is no baseline, or that can't be read."""
        self._path = path.resolve()  # a link stays one when the file behind it is replaced
        self._shown = path
        self._document = self._read()

    def of(self, source: str, rates: Rates) -> FileBaselines:
        """Return the baselines and the catalog for one digest of a source, whose counts are `rates`."""
        return FileBaselines(self._document.sources.get(source), rates)

    def save(self, source: str, seen: FileBaselines) -> None:
        """Add what a run has seen to the file as it is now. Raises `ConfigurationError` when it can't be written."""
        if not seen.rates:
            return
        try:
            with self._locked():
                document = self._read()  # another run may have written since
                document.sources[source] = _merged(document.sources.get(source), seen)
                self._replace(document.model_dump_json() + "\n")
        except OSError as error:
            raise ConfigurationError(
                f"{self._shown}: cannot write the baseline ({error.strerror or type(error).__name__}); "
                "it is as it was before"
            ) from None

    def _read(self) -> _Document:
        try:
            text = self._path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return _Document()
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigurationError(
                f"{self._shown}: cannot read the baseline ({type(error).__name__})"
            ) from None
        try:
            return _Document.model_validate_json(text)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False, include_context=False)[0]
            place = ".".join(map(str, first["loc"])) or "file"
            raise ConfigurationError(
                f"{self._shown}: no baseline of this version ({place}: {first['type']}); it is left as it is. "
                "Name another file, or move this one away to begin anew"
            ) from None

    def _replace(self, text: str) -> None:
        """Write a file beside it and put that in its place, so that whoever reads has the old or the new one."""
        handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=f".{self._path.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            if self._path.exists():
                Path(name).chmod(self._path.stat().st_mode & 0o777)
            Path(name).replace(self._path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold `PATH.lock` meanwhile. Windows has no such locks: there the last of two runs at once wins."""
        try:
            import fcntl
        except ImportError:
            yield
            return
        with Path(f"{self._path}.lock").open("a", encoding="utf-8") as lock:
            ends = time.monotonic() + _LOCK_SECONDS
            while True:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > ends:
                        raise ConfigurationError(
                            f"{self._shown}: another run has held {self._shown}.lock for {_LOCK_SECONDS:.0f} s; "
                            "try again when it has ended"
                        ) from None
                    time.sleep(0.05)
            yield


class FileBaselines:
    """Implements `Baselines` and `Catalog` for the digest of one run. All of its log is there: no more is awaited."""

    def __init__(self, kept: _Source | None, rates: Rates) -> None:
        self._kept = kept
        self.rates = rates
        self.template_ids: set[str] = set()
        self._first = min(rates, default=0)

    def add(self, source: str, rates: Rates, *, digest_id: str, now: datetime) -> Standing:
        return self.standing(source, now=now)

    def standing(self, source: str, *, now: datetime) -> Standing:
        if not self.rates:
            return Standing(SourceState(), -1, {})
        last = max(self.rates)
        since = min(self._kept.since, self._first) if self._kept else self._first
        # The first and the last bucket are seldom whole.
        state = SourceState(since=since, last=last, judged=self._first)
        complete = last - 1
        known = dict(self.rates)
        for hour in hours_to_read([*self.rates, *quiet(state, complete)]):
            for bucket, counts in _counts_of(self._kept, hour):
                known[bucket] = known.get(bucket, Counts()).or_more(counts)
        return Standing(state, complete, known)

    def settle(self, source: str, verdict: Verdict) -> None:
        """Do nothing: each run judges its own log."""

    def known(self, source: str, template_ids: Iterable[str]) -> frozenset[str]:
        """Return those that were seen before this log begins; of a log that has grown, what it had is still new."""
        seen = self._kept.templates if self._kept else {}
        return frozenset(i for i in template_ids if i in seen and seen[i][0] < self._first)

    def has_history(self, source: str) -> bool:
        return self._kept is not None and self._kept.since < self._first

    def remember(self, source: str, template_ids: Iterable[str], *, seen: datetime) -> None:
        self.template_ids.update(template_ids)


def _counts_of(kept: _Source | None, hour: int) -> Iterator[tuple[int, Counts]]:
    for place, row in (kept.hours.get(hour, {}) if kept else {}).items():
        yield hour * BUCKETS_AN_HOUR + place, Counts(*row)


def _merged(kept: _Source | None, seen: FileBaselines) -> _Source:
    first, last = min(seen.rates), max(seen.rates)
    kept = kept or _Source(since=first)
    hours = {hour: dict(places) for hour, places in kept.hours.items()}
    for hour, counted in in_hours(seen.rates):
        places = hours.setdefault(hour, {})
        for place, counts in counted.items():
            places[place] = tuple(Counts(*places.get(place, ())).or_more(counts))  # type: ignore[assignment]
    oldest = max(hours) - KEPT_DAYS * HOURS_A_DAY
    templates = dict(kept.templates)
    for id_ in seen.template_ids:
        before = templates.get(id_, (first, last))
        templates[id_] = (min(before[0], first), max(before[1], last))
    latest = sorted(templates.items(), key=lambda item: (-item[1][1], item[0]))[:MAX_TEMPLATES]
    return _Source(
        since=min(kept.since, first),
        hours={hour: hours[hour] for hour in sorted(hours) if hour > oldest},
        templates=dict(sorted(latest)),
    )
