"""logfmt: pairs, and nothing but pairs."""

from __future__ import annotations

import pytest

from crosscut.formats import detect_format
from crosscut.formats.logfmt import Logfmt
from tests.unit.formats.parsing import RECEIVED, nanos, only


def test_pairs_are_fields() -> None:
    line = 'ts=2026-11-17T10:00:00Z level=error msg="cannot \\"pay\\"" service=orders status=502 took=1.5s'
    assert detect_format([line], RECEIVED)[0].name == "logfmt"

    record = only(line)

    assert record.body == 'cannot "pay"'
    assert record.severity_number == 17
    assert record.time_unix_nano == nanos("2026-11-17T10:00:00")
    assert record.resource == {"service.name": "orders"}
    assert record.attributes == {"http.response.status_code": 502, "took": "1.5s"}


@pytest.mark.parametrize(
    ("line", "attributes"),
    [
        ("level=info msg=x a=", {"a": ""}),
        ('level=info msg=x a=""', {"a": ""}),
        ('level=info msg=x a="b c" d=e', {"a": "b c", "d": "e"}),
        ("level=info msg=x n=7", {"n": 7}),
        ("level=info msg=x n=12345678901234567890", {"n": "12345678901234567890"}),
        ("level=info msg=x shown=/a?b=c", {"shown": "/a?b=c"}),
        ("  level=info   msg=x  a.b-c=d ", {"a.b-c": "d"}),
    ],
)
def test_values_may_be_empty_quoted_or_numbers(line: str, attributes: dict[str, object]) -> None:
    parsed = Logfmt().parse(line, RECEIVED)

    assert parsed is not None
    assert parsed.attributes == attributes


@pytest.mark.parametrize(
    "line", ["", "a=b", "a=b c=d", "a=b c=d e", "hello a=b c=d e=f", 'a=b c=d e="x" y', "a = b c = d"]
)
def test_a_line_with_anything_else_in_it_is_none(line: str) -> None:
    assert Logfmt().parse(line, RECEIVED) is None
