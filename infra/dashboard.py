"""One dashboard, in the order of the river: what comes in, what becomes of it, what it costs, who is told."""

from __future__ import annotations

from collections.abc import Sequence

from aws_cdk import Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from crosscut.model import Severity
from infra.alarms import Alarms
from infra.backfill import Backfill
from infra.deployment import Deployment
from infra.measured import PERIOD, counted
from infra.worker import Worker

WIDTH, HEIGHT = 8, 6  # of the 24 columns that a dashboard has: three graphs a row


class Dashboard(Construct):
    """Each row is a stage. A graph has either figures of ours, by Lambda, or AWS's own of a queue or a Lambda."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        deployment: Deployment,
        sanitize: Worker,
        analyze: Worker,
        notify: Worker,
        reconcile: Worker,
        backfill: Backfill,
        alarms: Alarms,
    ) -> None:
        super().__init__(scope, id_)
        workers = (sanitize, analyze, notify, reconcile)
        board = cloudwatch.Dashboard(self, "Board", dashboard_name=deployment.name("river"))
        board.add_widgets(cloudwatch.AlarmStatusWidget(title="Alarms", alarms=alarms.all, width=24, height=4))
        board.add_widgets(
            _graph("Objects", _sums(sanitize, "Objects", "ObjectsUnreadable", "PartsHandedOver")),
            _graph("Bytes in", _sums(sanitize, "BytesRead")),
            _graph("Lines", _sums(sanitize, "LinesRead", "LinesFolded", "LinesQuarantined")),
        )
        board.add_widgets(
            _graph("Redactions", _sums(sanitize, "Redactions")),
            _graph("Kept out: quarantine", _sums(sanitize, "Quarantined", "LinesCut")),
            _graph("Templates", _sums(sanitize, "Templates", "Digests")),
        )
        board.add_widgets(
            _graph("Model calls", _sums(analyze, "ModelCalls", "ModelRejected", "DigestsOverBudget")),
            _graph("Tokens", _sums(analyze, "InputTokens", "OutputTokens")),
            _graph("Cost, thousandths of a US dollar", _sums(analyze, "CostMilliUsd")),
        )
        board.add_widgets(
            _graph("Insights by severity", _sums(analyze, *(f"Insights{s.capitalize()}" for s in Severity))),
            _graph("Notices", _sums(notify, "Notices", "NoticesWithheld")),
            _graph("Seconds from drop to insight", _percentiles(analyze, "DropToInsightSeconds")),
        )
        board.add_widgets(
            _graph("Waiting", [_depth(worker) for worker in workers]),
            _graph("Age of the oldest message, seconds", [_age(worker) for worker in workers]),
            _graph("Dead letters", [_dead(worker) for worker in workers]),
        )
        board.add_widgets(
            _graph("Errors", [_of_lambda(worker, "Errors", "Sum") for worker in workers]),
            _graph("Duration, p95, milliseconds", [_of_lambda(worker, "Duration", "p95") for worker in workers]),
            _graph("Law of conservation", [
                *_sums(sanitize, "LinesUnaccounted"),
                *_sums(reconcile, "ObjectsUnread", "ObjectsUnanalysed"),
            ]),
        )  # fmt: skip
        machine = backfill.machine
        board.add_widgets(
            _graph("Backfills: objects", _sums(sanitize, "BackfillObjects", "BackfillObjectsFailed")),
            _graph("Backfills: runs", [
                machine.metric_started(period=PERIOD, statistic="Sum", label="started"),
                machine.metric_succeeded(period=PERIOD, statistic="Sum", label="succeeded"),
                machine.metric_failed(period=PERIOD, statistic="Sum", label="failed"),
                machine.metric_aborted(period=PERIOD, statistic="Sum", label="stopped"),
            ]),
        )  # fmt: skip
        region = Stack.of(self).region
        self.url = (
            f"https://{region}.console.aws.amazon.com/cloudwatch/home?region={region}"
            f"#dashboards:name={deployment.name('river')}"
        )


def _graph(title: str, metrics: Sequence[cloudwatch.IMetric]) -> cloudwatch.GraphWidget:
    return cloudwatch.GraphWidget(
        title=title,
        left=list(metrics),
        left_y_axis=cloudwatch.YAxisProps(min=0, show_units=False),
        width=WIDTH,
        height=HEIGHT,
    )


def _sums(worker: Worker, *names: str) -> list[cloudwatch.IMetric]:
    return [counted(name, by=worker, label=name) for name in names]


def _percentiles(worker: Worker, name: str) -> list[cloudwatch.IMetric]:
    return [counted(name, by=worker, statistic=each, label=each) for each in ("p50", "p95")]


def _depth(worker: Worker) -> cloudwatch.IMetric:
    return worker.takes.queue.metric_approximate_number_of_messages_visible(
        period=PERIOD, statistic="Maximum", label=worker.takes.label
    )


def _age(worker: Worker) -> cloudwatch.IMetric:
    return worker.takes.queue.metric_approximate_age_of_oldest_message(
        period=PERIOD, statistic="Maximum", label=worker.takes.label
    )


def _dead(worker: Worker) -> cloudwatch.IMetric:
    return worker.takes.dead_letters.metric_approximate_number_of_messages_visible(
        period=PERIOD, statistic="Maximum", label=worker.takes.label
    )


def _of_lambda(worker: Worker, name: str, statistic: str) -> cloudwatch.IMetric:
    return worker.function.metric(name, period=PERIOD, statistic=statistic, label=worker.label)
