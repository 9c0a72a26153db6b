"""SNS as a channel: mail, pagers and other programs subscribe to the topic."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from crosscut.alerting.changes import Change
from crosscut.alerting.notice import Address
from crosscut.alerting.plain_text import render_subject, render_text
from crosscut.alerting.port import CannotEditError, Letter, RefusedError, Summary, UnknowableError
from crosscut.aws.failures import translated
from crosscut.config import Source
from crosscut.errors import DeliveryError, PermanentError, RetryableError

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient


class SnsTopic:
    """Implements `Channel`.

    Subscribers can filter on the attributes `source`, `severity`, `category`, `environment`, `kind` and `repeat`.
    SNS deduplicates on FIFO topics alone, which send no mail; so after an interrupted attempt the message is sent
    again and says so. The attribute `notice` is the same for both, for programs that can tell.
    """

    name = "sns"
    edits = False

    def __init__(self, sns: SNSClient, topic_arn: str) -> None:
        self._sns = sns
        self._topic_arn = topic_arn

    def place(self, source: Source) -> str | None:
        return "" if source.sns else None

    def post(self, place: str, what: Letter | Summary, *, nonce: str) -> Address:
        try:
            with translated("publishing a notice on the SNS topic"):
                self._sns.publish(
                    TopicArn=self._topic_arn,
                    Subject=render_subject(what),
                    Message=render_text(what),
                    MessageAttributes={
                        n: {"DataType": "String", "StringValue": v} for n, v in _attributes(what).items()
                    },
                )
        except PermanentError as error:
            raise RefusedError(str(error)) from error
        except RetryableError as error:
            raise DeliveryError(str(error)) from error
        return Address()

    def edit(self, address: Address, letter: Letter) -> None:
        raise CannotEditError("a notice on a topic cannot be edited", gone=False)

    def reply(self, address: Address, letter: Letter, *, nonce: str) -> None:
        raise CannotEditError("a notice on a topic has no thread", gone=False)

    def find(self, place: str, *, nonce: str, since: datetime, thread: Address | None) -> Address | None:
        raise UnknowableError("a topic cannot be read")


def _attributes(what: Letter | Summary) -> dict[str, str]:
    if isinstance(what, Summary):
        worst = max((held.severity for _, _, held in what.held), key=lambda severity: severity.rank)
        return {"severity": worst, "kind": Change.SUMMARY, "repeat": _said(what.repeat)}
    insight = what.insight
    return {
        "source": insight.source,
        "severity": insight.severity,
        "category": insight.category,
        "environment": what.source.environment or "none",
        "kind": what.change,
        "notice": f"{insight.id}/{what.change}/{insight.severity}",
        "repeat": _said(what.repeat),
    }


def _said(repeat: bool) -> str:
    return "possible" if repeat else "no"
