"""The ledger of model calls in DynamoDB: partition key `day`, sort key `item`.

`scope#*` is what all sources have taken that day, `scope#NAME` what one has, `call#ID` one call. A call and both of
its scopes change in one transaction, under conditions: so no limit is passed, however many run at once, and nothing
is counted twice.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from crosscut.analysis.budget import WHOLE, PlannedCall, ScopeSpent, micro_usd_of
from crosscut.aws.failures import code_of, translated
from crosscut.aws.tries import tries
from crosscut.config import Budget
from crosscut.errors import BudgetSpentError, RetryableError
from crosscut.model import Usage

if TYPE_CHECKING:
    from botocore.exceptions import ClientError
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

KEPT_FOR = timedelta(days=90)
_TRIES = 10  # against others who change the same scopes
_PAUSES = {"first_seconds": 0.02, "longest_seconds": 1.0}
_SUMS = tuple(name for name in ScopeSpent.model_fields if name != "scope")


class DynamoSpending:
    """Implements `Spending`. Raises `RetryableError` when the table cannot be reached or stays contended."""

    def __init__(
        self, dynamodb: DynamoDBClient, table: str, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._dynamodb = dynamodb
        self._table = table
        self._sleep = sleep

    def reserve(self, call: PlannedCall, *, source: Budget, whole: Budget) -> None:
        """As the port says; a call that is reserved twice counts once."""
        budgets = {WHOLE: whole, call.source: source}
        for scope, budget in budgets.items():
            if not budget.has_room(micro_usd=call.micro_usd, tokens=call.tokens):
                raise self._no_room(call.day, scope, budget)
        put: TransactWriteItemTypeDef = {
            "Put": {
                "TableName": self._table,
                "Item": {
                    "day": {"S": call.day},
                    "item": {"S": f"call#{call.id}"},
                    "state": {"S": "reserved"},
                    "source": {"S": call.source},
                    "model": {"S": call.model},
                    "digest_id": {"S": call.digest_id},
                    "tokens": {"N": str(call.tokens)},
                    "micro_usd": {"N": str(call.micro_usd)},
                    "expires_at": {"N": _expiry(call.day)},
                },
                "ConditionExpression": "attribute_not_exists(#item)",
                "ExpressionAttributeNames": {"#item": "item"},
            }
        }
        sums = {"calls": 1, "micro_usd": call.micro_usd, "tokens": call.tokens}
        updates = [self._scope(call, scope, sums, budget) for scope, budget in budgets.items()]
        failed = self._write([put, *updates], doing="reserving a model call")
        for scope, place in zip(budgets, failed[1:], strict=False):
            if place:
                raise self._no_room(call.day, scope, budgets[scope])

    def settle(self, call: PlannedCall, usage: Usage) -> None:
        took, tokens = micro_usd_of(usage), usage.input_tokens + usage.output_tokens
        sums = {
            "answered": 1,
            "input_tokens": usage.input_tokens,
            "output_tokens": usage.output_tokens,
            "settled_micro_usd": took,
            "micro_usd": took - call.micro_usd,
            "tokens": tokens - call.tokens,
        }
        kept: dict[str, str | int] = {
            "took_micro_usd": took,
            "input_tokens": usage.input_tokens,
            "output_tokens": usage.output_tokens,
            "request_id": usage.request_id,
        }
        self._end(call, "settled", sums, kept)

    def release(self, call: PlannedCall) -> None:
        self._end(call, "released", {"micro_usd": -call.micro_usd, "tokens": -call.tokens}, {})

    def keep(self, call: PlannedCall) -> None:
        self._end(call, "unknown", {"unknown": 1}, {})

    def spent(self, day: str) -> Sequence[ScopeSpent]:
        found = []
        with translated(f"reading what was spent on {day}"):
            for page in self._dynamodb.get_paginator("query").paginate(
                TableName=self._table,
                KeyConditionExpression="#day = :day AND begins_with(#item, :scope)",
                ExpressionAttributeNames={"#day": "day", "#item": "item"},
                ExpressionAttributeValues={":day": {"S": day}, ":scope": {"S": "scope#"}},
                ConsistentRead=True,
            ):
                for item in page["Items"]:
                    sums = {name: int(item[name]["N"]) for name in _SUMS if name in item}
                    found.append(ScopeSpent(scope=item["item"]["S"].removeprefix("scope#"), **sums))
        return [s for s in found if s.calls]

    def _end(self, call: PlannedCall, state: str, sums: dict[str, int], kept: dict[str, str | int]) -> None:
        """End a reserved call; one that has ended stays as it is."""
        names = {"#state": "state", **{f"#{name}": name for name in kept}}
        values: dict[str, Any] = {":reserved": {"S": "reserved"}, ":state": {"S": state}}
        values |= {f":{n}": {"S": v} if isinstance(v, str) else {"N": str(v)} for n, v in kept.items()}
        sets = ["#state = :state", *(f"#{name} = :{name}" for name in kept)]
        ended: TransactWriteItemTypeDef = {
            "Update": {
                "TableName": self._table,
                "Key": {"day": {"S": call.day}, "item": {"S": f"call#{call.id}"}},
                "UpdateExpression": f"SET {', '.join(sets)}",
                "ConditionExpression": "#state = :reserved",
                "ExpressionAttributeNames": names,
                "ExpressionAttributeValues": values,
            }
        }
        scopes = [self._scope(call, scope, sums) for scope in (WHOLE, call.source)]
        self._write([ended, *scopes], doing="settling a model call")

    def _scope(
        self, call: PlannedCall, scope: str, sums: dict[str, int], budget: Budget | None = None
    ) -> TransactWriteItemTypeDef:
        names = {f"#{name}": name for name in sums}
        values: dict[str, Any] = {f":{name}": {"N": str(value)} for name, value in sums.items()}
        conditions = []
        room = {"micro_usd": budget.micro_usd, "tokens": budget.tokens_per_day} if budget else {}
        for name, limit in room.items():
            if limit is not None:
                values[f":room_{name}"] = {"N": str(limit - sums[name])}
                conditions.append(f"(attribute_not_exists(#{name}) OR #{name} <= :room_{name})")
        update: Any = {
            "TableName": self._table,
            "Key": {"day": {"S": call.day}, "item": {"S": f"scope#{scope}"}},
            "UpdateExpression": f"SET expires_at = :expires ADD {', '.join(f'#{n} :{n}' for n in sums)}",
            "ExpressionAttributeNames": names,
            "ExpressionAttributeValues": {**values, ":expires": {"N": _expiry(call.day)}},
        }
        if conditions:
            update["ConditionExpression"] = " AND ".join(conditions)
        return {"Update": update}

    def _write(self, items: list[TransactWriteItemTypeDef], *, doing: str) -> list[bool]:
        """Write all or nothing. Returns which conditions did not hold, in the order of the items; none: written."""
        from botocore.exceptions import ClientError

        for _ in tries(_TRIES, sleep=self._sleep, **_PAUSES):
            with translated(doing):
                try:
                    self._dynamodb.transact_write_items(TransactItems=items)
                except ClientError as error:
                    failed = _conditions_failed(error)
                    if failed is None:
                        raise
                    if any(failed):
                        return failed
                else:
                    return []
        raise RetryableError(f"{doing}: others kept changing the day's budget; {_TRIES} tries")

    def _no_room(self, day: str, scope: str, budget: Budget) -> BudgetSpentError:
        """Return the error, which is the day's first of its scope for one caller only."""
        from botocore.exceptions import ClientError

        first = True
        with translated("noting that a budget is spent"):
            try:
                self._dynamodb.update_item(
                    TableName=self._table,
                    Key={"day": {"S": day}, "item": {"S": f"scope#{scope}"}},
                    UpdateExpression="SET told = :yes, expires_at = :expires",
                    ConditionExpression="attribute_not_exists(told)",
                    ExpressionAttributeValues={":yes": {"BOOL": True}, ":expires": {"N": _expiry(day)}},
                )
            except ClientError as error:
                if code_of(error) != "ConditionalCheckFailedException":
                    raise
                first = False
        return BudgetSpentError(scope, budget.words, first=first)


def _conditions_failed(error: ClientError) -> list[bool] | None:
    """Return which items' conditions did not hold, none when only others were in the way; None for other errors."""
    if code_of(error) == "TransactionInProgressException":
        return []
    if code_of(error) != "TransactionCanceledException":
        return None
    reasons: list[dict[str, str]] = error.response.get("CancellationReasons", [])  # type: ignore[assignment]
    codes = [reason.get("Code", "None") for reason in reasons]
    if set(codes) - {"None", "ConditionalCheckFailed", "TransactionConflict", "ThrottlingError"}:
        return None
    return [code == "ConditionalCheckFailed" for code in codes]


def _expiry(day: str) -> str:
    """Return when the day is forgotten, as seconds since 1970."""
    midnight = datetime.fromisoformat(day).replace(tzinfo=UTC)
    return str(int((midnight + KEPT_FOR).timestamp()))
