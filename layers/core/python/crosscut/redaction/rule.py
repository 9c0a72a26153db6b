"""What a redaction rule is."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass


def _always(_: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Rule:
    """Replaces the group `value` of each match (the whole match where there is no such group)."""

    kind: str  # what the pseudonym says, for example EMAIL
    name: str  # for the audit record
    pattern: re.Pattern[str]
    # Lower-case strings of which one stands in every text that can match; the pattern runs only where one does.
    triggers: tuple[str, ...]
    # Whether every match begins with a trigger. Then the pattern is tried there only, which is many times faster.
    anchored: bool = False
    accept: Callable[[str], bool] = _always  # a checksum or another look at the value
    normalise: Callable[[str], str] = str  # so that ways of writing one value get one pseudonym
    # The pattern is in lower case and is matched against the text in lower case: much faster than IGNORECASE.
    lowered: bool = False
