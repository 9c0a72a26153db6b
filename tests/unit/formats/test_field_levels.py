"""Level fields, in words and in the numbers of the schemes that programs use."""

from __future__ import annotations

import pytest

from crosscut.formats.field_levels import level_number
from crosscut.model import AttributeValue


@pytest.mark.parametrize(
    ("key", "value", "number"),
    [
        ("level", "error", 17),
        ("level", "WARNING", 13),
        ("level", "[ERROR]", 17),
        ("level", "ERROR+2", 17),  # slog
        ("level", "\x1b[31merror\x1b[39m", 17),  # winston's colours
        ("level", "50", 17),
        ("level", 50, 17),  # pino, bunyan
        ("level", 35, 9),
        ("level", 3, 17),  # GELF
        ("PRIORITY", "3", 17),
        ("level", 400, 17),  # Monolog
        ("level", 550, 19),
        ("severity", 400, 13),  # Google Cloud
        ("severity", 500, 17),
        ("levelno", 40, 17),  # Python
        ("severity_number", 21, 21),
        ("severityNumber", "17", 17),
        ("level", "Metadata", 0),
        ("level", "", 0),
        ("level", True, 0),
        ("level", -1, 0),
        ("level", 10**400, 0),
        ("level", float("nan"), 0),
        ("level", "9" * 5_000, 0),
        ("level", "²", 0),
    ],
)
def test_levels_become_severity_numbers(key: str, value: AttributeValue, number: int) -> None:
    assert level_number(key, value) == number
