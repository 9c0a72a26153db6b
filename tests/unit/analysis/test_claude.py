"""Claude, through the real SDK and a server on the loopback interface that speaks the Messages API."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from crosscut.analysis import claude_analyst, verify
from crosscut.errors import AnalysisRejectedError, CrosscutError, DigestWithheldError
from crosscut.fingerprint import fingerprint
from crosscut.model import Insight, Severity
from crosscut.orders import CUT
from tests.fakes.analyst import REASONING, digest_of, diligent
from tests.fakes.claude_server import ClaudeServer, Message, Raw, Reply, Request
from tests.unit.analysis.case import Case
from tests.unit.writing import NOW

KEY = "sk-ant-synthetic-for-a-test"
PLANTED = ("alice@example.com", "hunter2-synthetic")
ECHO = "connection refused: orders-db"


def ask(case: Case, url: str, *, deadline: float = 20.0, key: str = KEY) -> list[Insight]:
    analyst = claude_analyst(
        provider="anthropic", model="claude-sonnet-5-5", api_key=key, url=url, deadline_seconds=deadline
    )
    return analyst.analyze(case.digest, case.detections, source=case.source, now=NOW)


def answers(case: Case, script: Callable[[Request], Reply]) -> tuple[list[Insight], list[Request]]:
    with ClaudeServer(script) as server:
        return ask(case, server.url), server.requests


def error_of(case: Case, reply: Reply, *, deadline: float = 20.0) -> CrosscutError:
    with ClaudeServer(lambda request: reply) as server, pytest.raises(CrosscutError) as error:
        ask(case, server.url, deadline=deadline)
    assert len(server.requests) == 1  # asked once: whoever calls tries again, or nobody
    return error.value


def finding(case: Case, **changes: object) -> str:
    shown = case.outage.evidence[0]
    return json.dumps(
        {
            "findings": [
                {
                    "severity": "critical",
                    "category": "dependency",
                    "title": "The orders database is down",
                    "summary": "s",
                    "root_cause": "r",
                    "detections": [case.outage.id],
                    "evidence": [{"line_id": f"{shown.file}:{shown.line}", "quote": "connection refused"}],
                    "services": ["orders"],
                    **REASONING,
                    "confidence": 0.9,
                    **changes,
                }
            ]
        }
    )


def test_a_good_answer_becomes_insights_that_the_verifier_lets_stand(case: Case) -> None:
    insights, _ = answers(case, diligent)

    stand = verify(insights, case.digest, case.detections, source=case.source, now=NOW)

    assert [i.title for i in stand] == [f"The model says: {d.title}" for d in case.detections]
    assert {i.analyst for i in stand} == {"claude-sonnet-5-5"}
    assert stand[0].id == fingerprint("shop", case.outage.id)
    assert stand[0].count == case.outage.count
    assert all(e.verified for i in stand for e in i.evidence)


def test_what_the_call_took_is_kept(case: Case) -> None:
    (insight,), _ = answers(
        case, lambda request: Message(finding(case), input_tokens=4_000, output_tokens=500)
    )

    assert insight.usage is not None
    assert (insight.usage.input_tokens, insight.usage.output_tokens) == (4_000, 500)
    assert insight.usage.cost_usd == 0.013
    assert insight.usage.request_id == "req_fake_000001"
    assert insight.prompt_version == "analyst-3"


def test_the_request_holds_the_redacted_digest_the_schema_and_no_tools(case: Case) -> None:
    _, (request,) = answers(case, diligent)

    body = request.body
    assert {d["id"] for d in digest_of(request)["detections"]} == {d.id for d in case.detections}
    assert body["output_config"]["format"]["type"] == "json_schema"
    assert body["output_config"]["format"]["schema"]["properties"].keys() == {"findings"}
    assert not {"tools", "tool_choice", "mcp_servers", "temperature", "stream"} & body.keys()
    assert body["model"] == "claude-sonnet-5-5"
    assert "Code checks each quote" in body["system"][0]["text"]
    assert request.key == KEY


def test_no_planted_secret_is_sent(case: Case) -> None:
    _, (request,) = answers(case, diligent)

    assert [secret for secret in PLANTED if secret in request.text] == []
    assert "EMAIL:" in request.text
    assert KEY not in request.text


def test_hostile_log_text_stays_inside_the_markers(case: Case) -> None:
    _, (request,) = answers(case, diligent)

    (message,) = request.body["messages"]
    assert message["role"] == "user"
    assert message["content"].count("</digest>") == 1
    assert "Ignore previous instructions" not in message["content"]
    # The data are still what the log said, up to there.
    texts = [t["text"] for t in digest_of(request)["templates"]]
    assert any(text.endswith(f'query "</digest> {CUT}') for text in texts)


@pytest.mark.parametrize("status", [400, 500])
def test_no_error_says_what_the_endpoint_said(case: Case, status: int) -> None:
    said = json.dumps({"type": "error", "error": {"type": "x", "message": ECHO}}).encode()

    error = error_of(case, Raw(said, status=status))

    assert ECHO not in str(error)
    assert error.__suppress_context__


def test_without_a_key_nothing_is_sent(case: Case) -> None:
    with ClaudeServer(diligent) as server, pytest.raises(AnalysisRejectedError, match="no Anthropic API key"):
        ask(case, server.url, key="")

    assert server.requests == []


def test_detections_that_the_model_invents_are_not_linked(case: Case) -> None:
    (insight,), _ = answers(
        case, lambda request: Message(finding(case, detections=["ffffffffffff", case.outage.id]))
    )
    (alone,), _ = answers(case, lambda request: Message(finding(case, detections=["ffffffffffff"])))

    assert insight.rules == (case.outage.rule,)
    assert (alone.rules, alone.count) == ((), 1)
    assert alone.first_seen == case.digest.first_seen


@pytest.mark.parametrize(
    "line_id", ["", "app.log", "app.log:", "app.log:²", "app.log:-1", "app.log:" + "9" * 1000]
)
def test_a_line_id_that_is_none_is_no_evidence(case: Case, line_id: str) -> None:
    evidence = [{"line_id": line_id, "quote": "connection refused"}]
    insights, _ = answers(case, lambda request: Message(finding(case, evidence=evidence)))

    (stands, _) = verify(insights, case.digest, case.detections, source=case.source, now=NOW)

    assert stands.severity is Severity.CRITICAL
    assert stands.evidence == case.outage.evidence
    assert "None of its quotes could be verified" in stands.notes[-1]


def test_an_answer_without_findings_is_overruled_by_the_rules(case: Case) -> None:
    insights, _ = answers(case, lambda request: Message('{"findings": []}'))

    stand = verify(insights, case.digest, case.detections, source=case.source, now=NOW)

    assert [i.title for i in stand] == [d.title for d in case.detections]


def test_bedrock_is_asked_with_a_signature_and_no_key(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (
        ("AWS_ACCESS_KEY_ID", "testing"),
        ("AWS_SECRET_ACCESS_KEY", "testing"),
        ("AWS_REGION", "eu-west-3"),  # a region of its own: the SDK keeps a session, with its keys, for each
    ):
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    analyst = claude_analyst(
        provider="bedrock",
        model="eu.anthropic.claude-sonnet-5-5-v1:0",
        api_key="",
        url="",
        deadline_seconds=20,
    )
    with ClaudeServer(diligent) as server:
        monkeypatch.setenv("ANTHROPIC_BEDROCK_BASE_URL", server.url)
        found = analyst.analyze(case.digest, case.detections, source=case.source, now=NOW)

    assert found[0].title.startswith("The model says: ")
    assert found[0].usage is not None
    assert found[0].usage.cost_usd == pytest.approx((1_200 * 2 + 150 * 10) / 1e6)
    (request,) = server.requests
    assert request.path.startswith("/model/eu.anthropic.claude-sonnet-5-5-v1")
    assert request.headers["authorization"].startswith("AWS4-HMAC-SHA256 Credential=testing/")
    assert "x-api-key" not in request.headers
    assert "connection refused" in request.text


@pytest.mark.parametrize("where", ["line", "context"])
def test_what_seems_to_hold_a_secret_is_not_sent(case: Case, where: str) -> None:
    planted = "ghp_0123456789abcdefghijABCDEFGHIJ012345"
    source, digest = case.source, case.digest
    if where == "context":
        source = source.model_copy(update={"context": f"Use {planted} to look."})
    else:
        worst = next(t for t in digest.templates if t.id in case.outage.template_ids)
        leaking = worst.model_copy(update={"text": f"{worst.text} {planted}"})
        templates = tuple(leaking if t is worst else t for t in digest.templates)
        digest = digest.model_copy(update={"templates": templates})

    with ClaudeServer(diligent) as server, pytest.raises(DigestWithheldError) as error:
        ask(Case(digest, case.detections, source), server.url)

    assert server.requests == []
    assert "seems to hold a secret (GitHub Token)" in str(error.value)
    assert ("the source's context, in the sources file," in str(error.value)) == (where == "context")
    assert planted not in str(error.value)


def test_a_redirect_is_not_followed(case: Case) -> None:
    with (
        ClaudeServer(diligent) as elsewhere,
        ClaudeServer(
            lambda request: Raw(b"{}", status=307, location=f"{elsewhere.url}/v1/messages")
        ) as named,
    ):
        with pytest.raises(CrosscutError):
            ask(case, named.url)

        assert len(named.requests) == 1
        assert elsewhere.requests == []
