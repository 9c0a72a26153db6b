"""The buttons below a message, and what a press of one means."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import NamedTuple

from crosscut.alerting.slack_text import Block, plain
from crosscut.decisions import is_muted
from crosscut.model import Insight, Said, Status

MUTED_FOR = timedelta(days=1)
_VERSION = "1"
_VALUE = re.compile(rf"{_VERSION}:([0-9a-f]{{8,64}})")
_PREFIX = "crosscut."
_WORDS = {
    Said.ACKNOWLEDGE: "Acknowledge",
    Said.RESOLVE: "Resolve",
    Said.FALSE_ALARM: "False alarm",
    Said.MUTE: "Mute for a day",
    Said.UNMUTE: "Unmute",
    Said.REOPEN: "Reopen",
}


class Press(NamedTuple):
    """What a button says, and of which insight."""

    said: Said
    insight_id: str


def buttons_for(insight: Insight, *, now: datetime) -> list[Block]:
    """Return the block of buttons; none where the id would not come back as it is."""
    value = f"{_VERSION}:{insight.id}"
    if not _VALUE.fullmatch(value):
        return []
    elements = [
        {
            "type": "button",
            "action_id": f"{_PREFIX}{said}",
            "value": value,
            "text": plain(_WORDS[said]),
        }
        for said in _offered(insight, now)
    ]
    return [{"type": "actions", "block_id": "crosscut.decide", "elements": elements}]


def press_of(action_id: str, value: str) -> Press | None:
    """Return what was pressed; None for anything that none of these buttons sends."""
    said = action_id.removeprefix(_PREFIX)
    match = _VALUE.fullmatch(value)
    if not action_id.startswith(_PREFIX) or said not in _WORDS or match is None:
        return None
    return Press(Said(said), match[1])


def _offered(insight: Insight, now: datetime) -> list[Said]:
    if insight.status is Status.RESOLVED:
        return [Said.REOPEN]
    first = [Said.ACKNOWLEDGE] if insight.status is Status.OPEN else []
    silence = Said.UNMUTE if is_muted(insight, now) else Said.MUTE
    return [*first, Said.RESOLVE, Said.FALSE_ALARM, silence]
