"""Says before each call of the model whether there is room for it, and for the report after it."""

from __future__ import annotations

import time
from collections.abc import Callable

from crosscut.conversation import Model, Prompt
from crosscut.investigation.limits import BYTES_A_TOKEN, Ending, Limits, Spent
from crosscut.investigation.toolbox import RESULT_BYTES
from crosscut.model import Usage

_FOR_THE_REPORT_SECONDS = 60.0
_RESULTS_A_TURN = 3  # answers of tools that a turn may add, each at its bound; measured turns add one or two


class Meter:
    """Counts what was spent. What a call may take is reckoned from its size, never below what it will."""

    def __init__(self, model: Model, limits: Limits, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._model = model
        self._clock = clock
        self._began = clock()
        self.limits = limits
        self._spent = Spent(model=model.name)

    @property
    def spent(self) -> Spent:
        """What was spent until now."""
        return self._spent.model_copy(update={"seconds": round(self._clock() - self._began, 1)})

    @property
    def seconds_left(self) -> float:
        return self.limits.seconds - (self._clock() - self._began)

    @property
    def seconds_kept(self) -> float:
        """What is kept of the time for the report."""
        return min(_FOR_THE_REPORT_SECONDS, self.limits.seconds / 4)

    @property
    def tool_calls_left(self) -> int:
        return self.limits.tool_calls - self._spent.tool_calls

    def add(self, usage: Usage) -> None:
        """Count a call of the model."""
        self._spent = self._spent.with_call(usage)

    def add_lost(self, prompt: Prompt) -> None:
        """Count a call of which no answer came."""
        tokens = self._tokens(prompt)
        cost = self._model.cost(tokens, prompt.max_tokens)
        self._spent = self._spent.with_lost_call(tokens, prompt.max_tokens, cost)

    def add_tool_call(self) -> None:
        self._spent = self._spent.model_copy(update={"tool_calls": self._spent.tool_calls + 1})

    def reached(self, prompt: Prompt) -> Ending | None:
        """Return which limit leaves no room for this call and the report's after it, None when there is room."""
        limits = self.limits
        if self._spent.calls + 1 >= limits.turns:
            return Ending.TURNS
        if self.tool_calls_left <= 0:
            return Ending.TOOL_CALLS
        if self.seconds_left <= self.seconds_kept:
            return Ending.DEADLINE
        now = self._tokens(prompt)
        later = now + limits.answer_tokens + int(_RESULTS_A_TURN * RESULT_BYTES / BYTES_A_TOKEN)
        tokens = now + limits.answer_tokens + later + limits.report_tokens
        if self._spent.tokens + tokens > limits.tokens:
            return Ending.TOKENS
        dollars = self._model.cost(now, limits.answer_tokens) + self._model.cost(later, limits.report_tokens)
        return Ending.BUDGET if self._spent.cost_usd + dollars > limits.usd else None

    def has_room(self, prompt: Prompt) -> Ending | None:
        """Return which limit leaves no room even for this one call."""
        if self.seconds_left <= 0:
            return Ending.DEADLINE
        tokens = self._tokens(prompt)
        if self._spent.tokens + tokens + prompt.max_tokens > self.limits.tokens:
            return Ending.TOKENS
        dollars = self._model.cost(tokens, prompt.max_tokens)
        return Ending.BUDGET if self._spent.cost_usd + dollars > self.limits.usd else None

    def _tokens(self, prompt: Prompt) -> int:
        return int(self._model.size(prompt) / BYTES_A_TOKEN) + 1
