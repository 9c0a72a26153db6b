"""Requests to the Function URL: what the slack Lambda makes of them."""

from __future__ import annotations

import base64
import gzip
import json
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

from crosscut.alerting.interactions import MOST_BYTES
from crosscut.alerting.slack_signature import sign
from tests.hostile.case import Case
from tests.hostile.world import World

_SECRET = "synthetic-signing-secret"
_FORM = "application/x-www-form-urlencoded"
_Make = Callable[[str], str]  # a body, from the time of the request in seconds


def _press(**changes: object) -> _Make:
    """A press of 'Acknowledge'; `changes` are made to what was pressed, but for `also`, made to all around it."""

    def make(now: str) -> str:
        also: Any = changes.get("also", {})
        action = {"action_id": "crosscut.acknowledge", "value": "1:INSIGHT", "action_ts": f"{now}.123456"}
        action |= {name: value for name, value in changes.items() if name != "also"}
        payload = {
            "type": "block_actions", "api_app_id": "A0SYNTHETIC", "team": {"id": "T0SYNTHETIC"},
            "user": {"id": "U0SYNTHETIC", "username": "alice"}, "actions": [action], **also,
        }  # fmt: skip
        return urlencode({"payload": json.dumps(payload)})

    return make


_PRESS = _press()


def _ask(
    body: _Make = _PRESS, *, after: int = 0, timestamp: str = "", signed: _Make | None = None, secret: str = _SECRET,
    with_key: str = _SECRET, change: Callable[[str], str] = str, times: int = 1, more: dict[str, str] | None = None,
    headers: dict[str, str] | None = None, encode: Callable[[str], dict[str, Any]] = lambda body: {"body": body},
) -> Callable[[World], str]:  # fmt: skip
    """A request that was signed `after` seconds from now (before, below zero), sent now."""

    def ask(world: World) -> str:
        insight = world.new_insight()
        at = str(int(time.time()) + after)
        sent = body(at).replace("INSIGHT", insight.id)
        stamp = timestamp or at
        what = signed(at).replace("INSIGHT", insight.id) if signed else sent
        standard = {
            "x-slack-request-timestamp": stamp,
            "x-slack-signature": change(sign(stamp, what.encode(), signing_secret=with_key)),
            "content-type": _FORM,
        }
        other = {name: value.replace("NOW", str(int(time.time()))) for name, value in (headers or {}).items()}
        event = {"rawPath": "/", "headers": {**standard, **other}, **encode(sent)}
        decided = None
        for _ in range(times):
            status, decided = world.ask(event, secret={"signing_secret": secret, **(more or {})})
        if decided is None:
            return f"{status}, nothing is done"
        number = {1: "once"}.get(len(decided.decisions), f"{len(decided.decisions)} times")
        by = decided.decisions[-1].by
        return f"{status}, the decision is taken {number}, by `{by}`"

    return ask


def _bare(event: dict[str, Any]) -> Callable[[World], str]:
    def ask(world: World) -> str:
        world.new_insight()
        status, decided = world.ask(event, secret={"signing_secret": _SECRET})
        return f"{status}, {'nothing is done' if decided is None else 'the decision is taken'}"

    return ask


def _both(name: str) -> Callable[[World], str]:
    """A header that was sent twice: a Function URL joins the two with a comma."""

    def ask(world: World) -> str:
        insight = world.new_insight()
        at = str(int(time.time()))
        sent = _press()(at).replace("INSIGHT", insight.id)
        headers = {
            "x-slack-request-timestamp": at,
            "x-slack-signature": sign(at, sent.encode(), signing_secret=_SECRET),
            "content-type": _FORM,
        }
        headers[name] = f"{headers[name]},{headers[name]}"
        status, decided = world.ask({"headers": headers, "body": sent}, secret={"signing_secret": _SECRET})
        return f"{status}, {'nothing is done' if decided is None else 'the decision is taken'}"

    return ask


def _base64(body: str) -> dict[str, Any]:
    return {"body": base64.b64encode(body.encode()).decode(), "isBase64Encoded": True}


def _zipped(body: str) -> dict[str, Any]:
    return {"body": base64.b64encode(gzip.compress(body.encode())).decode(), "isBase64Encoded": True}


_401, _400, _TAKEN = "401, nothing is done", "400, nothing is done", "200, the decision is taken once, by"
_200 = "200, nothing is done"
_ALICE = f"{_TAKEN} `alice (U0SYNTHETIC)`"
_ROWS: tuple[tuple[str, str, Callable[[World], str]], ...] = (
    ("a right one, to compare with", _ALICE, _ask()),
    ("a right one in Base64, as a Function URL may hand it over", _ALICE, _ask(encode=_base64)),
    ("no signature", _401, _ask(headers={"x-slack-signature": ""})),
    ("no headers", _401, _bare({"body": "payload=a"})),
    ("nothing, as of a browser", _401, _bare({"rawPath": "/favicon.ico"})),
    ("a body that is a list", "413, nothing is done", _bare({"body": ["payload"]})),
    ("signed with another secret", _401, _ask(with_key="another-synthetic-secret")),
    ("signed with the empty secret, where none is set", _401, _ask(secret="", with_key="")),
    ("the signature of another body", _401, _ask(signed=lambda at: _press()(at) + "&x=1")),
    ("the signature of the body before it was zipped", _401, _ask(encode=_zipped)),
    ("a signature in capitals", _401, _ask(change=str.upper)),
    ("a signature of version `v1`", _401, _ask(change=lambda text: text.replace("v0", "v1"))),
    ("the right signature, twice", _401, _both("x-slack-signature")),
    ("the right time, twice", _401, _both("x-slack-request-timestamp")),
    ("recorded, and sent again at once", _ALICE, _ask(times=3)),
    ("recorded, and sent again after more than 5 minutes", _401, _ask(after=-302)),
    ("recorded, and sent again with a new time", _401, _ask(after=-302, headers={"x-slack-request-timestamp": "NOW"})),
    ("from more than 5 minutes ahead", _401, _ask(after=310)),
    ("`NaN` for the time", _401, _ask(timestamp="NaN")),
    ("Arabic digits for the time", _401, _ask(timestamp="١٧٧٢٣٥٦٥٠٠")),
    ("a time below zero", _401, _ask(timestamp=f"-{int(time.time())}")),
    ("a time with a fraction", _401, _ask(timestamp=f"{int(time.time())}.5")),
    ("a time of 400 digits", _401, _ask(timestamp="1" * 400)),
    ("signed, as JSON", "415, nothing is done", _ask(headers={"content-type": "application/json"})),
    ("signed, as a form of several parts", "415, nothing is done",
     _ask(headers={"content-type": "multipart/form-data; boundary=x"})),
    ("signed, of no content type", "415, nothing is done", _ask(headers={"content-type": ""})),
    ("signed, of two content types", "415, nothing is done", _both("content-type")),
    ("signed, larger than Slack sends", "413, nothing is done", _ask(lambda _: "x" * (MOST_BYTES + 1))),
    ("6 MB, the most that a Function URL takes", "413, nothing is done", _ask(lambda _: "x" * 6_000_000)),
    ("signed, Base64 that is none", _400, _ask(encode=lambda _: {"body": "%%%", "isBase64Encoded": True})),
    ("signed, the payload twice", _400, _ask(lambda at: f"{_press()(at)}&{_press()(at)}")),
    ("signed, 10,000 fields", _400, _ask(lambda at: _press()(at) + "&a=1" * 10_000)),
    ("signed, 9,000 brackets for a payload", _400, _ask(lambda _: urlencode({"payload": "[" * 9_000}))),
    ("signed, `null` for a payload", _400, _ask(lambda _: "payload=null")),
    ("signed, a body that is no text", _400, _ask(lambda _: "payload=\u00e9\ud7ff")),
    ("signed, two presses in one", _400, _ask(_press(also={"actions": [{"action_id": "a", "action_ts": "1.1"}] * 2}))),
    ("signed, pressed in the year 33658", _400, _ask(_press(action_ts="999999999999.0"))),
    ("signed, a path for an insight's id", _200, _ask(_press(value="1:../../etc/passwd"))),
    ("signed, a condition for an insight's id", _200, _ask(_press(value="1:' OR '1'='1"))),
    ("signed, an insight that there is not", "404, nothing is done", _ask(_press(value="1:ffffffffffffffff"))),
    ("signed, of another app", "403, nothing is done", _ask(more={"app_id": "A0OTHER"})),
    ("signed, of another workspace", "403, nothing is done", _ask(more={"team_id": "T0OTHER"})),
    ("signed, by somebody named `<!channel>`", f"{_TAKEN} `<!channel> (U0SYNTHETIC)`",
     _ask(_press(also={"user": {"id": "U0SYNTHETIC", "username": "<!channel>"}}))),
    ("signed, by somebody with a name of 100,000 letters", _400,
     _ask(_press(also={"user": {"id": "U0SYNTHETIC", "username": "a" * 100_000}}))),
)  # fmt: skip


def cases() -> Iterator[Case]:
    """Yield the rows."""
    for sent, gets, try_it in _ROWS:
        yield Case("Function URL", sent, gets, try_it)
