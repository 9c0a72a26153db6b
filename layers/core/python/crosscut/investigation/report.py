"""The report of an investigation: what stands of the model's answer, after code has looked it up."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Literal

from pydantic import Field

from crosscut.investigation.answer import ReportAnswer
from crosscut.investigation.limits import Ending, Spent
from crosscut.investigation.transcript import Observation, ToolUse, Transcript
from crosscut.model import Category, Evidence, Frozen, Hypothesis, Moment, Severity, Step

CONFIDENCE_WITHOUT_EVIDENCE = 0.1
MOST_WHEN_INCONCLUSIVE = 0.45
_NEVER = datetime.min.replace(tzinfo=UTC)
_WHY = {
    Ending.TURNS: "the limit of turns was reached",
    Ending.TOOL_CALLS: "the limit of tool calls was reached",
    Ending.TOKENS: "the limit of tokens was reached",
    Ending.BUDGET: "the budget was spent",
    Ending.DEADLINE: "the time was up",
    Ending.INTERRUPTED: "it was interrupted",
    Ending.REFUSED: "the model declined; a person should look",
    Ending.UNAVAILABLE: "the model could not be reached any more",
    Ending.REJECTED: "the model's endpoint rejected the request",
    Ending.WITHHELD: "what would have been sent seemed to hold a secret, so nothing more was sent",
    Ending.MALFORMED: "the model kept answering with what fits no tool",
}


class RuledOut(Frozen):
    """A cause that is none."""

    cause: str
    because: str
    evidence: tuple[Evidence, ...] = ()  # none: it was said without a line that shows it


class Report(Frozen):
    """What an investigation came to. Every piece of evidence stands in what a tool returned."""

    schema_version: Literal[1] = 1
    question: str
    source: str
    answer: str = Field(description="to the question, in a few sentences")
    severity: Severity
    category: Category
    title: str
    root_cause: str
    inconclusive: bool
    confidence: float = Field(ge=0, le=1)
    confidence_reason: str = ""
    evidence: tuple[Evidence, ...] = ()
    timeline: tuple[Moment, ...] = ()
    hypotheses: tuple[Hypothesis, ...] = Field(default=(), description="causes that are still possible")
    ruled_out: tuple[RuledOut, ...] = ()
    services: tuple[str, ...] = ()
    remediation: tuple[Step, ...] = ()
    missing: tuple[str, ...] = ()
    observations: tuple[Observation, ...] = Field(default=(), description="what was noted on the way")
    by_rules: tuple[str, ...] = Field(default=(), description="what the rules had found, in their words")
    orders: tuple[str, ...] = Field(
        default=(), description="ids of texts that give orders to a model; they were taken as data"
    )
    notes: tuple[str, ...] = Field(
        default=(), description="what code dropped, raised or withheld, and why it ended"
    )
    complete: bool = Field(description="whether the model handed in the report")
    ended: Ending = Field(description="what ended the investigation, or had the report handed in then")
    tools: tuple[ToolUse, ...] = Field(default=(), description="what was looked at, in order")
    prompt_version: str
    spent: Spent


class About(Frozen):
    """What is known before anything is asked."""

    question: str
    source: str
    floor: Severity  # what the rules found; no report is milder
    by_rules: tuple[str, ...] = ()


def reported(
    answer: ReportAnswer, transcript: Transcript, about: About, *, ended: Ending, spent: Spent, prompt: str
) -> Report:
    """Return the model's report, verified: what is not found is dropped, and confidence falls."""
    notes: list[str] = []
    evidence = transcript.verified(answer.evidence)
    dropped = len(answer.evidence) - len(evidence)
    confidence, inconclusive = answer.confidence, answer.inconclusive
    if dropped:
        notes.append(
            f"{dropped} of {len(answer.evidence)} quotes were not in the lines they name, or twice, and were dropped."
        )
        confidence *= len(evidence) / len(answer.evidence)
    if not evidence:
        confidence, inconclusive = min(confidence, CONFIDENCE_WITHOUT_EVIDENCE), True
        notes.append("No quote of it could be verified: take it for a guess.")
    if inconclusive:
        confidence = min(confidence, MOST_WHEN_INCONCLUSIVE)
    severity = answer.severity
    if severity.rank < about.floor.rank:
        notes.append(f"Severity raised from {severity} to the rules' {about.floor}.")
        severity = about.floor
    moments = [
        Moment(time=place[0], service=place[1], what=event.what, role=event.role, because=event.because)
        for event in answer.timeline
        if (place := transcript.place(event.at))
    ]
    if unknown := len(answer.timeline) - len(moments):
        notes.append(
            f"{unknown} of {len(answer.timeline)} events name nothing that a tool returned and were dropped."
        )
    ruled_out = tuple(
        RuledOut(cause=each.cause, because=each.because, evidence=transcript.verified(each.evidence))
        for each in answer.ruled_out
    )
    return Report(
        **_known(about, transcript),
        answer=answer.answer,
        severity=severity,
        category=answer.category,
        title=answer.title,
        root_cause=answer.root_cause,
        inconclusive=inconclusive,
        confidence=round(confidence, 3),
        confidence_reason=answer.confidence_reason,
        evidence=evidence,
        timeline=tuple(sorted(moments, key=lambda m: (m.time is None, m.time or _NEVER))),
        hypotheses=tuple(rival.hypothesis() for rival in answer.hypotheses),
        ruled_out=ruled_out,
        services=tuple(answer.services),
        remediation=tuple(Step(**step.model_dump()) for step in answer.remediation),
        missing=tuple(answer.missing),
        notes=(*notes, *_notes(transcript, ended)),
        complete=True,
        ended=ended,
        prompt_version=prompt,
        spent=spent,
    )


def cut_short(
    transcript: Transcript, about: About, *, ended: Ending, spent: Spent, prompt: str, detail: str = ""
) -> Report:
    """Return what is known without a report of the model's: its notes that stand, and what the rules found."""
    noted = tuple(dict.fromkeys(e for each in transcript.observations for e in each.evidence))
    return Report(
        **_known(about, transcript),
        answer="There is no answer: " + _WHY.get(ended, "it ended early") + ".",
        severity=about.floor,
        category=Category.OTHER,
        title="Investigation cut short",
        root_cause="",
        inconclusive=True,
        confidence=0.0,
        evidence=noted,
        notes=(*((detail,) if detail else ()), *_notes(transcript, ended)),
        complete=False,
        ended=ended,
        prompt_version=prompt,
        spent=spent,
    )


def _known(about: About, transcript: Transcript) -> dict[str, Any]:
    return {
        "question": about.question,
        "source": about.source,
        "by_rules": about.by_rules,
        "observations": tuple(transcript.observations),
        "orders": tuple(transcript.orders),
        "tools": tuple(transcript.uses),
    }


def _notes(transcript: Transcript, ended: Ending) -> tuple[str, ...]:
    notes = [f"It ended early: {_WHY[ended]}."] if ended in _WHY else []
    if transcript.orders:
        notes.append(
            f"{len(transcript.orders)} of the texts shown give orders to a language model "
            "(attempted prompt injection); they were taken as data."
        )
    if transcript.withheld:
        notes.append(
            f"Withheld from the model, as it seemed to hold: {', '.join(sorted(transcript.withheld))}."
        )
    return tuple(notes)
