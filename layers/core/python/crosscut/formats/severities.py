"""Level words, numbers and HTTP statuses as OpenTelemetry severity numbers.

https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber
"""

from __future__ import annotations

import re

UNSPECIFIED, TRACE, DEBUG, INFO, NOTICE, WARN, ERROR, CRITICAL, FATAL = 0, 1, 5, 9, 10, 13, 17, 18, 21

_WORDS = {
    "trace": TRACE, "verbose": TRACE, "finest": TRACE, "finer": TRACE, "trce": TRACE,
    "debug": DEBUG, "fine": DEBUG, "debug1": DEBUG, "dbg": DEBUG, "dbug": DEBUG,
    "info": INFO, "information": INFO, "informational": INFO, "inf": INFO, "config": INFO, "log": INFO,
    "default": INFO, "notice": NOTICE, "normal": INFO,
    "warn": WARN, "warning": WARN, "wrn": WARN,
    "error": ERROR, "err": ERROR, "severe": ERROR, "fail": ERROR, "failure": ERROR, "eror": ERROR,
    "critical": CRITICAL, "crit": CRITICAL, "alert": 19, "dpanic": CRITICAL,
    "fatal": FATAL, "panic": FATAL, "emerg": 24, "emergency": 24, "ftl": FATAL,
}  # fmt: skip
_LETTERS = {"T": TRACE, "D": DEBUG, "I": INFO, "W": WARN, "E": ERROR, "F": FATAL, "V": TRACE}
# pino and bunyan: https://github.com/pinojs/pino/blob/main/docs/api.md#loggerlevels-object
_NUMBERS = {10: TRACE, 20: DEBUG, 30: INFO, 40: WARN, 50: ERROR, 60: FATAL}
# RFC 5424, table 2, severities 0 to 7
SYSLOG = (24, 19, CRITICAL, ERROR, WARN, NOTICE, INFO, DEBUG)
SYSLOG_NAMES = ("emerg", "alert", "crit", "err", "warning", "notice", "info", "debug")

_LEVEL_WORD = re.compile(
    r"(?<![\w/.=-])[\[(<]?(?P<word>TRACE|DEBUG|INFO|INFORMATION|NOTICE|WARN|WARNING|ERROR|ERR|SEVERE|FAILURE|CRITICAL|CRIT|ALERT|FATAL"
    r"|PANIC|EMERG|Info|Debug|Warning|Warn|Error|Fatal|Critical)[\])>:|,]?(?=[\s:|\]]|$)"
    r"|\[(?:\w+:)?(?P<bracketed>trace|debug|info|notice|warn|warning|error|err|crit|critical|alert|emerg|fatal)\d?\]"
    r"|\b(?:level|lvl|severity)=\"?(?P<keyed>\w+)"
)
# .NET's console and others write `fail: ` at the start; elsewhere in a line such a word is prose.
_LEVEL_AT_HEAD = re.compile(
    r"[\s\-|:\])]*"
    r"(?P<word>trce|trace|dbug|debug|info|notice|warn|warning|fail|error|crit|critical|fatal)(?:: |:$|\s*\|)"
)
# Monolog, as Laravel and Symfony have it, writes `production.ERROR: `; PHP itself `PHP Fatal error:  `.
_PHP = re.compile(
    r"[\s\-|:\])]*(?P<written>[A-Za-z][\w\-]{0,60}\.(?P<monolog>DEBUG|INFO|NOTICE|WARNING|ERROR|CRITICAL|ALERT"
    r"|EMERGENCY)(?=: )"
    r"|PHP (?P<word>(?:Fatal|Parse|Recoverable fatal|Catchable fatal|Core|Compile) error|(?:Core |Compile )?Warning"
    r"|Notice|Deprecated|Strict Standards)(?=: |:$))"
)
_PHP_NUMBERS = {"fatal error": FATAL, "notice": NOTICE, "deprecated": NOTICE, "strict standards": NOTICE}
_HEAD = 24  # characters of a message in which a level is one, and not what the message is about
LEVEL_WITHIN = 130  # characters after the timestamp in which a level may stand

# Said by programs that have no levels. A hint only: see `hint`.
_ALARMING = re.compile(
    r"\b(?:error|failed|failure|fatal|panic|exception|refused|denied"
    r"|unreachable|timed? ?out|segfault|corrupt(?:ed|ion)?)\b",
    re.IGNORECASE,
)
# One of these stands in every line that `_LEVEL_WORD` or `_ALARMING` finds something in. Looking for them first is
# ten times as fast as looking for the expression, which most lines don't hold.
_LEVEL_SIGNS = (
    "INFO", "ERR", "WARN", "DEBUG", "NOTICE", "TRACE", "FATAL", "CRIT", "SEVERE", "FAILURE", "ALERT", "PANIC", "EMERG",
    "Info", "Error", "Warn", "Debug", "Fatal", "Critical", "[", "level=", "lvl=", "severity=",
)  # fmt: skip
_ALARMING_SIGNS = (
    "error", "fail", "fatal", "panic", "exception", "refused", "denied", "unreachable", "timed",
    "timeout", "time out", "segfault", "corrupt",
)  # fmt: skip


def from_word(word: str) -> int:
    """Return the severity number of a level word in any case, 0 when it is none."""
    return _WORDS.get(word.lower(), UNSPECIFIED)


def from_letter(letter: str) -> int:
    """Return the severity number of klog's or logcat's level letter, 0 when it is none."""
    return _LETTERS.get(letter, UNSPECIFIED)


def from_json(value: object) -> tuple[int, str]:
    """Return (number, text) of a JSON level field: a word, or the numbers of pino and bunyan."""
    if isinstance(value, str):
        return from_word(value) or (from_letter(value[:1]) if len(value) <= 2 else 0), value
    if isinstance(value, int) and not isinstance(value, bool):
        return _NUMBERS.get(value, UNSPECIFIED), str(value)
    return UNSPECIFIED, ""


def from_status(status: int) -> int:
    """Return the severity number of an HTTP status: a server's failure is an error, a client's a warning."""
    return ERROR if status >= 500 else WARN if status >= 400 else INFO


def find_level(line: str, start: int) -> tuple[int, str, int]:
    """Return (number, text, end) of the first level word within 130 characters after `start`, or (0, "", start)."""
    head = _LEVEL_AT_HEAD.match(line, start)
    if head:
        return from_word(head["word"]), head["word"], head.end("word")
    shown = line[start : start + LEVEL_WITHIN]
    if ("PHP " in shown or "." in shown) and (php := _PHP.match(line, start)):
        return _of_php(php)
    match = None
    for sign in _LEVEL_SIGNS:
        if sign in shown:
            match = _LEVEL_WORD.search(line, start, start + LEVEL_WITHIN)
            break
    if not match:
        return UNSPECIFIED, "", start
    word = match["word"] or match["bracketed"] or match["keyed"]
    return from_word(word), word, match.end()


def _of_php(match: re.Match[str]) -> tuple[int, str, int]:
    """Return the level with what belongs to it, channel or `PHP`, as its text: no word of the line is lost."""
    text = match["written"]
    if match["monolog"]:
        return from_word(match["monolog"]), text, match.end("written")
    word = match["word"]
    number = _PHP_NUMBERS.get(word.lower()) or (WARN if word.endswith("arning") else ERROR)
    return number, text, match.end("written")


def of_message(body: str) -> tuple[int, str]:
    """Return (number, text) of a message whose line names no level: the one that it begins with, or a hint."""
    number, text, end = find_level(body, 0)
    return (number, text) if text and end <= _HEAD else (hint(body), "")


def hint(body: str) -> int:
    """Return WARN when the words of a line without a level sound alarming, else 0. Never more than a hint."""
    small = body.casefold()
    for sign in _ALARMING_SIGNS:
        if sign in small:
            return WARN if _ALARMING.search(body) else UNSPECIFIED
    return UNSPECIFIED
