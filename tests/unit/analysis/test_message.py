"""What a model's endpoint sends back, read without trusting any of it."""

from __future__ import annotations

import json

import pytest

from crosscut.analysis.message import Message, message_of
from crosscut.errors import AnalysisRejectedError, AnalystUnavailableError
from crosscut.model_table import model_entry

USAGE = {"input_tokens": 1_000, "output_tokens": 100}
ECHO = "what the log said"


def message(
    text: str = '{"findings": []}', stop_reason: str | None = "end_turn", **usage: int | None
) -> Message:
    body = {
        "stop_reason": stop_reason,
        "content": [{"type": "text", "text": text}] if text else [],
        "usage": {**USAGE, **usage},
        "model": "m",
        "something_new": {"a": 1},
    }
    return message_of(json.dumps(body).encode())


def test_the_text_blocks_are_the_answer() -> None:
    body = {
        "stop_reason": "end_turn",
        "content": [
            {"type": "thinking", "thinking": "hm"},
            {"type": "text", "text": '{"find'},
            {"type": "text", "text": 'ings": []}'},
        ],
        "usage": USAGE,
    }

    assert message_of(json.dumps(body).encode()).answer().findings == []


@pytest.mark.parametrize("reason", ["refusal", "max_tokens", "model_context_window_exceeded"])
@pytest.mark.parametrize("text", ["", ECHO, '{"findings": []}'])
def test_a_refusal_or_a_cut_answer_is_for_good(reason: str, text: str) -> None:
    with pytest.raises(AnalysisRejectedError) as error:
        message(text, stop_reason=reason).answer()

    assert ECHO not in str(error.value)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"findings": []}', None),
        ("", "end_turn"),
        (ECHO, "end_turn"),
        (json.dumps({"findings": ECHO}), "end_turn"),
        (json.dumps({"findings": [{"severity": ECHO}]}), "end_turn"),
        (json.dumps([ECHO]), "end_turn"),
        (json.dumps({"findings": [], "extra": ECHO}), "end_turn"),
    ],
)
def test_an_answer_that_ended_early_or_does_not_fit_may_be_asked_for_again(
    text: str, reason: str | None
) -> None:
    with pytest.raises(AnalystUnavailableError) as error:
        message(text, stop_reason=reason).answer()

    assert ECHO not in str(error.value)
    # Nor in what a traceback would show.
    assert error.value.__context__ is None or error.value.__suppress_context__


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>502 what the log said</html>",
        b'{"content": ',
        b"[]",
        b"null",
        b'"what the log said"',
        b'{"type": "error", "error": {"message": "what the log said"}}',
        b'{"stop_reason": "end_turn", "content": [], "usage": {"input_tokens": null, "output_tokens": 1}}',
        b'{"stop_reason": "end_turn", "content": [], "usage": {"input_tokens": -1, "output_tokens": 1}}',
        b'{"stop_reason": "end_turn", "content": "what the log said", "usage": {}}',
        b"\xff\xfe\x00",
    ],
)
def test_what_is_no_message_may_be_asked_for_again(body: bytes) -> None:
    with pytest.raises(AnalystUnavailableError) as error:
        message_of(body)

    assert ECHO not in str(error.value)
    assert error.value.__suppress_context__


def test_tokens_of_the_cache_are_counted_and_priced() -> None:
    usage = message(cache_read_input_tokens=10_000, cache_creation_input_tokens=None).usage_of(
        "claude-sonnet-5-5", model_entry("claude-sonnet-5-5", {}), request_id="req_1"
    )

    assert (usage.input_tokens, usage.output_tokens, usage.request_id) == (11_000, 100, "req_1")
    assert usage.cost_usd == 0.005
