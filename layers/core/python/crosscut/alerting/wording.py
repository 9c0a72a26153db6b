"""How a notice says things, whatever the channel: when, how often, who says so, and where the rest is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta

from crosscut.decisions import is_false_alarm, is_muted
from crosscut.model import Decision, Evidence, Insight, Risk, Said, Status, Step
from crosscut.times import in_utc

QUOTES = 3
STEPS = 3
ELLIPSIS = "…"
_BARS = "▁▂▃▄▅▆▇█"
_DROPPED = re.compile(r"(\d{1,6}) of (\d{1,6}) quotes were not in the lines they name")
_SAID = {
    Said.ACKNOWLEDGE: "Acknowledged",
    Said.RESOLVE: "Resolved",
    Said.FALSE_ALARM: "Called a false alarm",
    Said.REOPEN: "Reopened",
}


def since(insight: Insight) -> str:
    """Return for example `2026-03-01 09:12:44 to 09:31:02 UTC` or `at an unknown time`."""
    first, last = insight.first_seen, insight.last_seen or insight.first_seen
    if first is None or last is None:
        return "at an unknown time"
    start, end = in_utc(first), in_utc(last)
    if start.replace(microsecond=0) == end.replace(microsecond=0):
        return f"{start:%Y-%m-%d %H:%M:%S} UTC"
    same_day = start.date() == end.date()
    return f"{start:%Y-%m-%d %H:%M:%S} to {end:{'%H:%M:%S' if same_day else '%Y-%m-%d %H:%M:%S'}} UTC"


def moment(time: datetime) -> str:
    """Return for example `2026-03-01 07:00 UTC`."""
    return f"{in_utc(time):%Y-%m-%d %H:%M} UTC"


def how_many(insight: Insight) -> str:
    """Return for example `1,204 log records`."""
    return f"{insight.count:,} log record{'' if insight.count == 1 else 's'}"


def sparkline(insight: Insight) -> str:
    """Return the counts over time as bars, for example `▁▁▂▅█ most: 120 in a minute`; empty where no time is known."""
    counts, width = insight.rate.counts, insight.rate.width
    if len(counts) < 2:
        return ""
    most = max(counts)
    bars = "".join(_BARS[0 if not n else 1 + (n * (len(_BARS) - 2)) // most] for n in counts)
    return f"{bars} most: {most:,} in {'a minute' if width == 1 else f'{width:,} minutes'}"


def who_says(insight: Insight) -> str:
    """Return for example `85 % sure, says claude-sonnet-5-5; 3 of 4 quotes found in the log`."""
    who = "Crosscut's rules" if insight.analyst == "offline" else insight.analyst
    return f"{insight.confidence * 100:.0f} % sure, says {who}{_checked(insight)}"


def _checked(insight: Insight) -> str:
    """Say how many quotes code has found where they are said to be; those that it has not are gone already."""
    found = sum(evidence.verified for evidence in insight.evidence)
    quoted = len(insight.evidence)
    for note in insight.notes:
        if match := _DROPPED.match(note):
            quoted, found = int(match[2]), int(match[2]) - int(match[1])
    return f"; {found} of {quoted} quotes found in the log" if quoted else ""


def state(insight: Insight, *, now: datetime) -> str:
    """Return what people have said of it, for example `Acknowledged by alice (2026-03-01 09:40 UTC)`, or nothing."""
    parts: list[str] = []
    said = _last(insight, _SAID)
    if is_false_alarm(insight) or insight.status is not Status.OPEN:
        parts.append(_signed(_SAID[said.said], said) if said else insight.status.capitalize())
    elif said and said.said is Said.REOPEN:
        parts.append(_signed("Reopened", said))
    if insight.muted_until and is_muted(insight, now):
        mute = _last(insight, {Said.MUTE: ""})
        until = f"Muted until {in_utc(insight.muted_until):%Y-%m-%d %H:%M} UTC"
        parts.append(f"{until} by {one_line(mute.by)}" if mute else until)
    return "; ".join(parts)


def _signed(what: str, decision: Decision) -> str:
    return f"{what} by {one_line(decision.by)} ({in_utc(decision.at):%Y-%m-%d %H:%M} UTC)"


def _last(insight: Insight, kinds: dict[Said, str]) -> Decision | None:
    return next((d for d in reversed(insight.decisions) if d.said in kinds), None)


def lasted(insight: Insight) -> str:
    """Return how long it went on, for example `1 h 12 min`; empty where no time is known."""
    if insight.first_seen is None or insight.last_seen is None:
        return ""
    minutes = int((in_utc(insight.last_seen) - in_utc(insight.first_seen)) / timedelta(minutes=1))
    if minutes < 60:
        return f"{max(minutes, 1)} min"
    return f"{minutes // 60:,} h {minutes % 60} min"


def cause_heading(insight: Insight) -> str:
    """Return what the cause is called: an inconclusive finding must not read like a known cause."""
    return "No certain cause" if insight.inconclusive else "Likely cause"


def caution(step: Step) -> str:
    """Return what to know before a step is taken, for example `risk medium: …`; empty for one that only looks."""
    if step.risk in (Risk.NONE, Risk.UNKNOWN):
        return ""
    return f"risk {step.risk}: {step.risk_reason}" if step.risk_reason else f"risk {step.risk}"


def cost(insight: Insight) -> str:
    """Return what the model call took, for example `$0.0123 for 5,120 + 640 tokens`; empty without one."""
    usage = insight.usage
    if usage is None:
        return ""
    how = ", in a batch" if usage.batch else ""
    return f"${usage.cost_usd:.4f} for {usage.input_tokens:,} + {usage.output_tokens:,} tokens{how}"


def quotes(insight: Insight) -> Sequence[Evidence]:
    """Return the lines to quote, those first that code has found where they are said to be."""
    return sorted(insight.evidence, key=lambda evidence: not evidence.verified)[:QUOTES]


def show_command(insight: Insight) -> str:
    """Return the command that shows the whole insight."""
    return f"crosscut insights show {insight.id}"


def one_line(text: str) -> str:
    """Return the text on one line, without control, direction and other invisible characters."""
    return "".join(map(_visible, re.sub(r"\s*[\r\n]\s*", " ", text))).strip()


def cut(text: str, limit: int) -> str:
    """Return the text, or its beginning with an ellipsis, in at most `limit` characters."""
    return text if len(text) <= limit else text[: limit - len(ELLIPSIS)].rstrip() + ELLIPSIS


def _visible(character: str) -> str:
    # Cc: control, such as escape sequences; Zl, Zp: line and paragraph separators; Cf: direction marks and
    # zero-width characters; Cs, Co, Cn: no characters at all.
    category = unicodedata.category(character)
    if category in ("Cc", "Zl", "Zp"):
        return " "
    return "" if category in ("Cf", "Cs", "Co", "Cn") else character
