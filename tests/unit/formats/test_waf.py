"""WAF: what was let through, what was not, and by which rule."""

from __future__ import annotations

from crosscut.formats.waf import Waf
from tests.unit.formats.parsing import RECEIVED, nanos
from tests.unit.formats.samples import lines_of


def test_a_blocked_request_is_a_warning_that_names_the_rule() -> None:
    blocked, allowed = (Waf().parse(line, RECEIVED) for line in lines_of("waf.jsonl"))

    assert blocked is not None and allowed is not None
    assert blocked.body == "BLOCK GET /cart by AWS-AWSManagedRulesSQLiRuleSet"
    assert (blocked.severity_number, blocked.severity_text) == (13, "BLOCK")
    assert blocked.time_unix_nano == nanos("2026-11-17T10:00:00.123")
    assert (allowed.body, allowed.severity_number) == ("ALLOW GET /", 9)


def test_the_request_is_under_the_names_of_opentelemetry() -> None:
    blocked = Waf().parse(lines_of("waf.jsonl")[0], RECEIVED)

    assert blocked is not None
    expected = {
        "http.request.method": "GET",
        "url.path": "/cart",
        "url.query": "id=10 AND 1=1",
        "client.address": "203.0.113.77",
        "http.response.status_code": 403,
        "user_agent.original": "sqlmap/1.8",
        "server.address": "shop.example.test",
        "aws.waf.matched": "SQL_INJECTION QUERY_STRING",
    }
    assert expected.items() <= dict(blocked.attributes).items()
    assert blocked.resource["service.name"] == "ALB"


def test_other_documents_with_an_action_are_not_its() -> None:
    assert Waf().parse('{"action": "BLOCK", "httpRequest": {"uri": "/"}}', RECEIVED) is None
    assert Waf().parse('{"action": "BLOCK", "webaclId": "x", "httpRequest": "GET"}', RECEIVED) is None
