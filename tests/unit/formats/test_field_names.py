"""Names of fields: spellings don't matter, wrappers hardly, and a flood of names is not remembered."""

from __future__ import annotations

import pytest

from crosscut.formats import field_plan
from crosscut.formats.field_names import Part, role_of
from crosscut.formats.fields import from_fields
from crosscut.model import AttributeValue
from tests.unit.formats.parsing import RECEIVED, nanos


@pytest.mark.parametrize(
    "name", ["status_code", "statusCode", "StatusCode", "status-code", "http.status_code"]
)
def test_spellings_are_one(name: str) -> None:
    role = role_of(name)

    assert role is not None
    assert (role.part, role.name) == (Part.ATTRIBUTE, "http.response.status_code")


def test_what_stands_outside_goes_before_what_is_wrapped() -> None:
    parsed = from_fields({"context.status": 200, "status": 502, "msg": "x"}, RECEIVED)

    assert parsed.attributes == {"http.response.status_code": 502, "context.status": 200}


def test_a_program_s_own_names_stay() -> None:
    assert role_of("shoe_size") is None
    assert role_of("x") is None
    assert role_of("a.b.c") is None
    assert role_of("m" * 1_000_000) is None


@pytest.mark.parametrize(
    ("fields", "moment"),
    [
        ({"timestamp": "yesterday", "ts": 1794909600}, "2026-11-17T10:00:00"),
        ({"date": "2026-11-17", "time": "10:00:00.5"}, "2026-11-17T10:00:00.5"),
        ({"start_time": "2026-11-17T10:00:00Z", "response_code": 200}, "2026-11-17T10:00:00"),  # Envoy
        ({"start_time": "2026-11-17T10:00:00Z", "job": "x"}, None),
        ({"instant.epochSecond": 1794909600, "instant.nanoOfSecond": 5_000}, "2026-11-17T10:00:00.000005"),
        ({"instant.epochSecond": 1794909600, "instant.nanoOfSecond": "x"}, "2026-11-17T10:00:00"),
    ],
)
def test_the_first_time_that_is_one_is_taken(fields: dict[str, AttributeValue], moment: str | None) -> None:
    assert from_fields(fields, RECEIVED).time_unix_nano == (nanos(moment) if moment else None)


@pytest.mark.parametrize(
    ("fields", "attributes"),
    [
        ({"request": "GET /cart?id=7 HTTP/1.1", "status": "502"},
         {"http.request.method": "GET", "url.path": "/cart", "url.query": "id=7", "http.response.status_code": 502}),
        ({"url": "https://shop.example.test/cart", "method": "PUT"},
         {"http.request.method": "PUT", "url.path": "/cart", "url.scheme": "https",
          "server.address": "shop.example.test"}),
        ({"request": "<WSGIRequest: POST '/cart'>"}, {"request": "<WSGIRequest: POST '/cart'>"}),
        ({"url": ""}, {"url.path": ""}),
        ({"downstream_remote_address": "203.0.113.9:4711"}, {"client.address": "203.0.113.9", "client.port": 4711}),
        ({"method": "GET", "status": 200, "request_time": "0.25"},
         {"http.request.method": "GET", "http.response.status_code": 200, "http.server.request.duration": 0.25}),
        ({"method": "GET", "status": 200, "duration_ms": 10**400},
         {"http.request.method": "GET", "http.response.status_code": 200, "duration_ms": 10**400}),
        ({"duration_ms": 12}, {"duration_ms": 12}),  # of no request
        ({"error": True}, {"error": True}),
        ({"error": "boom\n  at x"}, {"exception.stacktrace": "boom\n  at x"}),
        ({"exception": "ValueError: boom"}, {"exception.type": "ValueError", "exception.message": "boom"}),
        ({"exception": "boom"}, {"exception.message": "boom"}),
        ({"stackTrace": '["a", "b"]'}, {"exception.stacktrace": "a\nb"}),
        ({"error": '{"name": "E", "message": "boom"}'}, {"exception.type": "E", "exception.message": "boom"}),
    ],
)  # fmt: skip
def test_what_is_in_one_field_is_taken_apart(
    fields: dict[str, AttributeValue], attributes: dict[str, AttributeValue]
) -> None:
    assert from_fields({"msg": "x"} | fields, RECEIVED).attributes == attributes


def test_a_flood_of_names_is_not_remembered() -> None:
    before = field_plan._remembered.cache_info().currsize

    parsed = from_fields({f"key{n}": n for n in range(10_000)}, RECEIVED)

    assert len(parsed.attributes) == 10_000
    assert field_plan._remembered.cache_info().currsize == before
