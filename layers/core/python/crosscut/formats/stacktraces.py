"""Knows stack traces when it sees them: which line continues one, and which exception it is about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crosscut.formats.severities import ERROR, FATAL

# What a runtime prints below the first line of a trace (Python, Java, Node, .NET, Ruby, Go, PHP).
_CONTINUATION = re.compile(
    r"\s+\S|\s*$"
    r"|Traceback \(most recent call last\):"
    r"|Caused by: |Suppressed: |\.\.\. \d+ (?:more|common frames)"
    r"|During handling of the above exception|The above exception was the direct cause"
    r"|--- End of (?:inner exception )?stack trace"
    r"|goroutine \d+ \[|created by [\w./]+|\[signal SIG|exit status \d+$"
    r"|Stack trace:|#\d+ |thrown in |Node\.js v\d"
    r"|[)\]}]+[,;]?\s*$"
    # The registers below Go's goroutines
    r"|PC=0x[0-9a-f]+ m=\d|[a-z]{1,6}\d{0,2} +0x[0-9a-f]+$"
)
_GO_FRAME = re.compile(r"[^\s(]+(?:\(\*?[^\s()]+\)[^\s(]+)?\(.*\)$")
_PYTHON_END = re.compile(r"(?P<type>[A-Za-z_][\w.]*)(?:: (?P<message>.*))?$")
TRACEBACK = "Traceback (most recent call last)"
CHAINED = ("During handling of the above exception", "The above exception was the direct cause")
_LOOK_BACK = 120  # lines
_MAX_CHARACTERS = 2_000  # of a line in which an exception's name is looked for

_SUFFIX = r"(?:Error|Exception|Failure|Interrupt|Exit|Warning|Throwable|Timeout)"
_NAME = rf"(?P<type>(?:[A-Za-z_][\w$]*(?:\.|::))*(?:[A-Z][\w$]*)?{_SUFFIX})"
_EXCEPTION = re.compile(rf"{_NAME}(?::\s*(?P<message>.*))?$")
# Anywhere in a line, but not inside of a word; Ruby puts it in brackets at the end.
_EXCEPTION_WITHIN = re.compile(rf"(?<![\w.$]){_NAME}(?:\)?$|:\s*(?P<message>.*)$)")


# What a runtime prints when the process dies, at the start of a line; none of it is the detail of an ordinary message.
_DEATH = re.compile(
    r"(?:panic|fatal error|runtime error|FATAL ERROR|Fatal Python error): "
    r"|SIG(?:QUIT|ABRT|SEGV|BUS|FPE|ILL|TRAP|TERM): "
    r"|thread '[^'\n]{1,100}' (?:\(\d+\) )?panicked at "
    r"|Segmentation fault\b|(?:Aborted|Bus error|Illegal instruction|Floating point exception) \(core dumped\)"
    r"|terminate called (?:after throwing|without an active exception)"
    r"|(?:\d\d:\d\d:\d\d UTC - |\d{6} +\d{1,2}:\d\d:\d\d \[ERROR\] )\w{1,40} got (?:signal|exception) "
)
_UNCAUGHT = re.compile(
    r'Exception in thread "'
    r"|Unhandled [Ee]xception[.:] "
    r"|Uncaught [\w.$]{1,200}(?:Error|Exception)\b|PHP Fatal error:  "
    r"|[^\s:]{1,300}:\d{1,9}:in [^\n]{1,1500}\((?:[A-Z]\w*::)*[A-Z]\w*\)\s*$"
)
# Node names the place before it quotes the source and says what was thrown.
_NODE_PLACE = re.compile(r"(?:node:[\w/\-]{1,200}|(?:file://)?[^\s:]{0,300}\.[cm]?[jt]sx?):\d{1,9}\s*$")
_JAVA_EXCEPTION = re.compile(
    r"(?:[a-z_]\w{0,60}\.){1,20}[A-Z][\w$]{0,120}(?:Exception|Error|Throwable|Failure)(?::\s.*)?$"
)
_PANIC = re.compile(r"(?:panic|fatal error): (?P<message>.+)")


def is_continuation(line: str, before: Sequence[str]) -> bool:
    """Whether `line` belongs to the record whose lines so far are `before`."""
    if _CONTINUATION.match(line):
        return True
    if len(before) < 2:
        return False
    last = before[-1]
    # The last line of a Python traceback is not indented: "ValueError: x" after the frames.
    if last[:1].isspace() and _PYTHON_END.match(line):
        return any(b.startswith(TRACEBACK) for b in before[-_LOOK_BACK:])
    # Nor are the functions in one of Go's: "main.handler(0xc000012345)", each with its place indented below.
    if line.endswith(")") and (last[:1] == "\t" or last.startswith("goroutine ")) and _GO_FRAME.match(line):
        return any(b.startswith("goroutine ") for b in before[-_LOOK_BACK:])
    # Node quotes the source with a caret, leaves a line empty, and then names the error.
    quoted = not last.strip() and set(before[-2].strip()) == {"^"}
    return quoted and _EXCEPTION.match(line[:_MAX_CHARACTERS]) is not None


def is_death(line: str) -> bool:
    """Whether a runtime says in this line that the process dies."""
    return _DEATH.match(line) is not None


def is_crash(line: str) -> bool:
    """Whether a runtime begins in this line to tell of a crash, which belongs to no ordinary message above it."""
    if line[:1].isdigit() and " got " not in line:  # most lines, which begin with a time
        return False
    return (
        line.startswith(TRACEBACK)
        or _DEATH.match(line) is not None
        or _UNCAUGHT.match(line[:_MAX_CHARACTERS]) is not None
        or _NODE_PLACE.match(line) is not None
    )


def crash_severity(lines: Sequence[str]) -> int:
    """Return FATAL where a record of these lines began as the end of a process, ERROR for uncaught exceptions, or 0."""
    first = lines[0]
    if first[:1].isdigit() and " got " not in first:  # as in `is_crash`
        return 0
    if _DEATH.match(first):
        return FATAL
    if _UNCAUGHT.match(first[:_MAX_CHARACTERS]) or (len(lines) > 2 and _NODE_PLACE.match(first)):
        return ERROR
    return 0


def is_java_exception(line: str) -> bool:
    """Whether the line is an exception's full name and message, as Java prints it below a message."""
    return _JAVA_EXCEPTION.match(line[:_MAX_CHARACTERS]) is not None


def may_continue(line: str, last: str | None) -> bool:
    """Whether there is a record that `line` belongs to; `last` is the line before it, None where it isn't known."""
    if _CONTINUATION.match(line):
        return True
    if (last is None or last[:1].isspace()) and _PYTHON_END.match(line):
        return True
    below = last is None or last[:1] == "\t" or last.startswith("goroutine ")
    if below and line.endswith(")") and _GO_FRAME.match(line):
        return True
    return (last is None or not last.strip()) and _EXCEPTION.match(line[:_MAX_CHARACTERS]) is not None


def exception_attributes(lines: Sequence[str]) -> dict[str, str]:
    """Return exception.type and exception.message of a record's lines, the root cause for chained ones.

    Java prints the root cause last, behind "Caused by:"; Python's traceback ends with its exception.
    """
    found: re.Match[str] | None = None
    python = False
    indented = False
    for line in lines:
        if line.startswith(TRACEBACK):
            python = True
            continue
        shown = line[:_MAX_CHARACTERS]
        candidate = shown.strip().removeprefix("Caused by: ").removeprefix("Exception in thread ")
        match = _EXCEPTION.match(candidate) or (None if found else _EXCEPTION_WITHIN.search(candidate))
        if python and indented and not shown[:1].isspace():  # exceptions need not be called so
            match = match or _PYTHON_END.match(shown)
        if match and (found is None or python or line.startswith("Caused by: ")):
            found = match
        indented = shown[:1].isspace()
    if not found:
        panic = next((m for line in lines[:2] if (m := _PANIC.match(line[:_MAX_CHARACTERS]))), None)
        return {"exception.type": "panic", "exception.message": panic["message"]} if panic else {}
    return {
        "exception.type": found["type"],
        **({"exception.message": found["message"]} if found["message"] else {}),
    }
