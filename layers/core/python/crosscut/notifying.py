"""When, where and from what severity people are told: the `notify:` of the sources file, and what a source says of it.

Times of day are those of a time zone by its name in the IANA database (https://www.iana.org/time-zones), so that they
follow summer time. Nothing here tells anybody; alerting/routing.py asks it.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from typing import Annotated, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from crosscut.model import Severity

_DAY = timedelta(days=1)
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::00)?")


class Day(StrEnum):
    """A day of the week."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


def _zone_is_known(name: str) -> str:
    if name and name not in _zones():
        raise ValueError(f"no such time zone: {name!r}; as in 'Europe/Berlin' or 'UTC'")
    return name


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _time_of_day(value: object) -> object:
    # YAML 1.1 reads 22:00 without quotes as a number to the base of sixty.
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 24 * 60:
        return time(value // 60, value % 60)
    if isinstance(value, str) and (
        found := _TIME.fullmatch(value)
    ):  # with seconds as the deployed layer has it
        return time(int(found[1]), int(found[2]))
    if isinstance(value, time):
        return value
    raise ValueError("a time of day is written as '22:00'")


def _channel_is_named(channel: str) -> str:
    if channel and not (channel.startswith("#") or channel[:1] in "CG"):
        raise ValueError("a Slack channel is '#name' or a channel id such as 'C0123456789'")
    return channel


TimeOfDay = Annotated[time, BeforeValidator(_time_of_day)]
Zone = Annotated[str, AfterValidator(_zone_is_known)]
SlackChannel = Annotated[str, AfterValidator(_channel_is_named)]


class _Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Hours(_Settings):
    """Hours of some days of the week. Where they end before they begin they last over midnight, from the day named."""

    begins: TimeOfDay = Field(alias="from")
    ends: TimeOfDay = Field(alias="to")
    days: tuple[Day, ...] = tuple(Day)
    time_zone: Zone = ""  # that of `notify:` where it is empty

    @model_validator(mode="after")
    def _last_a_while(self) -> Self:
        if self.begins == self.ends:
            raise ValueError(
                "hours that begin and end at the same time are none; '00:00' to '23:59' is a day"
            )
        if not self.days:
            raise ValueError("hours without days are none; without 'days' they are of every day")
        return self

    def end(self, now: datetime, *, default_zone: str) -> datetime | None:
        """Return when the hours end that it is now, or None where it is none of them."""
        zone = ZoneInfo(self.time_zone or default_zone)
        today = now.astimezone(zone).date()
        for day in (today - _DAY, today):
            begin, end = self._on(day, zone)
            if list(Day)[day.weekday()] in self.days and begin <= now < end:
                return end
        return None

    def _on(self, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
        last = day if self.ends > self.begins else day + _DAY
        return (
            datetime.combine(day, self.begins, tzinfo=zone),
            datetime.combine(last, self.ends, tzinfo=zone),
        )


class QuietHours(Hours):
    """Hours in which only what is critical is told."""

    hold_critical: bool = False


class Maintenance(_Settings):
    """A time in which trouble is expected: one stretch, or hours of every week."""

    begins: datetime | None = Field(default=None, alias="from")
    ends: datetime | None = Field(default=None, alias="to")
    weekly: Hours | None = None
    why: str = Field(default="", max_length=200)
    time_zone: Zone = ""  # of times without an offset

    @model_validator(mode="after")
    def _is_one_of_both(self) -> Self:
        once = self.begins is not None and self.ends is not None
        if once == (self.weekly is not None) or (self.begins is None) != (self.ends is None):
            raise ValueError("a maintenance window has 'from' and 'to', dates with times, or 'weekly' hours")
        if self.begins and self.ends and _in_zone(self.begins, "UTC") >= _in_zone(self.ends, "UTC"):
            raise ValueError("a maintenance window ends after it begins")
        return self

    def end(self, now: datetime, *, default_zone: str) -> datetime | None:
        """Return when the window ends that it is now, or None."""
        if self.weekly is not None:
            return self.weekly.end(now, default_zone=self.time_zone or default_zone)
        if self.begins is None or self.ends is None:
            return None
        zone = self.time_zone or default_zone
        begin, end = _in_zone(self.begins, zone), _in_zone(self.ends, zone)
        return end if begin <= now < end else None


class Route(_Settings):
    """Where what fits is told instead; of several that fit, the first."""

    sources: tuple[str, ...] = ()  # by name; any where it is empty
    environments: tuple[str, ...] = ()
    at_least: Severity = Severity.INFO
    hours: Hours | None = None
    slack_channel: SlackChannel = ""
    notify_at: Severity | None = None
    sns: bool | None = None

    @model_validator(mode="after")
    def _leads_somewhere(self) -> Self:
        if not self.slack_channel and self.notify_at is None and self.sns is None:
            raise ValueError("a route sets slack_channel, notify_at or sns")
        return self

    def fits(
        self, *, source: str, environment: str, severity: Severity, now: datetime, default_zone: str
    ) -> bool:
        """Whether it is for this."""
        return (
            (not self.sources or source in self.sources)
            and (not self.environments or environment in self.environments)
            and severity.rank >= self.at_least.rank
            and (self.hours is None or self.hours.end(now, default_zone=default_zone) is not None)
        )


class Notifying(_Settings):
    """What holds for all sources."""

    time_zone: Zone = "UTC"
    slack_channel: SlackChannel = ""  # of sources that name none
    most_per_hour: int = Field(default=30, ge=1, le=1_000)  # first messages of one channel
    routes: tuple[Route, ...] = ()
    quiet_hours: tuple[QuietHours, ...] = ()  # of sources that have none of their own
    maintenance: tuple[Maintenance, ...] = ()  # of all sources


def _in_zone(moment: datetime, zone: str) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
