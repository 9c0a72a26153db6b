"""Knows stack traces when it sees them: which line continues one, and which exception it is about."""

from __future__ import annotations

import re
from collections.abc import Sequence

# What a runtime prints below the first line of a trace (Python, Java, Node, .NET, Ruby, Go, PHP).
_CONTINUATION = re.compile(
    r"\s+\S|\s*$"
    r"|Traceback \(most recent call last\):"
    r"|Caused by: |Suppressed: |\.\.\. \d+ (?:more|common frames)"
    r"|During handling of the above exception|The above exception was the direct cause"
    r"|--- End of (?:inner exception )?stack trace"
    r"|goroutine \d+ \[|created by [\w./]+|\[signal SIG|exit status \d+$"
    r"|Stack trace:|#\d+ |thrown in "
    r"|[)\]}]+[,;]?\s*$"
)
_EXCEPTION = re.compile(
    r"(?P<type>(?:[A-Za-z_][\w$]*\.)*[A-Z][\w$]*(?:Error|Exception|Failure|Interrupt|Exit|Warning|Throwable|Timeout))(?::\s*(?P<message>.*))?$"
)
_PYTHON_END = re.compile(r"(?P<type>[A-Za-z_][\w.]*)(?:: (?P<message>.*))?$")


def is_continuation(line: str, before: Sequence[str]) -> bool:
    """Whether `line` belongs to the record whose lines so far are `before`."""
    if _CONTINUATION.match(line):
        return True
    # The last line of a Python traceback is not indented: "ValueError: x" after the frames.
    inside_python = any(b.startswith("Traceback (most recent call last)") for b in before[-120:])
    return inside_python and before[-1][:1].isspace() and _PYTHON_END.match(line) is not None


def exception_attributes(lines: Sequence[str]) -> dict[str, str]:
    """Return exception.type and exception.message of a record's lines, the root cause for chained ones.

    Java prints the root cause last, behind "Caused by:"; Python's traceback ends with its exception.
    """
    found: re.Match[str] | None = None
    python = False
    for line in lines:
        if line.startswith("Traceback (most recent call last)"):
            python = True
            continue
        candidate = line.strip().removeprefix("Caused by: ").removeprefix("Exception in thread ")
        match = _EXCEPTION.match(candidate) or (None if found else _EXCEPTION.search(candidate))
        if match and (found is None or python or line.startswith("Caused by: ")):
            found = match
    if not found:
        return {}
    return {
        "exception.type": found["type"],
        **({"exception.message": found["message"]} if found["message"] else {}),
    }
