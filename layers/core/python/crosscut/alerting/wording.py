"""How a notice says things, whatever the channel: when, how often, who says so, and where the rest is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime

from crosscut.model import Evidence, Insight, Risk, Step

QUOTES = 3
STEPS = 3
ELLIPSIS = "…"


def since(insight: Insight) -> str:
    """Return for example `2026-03-01 09:12:44 to 09:31:02 UTC` or `at an unknown time`."""
    first, last = insight.first_seen, insight.last_seen or insight.first_seen
    if first is None or last is None:
        return "at an unknown time"
    start, end = _utc(first), _utc(last)
    if start.replace(microsecond=0) == end.replace(microsecond=0):
        return f"{start:%Y-%m-%d %H:%M:%S} UTC"
    same_day = start.date() == end.date()
    return f"{start:%Y-%m-%d %H:%M:%S} to {end:{'%H:%M:%S' if same_day else '%Y-%m-%d %H:%M:%S'}} UTC"


def how_many(insight: Insight) -> str:
    """Return for example `1,204 log records`."""
    return f"{insight.count:,} log record{'' if insight.count == 1 else 's'}"


def who_says(insight: Insight) -> str:
    """Return for example `85 % sure, says claude-sonnet-5-5`."""
    who = "Crosscut's rules" if insight.analyst == "offline" else insight.analyst
    return f"{insight.confidence * 100:.0f} % sure, says {who}"


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
    return f"${usage.cost_usd:.4f} for {usage.input_tokens:,} + {usage.output_tokens:,} tokens"


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


def _utc(time: datetime) -> datetime:
    return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
