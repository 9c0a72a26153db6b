"""A bucket that only this account reads, only over TLS, and that forgets in time."""

from __future__ import annotations

from collections.abc import Mapping

from aws_cdk import Aws, Duration
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.deployment import Deployment


class PrivateBucket(s3.Bucket):
    """`days` says for how many days objects under each prefix are kept; "" is the whole bucket.

    Not versioned: logs are written once, and what is deleted for privacy should be gone.
    """

    def __init__(
        self, scope: Construct, id_: str, *, deployment: Deployment, name: str, days: Mapping[str, int]
    ) -> None:
        super().__init__(
            scope,
            id_,
            bucket_name=f"{deployment.name(name)}-{Aws.ACCOUNT_ID}-{Aws.REGION}",
            encryption=s3.BucketEncryption.KMS if deployment.key else s3.BucketEncryption.S3_MANAGED,
            encryption_key=deployment.key,
            bucket_key_enabled=True if deployment.key else None,  # one call of KMS for many objects
            enforce_ssl=True,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            removal_policy=deployment.removal_policy,
            lifecycle_rules=[
                s3.LifecycleRule(
                    id="abandoned-uploads", abort_incomplete_multipart_upload_after=Duration.days(1)
                ),
                *(_expire(prefix, kept) for prefix, kept in days.items()),
            ],
        )
        self._keep_within_the_account()

    def _keep_within_the_account(self) -> None:
        """Refuse everybody of another account, whatever else a policy says; AWS's own services have none."""
        others = {
            "StringNotEquals": {"aws:PrincipalAccount": Aws.ACCOUNT_ID},
            "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
        }
        self.add_to_resource_policy(
            iam.PolicyStatement(
                sid="OwnAccount",
                effect=iam.Effect.DENY,
                principals=[iam.AnyPrincipal()],
                actions=["s3:*"],
                resources=[self.bucket_arn, self.arn_for_objects("*")],
                conditions=others,
            )
        )


def _expire(prefix: str, days: int) -> s3.LifecycleRule:
    return s3.LifecycleRule(
        id=prefix.strip("/") or "everything", prefix=prefix or None, expiration=Duration.days(days)
    )
