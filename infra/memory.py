"""What Crosscut remembers: eight tables, paid by the request."""

from __future__ import annotations

from collections.abc import Sequence

from aws_cdk import aws_dynamodb as dynamodb
from constructs import Construct

from crosscut.aws.incident_items import INCIDENTS_BY_SEVERITY
from crosscut.aws.insight_items import SHOWN
from crosscut.aws.insight_queries import BY_FINGERPRINT, INDEXES
from infra.deployment import Deployment

# What Powertools' DynamoDBPersistenceLayer calls on its table.
IDEMPOTENCY_CALLS = ("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem")


class Memory(Construct):
    """`insights` and `incidents` are what people ask, `catalog` and `baselines` what a source shows and how often,
    `idempotency` what was done, `budget` what model calls took, what was asked in batches, and whether the model is
    asked at all (the circuit breaker's state), `ledger` what became of each object, `notices` what
    people were told.
    """

    def __init__(self, scope: Construct, id_: str, *, deployment: Deployment) -> None:
        super().__init__(scope, id_)
        self._deployment = deployment
        self.insights = self._table("Insights", partition="source", sort="id", expires="expires_at")
        for index, partition in INDEXES.items():
            self._index(self.insights, index, partition, shown=SHOWN if index != BY_FINGERPRINT else ())
        self.incidents = self._table("Incidents", partition="id", expires="expires_at")
        self._index(self.incidents, INCIDENTS_BY_SEVERITY, "severity", shown=None)
        self.catalog = self._table("Catalog", partition="source", sort="template_id", expires="expires_at")
        self.baselines = self._table("Baselines", partition="source", sort="item", expires="expires_at")
        self.budget = self._table("Budget", partition="day", sort="item", expires="expires_at")
        self.ledger = self._table("Ledger", partition="day", sort="item", expires="expires_at")
        self.notices = self._table("Notices", partition="about", sort="item", expires="expires_at")
        self.notices.add_global_secondary_index(
            index_name="by-due", partition_key=_string("waiting"), sort_key=_string("due")
        )
        # Powertools' own names.
        self.idempotency = self._table("Idempotency", partition="id", expires="expiration")

    def _index(
        self, table: dynamodb.Table, name: str, partition: str, *, shown: Sequence[str] | None
    ) -> None:
        """Add an index by time. It holds keys and what is `shown`, or the whole item where that is None."""
        projected = [each for each in shown or () if each not in (partition, "last_seen")]
        kind = dynamodb.ProjectionType
        table.add_global_secondary_index(
            index_name=name,
            partition_key=_string(partition),
            sort_key=_string("last_seen"),
            projection_type=kind.ALL if shown is None else kind.INCLUDE if projected else kind.KEYS_ONLY,
            non_key_attributes=projected or None,
        )

    def _table(self, id_: str, *, partition: str, sort: str | None = None, expires: str) -> dynamodb.Table:
        return dynamodb.Table(
            self,
            id_,
            table_name=self._deployment.name(id_.lower()),
            partition_key=_string(partition),
            sort_key=_string(sort) if sort else None,
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            time_to_live_attribute=expires,
            encryption=dynamodb.TableEncryption.CUSTOMER_MANAGED if self._deployment.key else None,
            encryption_key=self._deployment.key,
            removal_policy=self._deployment.removal_policy,
        )


def _string(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING)
