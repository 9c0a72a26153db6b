"""Insights as events on the EventBridge bus."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Literal

from crosscut.aws.failures import translated
from crosscut.errors import RetryableError
from crosscut.incident import Incident
from crosscut.insights.bounds import MAX_BYTES, bounded
from crosscut.model import Insight

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_events.type_defs import PutEventsRequestEntryTypeDef

SOURCE: Literal["crosscut"] = "crosscut"
DETAIL_TYPE: Literal["Insight"] = "Insight"
INCIDENT_DETAIL_TYPE = "Incident"
# Of one call: EventBridge takes ten entries, and 256 KiB is the safe figure for them together.
_ENTRIES_AT_ONCE = 10
_BYTES_AT_ONCE = 240_000


class InsightBus:
    """Publishes insights, at least once each."""

    def __init__(self, events: EventBridgeClient, bus: str) -> None:
        self._events = events
        self._bus = bus

    def publish(self, insights: Iterable[Insight]) -> int:
        """Publish the insights and return how many. Raises `RetryableError` when the bus did not take all."""
        shortened = (bounded(insight, max_bytes=MAX_BYTES).model_dump_json() for insight in insights)
        return self._publish(DETAIL_TYPE, shortened)

    def publish_incidents(self, incidents: Iterable[Incident]) -> int:
        """Publish the incidents, likewise; without what only ties their insights together."""
        return self._publish(
            INCIDENT_DETAIL_TYPE,
            (i.model_dump_json(exclude={"members": {"__all__": {"words", "traces"}}}) for i in incidents),
        )

    def _publish(self, kind: str, details_: Iterable[str]) -> int:
        published = 0
        for details in _calls(details_):
            entries: list[PutEventsRequestEntryTypeDef] = [
                {"Source": SOURCE, "DetailType": kind, "Detail": detail, "EventBusName": self._bus}
                for detail in details
            ]
            with translated(f"publishing on the bus {self._bus}"):
                answer = self._events.put_events(Entries=entries)
            if answer["FailedEntryCount"]:
                code = next(
                    (e["ErrorCode"] for e in answer["Entries"] if "ErrorCode" in e), "no reason given"
                )
                some = f"{answer['FailedEntryCount']} of {len(entries)} {kind.lower()}s"
                raise RetryableError(f"the bus {self._bus} did not take {some} ({code})")
            published += len(entries)
        return published


def _calls(details: Iterable[str]) -> Iterator[list[str]]:
    """Yield the details of one call after another."""
    call: list[str] = []
    size = 0
    for detail in details:
        if call and (len(call) == _ENTRIES_AT_ONCE or size + len(detail.encode()) > _BYTES_AT_ONCE):
            yield call
            call, size = [], 0
        call.append(detail)
        size += len(detail.encode())
    if call:
        yield call
