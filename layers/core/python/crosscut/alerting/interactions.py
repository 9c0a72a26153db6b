"""What somebody pressed in Slack: a request in, a decision out.

https://docs.slack.dev/reference/interaction-payloads/block_actions-payload. The request comes from the open internet:
nothing of it is believed, parsed or logged before its signature is right.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import parse_qs

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from crosscut.alerting.slack_buttons import MUTED_FOR, press_of
from crosscut.alerting.slack_signature import WINDOW_SECONDS, is_from_slack
from crosscut.errors import PermanentError
from crosscut.model import Decision, Said

MOST_BYTES = 256_000  # Slack sends the whole message along, which is a few ten thousand
_FORM = "application/x-www-form-urlencoded"


class TurnedAwayError(PermanentError):
    """A request that is not answered with 200. `status` is HTTP's; the message has nothing of the request."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Pressed(NamedTuple):
    """What was decided about which insight."""

    insight_id: str
    decision: Decision


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Named(_Shape):
    id: str = Field(default="", max_length=64)
    username: str = Field(default="", max_length=200)
    name: str = Field(default="", max_length=200)


class _Action(_Shape):
    action_id: str = Field(max_length=255)
    value: str = Field(default="", max_length=2_000)
    action_ts: str = Field(pattern=r"^[0-9]{1,12}\.[0-9]{1,9}$")


class _Payload(_Shape):
    type: str
    api_app_id: str = ""
    team: _Named | None = None
    user: _Named
    actions: list[_Action] = Field(min_length=1, max_length=1)


def raw_request(event: Mapping[str, object]) -> tuple[dict[str, str], bytes]:
    """Return the headers, by their names in lower case, and the raw body of a Function URL's event.

    https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html. Raises `TurnedAwayError`.
    """
    sent = event.get("headers")
    headers = {str(k).lower(): str(v) for k, v in sent.items()} if isinstance(sent, Mapping) else {}
    body = event.get("body") or ""
    if not isinstance(body, str) or len(body) > 2 * MOST_BYTES:
        raise TurnedAwayError(413, "a request that is too large")
    try:
        raw = base64.b64decode(body, validate=True) if event.get("isBase64Encoded") else body.encode()
    except (binascii.Error, ValueError):
        raise TurnedAwayError(400, "a body that is not what it is said to be") from None
    if len(raw) > MOST_BYTES:
        raise TurnedAwayError(413, "a request that is too large")
    return headers, raw


def pressed(
    headers: Mapping[str, str], body: bytes, *, secret: Mapping[str, str], now: datetime
) -> Pressed | None:
    """Return what was pressed, or None for something of Slack's that is no button of ours (a link, say).

    `secret` are the fields of the Slack secret: `signing_secret`, and where they are set `app_id` and `team_id`, from
    which the request has to be. Raises `TurnedAwayError`.
    """
    if not is_from_slack(headers, body, signing_secret=secret.get("signing_secret", ""), now=now):
        raise TurnedAwayError(401, "a request without a right signature of the last five minutes")
    if headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        raise TurnedAwayError(415, f"a request that is not {_FORM}")
    payload = _payload(body)
    for field, got in (("app_id", payload.api_app_id), ("team_id", payload.team.id if payload.team else "")):
        if secret.get(field) and secret[field] != got:
            raise TurnedAwayError(403, f"a request with another {field}")
    if payload.type != "block_actions":
        return None
    action = payload.actions[0]
    press = press_of(action.action_id, action.value)
    if press is None:
        return None
    # Before it is a time: of so many digits it may be none.
    if abs(now.timestamp() - float(action.action_ts)) > 2 * WINDOW_SECONDS:
        raise TurnedAwayError(400, "a press of another time")
    at = datetime.fromtimestamp(float(action.action_ts), UTC)
    # The time is Slack's, so that the same press is the same decision however often it comes.
    until = at + MUTED_FOR if press.said is Said.MUTE else None
    return Pressed(
        press.insight_id, Decision(said=press.said, by=_name(payload.user), at=at, until=until, note="Slack")
    )


def _payload(body: bytes) -> _Payload:
    try:
        fields = parse_qs(body.decode("ascii"), strict_parsing=True, max_num_fields=20)
        [text] = fields["payload"]
        return _Payload.model_validate(json.loads(text))
    except ValidationError:
        raise TurnedAwayError(400, "a payload that is none of a button") from None
    except (ValueError, KeyError, RecursionError):
        raise TurnedAwayError(400, "a body without one payload in JSON") from None


def _name(user: _Named) -> str:
    """Return `alice (U012AB3CD)`: the id is what stays the same when a name changes."""
    name = user.username or user.name
    return f"{name} ({user.id})" if name and user.id else name or user.id or "somebody"
