"""Every way in which the API can answer that docs/claude.md lists, by the row's name, as the test server gives it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from tests.fakes.analyst import diligent
from tests.fakes.claude_server import Drip, Fault, Message, Raw, Reply, Request, Reset, Slow

ECHO = "connection refused: orders-db"  # what the log says, and the model or a proxy may repeat
DEADLINE_SECONDS = 0.6  # of the rows in SLOW
SLOW = frozenset({"slower than the deadline", "a body that trickles for ever"})
HTML = f"<html><body>{ECHO}</body></html>".encode()
_FAULT = json.dumps({"type": "error", "error": {"type": "x", "message": ECHO}}).encode()


def changed(**changes: object) -> Callable[[Request], Reply]:
    """A diligent answer, each finding of it changed."""

    def script(request: Request) -> Reply:
        findings = json.loads(diligent(request).text)["findings"]
        return Message(json.dumps({"findings": [{**finding, **changes} for finding in findings]}))

    return script


def in_blocks(request: Request) -> Reply:
    """Thinking, then the answer in two blocks of text."""
    text = diligent(request).text
    content = [
        {"type": "thinking", "thinking": ECHO, "signature": "x"},
        {"type": "text", "text": text[:40]},
        {"type": "text", "text": text[40:]},
    ]
    return _message(content=content)


def cached(request: Request) -> Reply:
    """An answer of which the prompt came from the cache for the most part."""
    return Message(diligent(request).text, input_tokens=200, cache_read=1_000, cache_written=0)


def _message(**changes: object) -> Raw:
    whole: dict[str, object] = {
        "id": "msg_fake",
        "type": "message",
        "role": "assistant",
        "model": "claude-sonnet-5-5",
        "content": [{"type": "text", "text": ECHO}],
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": 1_200, "output_tokens": 150},
    }
    return Raw(json.dumps({k: v for k, v in (whole | changes).items() if v != "absent"}).encode())


ANSWERS: Mapping[str, Reply | Callable[[Request], Reply]] = {
    "an answer that fits": diligent,
    "an answer in several blocks": in_blocks,
    "an answer with a cached prompt": cached,
    "quotes that stand nowhere": changed(evidence=[{"line_id": "app.log:1", "quote": "it was the cleaner"}]),
    "a milder severity than the rules'": changed(severity="info"),
    "a secret in the answer": changed(summary="Use ghp_0123456789abcdefghijABCDEFGHIJ012345 to look."),
    "no findings": Message('{"findings": []}'),
    "a refusal without text": Message("", stop_reason="refusal"),
    "a refusal with text": Message(ECHO, stop_reason="refusal"),
    "cut off at max_tokens": Message('{"findings": [{"title": "' + ECHO, stop_reason="max_tokens"),
    "model_context_window_exceeded": Message("", stop_reason="model_context_window_exceeded"),
    "no stop reason": Message('{"findings": []}', stop_reason=None),
    "no text": Message(""),
    "text that is no JSON": Message(ECHO),
    "broken JSON in the text": Message('{"findings": [{"title": "' + ECHO),
    "JSON of another shape": Message(json.dumps({"findings": [{"title": ECHO}]})),
    "a value out of bounds": changed(confidence=7),
    "a word that is no severity": changed(severity="catastrophic"),
    "more than five findings": Message(json.dumps({"findings": [{}] * 6})),
    "a call of a tool": _message(
        content=[{"type": "tool_use", "id": "t", "name": "n", "input": {}}], stop_reason="tool_use"
    ),
    "a message without usage": _message(usage="absent"),
    "usage that is none": _message(usage={"input_tokens": -5, "output_tokens": "many"}),
    "a message without stop_reason": _message(stop_reason="absent"),
    "a page of HTML with 200": Raw(HTML, content_type="text/html"),
    "HTML that is called JSON": Raw(HTML),
    "a broken JSON body": Raw(f'{{"content": "{ECHO}'.encode()),
    "JSON that is no message": Raw(b"[]"),
    "an empty body": Raw(b""),
    "bytes that are no UTF-8": Raw(b'{"content": "\xff\xfe"}'),
    "a body compressed wrongly": Raw(b"no gzip", headers={"Content-Encoding": "gzip"}),
    "a body over 1 MiB": Raw(b"x" * (2 << 20)),
    "a body cut short": Raw(b'{"content": []}', cut=True),
    "a body that trickles for ever": Drip(0.05),
    "slower than the deadline": Slow(1.5, Message('{"findings": []}')),
    "a reset connection": Reset(),
    "no server": Reset(),  # the test closes it before it asks
    "a redirect": Raw(b"", status=307, headers={"Location": "http://192.0.2.1/v1/messages"}),
    "400 invalid request": Raw(_FAULT, status=400),
    "401 wrong key": Fault(401),
    "402 no credit": Fault(402),
    "403 not allowed": Fault(403),
    "404 no such model": Fault(404),
    "413 too large": Fault(413),
    "422 unprocessable": Raw(_FAULT, status=422),
    "408 time-out": Fault(408),
    "409 conflict": Fault(409),
    "429 throttled": Fault(429),
    "429 with retry-after 3600": Fault(429, retry_after="3600"),
    "500 internal error": Raw(_FAULT, status=500),
    "502 with a proxy's HTML": Raw(HTML, status=502, content_type="text/html"),
    "503 unavailable": Fault(503, retry_after="3600"),
    "504 time-out": Fault(504),
    "529 overloaded": Fault(529),
}
