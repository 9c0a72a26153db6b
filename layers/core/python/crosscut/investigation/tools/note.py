"""The tool with which the model writes down what it has found out, so that it is known however it ends."""

from __future__ import annotations

from pydantic import Field

from crosscut.answered import QuotedLine
from crosscut.investigation.toolbox import Arguments, Found, Tool, UnusableArgumentsError
from crosscut.investigation.transcript import Observation, Transcript


class Note(Arguments):
    """What was found out, and the lines that show it, quoted exactly."""

    text: str = Field(min_length=1, max_length=1_000)
    evidence: list[QuotedLine] = Field(min_length=1, max_length=8)


def note(transcript: Transcript) -> Tool:
    """Return the tool, which writes into this transcript."""

    def run(wanted: Note) -> Found:
        evidence = transcript.verified(wanted.evidence)
        if not evidence:
            raise UnusableArgumentsError(
                "evidence: none of the quotes stands in the line that it names; nothing was noted"
            )
        transcript.observations.append(Observation(text=wanted.text, evidence=evidence))
        dropped = len(wanted.evidence) - len(evidence)
        return Found([], {"noted": True, "quotes_found": len(evidence), "quotes_not_found": dropped})

    return Tool(
        "note",
        "Write down something that you have found out, with quotes. It is kept even if the investigation is cut short.",
        Note,
        run,
    )
