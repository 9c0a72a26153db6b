"""The secrets: one that is generated, two that a person fills in."""

from __future__ import annotations

from typing import Literal, cast

from aws_cdk import ArnFormat, SecretValue, Stack
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra.deployment import Deployment

SecretName = Literal["pseudonym-key", "anthropic", "slack"]


class Secrets(Construct):
    """What a person put there stays.

    CloudFormation writes a secret's value only when it makes the secret or when the template's value changes.
    """

    def __init__(self, scope: Construct, id_: str, *, deployment: Deployment) -> None:
        super().__init__(scope, id_)
        self._deployment = deployment
        pseudonym_key = secretsmanager.Secret(
            self,
            "PseudonymKey",
            secret_name=deployment.secret_name("pseudonym-key"),
            description="Key of the pseudonyms; with another key, everyone has another pseudonym.",
            generate_secret_string=secretsmanager.SecretStringGenerator(
                password_length=64, exclude_punctuation=True
            ),
            removal_policy=deployment.removal_policy,
        )
        self._encrypt(pseudonym_key)
        self._to_fill_in("anthropic", '{"api_key": "..."}; while {}, the offline analyst works.')
        self._to_fill_in(
            "slack",
            '{"webhook_url": "..."} or {"bot_token": "...", "signing_secret": "..."}; while {}, only SNS is told.',
        )

    def arn(self, name: SecretName) -> str:
        """Return the ARN for a policy; Secrets Manager ends an ARN with a hyphen and six random characters.

        As a pattern, for to the local AWS a reference to a secret is its name and not, as in AWS, its ARN.
        """
        return Stack.of(self).format_arn(
            service="secretsmanager",
            resource="secret",
            resource_name=f"{self._deployment.secret_name(name)}-??????",
            arn_format=ArnFormat.COLON_RESOURCE_NAME,
        )

    def _to_fill_in(self, name: SecretName, description: str) -> None:
        secret = secretsmanager.Secret(
            self,
            name.capitalize(),
            secret_name=self._deployment.secret_name(name),
            description=description,
            secret_string_value=SecretValue.unsafe_plain_text("{}"),
            removal_policy=self._deployment.removal_policy,
        )
        self._encrypt(secret)

    def _encrypt(self, secret: secretsmanager.Secret) -> None:
        if self._deployment.key:
            # By the L1 property: the L2 one lets the whole account use the key by way of Secrets Manager.
            resource = cast(secretsmanager.CfnSecret, secret.node.default_child)
            resource.kms_key_id = self._deployment.key.key_arn
