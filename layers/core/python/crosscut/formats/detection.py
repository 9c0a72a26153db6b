"""Tells by its first lines which format an object is in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from crosscut.formats.access import Access
from crosscut.formats.container import Container
from crosscut.formats.generic import Generic
from crosscut.formats.jsonlines import JsonLines
from crosscut.formats.logfmt import Logfmt
from crosscut.formats.parsed import Format
from crosscut.formats.syslog import Syslog

# Most specific first: of two that take the same number of lines, the earlier one wins.
FORMATS: tuple[Format, ...] = (Container(), JsonLines(), Access(), Syslog(), Logfmt())
SAMPLE_LINES = 400
MIN_SHARE = 0.5


def detect_format(sample: Sequence[str], received: datetime) -> tuple[Format, float]:
    """Return the format and the share of the sample's lines (0 to 1) that it takes; `Generic` below one half.

    Lines that look like parts of a stack trace don't count against a format.
    """
    lines = [line for line in sample if line.strip() and not line[0].isspace()]
    if not lines:
        return Generic(), 0.0
    best: Format = Generic()
    best_share = 0.0
    for candidate in FORMATS:
        share = sum(candidate.parse(line, received) is not None for line in lines) / len(lines)
        if share >= MIN_SHARE and share > best_share:
            best, best_share = candidate, share
    return (best, best_share) if best_share else (Generic(), 1.0)
