"""The demo: drop logs, wait until each has been through, and show what came out at the other end."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from rich.console import Console
from rich.text import Text

from crosscut.aws.local import DeadLetter, LocalAws
from crosscut.aws.quarantine import QuarantineEntry
from crosscut.cli.local.drops import Drop
from crosscut.cli.local.places import Places
from crosscut.cli.local.slack_view import Message, read_messages, render_messages
from crosscut.cli.local.steps import say
from crosscut.cli.rendering import render_insights
from crosscut.config import Sources
from crosscut.model import Insight

_POLL_SECONDS = 0.25
_CALM_POLLS = 2  # an event between two queues is in neither for a moment
_MESSAGES_SHOWN = 5


@dataclass
class Outcome:
    """What became of the drops."""

    dropped_at: datetime
    insights: list[Insight] = field(default_factory=list)  # of the dropped logs, most severe first
    seconds: dict[str, float] = field(default_factory=dict)  # from the drop to the source's first insight
    finished: float = 0.0  # seconds from the drop until all was still
    missing: list[Drop] = field(default_factory=list)  # neither digested nor dead in time
    dead: dict[str, int] = field(default_factory=dict)  # letters in each dead-letter queue
    lost: list[DeadLetter] = field(default_factory=list)  # those that came since the drop
    unread: list[QuarantineEntry] = field(default_factory=list)  # what of the drops is in quarantine
    untold: list[Insight] = field(default_factory=list)  # people should have been told of them, and were not
    messages: list[Message] = field(default_factory=list)

    @property
    def arrived(self) -> bool:
        """Whether nothing is missing."""
        return not (self.missing or self.lost or self.unread or self.untold)


def play(aws: LocalAws, drops: Sequence[Drop], *, where: Places, sources: Sources, seconds: float) -> Outcome:
    """Drop the logs and follow them to the end, for at most `seconds`. Raises `CrosscutError`."""
    before = aws.dead_letters()
    outcome = Outcome(dropped_at=datetime.now(UTC))
    began = time.monotonic()
    for drop in drops:
        aws.drop(drop.file, drop.key)
    say(f"dropped {len(drops)} log{'' if len(drops) == 1 else 's'} into the log bucket")
    calm = 0
    while calm < _CALM_POLLS and time.monotonic() - began < seconds:
        time.sleep(_POLL_SECONDS)
        outcome.missing = _missing(aws, drops)
        _note_insights(aws, drops, outcome, time.monotonic() - began)
        is_still = not outcome.missing and not any(aws.waiting().values())
        calm = calm + 1 if is_still else 0
    outcome.finished = time.monotonic() - began
    outcome.dead = aws.dead()
    outcome.lost = [letter for letter in aws.dead_letters() if letter not in before]
    keys = {drop.key for drop in drops}
    held = (entry for source in {drop.source for drop in drops} for entry in aws.quarantined(source))
    outcome.unread = [entry for entry in held if entry.part.created.key in keys]
    _note_messages(outcome, read_messages(where.slack_messages), sources)
    return outcome


def _missing(aws: LocalAws, drops: Sequence[Drop]) -> list[Drop]:
    digested = frozenset().union(*(aws.digested(source) for source in {drop.source for drop in drops}))
    missing = [drop for drop in drops if drop.key not in digested]
    if not missing or not any(aws.dead().values()):
        return missing
    dead = {letter.about for letter in aws.dead_letters()}
    return [drop for drop in missing if drop.key not in dead]


def _note_insights(aws: LocalAws, drops: Sequence[Drop], outcome: Outcome, passed: float) -> None:
    keys = {drop.key for drop in drops}
    outcome.insights = [insight for insight in aws.insights() if keys.intersection(insight.objects)]
    for insight in outcome.insights:
        outcome.seconds.setdefault(insight.source, passed)


def _note_messages(outcome: Outcome, messages: Sequence[Message], sources: Sources) -> None:
    """Keep the messages about the insights: a problem that people know of already is not told again."""
    for insight in outcome.insights:
        if insight.severity.rank >= sources.named(insight.source).notify_at.rank:
            about = [message for message in messages if insight.id in message.text]
            outcome.messages += about[-1:]
            if not about:
                outcome.untold.append(insight)


def show(outcome: Outcome, drops: Sequence[Drop], console: Console) -> None:
    """Print the insights, the messages, the dead-letter queues and the times."""
    _heading(console, "Insights, read back from DynamoDB")
    render_insights(outcome.insights, console)
    if not outcome.insights:
        console.print("None: nothing in these logs needs a person." if outcome.arrived else "None.")
    _heading(console, "Slack, as delivered")
    render_messages(outcome.messages[:_MESSAGES_SHOWN], console)
    if len(outcome.messages) > _MESSAGES_SHOWN:
        console.print(f"{len(outcome.messages) - _MESSAGES_SHOWN} more: crosscut local slack")
    if not outcome.messages:
        console.print("Nothing: no insight is severe enough for its source's notify_at.")
    known = sum(message.received < outcome.dropped_at for message in outcome.messages)
    if known:
        console.print(
            f"{known} of them from before this drop: people are not told of the same problem twice."
        )
    _heading(console, "Dead-letter queues")
    for queue, count in outcome.dead.items():
        console.print(f"{queue:<36} {count or 'empty'}")
    _show_seconds(outcome, drops, console)
    _show_losses(outcome, console)


def _show_seconds(outcome: Outcome, drops: Sequence[Drop], console: Console) -> None:
    _heading(console, "Seconds from drop to insight")
    for source in sorted({drop.source for drop in drops}):
        seconds = outcome.seconds.get(source)
        console.print(f"{source:<36} " + (f"{seconds:.1f}" if seconds is not None else "no insight"))
    told = [(m.received - outcome.dropped_at).total_seconds() for m in outcome.messages]
    if fresh := [seconds for seconds in told if seconds >= 0]:
        console.print(f"{'first Slack message':<36} {min(fresh):.1f}")
    console.print(f"{'all queues empty':<36} {outcome.finished:.1f}")


def _show_losses(outcome: Outcome, console: Console) -> None:
    for drop in outcome.missing:
        console.print(f"Not analysed in time: {drop.file} (crosscut local logs says more)", style="red")
    for letter in outcome.lost:
        console.print(f"Failed for good: {letter.about} (crosscut local logs says why)", style="red")
    for entry in outcome.unread:
        what = "Not read to its end" if entry.stage == "read" else "Not all of it redacted"
        console.print(Text(f"{what}: {entry.part.created.key}: {entry.reason}", style="red"), soft_wrap=True)
    if outcome.unread:
        console.print("It is in quarantine: crosscut quarantine list --local", style="red")
    for insight in outcome.untold:
        console.print(f"Not told on Slack: insight {insight.id} (crosscut local logs says more)", style="red")


def _heading(console: Console, text: str) -> None:
    console.print()
    console.print(Text(text, style="bold underline"))
