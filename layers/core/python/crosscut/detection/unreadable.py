"""Objects that could not be read: what is missing from the picture is a finding of its own."""

from __future__ import annotations

from collections.abc import Iterator

from crosscut.model import Category, Detection, Digest, Severity

RULE = "unreadable-object"
SHOWN = 3


def unreadable(digest: Digest) -> Iterator[Detection]:
    """Yield one detection when objects could not be read, or not to their end. Low: the alarm on quarantine rings."""
    problems = digest.problems
    if not problems:
        return
    one = len(problems) == 1
    listed = "; ".join(
        f"{each.file}: {each.reason} ({each.lines or 'no'} line{'' if each.lines == 1 else 's'} read before it)"
        for each in problems[:SHOWN]
    )
    more = f"; and {len(problems) - SHOWN} more" if len(problems) > SHOWN else ""
    yield Detection(
        rule=RULE,
        severity=Severity.LOW,
        category=Category.DATA,
        title=f"{'A log' if one else f'{len(problems)} logs'} could not be read to the end",
        summary=f"{listed}{more}.",
        cause="What was delivered is damaged, cut short, too large or no log. What it says beyond that is not known.",
        service="",
        template_ids=(),
        evidence=(),
        first_seen=digest.first_seen,
        last_seen=digest.last_seen,
        count=len(problems),
        entity=RULE,
        confidence=1.0,
    )
