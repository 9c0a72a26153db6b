"""The circuit breaker around the model: after failures in a row nobody asks for a while, then one asks as a probe.

Powertools' own, with its state in the table of budgets, so that all of a deployment's Lambdas know.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from crosscut.errors import AnalystUnavailableError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

FAILURES = 5  # in a row, in one Lambda, until the circuit opens
OPEN_SECONDS = 60
PROBES = 1  # that succeed until it closes; each costs a call
Answer = TypeVar("Answer")


def circuit(
    dynamodb: DynamoDBClient, table: str, *, opened: Callable[[], None] = lambda: None
) -> Callable[[Callable[[], Answer]], Answer]:
    """Return what calls a function, or raises `AnalystUnavailableError` while the circuit is open.

    Only `AnalystUnavailableError` counts as a failure: a refused request says nothing about the next one. A table that
    cannot be read lets calls through. `opened` is told when the circuit opens.
    """
    from aws_lambda_powertools.utilities.circuit_breaker import (
        CircuitBreakerConfig,
        CircuitBreakerOpenError,
        CircuitState,
        CircuitTransition,
        circuit_breaker,
    )
    from aws_lambda_powertools.utilities.circuit_breaker.persistence import CircuitBreakerDynamoDBPersistence

    persistence = CircuitBreakerDynamoDBPersistence(
        table_name=table,
        key_attr="day",
        sort_key_attr="item",
        static_pk_value="circuit",
        expiry_attr="expires_at",
        boto3_client=dynamodb,
    )
    config = CircuitBreakerConfig(
        failure_threshold=FAILURES,
        recovery_timeout=OPEN_SECONDS,
        success_threshold=PROBES,
        handled_exceptions=AnalystUnavailableError,
    )

    def changed(transition: CircuitTransition) -> None:
        if transition.to_state == CircuitState.OPEN:
            opened()

    protect = circuit_breaker(
        name="claude", persistence_store=persistence, config=config, on_transition=changed
    )

    def through(ask: Callable[[], Answer]) -> Answer:
        try:
            answer: Answer = protect(ask)()
        except CircuitBreakerOpenError:
            raise AnalystUnavailableError(
                f"Claude has failed {FAILURES} times in a row and is not asked for {OPEN_SECONDS} s"
            ) from None
        return answer

    return through
