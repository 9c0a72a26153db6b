"""The engine: equal values stay equal, redacting again changes nothing."""

from __future__ import annotations

import tracemalloc
from datetime import UTC, datetime

import pytest
from hypothesis import given

from crosscut.errors import RedactionError
from crosscut.formats import parse_records
from crosscut.model import AttributeValue, LogRecord, RedactedRecord
from crosscut.redaction import Redactor, engine, fields
from crosscut.redaction.rule import Rule
from tests.unit.redaction.redacting import KEY, redact
from tests.unit.redaction.writing import TEXTS

RECEIVED = datetime(2026, 11, 23, 12, tzinfo=UTC)


def redacted(*lines: str) -> list[RedactedRecord]:
    return Redactor(KEY).records(list(parse_records(lines, RECEIVED)))


@given(TEXTS)
def test_redacting_again_changes_nothing(text: str) -> None:
    assert redact(redact(text)) == redact(text)


@given(TEXTS)
def test_records_keep_their_number_lines_and_times(text: str) -> None:
    records = list(parse_records(text.split("\n"), RECEIVED))

    done = Redactor(KEY).records(records)

    kept = ("line", "line_count", "time_unix_nano", "severity_number")
    assert [[getattr(r, name) for name in kept] for r in done] == [
        [getattr(r, name) for name in kept] for r in records
    ]
    assert [r.text.count("\n") for r in done] == [r.text.count("\n") for r in records]
    assert all(isinstance(r, RedactedRecord) for r in done)


def test_a_value_has_the_same_pseudonym_in_every_field_and_another_key_gives_another() -> None:
    (record,) = redacted('{"msg": "login of alice@example.com", "user": "alice@example.com"}')
    token = str(record.attributes["user.name"])

    assert record.body == f"login of {token}"
    assert record.text.count(token) == 2
    assert Redactor(b"other-key").text("alice@example.com") != token


def test_what_is_no_secret_is_as_it_was() -> None:
    attributes: dict[str, AttributeValue] = {
        "n": 5,
        "big": 10**15 + 1,
        "ok": True,
        "ratio": 0.5,
        "none": "",
        "token": "",
    }
    plain = LogRecord(1, 1, "took 5 ms", "took 5 ms", 1, 9, "INFO", attributes, {"service.name": "web"})

    assert Redactor(KEY).records([plain]) == [plain]


def test_counts_say_how_many_of_each_kind_stood_in_the_text() -> None:
    redactor = Redactor(KEY)
    redactor.records(
        list(parse_records(['{"msg": "a@example.com b@example.com", "ip": "203.0.113.66"}'], RECEIVED))
    )
    redactor.text("password=hunter2-synthetic")

    assert dict(redactor.counts) == {"EMAIL": 2, "IP": 1, "PASSWORD": 1}


def test_when_a_record_fails_none_is_counted() -> None:
    def refuse(value: str) -> bool:
        raise ValueError(value)

    broken = Rule(kind="X", name="x", pattern=b"unredactable", accept=refuse)
    redactor = Redactor(KEY, (*engine.RULES, broken))

    with pytest.raises(RedactionError):
        redactor.records(list(parse_records(["a@example.com", "unredactable"], RECEIVED)))

    assert not redactor.counts


def test_what_is_known_is_forgotten_before_it_grows_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fields, "CACHE_CHARACTERS", 100_000)
    redactor = Redactor(KEY)
    tracemalloc.start()

    for i in range(100):
        redactor.records([LogRecord(1, 1, "x", f"{i:05} " * 8_000, None, 0, "", {}, {})])

    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 1_000_000  # of the 9.6 million characters that went through


@pytest.mark.parametrize(
    "text",
    [
        "customer name: Anna Examplebob@example.com",
        "bsn: 111222333to DE89 3704 0044 0532 0130 00 today",
        "htpasswd -b /etc/x bob hunter2-",
        '"AUTH" "hunter2" sqlplus',
        "Cookie:Cookie:password\\u003dpassword",
    ],
)
def test_what_a_pseudonym_lets_another_rule_see_is_found_at_once(text: str) -> None:
    assert redact(redact(text)) == redact(text)


def test_what_percent_encoding_stands_for_need_be_no_text() -> None:
    assert "aB3xY9kL2m" not in redact("key NRAA-aB3xY9kL2mQ7aB3xY9k%84 and Cookie:%aB3xY9kLex\xe4mple}")


def test_a_key_that_begins_in_a_block_that_fails_does_not_go_on_in_the_next_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    redactor = Redactor(b"synthetic-key")
    body = "MIIBVgIBADANBgkqhkiG9w0BAQEFAASCAUAwggE8AgEAAkEAq7BFUpkGp3+LQmlQ"
    with monkeypatch.context() as broken:
        broken.setattr(redactor._blocks, "step", _fail)
        with pytest.raises(RedactionError):
            redactor.lines(["-----BEGIN PRIVATE KEY-----", body])

    after = redactor.lines([body, "-----END PRIVATE KEY-----", "an ordinary line"])

    assert body not in "".join(after)
    assert after[-1] == "an ordinary line"


def _fail(*_: object, **__: object) -> None:
    raise ValueError("synthetic")


def test_a_service_that_is_called_like_its_user_keeps_its_name() -> None:
    line = '{"service": "orders", "message": "dsn host=db.invalid user=orders password=synthetic-pass"}'
    records = list(parse_records([line], datetime(2026, 3, 2, tzinfo=UTC)))

    (redacted,) = Redactor(b"synthetic-key").records(records)

    assert redacted.resource["service.name"] == "orders"
    assert "user=orders" not in redacted.body
    assert "synthetic-pass" not in redacted.text


def test_a_body_without_the_time_in_its_middle_is_the_redacted_text_without_it() -> None:
    line = '203.0.113.9 - bob [2026-03-02T10:00:00Z] password=synthetic-pass "GET /" 200'
    (record,) = parse_records([line], datetime(2026, 3, 2, tzinfo=UTC))
    assert record.body not in line and record.body.startswith("203.0.113.9 - bob [")

    (redacted,) = Redactor(b"synthetic-key").records([record])

    assert redacted.body == redacted.text.replace("2026-03-02T10:00:00Z]", "")
    assert "203.0.113.9" not in redacted.body and "synthetic-pass" not in redacted.body


def test_a_key_that_begins_in_a_field_is_in_no_body_that_has_the_lines_behind_it() -> None:
    lines = ["-----BEGIN PRIVATE KEY-----", "MIIE" + "q7Zk" * 15, "9mQX" * 16, "-----END PRIVATE KEY-----"]
    raw = [
        f'127.0.0.1 - - [20/Nov/2026:08:00:0{n} +0000] "GET / HTTP/1.1" 500 6 "-" "{line}"'
        for n, line in enumerate(lines)
    ]

    redacted = Redactor(b"synthetic-key").records(list(parse_records(raw, datetime(2026, 3, 2, tzinfo=UTC))))

    assert redacted and not any("q7Zk" in str(tuple(one)) or "9mQX" in str(tuple(one)) for one in redacted)
