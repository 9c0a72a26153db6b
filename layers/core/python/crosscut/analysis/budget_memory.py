"""The ledger of model calls in memory: for one process, and for tests in place of DynamoDB."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Sequence

from crosscut.analysis.budget import WHOLE, PlannedCall, ScopeSpent, micro_usd_of
from crosscut.config import Budget
from crosscut.errors import BudgetSpentError
from crosscut.model import Usage


class MemorySpending:
    """Implements `Spending`."""

    def __init__(self) -> None:
        self._open: dict[str, PlannedCall] = {}
        self._scopes: dict[tuple[str, str], ScopeSpent] = {}
        self._told: defaultdict[str, set[str]] = defaultdict(set)
        self._lock = threading.Lock()

    def reserve(self, call: PlannedCall, *, source: Budget, whole: Budget) -> None:
        with self._lock:
            for scope, budget in ((WHOLE, whole), (call.source, source)):
                spent = self._scope(call.day, scope)
                if not budget.has_room(
                    micro_usd=spent.micro_usd + call.micro_usd, tokens=spent.tokens + call.tokens
                ):
                    first = scope not in self._told[call.day]
                    self._told[call.day].add(scope)
                    raise BudgetSpentError(scope, budget.words, first=first)
            self._open[call.id] = call
            self._add(call, calls=1, micro_usd=call.micro_usd, tokens=call.tokens)

    def settle(self, call: PlannedCall, usage: Usage) -> None:
        took = micro_usd_of(usage)
        with self._lock:
            if self._open.pop(call.id, None):
                self._add(
                    call,
                    answered=1,
                    input_tokens=usage.input_tokens,
                    output_tokens=usage.output_tokens,
                    settled_micro_usd=took,
                    micro_usd=took - call.micro_usd,
                    tokens=usage.input_tokens + usage.output_tokens - call.tokens,
                )

    def release(self, call: PlannedCall) -> None:
        with self._lock:
            if self._open.pop(call.id, None):
                self._add(call, micro_usd=-call.micro_usd, tokens=-call.tokens)

    def keep(self, call: PlannedCall) -> None:
        with self._lock:
            if self._open.pop(call.id, None):
                self._add(call, unknown=1)

    def spent(self, day: str) -> Sequence[ScopeSpent]:
        with self._lock:
            found = [spent for (on, _), spent in self._scopes.items() if on == day]
        return sorted(found, key=lambda spent: (spent.scope != WHOLE, spent.scope))

    def _scope(self, day: str, scope: str) -> ScopeSpent:
        return self._scopes.get((day, scope)) or ScopeSpent(scope=scope)

    def _add(self, call: PlannedCall, **amounts: int) -> None:
        for scope in (WHOLE, call.source):
            spent = self._scope(call.day, scope)
            sums = {name: getattr(spent, name) + amount for name, amount in amounts.items()}
            self._scopes[call.day, scope] = spent.model_copy(update=sums)
