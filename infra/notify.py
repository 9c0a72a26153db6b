"""The notify Lambda: an insight in; what people see agrees with it."""

from __future__ import annotations

from aws_cdk import aws_sns as sns
from constructs import Construct

from crosscut.config import NotifySettings
from infra.deployment import Deployment
from infra.layers import Layers
from infra.memory import Memory
from infra.secrets import Secrets
from infra.work_bucket import REPORTS, WorkBucket
from infra.work_queue import WorkQueue
from infra.worker import Worker


class Notify(Worker):
    """Tells Slack and the topic, each once, and remembers what it has told."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        deployment: Deployment,
        layers: Layers,
        secrets: Secrets,
        memory: Memory,
        takes: WorkQueue,
        reads: WorkBucket,
        tells: sns.Topic,
    ) -> None:
        slack = deployment.context.tells_slack
        settings = NotifySettings(
            stage=deployment.stage.name,
            work_bucket=reads.bucket_name,
            page_url_seconds=deployment.context.page_url_hours * 3600,
            retry_seconds=deployment.stage.retry_seconds,
            topic_arn=tells.topic_arn,
            queue_url=takes.queue.queue_url,
            insights_table=memory.insights.table_name,
            notices_table=memory.notices.table_name,
            slack_secret=deployment.secret_name("slack") if slack else "",
            **({"slack_api_url": deployment.context.slack_api_url} if slack else {}),
        )
        super().__init__(
            scope, id_, deployment=deployment, layers=layers.common, takes=takes, settings=settings
        )
        # A link lets people do what the role that signs it may; without ListBucket a missing page looks denied.
        self.allow("s3:GetObject", on=[reads.arn_for_objects(f"{REPORTS}*")])
        self.allow("s3:ListBucket", on=[reads.bucket_arn])
        self.allow("sns:Publish", on=[tells.topic_arn])
        if slack:
            self.allow("secretsmanager:GetSecretValue", on=[secrets.arn("slack")])
        self.allow("dynamodb:GetItem", on=[memory.insights.table_arn])
        calls = ("GetItem", "PutItem", "UpdateItem", "Query")
        self.allow(*(f"dynamodb:{call}" for call in calls), on=[memory.notices.table_arn])
        self.allow("dynamodb:Query", on=[f"{memory.notices.table_arn}/index/by-due"])
        # To its own queue goes what was put off and is due.
        self.allow("sqs:SendMessage", on=[takes.queue.queue_arn])
