"""When and where people are told, as the sources file says it, and what it is told when it says something else."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crosscut.config import Sources, parse_sources
from crosscut.errors import ConfigurationError
from crosscut.notifying import Day, Hours

DOCS = Path(__file__).parents[2] / "docs"


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+01:00").astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "end"),
    [
        ("2026-03-02T21:59", None),  # a Monday
        ("2026-03-02T22:00", "2026-03-03T07:00"),
        ("2026-03-03T06:59", "2026-03-03T07:00"),
        ("2026-03-03T07:00", None),
        ("2026-03-06T23:00", "2026-03-07T07:00"),  # Friday's last over midnight
        ("2026-03-07T23:00", None),  # and Saturday has none
        ("2026-03-08T03:00", None),
    ],
)
def test_hours_over_midnight_are_of_the_day_on_which_they_begin(now: str, end: str | None) -> None:
    days = [day for day in Day if day not in (Day.SAT, Day.SUN)]
    hours = Hours.model_validate({"from": "22:00", "to": "07:00", "days": days, "time_zone": "Europe/Berlin"})

    found = hours.end(berlin(now), default_zone="UTC")

    assert found == (berlin(end) if end else None)


def test_hours_follow_summer_time() -> None:
    hours = Hours.model_validate({"from": "22:00", "to": "07:00"})
    before, after = datetime(2026, 3, 28, 22, tzinfo=UTC), datetime(2026, 3, 29, 22, tzinfo=UTC)

    ends = [hours.end(night, default_zone="Europe/Berlin") for night in (before, after)]

    assert [end and end.astimezone(UTC).hour for end in ends] == [5, 5]
    assert hours.end(datetime(2026, 3, 28, 5, 30, tzinfo=UTC), default_zone="Europe/Berlin")  # 6:30 in winter
    assert not hours.end(
        datetime(2026, 3, 29, 5, 30, tzinfo=UTC), default_zone="Europe/Berlin"
    )  # 7:30 in summer


def test_yaml_may_leave_out_the_quotes_of_a_time_and_the_deployed_layer_writes_it_anew() -> None:
    text = """
notify:
  time_zone: Europe/Berlin
  quiet_hours: [{from: 22:00, to: 7:05}]
  routes: [{at_least: high, hours: {from: "18:00", to: "08:00", days: [sat]}, sns: false}]
  maintenance: [{from: 2026-12-01T22:00:00+01:00, to: 2026-12-02 02:00:00, time_zone: Europe/Berlin}]
sources: [{name: a, maintenance: [{weekly: {from: 02:00, to: 04:00}}]}]
"""
    parsed = parse_sources(text, where="sources.yaml")

    (quiet,) = parsed.notify.quiet_hours
    assert (quiet.begins.hour, quiet.begins.minute, quiet.ends.minute) == (22, 0, 5)
    assert Sources.model_validate_json(parsed.model_dump_json()) == parsed


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("  time_zone: Middle/Earth", "sources.yaml:2: notify.time_zone: no such time zone: 'Middle/Earth'"),
        ("  most_per_hour: 0", "sources.yaml:2: notify.most_per_hour: "),
        ("  slack_channel: oncall", "sources.yaml:2: notify.slack_channel: a Slack channel is '#name'"),
        (
            "  quiet_hours:\n  - {from: 25:00, to: 07:00}",
            "sources.yaml:3: notify.quiet_hours.0.from: a time of day",
        ),
        (
            "  quiet_hours:\n  - {from: '7', to: 07:00}",
            "sources.yaml:3: notify.quiet_hours.0.from: a time of day",
        ),
        (
            "  quiet_hours:\n  - {from: 07:00, to: 07:00}",
            "sources.yaml:3: notify.quiet_hours.0: hours that begin",
        ),
        ("  quiet_hours:\n  - {from: 07:00, to: 08:00, days: [noday]}", "notify.quiet_hours.0.days.0: "),
        ("  quiet_hours:\n  - {from: 07:00, to: 08:00, days: []}", "hours without days are none"),
        ("  maintenance: [{why: because}]", "sources.yaml:2: notify.maintenance.0: a maintenance window has"),
        ("  maintenance: [{from: 2026-12-02 02:00:00, to: 2026-12-01 02:00:00}]", "ends after it begins"),
        (
            "  routes: [{environments: [staging]}]",
            "notify.routes.0: a route sets slack_channel, notify_at or sns",
        ),
        ("  routes: [{at_least: awful, sns: false}]", "sources.yaml:2: notify.routes.0.at_least: "),
        ("  loudness: 11", "sources.yaml:2: notify.loudness: Extra inputs"),
    ],
)
def test_what_is_wrong_is_said_in_one_line_with_its_line(line: str, said: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        parse_sources(f"notify:\n{line}\n", where="sources.yaml")

    assert said in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "url", ["http://wiki.example.com", "https://a b", "https://a|b", "javascript:alert(1)"]
)
def test_a_runbook_is_an_https_address(url: str) -> None:
    with pytest.raises(ConfigurationError, match=r"sources\.yaml:1: sources\.0\.runbook"):
        parse_sources(f"sources: [{{name: a, runbook: {url!r}}}]", where="sources.yaml")


@pytest.mark.parametrize("page", ["notifications.md"])
def test_the_settings_that_the_docs_show_are_right(page: str) -> None:
    blocks = re.findall(
        r"^```yaml\n(.*?)^```", (DOCS / page).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )

    assert blocks
    for block in blocks:
        assert parse_sources(block, where=page).sources
