"""Detection of the format: by what most lines are."""

from __future__ import annotations

import pytest

from crosscut.formats import FORMATS, detect_format
from tests.unit.formats.parsing import RECEIVED

JSON = '{"level":"info","msg":"x"}'
ACCESS = '203.0.113.9 - - [17/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "curl/8.5"'


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (JSON, "json"),
        ("2026-11-17T10:00:00.1Z stdout F " + JSON, "container"),
        (ACCESS, "access"),
        ("Nov 17 10:00:00 web app[1]: x", "syslog"),
        ("level=info msg=x ts=2026-11-17T10:00:00Z", "logfmt"),
        ("2026-11-17 10:00:00 INFO x", "generic"),
        ("hello", "generic"),
    ],
)
def test_each_format_is_told_by_its_lines(line: str, name: str) -> None:
    format_, share = detect_format([line] * 3, RECEIVED)

    assert (format_.name, share) == (name, 1.0)


def test_the_majority_decides() -> None:
    assert detect_format([JSON] * 6 + ["Starting up"] * 4, RECEIVED)[0].name == "json"
    assert detect_format([JSON] * 4 + ["Starting up"] * 6, RECEIVED)[0].name == "generic"


def test_the_lines_of_traces_and_empty_lines_do_not_count() -> None:
    format_, share = detect_format([JSON, "", *["    at a (b.js:1:1)"] * 20], RECEIVED)

    assert (format_.name, share) == ("json", 1.0)


@pytest.mark.parametrize("sample", [[], [""], ["", "  "], ["  indented"]])
def test_of_nothing_nothing_is_known(sample: list[str]) -> None:
    assert detect_format(sample, RECEIVED)[0].name == "generic"


def test_every_format_has_a_name_of_its_own() -> None:
    names = [format_.name for format_ in FORMATS]

    assert len(set(names)) == len(names)
