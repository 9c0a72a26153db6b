"""The SNS topic that carries critical insights to people."""

from __future__ import annotations

from aws_cdk import RemovalPolicy
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from constructs import Construct

from infra.deployment import Deployment


class CriticalTopic(sns.Topic):
    """Encrypted, where no key is named, with the account's own for SNS, which costs nothing and needs no grant."""

    def __init__(self, scope: Construct, id_: str, *, deployment: Deployment) -> None:
        super().__init__(
            scope,
            id_,
            topic_name=deployment.name("critical"),
            display_name=f"Crosscut {deployment.stage.name}",
            enforce_ssl=True,
            master_key=deployment.key or kms.Alias.from_alias_name(scope, "SnsKey", "alias/aws/sns"),
        )
        self.apply_removal_policy(RemovalPolicy.DESTROY)  # what it told is in the insights table
