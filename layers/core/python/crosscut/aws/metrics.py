"""CloudWatch's metrics and alarms, read only. Implements `investigation.ports.Metrics`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, cast

from crosscut.aws import clients
from crosscut.aws.clients import Endpoint
from crosscut.aws.failures import translated
from crosscut.investigation.ports import Fact, Facts

_POINTS = 60  # of a metric
_NAMES = 60
_ALARMS = 40
_PERIODS = (60, 300, 900, 3_600, 21_600, 86_400)  # seconds


class CloudWatchMetrics:
    """What comes back is redacted by `redact`: names of dimensions and alarms are people's own words."""

    def __init__(self, redact: Callable[[str], str], endpoint: Endpoint | None = None) -> None:
        self._redact = redact
        self._endpoint = endpoint

    @property
    def _cloudwatch(self) -> Any:
        # Its type stubs are not among the project's.
        return cast(Any, clients.client("cloudwatch", self._endpoint))

    def names(self, namespace: str, name: str) -> Facts:
        wanted = {"Namespace": namespace, **({"MetricName": name} if name else {})}
        with translated("listing metrics"):
            answer = self._cloudwatch.list_metrics(**wanted)
        found = answer.get("Metrics", [])
        texts = [
            f"{each['MetricName']} "
            + " ".join(f"{d['Name']}={d['Value']}" for d in each.get("Dimensions", []))
            for each in found[:_NAMES]
        ]
        more = len(found) > _NAMES or "NextToken" in answer
        left_out = "more metrics than these; give the name of one" if more else ""
        return Facts([Fact(None, self._redact(text.strip())) for text in texts], left_out)

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
        seconds = (until - since).total_seconds()
        period = next((p for p in _PERIODS if seconds / p <= _POINTS), _PERIODS[-1])
        metric = {
            "Namespace": namespace,
            "MetricName": name,
            "Dimensions": [{"Name": key, "Value": value} for key, value in dimensions.items()],
        }
        query = {"Id": "m", "MetricStat": {"Metric": metric, "Period": period, "Stat": statistic}}
        with translated(f"reading the metric {namespace} {name}"[:200]):
            answer = self._cloudwatch.get_metric_data(
                MetricDataQueries=[query], StartTime=since, EndTime=until, ScanBy="TimestampAscending"
            )
        data = answer["MetricDataResults"][0]
        points = sorted(zip(data["Timestamps"], data["Values"], strict=True), key=lambda point: point[0])
        facts = [
            Fact(time, f"{name} {statistic} of {period} s: {value:.6g}") for time, value in points[-_POINTS:]
        ]
        beyond = len(points) - len(facts)
        left_out = [f"the {beyond} oldest values"] if beyond else []
        left_out += ["a part of the values; ask for a shorter time"] if "NextToken" in answer else []
        return Facts([fact._replace(text=self._redact(fact.text)) for fact in facts], "; ".join(left_out))

    def alarms(self, *, since: datetime, until: datetime) -> Facts:
        with translated("listing alarms"):
            answer = self._cloudwatch.describe_alarms(AlarmTypes=["MetricAlarm", "CompositeAlarm"])
        found = [*answer.get("MetricAlarms", []), *answer.get("CompositeAlarms", [])]
        telling = [alarm for alarm in found if _tells(alarm, since, until)]
        telling.sort(key=lambda alarm: alarm["StateUpdatedTimestamp"])
        facts = [
            Fact(alarm["StateUpdatedTimestamp"], self._redact(_words(alarm))) for alarm in telling[-_ALARMS:]
        ]
        quiet = len(found) - len(telling)
        left_out = [f"{quiet} alarms that are quiet and did not change in that time"] if quiet else []
        left_out += [f"{len(telling) - _ALARMS} older ones"] if len(telling) > _ALARMS else []
        left_out += ["further alarms of the account"] if "NextToken" in answer else []
        left_out.append("changes of state before the latest one of each alarm")
        return Facts(facts, "; ".join(left_out))


def _tells(alarm: Mapping[str, Any], since: datetime, until: datetime) -> bool:
    return bool(alarm["StateValue"] == "ALARM" or since <= alarm["StateUpdatedTimestamp"] <= until)


def _words(alarm: Mapping[str, Any]) -> str:
    about = f"{alarm.get('Namespace', '')} {alarm.get('MetricName', '')}".strip()
    parts = [
        f"{alarm['AlarmName']} is {alarm['StateValue']} since then",
        about,
        str(alarm.get("AlarmDescription", ""))[:200],
        str(alarm.get("StateReason", ""))[:200],
    ]
    return "; ".join(part for part in parts if part)
