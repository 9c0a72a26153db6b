"""The notify Lambda: an insight in; people told."""

from __future__ import annotations

from aws_cdk import aws_sns as sns
from constructs import Construct

from crosscut.config import NotifySettings
from infra.deployment import Deployment
from infra.layers import Layers
from infra.memory import IDEMPOTENCY_CALLS, Memory
from infra.secrets import Secrets
from infra.work_queue import WorkQueue
from infra.worker import Worker


class Notify(Worker):
    """Tells Slack and the topic, each once."""

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
        tells: sns.Topic,
    ) -> None:
        settings = NotifySettings(
            retry_seconds=deployment.stage.retry_seconds,
            topic_arn=tells.topic_arn,
            slack_secret=deployment.secret_name("slack"),
            slack_api_url=deployment.context.slack_api_url,
            idempotency_table=memory.idempotency.table_name,
        )
        super().__init__(
            scope, id_, deployment=deployment, layers=layers.common, takes=takes, settings=settings
        )
        self.allow("sns:Publish", on=[tells.topic_arn])
        self.allow("secretsmanager:GetSecretValue", on=[secrets.arn("slack")])
        self.allow(*IDEMPOTENCY_CALLS, on=[memory.idempotency.table_arn])
