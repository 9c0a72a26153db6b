"""A Lambda with a role and a log group of its own."""

from __future__ import annotations

from collections.abc import Sequence

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct
from pydantic import BaseModel

from infra.deployment import ROOT, Deployment
from infra.encryption import allow, allow_key


class Function(Construct):
    """Its environment is exactly `settings`, the model that the handler reads it with."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        deployment: Deployment,
        layers: Sequence[lambda_.ILayerVersion],
        settings: BaseModel,
        timeout_seconds: int,
        memory_mb: int,
    ) -> None:
        super().__init__(scope, id_)
        self._key = deployment.key
        self.label = id_.lower()  # "sanitize"
        self.stage = deployment.stage.name
        name = deployment.name(self.label)
        log_group = logs.LogGroup(
            self,
            "Logs",
            log_group_name=f"/aws/lambda/{name}",
            retention=deployment.log_retention,
            encryption_key=deployment.key,
            removal_policy=RemovalPolicy.DESTROY,  # metrics outlive it
        )
        # A role of our own: the one that CDK would make may write to every log group.
        self.role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
        log_group.grant_write(self.role)
        self.function = lambda_.Function(
            self,
            "Function",
            function_name=name,
            code=lambda_.Code.from_asset(str(ROOT / "lambdas" / self.label), exclude=["**/__pycache__"]),
            handler="handler.handler",
            runtime=deployment.runtime,
            architecture=deployment.architecture,
            layers=layers,
            role=self.role,
            log_group=log_group,
            timeout=Duration.seconds(timeout_seconds),
            memory_size=memory_mb,
            environment=_environment(self.label, settings),
        )
        if deployment.network:
            deployment.network.take_in(self.function, self.role, name=name)

    def allow(self, *actions: str, on: list[str]) -> None:
        """Let the function do these, on these ARNs."""
        allow(self.role, *actions, on=on, key=self._key)

    def allow_key(self, *actions: str) -> None:
        """Let the function use the customer's key, if there is one, as far as these need it."""
        allow_key(self.role, *actions, key=self._key)


def _environment(label: str, settings: BaseModel) -> dict[str, str]:
    ours = {f"CROSSCUT_{name.upper()}": str(value) for name, value in settings.model_dump().items()}
    return {
        **ours,
        "POWERTOOLS_SERVICE_NAME": label,
        "POWERTOOLS_METRICS_NAMESPACE": "Crosscut",
        "POWERTOOLS_LOG_LEVEL": "INFO",
    }
