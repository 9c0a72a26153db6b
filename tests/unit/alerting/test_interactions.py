"""What is pressed in Slack becomes a decision, if it comes from Slack; what comes from elsewhere becomes nothing."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscut.alerting.interactions import MOST_BYTES, Pressed, TurnedAwayError, pressed, raw_request
from crosscut.alerting.slack_buttons import buttons_for, press_of
from crosscut.alerting.slack_signature import sign
from crosscut.cli.local.slack_rules import problem
from crosscut.decisions import decided
from crosscut.model import Decision, Insight, Said

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
SECRET = {"signing_secret": "synthetic-signing-secret"}
ID = "3f9ac2d17be0"


def payload(**changes: Any) -> dict[str, Any]:
    """A press as Slack tells of it, in the fields that matter."""
    action = {
        "type": "button", "block_id": "crosscut.decide", "action_id": "crosscut.acknowledge",
        "value": f"1:{ID}", "action_ts": f"{NOW.timestamp():.6f}", **changes.pop("action", {}),
    }  # fmt: skip
    return {
        "type": "block_actions",
        "api_app_id": "A0SYNTHETIC",
        "team": {"id": "T0SYNTHETIC", "domain": "example"},
        "user": {"id": "U0SYNTHETIC", "username": "alice", "name": "alice"},
        "container": {"type": "message", "message_ts": "1772445600.000001", "channel_id": "C0SYNTHETIC"},
        "response_url": "https://hooks.slack.example/actions/synthetic",
        "actions": [action],
        **changes,
    }


def request(
    document: object, *, at: datetime = NOW, secret: str = SECRET["signing_secret"], **headers: str
) -> tuple[dict[str, str], bytes]:
    """Headers and body, signed as Slack signs."""
    body = document if isinstance(document, bytes) else urlencode({"payload": json.dumps(document)}).encode()
    timestamp = str(int(at.timestamp()))
    made = {
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": timestamp,
        "x-slack-signature": sign(timestamp, body, signing_secret=secret),
    }
    return {**made, **{name.replace("_", "-"): value for name, value in headers.items()}}, body


def press(document: object, *, secret: Mapping[str, str] = SECRET, **how: Any) -> Pressed | None:
    headers, body = request(document, **how)
    return pressed(headers, body, secret=secret, now=NOW)


def test_slacks_own_example_of_a_signature_is_right() -> None:
    # From https://docs.slack.dev/authentication/verifying-requests-from-slack: its secret, time and body.
    secret = "8f742231b10e8888abcd99yyyzzz85a5"
    body = (
        "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
        "&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
        "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )

    assert sign("1531420618", body.encode(), signing_secret=secret) == (
        "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    )


@pytest.mark.parametrize("said", list(Said))
def test_a_press_becomes_a_decision_of_who_pressed_at_the_time_of_the_press(said: Said) -> None:
    found = press(payload(action={"action_id": f"crosscut.{said}"}))

    until = NOW + timedelta(days=1) if said is Said.MUTE else None
    assert found == Pressed(
        ID, Decision(said=said, by="alice (U0SYNTHETIC)", at=NOW, until=until, note="Slack")
    )


def test_the_same_request_again_is_the_same_decision(make_insight: Callable[..., Insight]) -> None:
    (_, first), (_, again) = press(payload()), press(payload(), at=NOW + timedelta(minutes=4))  # type: ignore[misc]

    once = decided(make_insight(), first)
    assert decided(once, again) == once


@pytest.mark.parametrize("minutes", [-6, 6, 60 * 24 * 365])
def test_a_request_of_another_time_is_turned_away(minutes: int) -> None:
    with pytest.raises(TurnedAwayError) as caught:
        press(payload(), at=NOW + timedelta(minutes=minutes))
    assert caught.value.status == 401


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-slack-signature": "v0=" + "0" * 64},
        {"x-slack-request-timestamp": "1772445600"},
        {"x-slack-request-timestamp": "soon", "x-slack-signature": "v0=" + "0" * 64},
        {"x-slack-request-timestamp": "\u0661" * 10, "x-slack-signature": "v0=" + "0" * 64},
        {"x-slack-request-timestamp": "-1", "x-slack-signature": "v0=" + "0" * 64},
        {"x-slack-request-timestamp": "9" * 400, "x-slack-signature": "v0=" + "0" * 64},
        {"x-slack-request-timestamp": "1772445600", "x-slack-signature": "v1=" + "0" * 64},
        {"x-slack-request-timestamp": "1772445600", "x-slack-signature": "v0=" + "é" * 64},
        {"x-slack-request-timestamp": "1772445600", "x-slack-signature": ""},
    ],
)
def test_without_a_right_signature_nothing_is_read(headers: dict[str, str]) -> None:
    _, body = request(payload())

    with pytest.raises(TurnedAwayError) as caught:
        pressed(headers, body, secret=SECRET, now=NOW)
    assert caught.value.status == 401


@pytest.mark.parametrize("secret", [{}, {"signing_secret": ""}, {"bot_token": "xoxb-synthetic"}])
def test_without_a_secret_nobody_can_sign(secret: dict[str, str]) -> None:
    with pytest.raises(TurnedAwayError) as caught:
        pressed(*request(payload(), secret=""), secret=secret, now=NOW)
    assert caught.value.status == 401


def test_a_body_that_was_changed_on_the_way_is_turned_away() -> None:
    headers, body = request(payload())
    changed = body.replace(b"acknowledge", b"false_alarm")

    with pytest.raises(TurnedAwayError) as caught:
        pressed(headers, changed, secret=SECRET, now=NOW)
    assert caught.value.status == 401


@pytest.mark.parametrize(
    ("document", "how", "status"),
    [
        (payload(), {"content_type": "application/json"}, 415),
        (payload(), {"content_type": ""}, 415),
        (b"payload=%7B", {}, 400),
        (b"payload=[]&payload=[]", {}, 400),
        (b"payload=" + b"[" * 100_000, {}, 400),
        (b"\xff\xfe", {}, 400),
        (b"", {}, 400),
        (b"&".join(b"a=1" for _ in range(50)), {}, 400),
        ([], {}, 400),
        (payload(actions=[]), {}, 400),
        (payload(actions=[{}] * 2), {}, 400),
        (payload(user=None), {}, 400),
        (payload(action={"action_ts": "now"}), {}, 400),
        (payload(action={"action_ts": "1e9"}), {}, 400),
        (payload(action={"action_ts": f"{(NOW - timedelta(hours=1)).timestamp():.6f}"}), {}, 400),
        (payload(action={"value": "v" * 2_001}), {}, 400),
    ],
)
def test_what_is_signed_and_wrong_all_the_same_is_turned_away(
    document: object, how: dict[str, str], status: int
) -> None:
    with pytest.raises(TurnedAwayError) as caught:
        press(document, **how)
    assert caught.value.status == status


@pytest.mark.parametrize(
    "document",
    [
        payload(type="view_submission"),
        payload(action={"action_id": "crosscut.delete_everything"}),
        payload(action={"action_id": "another.acknowledge"}),
        payload(action={"value": ""}),
        payload(action={"value": "1:../../etc"}),
        payload(action={"value": f"2:{ID}"}),
        payload(action={"value": f"1:{ID}\n"}),
    ],
)
def test_what_is_no_button_of_ours_is_nothing(document: dict[str, Any]) -> None:
    assert press(document) is None


@pytest.mark.parametrize(("field", "value"), [("app_id", "A0OTHER"), ("team_id", "T0OTHER")])
def test_another_app_or_team_is_turned_away_where_the_secret_names_them(field: str, value: str) -> None:
    right = {"app_id": "A0SYNTHETIC", "team_id": "T0SYNTHETIC"}

    assert press(payload(), secret={**SECRET, **right})
    with pytest.raises(TurnedAwayError) as caught:
        press(payload(), secret={**SECRET, **right, field: value})
    assert caught.value.status == 403


def test_a_body_in_base64_is_the_same_body_and_header_names_have_any_case() -> None:
    headers, body = request(payload())
    plain = {
        "headers": {n.title(): v for n, v in headers.items()},
        "body": body.decode(),
        "isBase64Encoded": False,
    }
    coded = {**plain, "body": base64.b64encode(body).decode(), "isBase64Encoded": True}

    assert raw_request(plain) == raw_request(coded) == (headers, body)


@pytest.mark.parametrize(
    ("event", "status"),
    [
        ({"body": "x" * (MOST_BYTES + 1)}, 413),
        ({"body": "x" * (3 * MOST_BYTES)}, 413),
        ({"body": base64.b64encode(b"x" * (MOST_BYTES + 1)).decode(), "isBase64Encoded": True}, 413),
        ({"body": "not base64!", "isBase64Encoded": True}, 400),
        ({"body": "\ud800"}, 400),
        ({"body": ["x"]}, 413),
    ],
)
def test_a_body_that_is_huge_or_none_is_turned_away(event: dict[str, Any], status: int) -> None:
    with pytest.raises(TurnedAwayError) as caught:
        raw_request(event)
    assert caught.value.status == status


@given(
    event=st.dictionaries(
        st.sampled_from(["headers", "body", "isBase64Encoded", "requestContext"]),
        st.none() | st.booleans() | st.text() | st.dictionaries(st.text(), st.text()),
    )
)
def test_whatever_the_internet_sends_is_turned_away_in_order(event: dict[str, Any]) -> None:
    with pytest.raises(TurnedAwayError):
        pressed(*raw_request(event), secret=SECRET, now=NOW)


def test_every_button_is_understood_when_it_comes_back(make_insight: Callable[..., Insight]) -> None:
    calm = make_insight(id=ID)
    muted = decided(calm, Decision(said=Said.MUTE, by="a", at=NOW, until=NOW + timedelta(days=1)))
    resolved = decided(make_insight(id=ID, last_seen=NOW), Decision(said=Said.RESOLVE, by="a", at=NOW))
    offered = {}
    for name, insight in (("calm", calm), ("muted", muted), ("resolved", resolved)):
        [block] = buttons_for(insight, now=NOW)
        assert problem({"text": "x", "blocks": [block]}) is None
        offered[name] = [press_of(b["action_id"], b["value"]) for b in block["elements"]]  # type: ignore[attr-defined]

    assert [[p.said.value for p in presses if p] for presses in offered.values()] == [
        ["acknowledge", "resolve", "false_alarm", "mute"],
        ["acknowledge", "resolve", "false_alarm", "unmute"],
        ["reopen"],
    ]
    assert {p.insight_id for presses in offered.values() for p in presses if p} == {ID}
