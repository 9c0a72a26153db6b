"""The investigation: the model asks, the tools answer, until there is a report or a limit is reached."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from importlib import resources

from pydantic import ValidationError

from crosscut.config import Source
from crosscut.conversation import LostAnswerError, Model, Prompt, Reply, Said, ToolCall, ToolResult, ToolSpec
from crosscut.errors import (
    AnalysisRejectedError,
    AnalystUnavailableError,
    BudgetSpentError,
    DigestWithheldError,
)
from crosscut.investigation.answer import ReportAnswer
from crosscut.investigation.limits import Ending, Limits
from crosscut.investigation.meter import Meter
from crosscut.investigation.report import About, Report, cut_short, reported
from crosscut.investigation.toolbox import Toolbox, problem_of
from crosscut.investigation.transcript import ToolUse
from crosscut.investigation.withholding import withheld
from crosscut.outgoing import leaks

PROMPT_VERSION = "investigator-1"
REPORT = ToolSpec("report", "Hand in the report. This ends the investigation.", ReportAnswer)
_FIRST_PAUSE_SECONDS = 2.0
_ONLY_TOOLS = "Call a tool, or hand in your findings with `report`. Text alone is not read by anybody."
_TOO_LONG = "Your answer was cut off: it was too long. Call one tool at a time, and be brief."
_NOW = "A limit is reached ({}). Hand in the report now, from what you have seen, and say what is missing."
Watch = Callable[[ToolUse], None]


class _EndedError(Exception):
    """Ends the loop. Carries why, and what to add to the report's notes."""

    def __init__(self, ending: Ending, detail: str = "") -> None:
        super().__init__(ending)
        self.ending = ending
        self.detail = detail


class Investigation:
    """One investigation. `run` may be called once."""

    def __init__(
        self,
        model: Model,
        toolbox: Toolbox,
        about: About,
        *,
        opening: str,
        source: Source,
        limits: Limits,
        watch: Watch = lambda use: None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._model = model
        self._toolbox = toolbox
        self._about = about
        self._source = source
        self._limits = limits
        self._meter = Meter(model, limits, clock=clock)
        self._messages: list[Said | Reply] = [Said(opening)]
        self._scanned = 0  # messages that have been through the last look
        self._malformed = 0
        self._watch = watch
        self._sleep = sleep
        self._ended = Ending.REPORTED

    def run(self) -> Report:
        """Return the report; whatever goes wrong or is interrupted, what is known until then."""
        return withheld(self._run(), source=self._source)

    def _run(self) -> Report:
        try:
            answer = self._answer()
        except _EndedError as end:
            return self._cut_short(end.ending, end.detail)
        except DigestWithheldError as error:
            return self._cut_short(Ending.WITHHELD, str(error))
        except BudgetSpentError as error:  # the deployment's, or the source's
            return self._cut_short(Ending.BUDGET, str(error))
        except AnalysisRejectedError as error:
            return self._cut_short(Ending.REJECTED, str(error))
        except AnalystUnavailableError as error:
            return self._cut_short(Ending.UNAVAILABLE, str(error))
        except KeyboardInterrupt:
            return self._cut_short(Ending.INTERRUPTED)
        return reported(
            answer,
            self._toolbox.transcript,
            self._about,
            ended=self._ended,
            spent=self._meter.spent,
            prompt=PROMPT_VERSION,
        )

    def _cut_short(self, ending: Ending, detail: str = "") -> Report:
        return cut_short(
            self._toolbox.transcript,
            self._about,
            ended=ending,
            spent=self._meter.spent,
            prompt=PROMPT_VERSION,
            detail=detail,
        )

    def _answer(self) -> ReportAnswer:
        while True:
            prompt = self._prompt()
            reached = self._meter.reached(prompt)
            if reached is not None:
                return self._last(reached)
            try:
                reply = self._asked(prompt, keep_seconds=self._meter.seconds_kept)
            except _EndedError as end:
                return self._last(end.ending)
            answer = self._turn(reply)
            if answer is not None:
                return answer

    def _last(self, reached: Ending) -> ReportAnswer:
        """Have the report handed in, in one call that the limits had kept for it."""
        self._ended = reached
        self._messages.append(Said(_NOW.format(reached.value)))
        prompt = self._prompt(last=True)
        reply = self._asked(prompt, keep_seconds=0)
        if reply.stop_reason == "refusal":
            raise _EndedError(Ending.REFUSED)
        for call in reply.calls:
            answer, _ = _report_of(call)
            if answer is not None:
                return answer
        raise _EndedError(reached, "Asked for its report, the model handed in none that fits.")

    def _prompt(self, *, last: bool = False) -> Prompt:
        return Prompt(
            system=system_prompt(),
            tools=(*self._toolbox.specs(), REPORT),
            messages=tuple(self._messages),
            max_tokens=self._limits.report_tokens if last else self._limits.answer_tokens,
            must_call=REPORT.name if last else "",
        )

    def _asked(self, prompt: Prompt, *, keep_seconds: float) -> Reply:
        """Return the model's answer; asks again, a few times, when it is overloaded.

        Raises `_EndedError` when the time is up but for what is to be kept, or the money is.
        """
        self._look_at_what_leaves()
        pause = _FIRST_PAUSE_SECONDS
        for attempt in range(self._limits.retries + 1):
            left = self._meter.seconds_left - keep_seconds
            no_room = Ending.DEADLINE if left <= 0 else self._meter.has_room(prompt)
            if no_room is not None:
                raise _EndedError(no_room)
            try:
                reply = self._model.reply(prompt, seconds=left)
            except AnalystUnavailableError as error:
                if isinstance(error, LostAnswerError):
                    self._meter.add_lost(prompt)
                if attempt == self._limits.retries:
                    raise
                self._sleep(max(0.0, min(pause, self._meter.seconds_left - keep_seconds)))
                pause *= 2
                continue
            self._meter.add(reply.usage)
            if reply.stop_reason is not None:
                return reply
        raise AnalystUnavailableError("Claude's answers end early")

    def _look_at_what_leaves(self) -> None:
        new = [text for message in self._messages[self._scanned :] for text in _texts(message)]
        found = leaks("\n".join(new), source=self._source)
        if found:
            raise DigestWithheldError(f"the next request seems to hold a secret ({', '.join(found)})")
        self._scanned = len(self._messages)

    def _turn(self, reply: Reply) -> ReportAnswer | None:
        """Do what the model wants done. Returns its report once it is there."""
        if reply.stop_reason == "refusal":
            raise _EndedError(Ending.REFUSED)
        if reply.stop_reason == "model_context_window_exceeded":
            raise _EndedError(Ending.TOKENS, "The model's context window is full.")
        if reply.stop_reason == "max_tokens":
            self._count_malformed()
            self._messages.append(Said(_TOO_LONG))  # half a call can't be answered, so it is not sent back
            return None
        if not reply.calls:
            self._count_malformed()
            self._messages += [reply, Said(_ONLY_TOOLS)] if reply.raw else [Said(_ONLY_TOOLS)]
            return None
        results = []
        for call in reply.calls:
            if call.name == REPORT.name:
                answer, problem = _report_of(call)
                if answer is not None:
                    return answer
                results.append(_error(call, problem))
                self._count_malformed()
            else:
                results.append(self._result(call))
        self._messages += [reply, Said(results=tuple(results))]
        return None

    def _result(self, call: ToolCall) -> ToolResult:
        if self._meter.tool_calls_left <= 0:
            return _error(call, "the limit of tool calls is reached; hand in the report")
        self._meter.add_tool_call()
        outcome = self._toolbox.run(call)
        self._watch(self._toolbox.transcript.uses[-1])
        if outcome.malformed:
            self._count_malformed()
        return outcome.result

    def _count_malformed(self) -> None:
        self._malformed += 1
        if self._malformed > self._limits.malformed:
            raise _EndedError(Ending.MALFORMED)


def system_prompt() -> str:
    """Return the fixed system prompt; its version is `PROMPT_VERSION`."""
    prompts = resources.files("crosscut.investigation.prompts")
    return prompts.joinpath(f"{PROMPT_VERSION}.md").read_text(encoding="utf-8")


def _report_of(call: ToolCall) -> tuple[ReportAnswer | None, str]:
    """Return the report that a call hands in, or what is wrong with it."""
    if call.name != REPORT.name:
        return None, ""
    try:
        return ReportAnswer.model_validate(call.arguments), ""
    except ValidationError as error:
        return None, problem_of(error)


def _error(call: ToolCall, problem: str) -> ToolResult:
    return ToolResult(call.id, json.dumps({"error": problem}), is_error=True)


def _texts(message: Said | Reply) -> list[str]:
    if isinstance(message, Reply):
        return [message.text, *(json.dumps(call.arguments, ensure_ascii=False) for call in message.calls)]
    return [message.text, *(result.text for result in message.results)]
