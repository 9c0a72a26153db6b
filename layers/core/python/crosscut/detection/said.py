"""Signs of an attack in what a record says: logins that fail and succeed, what only intruders do, orders to a model."""

from __future__ import annotations

import re

from crosscut.detection.glance import EVERY, Glance, Probe
from crosscut.detection.hostile import SHAPES, hostile_signal
from crosscut.detection.logins import FAILED_LOGIN, GOOD_LOGIN, may_be_login
from crosscut.detection.marks import AUTH_FAILURE, AUTH_SUCCESS, INJECTED_PROMPT
from crosscut.model import RedactedRecord
from crosscut.orders import PLAINLY_NEEDED, plainly_gives_orders

# Where none of these is in an ASCII text, it says nothing of the kind.
_PROBES = (
    Probe(FAILED_LOGIN),
    Probe(GOOD_LOGIN),
    *(Probe(shape, lowered=True) for shape in SHAPES),
    Probe(re.compile("|".join(map(re.escape, PLAINLY_NEEDED))), lowered=True),
)
_FAILED, _GOOD, _ORDERS = 1, 2, 1 << (len(_PROBES) - 1)
_BEFORE_SHAPES = 2
_HOSTILE = _ORDERS - 1 - _FAILED - _GOOD
SAID = Glance("said", _PROBES)


def said_signal(record: RedactedRecord, lowered: str, may: int = EVERY, place: int = 0) -> str:
    """Return the signal of what a record says, or the empty string. `lowered` is its message in lower case.

    `may` has the bits of those probes of `SAID` that may be in it, from `place` on.
    """
    if may & (_FAILED | _GOOD) and may_be_login(lowered):
        if may & _FAILED and FAILED_LOGIN.search(record.body, place):
            return AUTH_FAILURE
        if may & _GOOD and GOOD_LOGIN.search(record.body, place):
            return AUTH_SUCCESS
    if may & _HOSTILE and (act := hostile_signal(record, lowered, (may & _HOSTILE) >> _BEFORE_SHAPES)):
        return act
    return INJECTED_PROMPT if may & _ORDERS and plainly_gives_orders(lowered, record.body) else ""
