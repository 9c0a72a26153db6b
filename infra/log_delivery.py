"""The services of AWS that may write logs into the log bucket, each for this account only."""

from __future__ import annotations

from typing import NamedTuple

from aws_cdk import Aws
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3

# Below a prefix of one's own, or at the root: where these services write, by their documentation.
ACCOUNTS_OWN = f"*AWSLogs/{Aws.ACCOUNT_ID}/*"


class Writer(NamedTuple):
    """A service that writes logs for those who ask it to."""

    sid: str
    principal: str
    keys: str  # below which it writes
    looks: tuple[str, ...] = ()  # what it asks of the bucket first
    sources: str = ""  # of whose it writes, where it names their ARN and not their account


WRITERS = (
    # VPC flow logs, Network Load Balancers, Route 53 Resolver, WAF, CloudFront
    # (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V2-S3.html).
    Writer("LogDelivery", "delivery.logs.amazonaws.com", ACCOUNTS_OWN, ("s3:GetBucketAcl", "s3:ListBucket")),
    # https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
    Writer("CloudTrail", "cloudtrail.amazonaws.com", ACCOUNTS_OWN, ("s3:GetBucketAcl",)),
    # https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
    Writer(
        "LoadBalancers",
        "logdelivery.elasticloadbalancing.amazonaws.com",
        ACCOUNTS_OWN,
        sources=f"arn:{Aws.PARTITION}:elasticloadbalancing:{Aws.REGION}:{Aws.ACCOUNT_ID}:loadbalancer/*",
    ),
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
    Writer("BucketAccess", "logging.s3.amazonaws.com", "*"),
    # https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/S3ExportTasks.html
    Writer("LogGroupExports", f"logs.{Aws.REGION}.amazonaws.com", "*", ("s3:GetBucketAcl",)),
)


def allow_log_delivery(bucket: s3.Bucket) -> None:
    """Let them write, and look at what they look at, when they act for this account."""
    for writer in WRITERS:
        _allow(bucket, writer, "", ("s3:PutObject",), bucket.arn_for_objects(writer.keys))
        if writer.looks:
            _allow(bucket, writer, "Looks", writer.looks, bucket.bucket_arn)


def _allow(bucket: s3.Bucket, writer: Writer, what: str, actions: tuple[str, ...], resource: str) -> None:
    for_us = {"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}}
    if writer.sources:
        for_us = {"ArnLike": {"aws:SourceArn": writer.sources}}
    bucket.add_to_resource_policy(
        iam.PolicyStatement(
            sid=f"{writer.sid}{what}",
            principals=[iam.ServicePrincipal(writer.principal)],
            actions=list(actions),
            resources=[resource],
            conditions=for_us,
        )
    )
