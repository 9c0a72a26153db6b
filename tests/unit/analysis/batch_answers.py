"""Every way in which the Message Batches API can answer that docs/claude.md lists, by the row's name."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.fakes.analyst import diligent
from tests.fakes.claude_server import Drip, Fault, Message, Raw, Reply, Request, Reset, Slow, Unanswered
from tests.unit.analysis.api_answers import ECHO, HTML, cached, changed

Script = Callable[[Request], Reply]


@dataclass(frozen=True)
class BatchAnswer:
    """What the server does when a batch is handed in, looked at, read; and to each request in it."""

    submit: Reply | None = None
    look: Reply | None = None
    results: Reply | None = None
    status: str = "ended"
    each: Script | Reply = diligent
    hours: int = 1  # between asking and looking
    no_server: bool = False
    slow: bool = False


def _lines(*documents: object) -> Raw:
    return Raw(b"".join(json.dumps(each).encode() + b"\n" for each in documents))


def _raw(**changes: object) -> Raw:
    whole: dict[str, object] = {
        "content": [{"type": "text", "text": ECHO}],
        "stop_reason": "end_turn",
        "usage": {"input_tokens": 1_200, "output_tokens": 150},
    }
    return Raw(json.dumps({k: v for k, v in (whole | changes).items() if v != "absent"}).encode())


_OTHERS = _lines({"custom_id": "another", "result": {"type": "expired"}})
_NOT_OURS = _lines({"id": "msgbatch_other", "type": "message_batch", "processing_status": "ended"})

SUBMITTED: Mapping[str, BatchAnswer] = {
    "429 throttled": BatchAnswer(submit=Fault(429)),
    "529 overloaded": BatchAnswer(submit=Fault(529)),
    "500 internal error": BatchAnswer(submit=Fault(500)),
    "400 invalid request": BatchAnswer(submit=Fault(400)),
    "401 wrong key": BatchAnswer(submit=Fault(401)),
    "403 not allowed": BatchAnswer(submit=Fault(403)),
    "404 no batches there": BatchAnswer(submit=Fault(404)),
    "413 too large": BatchAnswer(submit=Fault(413)),
    "a redirect": BatchAnswer(submit=Raw(b"", status=307, location="http://192.0.2.1/v1/messages/batches")),
    "no server": BatchAnswer(no_server=True),
    "a reset connection": BatchAnswer(submit=Reset()),
    "slower than the deadline": BatchAnswer(submit=Slow(1.5, Raw(b"{}")), slow=True),
    "a page of HTML with 200": BatchAnswer(submit=Raw(HTML, content_type="text/html")),
    "JSON that is no batch": BatchAnswer(submit=Raw(b'{"id": "../../x", "type": "message_batch"}')),
    "a body cut short": BatchAnswer(submit=Raw(b'{"id": "m', cut=True)),
}
LOOKED_AT: Mapping[str, BatchAnswer] = {
    "in progress": BatchAnswer(status="in_progress"),
    "being cancelled": BatchAnswer(status="canceling"),
    "in progress after 26 hours": BatchAnswer(status="in_progress", hours=27),
    "no such batch": BatchAnswer(look=Fault(404)),
    "another batch": BatchAnswer(look=_NOT_OURS),
    "a status that is none": BatchAnswer(status="lost"),
    "401 wrong key": BatchAnswer(look=Fault(401)),
    "401 wrong key after 26 hours": BatchAnswer(look=Fault(401), hours=27),
    "429 throttled": BatchAnswer(look=Fault(429)),
    "529 overloaded": BatchAnswer(look=Fault(529)),
    "a reset connection": BatchAnswer(look=Reset()),
    "a page of HTML with 200": BatchAnswer(look=Raw(HTML, content_type="text/html")),
    "a body that trickles for ever": BatchAnswer(look=Drip(0.05), slow=True),
    "results that are gone": BatchAnswer(results=Fault(404)),
    "results with 529": BatchAnswer(results=Fault(529)),
    "results cut short": BatchAnswer(results=Raw(b'{"custom_id": "', cut=True)),
    "results that trickle for ever": BatchAnswer(results=Drip(0.05), slow=True),
    "results over 1 MiB": BatchAnswer(results=Raw(b"x" * (2 << 20))),
    "results over 1 MiB after 26 hours": BatchAnswer(results=Raw(b"x" * (2 << 20)), hours=27),
    "empty results": BatchAnswer(results=Raw(b"")),
    "results that are HTML": BatchAnswer(results=Raw(HTML)),
    "results of others alone": BatchAnswer(results=_OTHERS),
    "results with a redirect": BatchAnswer(results=Raw(b"", status=307, location="http://192.0.2.1/")),
    "an answer that fits": BatchAnswer(),
    "an answer with a cached prompt": BatchAnswer(each=cached),
    "an answer after 26 hours": BatchAnswer(hours=27),
    "quotes that stand nowhere": BatchAnswer(each=changed(evidence=[{"line_id": "a:1", "quote": "cleaner"}])),
    "a milder severity than the rules'": BatchAnswer(each=changed(severity="info")),
    "a secret in the answer": BatchAnswer(
        each=changed(summary="Use ghp_0123456789abcdefghijABCDEFGHIJ012345 to look.")
    ),
    "no findings": BatchAnswer(each=Message('{"findings": []}')),
    "a refusal": BatchAnswer(each=Message(ECHO, stop_reason="refusal")),
    "cut off at max_tokens": BatchAnswer(each=Message('{"findings": [', stop_reason="max_tokens")),
    "no stop reason": BatchAnswer(each=Message('{"findings": []}', stop_reason=None)),
    "text that is no JSON": BatchAnswer(each=Message(ECHO)),
    "JSON of another shape": BatchAnswer(each=Message(json.dumps({"findings": [{"title": ECHO}]}))),
    "a message without usage": BatchAnswer(each=_raw(usage="absent")),
    "errored: invalid request": BatchAnswer(each=Fault(400)),
    "errored: overloaded": BatchAnswer(each=Fault(529)),
    "errored without a reason": BatchAnswer(each=Unanswered("errored")),
    "canceled": BatchAnswer(each=Unanswered("canceled")),
    "expired": BatchAnswer(each=Unanswered("expired")),
    "a result of a new kind": BatchAnswer(each=Unanswered("postponed")),
}
