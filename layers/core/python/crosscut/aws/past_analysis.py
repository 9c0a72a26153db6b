"""Around the analysis of what a backfill has made: whether a model may be asked, and who is told that it is done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from crosscut.analysis.budget import WHOLE, Spending, day_of
from crosscut.aws import clients
from crosscut.aws.backfills import Backfills
from crosscut.aws.failures import code_of, translated
from crosscut.aws.ledger import DynamoLedger
from crosscut.config import Budget
from crosscut.model import DigestMessage, Insight, PastMessage

# Nobody waits any more: it was stopped, or took too long. What was done stands.
_GONE = ("TaskTimedOut", "TaskDoesNotExist", "InvalidToken")


class PastAnalysis:
    """One for each container."""

    def __init__(self, spending: Spending, ledger: DynamoLedger, backfills: Backfills) -> None:
        self._spending = spending
        self._ledger = ledger
        self._backfills = backfills

    def why_no_model(self, past: PastMessage, *, budget: Budget, now: datetime | None = None) -> str:
        """Return why no model is asked, or nothing where there is room: the rest of the budget is for live logs."""
        if past.share == 0:
            return "this backfill leaves the model out (--budget-share 0)"
        today = day_of(now or datetime.now().astimezone())
        spent = next((each for each in self._spending.spent(today) if each.scope == WHOLE), None)
        share = past.share / 100
        part = Budget(
            usd_per_day=budget.usd_per_day * share if budget.usd_per_day else None,
            tokens_per_day=max(1, int(budget.tokens_per_day * share)) if budget.tokens_per_day else None,
        )
        if spent is None or part.has_room(micro_usd=spent.micro_usd, tokens=spent.tokens):
            return ""
        return (
            f"the model was not asked: {past.share} % of the day's budget ({budget.words}) is spent, and the rest \
is for logs that arrive"
        )

    def settle(
        self, message: DigestMessage, past: PastMessage, insights: Sequence[Insight], *, now: datetime
    ) -> None:
        """Write down that the objects are analysed, and tell who waits for it."""
        for part in past.parts:
            self._ledger.analysed(message.model_copy(update={"object_id": part}), insights, now=now)
        self._backfills.analysed(past.backfill, past.batch, now=now)
        if past.token:
            self._tell(past.token)

    @staticmethod
    def _tell(token: str) -> None:
        from botocore.exceptions import ClientError

        states = cast(Any, clients.client("stepfunctions"))  # its type stubs are not among the project's
        with translated("telling Step Functions that a batch is analysed"):
            try:
                states.send_task_success(taskToken=token, output="{}")
            except ClientError as error:
                if code_of(error) not in _GONE:
                    raise
