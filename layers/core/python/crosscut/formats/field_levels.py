"""Level fields as OpenTelemetry severity numbers: words, with whatever is around them, and numbers of six schemes."""

from __future__ import annotations

import re
from functools import lru_cache

from crosscut.formats import severities
from crosscut.model import AttributeValue

# https://seldaek.github.io/monolog/doc/01-usage.html#log-levels
_MONOLOG = {100: 5, 200: 9, 250: 10, 300: 13, 400: 17, 500: 18, 550: 19, 600: 24}
# https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry#logseverity
_GOOGLE = {100: 5, 200: 9, 300: 10, 400: 13, 500: 17, 600: 18, 700: 19, 800: 24}
# https://docs.python.org/3/library/logging.html#logging-levels
_PYTHON = {10: 5, 20: 9, 30: 13, 40: 17, 50: 21}
_FIRST_WORD = re.compile(r"(?:\x1b\[[\d;]*m|[^A-Za-z\x1b])*(?P<word>[A-Za-z]+)")
_LONGEST = 64  # characters; a longer one is no level


def level_number(key: str, value: AttributeValue) -> int:
    """Return the severity number of the field `key`, 0 when it is no level.

    OpenTelemetry counts 1 to 24, syslog (GELF, journald) 0 to 7 with 0 the worst, pino and bunyan 10 to 60, Python the
    same a step lower, Monolog and Google Cloud in hundreds.
    """
    if isinstance(value, str):
        return _of_text(key, value) if len(value) <= _LONGEST else 0
    return 0 if isinstance(value, bool) else _of_number(key, value)


@lru_cache(maxsize=1024)
def _of_text(key: str, value: str) -> int:
    number = severities.from_json(value)[0]
    if number:
        return number
    digits = value.strip()
    if digits.isascii() and digits.isdigit() and len(digits) < 6:
        return _of_number(key, int(digits))
    word = _FIRST_WORD.match(value)  # `[ERROR]`, slog's `ERROR+2`, winston's coloured ones
    return severities.from_word(word["word"]) if word else 0


def _of_number(key: str, value: float) -> int:
    if not 0 <= value < 1_000:
        return 0
    level = int(value)
    name = key.lower().replace("_", "")
    if name.endswith("severitynumber"):
        return level if level <= 24 else 0
    if name.endswith("levelno"):
        return _PYTHON.get(level, 0)
    if level <= 7:
        return severities.SYSLOG[level]
    if level >= 100:
        return (_GOOGLE if name.endswith("severity") else _MONOLOG).get(level, 0)
    return severities.from_json(level // 10 * 10)[0]  # pino's own levels lie between
