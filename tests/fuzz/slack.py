"""Fuzzes what comes from the open internet: requests that say they are Slack's."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from random import Random
from typing import Any
from urllib.parse import urlencode

from crosscut.alerting.interactions import TurnedAwayError, pressed, raw_request
from crosscut.alerting.slack_signature import sign
from tests.fuzz.law import Target, as_bytes, as_text, require
from tests.fuzz.mutation import NASTY, bent_json, bent_text

SECRET = "synthetic-signing-secret"
NOW = datetime(2026, 3, 1, 9, 15, tzinfo=UTC)
TIMESTAMP = str(int(NOW.timestamp()))
_ACTION = {
    "action_id": "crosscut.acknowledge",
    "value": "1:3f9ac2d17be04d55",
    "action_ts": f"{TIMESTAMP}.123456",
}
PRESS: dict[str, Any] = {
    "type": "block_actions",
    "api_app_id": "A0SYNTHETIC",
    "team": {"id": "T0SYNTHETIC"},
    "user": {"id": "U0SYNTHETIC", "username": "alice"},
    "actions": [_ACTION],
}


def make(pick: Random) -> bytes:
    """Return a Function URL's event as JSON; of every second the signature is right, whatever was signed."""
    press = json.loads(json.dumps(PRESS))
    if pick.random() < 0.1:
        press["actions"][0]["action_ts"] = (
            f"{pick.randrange(10 ** pick.randint(1, 12))}.{pick.randrange(10**9)}"
        )
    payload = bent_json(press, pick)
    body = urlencode({"payload": payload}, errors="replace")
    if pick.random() < 0.2:
        body = bent_text(body, pick)
    signature = sign(TIMESTAMP, as_bytes(body), signing_secret=SECRET)
    headers = {
        "x-slack-request-timestamp": TIMESTAMP,
        "X-Slack-Signature": signature,
        "content-type": "application/x-www-form-urlencoded",
    }
    if pick.random() < 0.5:
        name = pick.choice(sorted(headers))
        headers[name] = pick.choice((*NASTY, bent_text(headers[name], pick)))
    event = {"headers": headers, "body": body, "isBase64Encoded": False}
    return as_bytes(json.dumps(event) if pick.random() < 0.8 else bent_json(event, pick))


def check(data: bytes) -> None:
    """Take the event as the Lambda does."""
    try:
        event = json.loads(as_text(data))
    except (ValueError, RecursionError):
        return  # AWS sends JSON
    if not isinstance(event, dict):
        return
    try:
        headers, body = raw_request(event)
        found = pressed(headers, body, secret={"signing_secret": SECRET}, now=NOW)
    except TurnedAwayError as error:
        require(
            400 <= error.status < 500 and len(str(error)) < 200,
            "what is turned away is told in one short line",
        )
        return
    right = sign(TIMESTAMP, body, signing_secret=SECRET)
    require(headers.get("x-slack-signature") == right, "nothing is heeded that is not signed")
    if found:
        found.decision.model_dump_json().encode()
        require(abs((found.decision.at - NOW).total_seconds()) <= 600, "a press is of now")


SLACK = Target(
    "slack",
    "raises nothing but `TurnedAwayError`, with a status from 400 to 499; nothing is heeded without a right signature",
    make,
    check,
)
