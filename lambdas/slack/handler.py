"""Slack: what somebody pressed in a message in; the decision in the table and on the bus out."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.utilities.typing import LambdaContext

from crosscut import gathering
from crosscut.alerting.interactions import TurnedAwayError, pressed, raw_request
from crosscut.aws import clients
from crosscut.aws.events import InsightBus
from crosscut.aws.incidents import DynamoIncidents
from crosscut.aws.insights import DynamoInsightStore
from crosscut.aws.secrets import Secrets
from crosscut.aws.shell import NAMESPACE
from crosscut.config import SlackSettings
from crosscut.errors import NoSuchInsightError

logger = Logger(service="slack")
metrics = Metrics(namespace=NAMESPACE, service="slack")
settings = cache(SlackSettings.from_environment)
secrets = cache(lambda: Secrets(clients.secretsmanager()))


def decide(event: dict[str, Any]) -> None:
    metrics.add_metric("Presses", "Count", 1)
    headers, body = raw_request(event)
    found = pressed(headers, body, secret=secrets().fields(settings().slack_secret), now=datetime.now(UTC))
    if found is None:
        return
    store = DynamoInsightStore(clients.dynamodb(), settings().insights_table)
    incidents = DynamoIncidents(clients.dynamodb(), settings().incidents_table)
    bus = InsightBus(clients.events(), settings().event_bus)
    insight = gathering.decide(
        found.insight_id, found.decision, store=store, incidents=incidents, announce=bus.publish_incidents
    )
    bus.publish([insight])
    metrics.add_metric("Decisions", "Count", 1)
    logger.info("decided", extra={"insight": found.insight_id, "said": found.decision.said})


@logger.inject_lambda_context(log_event=False)
@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    metrics.set_default_dimensions(stage=settings().stage)
    try:
        decide(event)
    except (TurnedAwayError, NoSuchInsightError) as error:
        metrics.add_metric("PressesTurnedAway", "Count", 1)
        status = error.status if isinstance(error, TurnedAwayError) else 404
        logger.warning("turned away", extra={"status": status, "reason": str(error)})
        return {"statusCode": status, "body": ""}
    return {"statusCode": 200, "body": ""}
