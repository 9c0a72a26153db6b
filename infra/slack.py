"""The slack Lambda: what somebody presses in Slack, by a URL of its own."""

from __future__ import annotations

from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from crosscut.config import SlackSettings
from infra.deployment import Deployment
from infra.function import Function
from infra.insight_bus import InsightBus
from infra.layers import Layers
from infra.memory import Memory
from infra.secrets import Secrets

TIMEOUT_SECONDS = 10  # Slack waits for three; what it has given up on is still written down
MEMORY_MB = 1_024  # for a quick start


class Slack(Function):
    """Open to the internet, so the handler believes nothing without Slack's signature."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        deployment: Deployment,
        layers: Layers,
        secrets: Secrets,
        memory: Memory,
        announces_on: InsightBus,
    ) -> None:
        settings = SlackSettings(
            stage=deployment.stage.name,
            insights_table=memory.insights.table_name,
            incidents_table=memory.incidents.table_name,
            event_bus=announces_on.event_bus_name,
            slack_secret=deployment.secret_name("slack"),
        )
        super().__init__(
            scope, id_, deployment=deployment, layers=layers.common, settings=settings,
            timeout_seconds=TIMEOUT_SECONDS, memory_mb=MEMORY_MB,
        )  # fmt: skip
        self.url = self.function.add_function_url(auth_type=lambda_.FunctionUrlAuthType.NONE)
        # By its id alone the insight is looked for in the index.
        self.allow("dynamodb:Query", on=[f"{memory.insights.table_arn}/index/by-fingerprint"])
        tables = [memory.insights.table_arn, memory.incidents.table_arn]
        self.allow("dynamodb:GetItem", "dynamodb:PutItem", on=tables)
        self.allow("secretsmanager:GetSecretValue", on=[secrets.arn("slack")])
        self.allow("events:PutEvents", on=[announces_on.event_bus_arn])
