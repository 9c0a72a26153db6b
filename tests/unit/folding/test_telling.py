"""Structured records fold on their message and on the fields that say what they are about, whoever wrote them."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from crosscut.folding import Fold, merge
from crosscut.formats import parse_records
from crosscut.model import Digest, Ledger, RedactedRecord

RECEIVED = datetime(2026, 11, 18, tzinfo=UTC)
AT = "2026-11-17T09:31:41Z"
CODES = ("ECONNREFUSED", "ETIMEDOUT", "EPIPE", "ENOENT", "EACCES")


def records(*objects: Mapping[str, object]) -> list[RedactedRecord]:
    lines = map(json.dumps, objects)
    return [RedactedRecord(*record) for record in parse_records(iter(lines), RECEIVED)]


def folded(made: list[RedactedRecord]) -> Digest:
    fold = Fold()
    fold.add(made, file="a.log")
    return fold.digest(source="shop", objects=("a.log",), ledger=Ledger())


def texts(*objects: Mapping[str, object]) -> list[str]:
    return sorted(template.text for template in folded(records(*objects)).templates)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        # pino, bunyan, winston
        (
            {"level": 50, "time": 1763370000000, "pid": 7, "msg": "request failed", "code": "ETIMEDOUT"},
            "request failed ⟦code=ETIMEDOUT⟧",
        ),
        ({"name": "app", "level": 30, "msg": "job 7 done", "time": AT, "v": 0}, "job <*> done"),
        # zap, zerolog
        (
            {"level": "error", "ts": 1763370000.1, "msg": "sync", "outcome": "failure", "attempt": 3},
            "sync ⟦outcome=failure⟧",
        ),
        # structlog: the event is the message
        ({"event": "user_login", "user": "ann", "timestamp": AT}, "user_login"),
        # Serilog
        ({"@t": AT, "@m": "Order 7 paid", "EventId": 4625}, "Order <*> paid ⟦EventId=4625⟧"),
        # GELF
        (
            {"version": "1.1", "host": "h", "short_message": "no answer", "level": 3, "_error_code": "E17"},
            "no answer ⟦exception.type=E17⟧",
        ),
        # an exception that the message does not name
        (
            {"msg": "payment failed", "exception": {"type": "shop.PaymentError", "message": "declined"}},
            "payment failed: declined ⟦exception.type=shop.PaymentError⟧",
        ),
        # without a message: by the event, by the longest text, by the names of the fields
        (
            {"ts": AT, "type": "order.failed", "order_id": 7, "code": "E_PAY", "success": False},
            "⟦type=order.failed code=E_PAY success=false⟧",
        ),
        (
            {"ts": AT, "job": "x", "detail": "disk 7 is full now", "result": "failed"},
            "detail=disk <*> is full now ⟦result=failed⟧",
        ),
        ({"ts": AT, "a": 1, "shard17": "y", "c": {"d": [1, 2]}}, "⟦a, c.d, shardN⟧"),
        ({"ts": AT, "job": "nightly", "outcome": "success"}, "⟦job⟧ ⟦outcome=success⟧"),
        # what is no word is a value
        (
            {"ts": AT, "msg": "seen", "type": "3f2b1c9e-8d4a-4b6e-9f1a-2c3d4e5f6a7b"},
            "seen ⟦type=<*>⟧",
        ),
        # what the message says already is not told again
        ({"ts": AT, "msg": "cache warmed", "action": "cache"}, "cache warmed"),
    ],
)
def test_what_a_record_folds_on(written: Mapping[str, object], text: str) -> None:
    (template,) = folded(records(written)).templates

    assert template.text == text
    assert len(template.parameters) == text.count("<*>")


def test_otlp_records_fold_each_by_themselves() -> None:
    def one(body: object, **attributes: str) -> dict[str, object]:
        given = [{"key": key, "value": {"stringValue": value}} for key, value in attributes.items()]
        return {"timeUnixNano": "1763370000000000000", "severityNumber": 9, "body": body, "attributes": given}

    batch = {
        "resourceLogs": [
            {
                "scopeLogs": [
                    {
                        "logRecords": [
                            one({"stringValue": "cart 7 changed"}, action="add"),
                            one({"stringValue": "cart 9 changed"}, action="drop"),
                        ]
                    }
                ]
            }
        ]
    }

    assert texts(batch) == ["cart <*> changed ⟦action=add⟧", "cart <*> changed ⟦action=drop⟧"]


def test_cloudtrail_folds_on_the_call() -> None:
    calls = [
        {
            "eventVersion": "1.08", "eventTime": AT, "eventSource": "s3.amazonaws.com", "eventName": name,
            "userIdentity": {"type": "IAMUser"}, "sourceIPAddress": "192.0.2.1",
        }
        for name in ("GetObject", "PutObject", "GetObject")
    ]  # fmt: skip

    assert texts(*calls) == ["GetObject", "PutObject"]


def test_one_message_with_other_codes_is_several_templates() -> None:
    assert texts(
        *({"msg": "request failed", "code": code, "ms": i} for i, code in enumerate(CODES * 9))
    ) == sorted(f"request failed ⟦code={code}⟧" for code in CODES)


def test_too_many_values_are_one_template_that_knows_them() -> None:
    kinds = [f"{chr(97 + i // 26)}{chr(97 + i % 26)}_kind" for i in range(60)]
    (template,) = folded(records(*({"msg": "seen", "type": kind} for kind in kinds * 2))).templates

    assert (template.text, template.count) == ("seen ⟦type=<*>⟧", 120)
    assert (template.parameters[0].distinct, template.parameters[0].top[0]) == (60, ("aa_kind", 2))


def test_fields_that_come_and_go_do_not_part_messages_nor_events() -> None:
    dice = random.Random(1)
    optional = {f"f{letter}": 1 for letter in "abcdefgh"}
    some = [dict(dice.sample(sorted(optional.items()), 4)) for _ in range(80)]

    assert texts(*({"msg": "saved", **fields} for fields in some)) == ["saved"]
    assert texts(*({"type": "saved", **fields} for fields in some)) == ["⟦type=saved⟧"]


def test_too_many_sets_of_fields_are_one_template_in_any_order_and_pieces() -> None:
    dice = random.Random(1)
    objects = [{f"key_{chr(97 + dice.randrange(26))}": 1, f"x{chr(97 + i % 26)}": i} for i in range(200)]
    made = records(*objects)
    whole = folded(made)
    shuffled = dice.sample(made, len(made))
    merged = merge([folded(shuffled[i : i + 20]) for i in range(0, 200, 20)])

    assert [(t.text, t.count) for t in whole.templates] == [("⟦…⟧", 200)]
    assert [(t.id, t.count) for t in merged.templates] == [(t.id, t.count) for t in whole.templates]


def test_in_pieces_the_codes_are_those_of_the_whole() -> None:
    dice = random.Random(2)
    made = records(*({"msg": f"step {i} failed", "code": dice.choice(CODES)} for i in range(300)))
    whole = folded(made)
    shuffled = dice.sample(made, len(made))
    merged = merge([folded(shuffled[i : i + 7]) for i in range(0, 300, 7)])

    assert {t.id: t.count for t in merged.templates} == {t.id: t.count for t in whole.templates}
