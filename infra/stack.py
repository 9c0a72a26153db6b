"""The picture: a log is dropped, and people hear what it means."""

from __future__ import annotations

from dataclasses import replace

from aws_cdk import CfnOutput, Stack, Tags
from constructs import Construct

from infra.alarms import Alarms
from infra.analyze import Analyze
from infra.backfill import Backfill
from infra.clock import Clock
from infra.critical_topic import CriticalTopic
from infra.dashboard import Dashboard
from infra.deployment import Deployment
from infra.encryption import key_of
from infra.insight_bus import InsightBus
from infra.layers import Layers
from infra.log_bucket import LogBucket
from infra.memory import Memory
from infra.network import Network
from infra.notify import Notify
from infra.reconcile import Reconcile
from infra.remains import stays, summary
from infra.sanitize import Sanitize
from infra.secrets import Secrets
from infra.slack import Slack
from infra.work_bucket import WorkBucket
from infra.work_queue import WorkQueue


class CrosscutStack(Stack):
    """All of Crosscut for one stage, in one account and region."""

    def __init__(self, scope: Construct, *, deployment: Deployment) -> None:
        stage = deployment.stage
        super().__init__(scope, f"Crosscut-{stage.name}", description=f"Crosscut, stage {stage.name}")
        Tags.of(self).add("crosscut-stage", stage.name)

        # Under which key things lie, and from where the Lambdas speak.
        deployment = replace(deployment, key=key_of(self, deployment))
        if deployment.context.vpc != "none":
            deployment = replace(deployment, network=Network(self, "Network", deployment=deployment))

        # What stays.
        logs = LogBucket(self, "LogBucket", deployment=deployment)
        work = WorkBucket(self, "WorkBucket", deployment=deployment)
        memory = Memory(self, "Memory", deployment=deployment)
        secrets = Secrets(self, "Secrets", deployment=deployment)
        layers = Layers(self, "Layers", deployment=deployment)

        # What flows.
        intake = WorkQueue(self, "Intake", deployment=deployment, worker=stage.sanitize)
        digests = WorkQueue(self, "Digests", deployment=deployment, worker=stage.analyze, fifo=True)
        notices = WorkQueue(self, "Notices", deployment=deployment, worker=stage.notify)
        audits = WorkQueue(self, "Audits", deployment=deployment, worker=stage.reconcile)
        bus = InsightBus(self, "Bus", deployment=deployment)
        critical = CriticalTopic(self, "Critical", deployment=deployment)

        # The river.
        logs.announce_to(intake)
        sanitize = Sanitize(
            self, "Sanitize", deployment=deployment, layers=layers, secrets=secrets, memory=memory,
            takes=intake, reads=logs, writes=work, hands_to=digests,
        )  # fmt: skip
        analyze = Analyze(
            self, "Analyze", deployment=deployment, layers=layers, secrets=secrets, memory=memory,
            takes=digests, reads=work, announces_on=bus,
        )  # fmt: skip
        clock = Clock(self, "Clock", deployment=deployment, digests=digests, notices=notices)
        bus.announce_to(notices)
        notify = Notify(
            self, "Notify", deployment=deployment, layers=layers, secrets=secrets, memory=memory,
            takes=notices, reads=work, tells=critical,
        )  # fmt: skip
        reconcile = Reconcile(
            self, "Reconcile", deployment=deployment, layers=layers, memory=memory, takes=audits, lists=logs
        )
        backfill = Backfill(
            self,
            "Backfill",
            deployment=deployment,
            lists=work,
            sanitize=sanitize,
            hands_to=digests,
            analyze=analyze,
        )
        slack = Slack(
            self, "Slack", deployment=deployment, layers=layers, secrets=secrets, memory=memory,
            announces_on=bus,
        )  # fmt: skip
        alarms = Alarms(
            self,
            "Alarms",
            deployment=deployment,
            sanitize=sanitize,
            analyze=analyze,
            notify=notify,
            reconcile=reconcile,
            slack=slack,
            clock=clock,
            backfill=backfill,
        )
        dashboard = Dashboard(
            self, "Dashboard", deployment=deployment, sanitize=sanitize, analyze=analyze, notify=notify,
            reconcile=reconcile, backfill=backfill, alarms=alarms,
        )  # fmt: skip

        for name, value in {
            "LogBucketName": logs.bucket_name,
            "WorkBucketName": work.bucket_name,
            "InsightsTableName": memory.insights.table_name,
            "EventBusName": bus.event_bus_name,
            "CriticalTopicArn": critical.topic_arn,
            "SlackUrl": slack.url.url,
            "AlarmsTopicArn": alarms.topic.topic_arn,
            "DashboardUrl": dashboard.url,
        }.items():
            CfnOutput(self, name, value=value)
        types = [each.cfn_resource_type for each in self.node.find_all() if stays(each)]
        CfnOutput(self, "AfterDestroy", value=summary(types, stage=stage.name))
