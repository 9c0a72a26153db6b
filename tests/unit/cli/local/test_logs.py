"""Lines of Powertools' logger are shortened for people; anything else is shown safely."""

from __future__ import annotations

import pytest

from crosscut.cli.local.logs import readable


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (
            '{"level":"INFO","message":"sanitized","timestamp":"2026","service":"sanitize","source":"web","n":2}',
            'INFO sanitized source="web" n=2',
        ),
        ('{"_aws":{"Timestamp":1},"Messages":[1.0]}', ""),
        ("START RequestId: 1 Version: $LATEST", ""),
        ("Traceback \x1b[31m(most recent call last):", "Traceback (most recent call last):"),
        ('["no", "object"]', '["no", "object"]'),
    ],
)
def test_a_line_is_made_readable(line: str, shown: str) -> None:
    assert readable(line).strip() == shown
