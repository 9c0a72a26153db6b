"""Planted secrets: whatever their kind and wherever they stand, no field of a redacted record has them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscut.formats import parse_records
from crosscut.model import LogRecord, RedactedRecord
from crosscut.redaction import Redactor
from tests.unit.redaction.redacting import KEY

RECEIVED = datetime(2026, 11, 23, 12, tzinfo=UTC)
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJzeW50aGV0aWMifQ.c2lnbmF0dXJlLW9mLW5vdGhpbmc"
# How each kind of secret is written; the secret itself must be in no field afterwards.
PLANTED = {
    "alice@example.com": "{}",
    "203.0.113.66": "from {}:8080",
    "2001:db8::17": "client [{}]:443",
    "AKIAIOSFODNN7EXAMPLE": "key {}",
    "s3cr3t-t0ken": "Authorization: Bearer {}",
    "dXNlcjpwYXNz": "Authorization: Basic {}",
    JWT: "jwt={}",
    "Synth3tic!pw": "password={}",
    "hunter2-synthetic": "postgres://app:{}@db.example.invalid/orders",
    "correct-synthetic": "run --db-password {}",
    "4111 1111 1111 1111": "card {}",
    "4111111111111111": "card {}",
    "MIIEpAIBAAKCAQEAsynthetic": "-----BEGIN PRIVATE KEY----- {} -----END PRIVATE KEY-----",
}
LINES = (
    "2026-11-17 10:00:00,123 ERROR [main] shop.Pay - {}",
    "{}",
    '203.0.113.9 - bob [17/Nov/2026:13:00:00 +0000] "GET /x?q={} HTTP/1.1" 500 5 "-" "{}"',
    "Nov 17 10:00:00 web app[1]: {}",
    "<11>1 2026-11-17T10:00:00Z web app 1 - - {}",
    "2026-11-17T10:00:00.1Z stderr F {}",
)


def fields(record: LogRecord) -> Iterator[str]:
    """Yield every text of a record, names of attributes too."""
    yield from (record.text, record.body, record.severity_text)
    for attributes in (record.attributes, record.resource):
        for key, value in attributes.items():
            yield from (key, str(value))


def redacted(*lines: str) -> list[RedactedRecord]:
    return Redactor(KEY).records(list(parse_records(lines, RECEIVED)))


def assert_in_no_field(secret: str, records: list[RedactedRecord]) -> None:
    for record in records:
        for field in fields(record):
            assert secret not in field, field


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("secret", PLANTED)
def test_no_planted_secret_is_in_any_field(secret: str, line: str) -> None:
    written = PLANTED[secret].format(secret)

    assert_in_no_field(secret, redacted(line.replace("{}", written)))


@given(
    st.sampled_from(sorted(PLANTED)),
    st.recursive(
        st.none(),
        lambda inner: st.one_of(
            st.tuples(
                st.sampled_from(["message", "msg", "level", "service", "host", "user", "time", "x"]), inner
            ),
            st.lists(inner, min_size=1, max_size=2),
        ),
        max_leaves=4,
    ),
)
def test_no_planted_secret_survives_anywhere_in_json(secret: str, place: object) -> None:
    def plant(node: object) -> object:
        if node is None:
            return PLANTED[secret].format(secret)
        if isinstance(node, tuple):
            return {"other": 1, node[0]: plant(node[1])}
        assert isinstance(node, list)
        return [plant(item) for item in node]

    assert_in_no_field(secret, redacted(json.dumps({"level": "info", "data": plant(place)})))


@pytest.mark.parametrize(
    ("secret", "line"),
    [
        ("alice@example.com", '{"msg": "x", "visits": {"alice@example.com": 3}}'),
        ("alice@example.com", '{"msg": "x", "level": "alice@example.com"}'),
        ("4111111111111111", '{"msg": "x", "card": 4111111111111111}'),
        ("4111111111111111", "level=info msg=x card=4111111111111111"),
        ("Synth3tic!pw", '{"msg": "x", "password": "Synth3tic!pw"}'),
        ("Synth3tic!pw", '{"name": "DB_PASSWORD", "value": "Synth3tic!pw"}'),
        ("Synth3tic!pw", '{"env": {"name": "DB_PASSWORD", "value": "Synth3tic!pw"}}'),
        ("Synth3tic!pw", '{"env": [{"name": "DB_PASSWORD", "value": "Synth3tic!pw"}]}'),
        ("4711471147", '{"msg": "x", "pin_code": 1, "password": 4711471147}'),
        ("Synth3tic!pw", 'level=info msg="x" dbPass="Synth3tic!pw"'),
    ],
)
def test_what_is_a_secret_only_by_its_name_or_as_a_name_goes_too(secret: str, line: str) -> None:
    assert_in_no_field(secret, redacted(line))


@pytest.mark.parametrize("prefix", ["", "2026-11-17T10:00:00.1Z stdout F ", "Nov 17 10:00:00 web app[1]: "])
def test_no_line_of_a_key_that_is_written_line_by_line_is_left(prefix: str) -> None:
    key = [
        "-----BEGIN RSA PRIVATE KEY-----",
        "MIIEpAIBAAKCAQEA" * 4,
        "c3ludGhldGlj" * 5,
        "q8ZwXy==",
        "-----END RSA PRIVATE KEY-----",
    ]

    records = redacted(*(prefix + line for line in ["starting", *key, "listening"]))

    for part in ("MIIE", "c3lu", "q8Zw"):
        assert_in_no_field(part, records)
    assert records[-1].body == "listening"
