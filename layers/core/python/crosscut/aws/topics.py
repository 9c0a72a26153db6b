"""SNS as a channel: mail, pagers and other programs subscribe to the topic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crosscut.alerting.plain_text import render_subject, render_text
from crosscut.aws.failures import translated
from crosscut.config import Source
from crosscut.errors import DeliveryError, RetryableError
from crosscut.model import Insight

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient


class SnsTopic:
    """Implements `Channel`. Subscribers can filter on the attributes `source`, `severity` and `category`."""

    name = "sns"

    def __init__(self, sns: SNSClient, topic_arn: str) -> None:
        self._sns = sns
        self._topic_arn = topic_arn

    def deliver(self, insight: Insight, source: Source) -> None:
        attributes = {"source": insight.source, "severity": insight.severity, "category": insight.category}
        try:
            with translated("publishing a notice on the SNS topic"):
                self._sns.publish(
                    TopicArn=self._topic_arn,
                    Subject=render_subject(insight),
                    Message=render_text(insight, source),
                    MessageAttributes={
                        n: {"DataType": "String", "StringValue": v} for n, v in attributes.items()
                    },
                )
        except RetryableError as error:
            raise DeliveryError(str(error)) from error
