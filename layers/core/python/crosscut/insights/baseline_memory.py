"""Baselines in memory: for tests in place of DynamoDB, and for simulations."""

from __future__ import annotations

from datetime import datetime

from crosscut.baseline import Counts, Rates, SourceState, Standing, Verdict, hour_of, hours_to_read, quiet


class MemoryBaselines:
    """Implements `Baselines`."""

    def __init__(self) -> None:
        self._hours: dict[tuple[str, int], dict[int, Counts]] = {}
        self._states: dict[str, SourceState] = {}
        self._digests: set[tuple[str, str]] = set()

    def add(self, source: str, rates: Rates, *, digest_id: str, now: datetime) -> Standing:
        if (source, digest_id) not in self._digests:
            self._digests.add((source, digest_id))
            for bucket, counts in rates.items():
                hour = self._hours.setdefault((source, hour_of(bucket)), {})
                hour[bucket] = hour.get(bucket, Counts()).plus(counts)
            self._states[source] = self._states.get(source, SourceState()).heard(rates, now)
        return self._standing(source, rates, now)

    def standing(self, source: str, *, now: datetime) -> Standing:
        return self._standing(source, {}, now)

    def settle(self, source: str, verdict: Verdict) -> None:
        self._states[source] = self._states.get(source, SourceState()).settled(verdict)

    def _standing(self, source: str, rates: Rates, now: datetime) -> Standing:
        state = self._states.get(source, SourceState())
        complete = state.complete(now)
        hours = hours_to_read([*rates, *quiet(state, complete)])
        known = {b: c for hour in hours for b, c in self._hours.get((source, hour), {}).items()}
        return Standing(state, complete, known)
