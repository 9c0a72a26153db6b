"""What a program wrote, out of the wrapping of a runtime or a shipper: any of the formats that programs log in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from crosscut.formats.access import Access
from crosscut.formats.generic import Generic
from crosscut.formats.jsonlines import JsonLines
from crosscut.formats.klog import Klog
from crosscut.formats.lambda_logs import LambdaLogs
from crosscut.formats.log4j import Log4j
from crosscut.formats.logfmt import Logfmt
from crosscut.formats.parsed import Format, Parsed
from crosscut.formats.postgresql import PostgreSQL
from crosscut.formats.python_logging import PythonLogging
from crosscut.formats.severities import ERROR
from crosscut.formats.stacktraces import exception_attributes

_MOST_LINES = 500
_DIGITS = "0123456789"
_ANY = ""
# The most specific first, each with what stands in all of its lines and with the characters that they begin with.
_DEFAULT: tuple[tuple[Format, str, str], ...] = (
    (JsonLines(), "{", _ANY), (Klog(), "] ", _ANY), (LambdaLogs(), "", _ANY), (Access(), '"', _ANY),
    (PostgreSQL(), ":  ", _DIGITS), (PythonLogging(), ":", _DIGITS), (Log4j(), ":", _DIGITS + "["),
    (Logfmt(), "=", _ANY),
)  # fmt: skip


class ProgramLine:
    """Tries the formats in turn; generic takes what none does."""

    def __init__(self, formats: Sequence[Format] | None = None) -> None:
        """`formats` are those to try, the most specific first; by default those that are told by one line."""
        self._formats = _DEFAULT if formats is None else tuple((format_, "", _ANY) for format_ in formats)
        self._generic = Generic()

    def parse(self, text: str, received: datetime) -> Parsed:
        """Return the fields of one record, which a shipper may have put together from several lines."""
        text = text.rstrip("\r\n")
        if "\n" not in text:
            return self._parse(text, received)
        if text[:1] == "{" and (whole := self._formats[0][0].parse(text, received)):
            return whole
        first, _, rest = text.partition("\n")
        head = self._parse(first, received)
        found = exception_attributes([head.body, *rest.split("\n", _MOST_LINES)[:_MOST_LINES]])
        number = head.severity_number
        if "exception.type" in found and not head.severity_text and number < ERROR:
            number = ERROR  # a stack trace without a level is an error
        return head._replace(
            body=f"{head.body}\n{rest}", severity_number=number, attributes={**head.attributes, **found}
        )

    def _parse(self, line: str, received: datetime) -> Parsed:
        for format_, sign, first in self._formats:
            if sign in line and (not first or line[:1] in first):
                parsed = format_.parse(line, received)
                if parsed is not None:
                    return parsed
        return self._generic.parse(line, received)
