"""`crosscut analyze` with a key: what goes to the endpoint, and what happens when it does not answer."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crosscut.cli.main import cli
from tests.fakes.analyst import REASONING

LOG = Path(__file__).resolve().parents[2] / "logs" / "shop-api" / "app.log"
KEY = "sk-ant-synthetic-for-a-test"


class Endpoint(ThreadingHTTPServer):
    """Stands in for the Messages API on the loopback interface: one answer for all, and what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status = 200
        self.answer: object = {}
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Endpoint

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append(body.decode())
        answer = json.dumps(self.server.answer).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    with Endpoint() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
        monkeypatch.setenv("CROSSCUT_ANTHROPIC_URL", server.url)
        yield server
        server.shutdown()


def _analyze(*options: str) -> Result:
    return CliRunner().invoke(cli, ["analyze", str(LOG), "--json", *options])


@pytest.mark.parametrize(
    ("status", "kind"), [(529, "overloaded_error"), (500, "api_error"), (401, "authentication_error")]
)
def test_when_claude_does_not_answer_the_rules_do_and_it_is_said(
    endpoint: Endpoint, status: int, kind: str
) -> None:
    endpoint.status = status
    endpoint.answer = {"type": "error", "error": {"type": kind, "message": "synthetic"}}

    done = _analyze()

    assert done.exit_code == 0
    assert len(endpoint.asked) == 1
    assert done.stderr.startswith("crosscut: claude-sonnet-5-5 did not answer, so the offline analyst does: ")
    assert done.stderr.count("\n") == 1
    assert {insight["analyst"] for insight in json.loads(done.stdout)["insights"]} == {"offline"}


def test_what_claude_answers_is_shown_with_what_it_cost(endpoint: Endpoint) -> None:
    finding = {
        "severity": "critical",
        "category": "dependency",
        "title": "The PostgreSQL of orders went away",
        "summary": "orders lost its database; payments and the gateway failed after it.",
        "root_cause": "orders-db.shop.invalid stopped accepting connections.",
        "detections": [],
        "evidence": [{"line_id": f"{LOG}:1512", "quote": "database health check failed"}],
        "services": ["orders"],
        **REASONING,
        "confidence": 0.9,
    }
    endpoint.answer = {
        "id": "msg_synthetic",
        "type": "message",
        "role": "assistant",
        "model": "claude-sonnet-5-5",
        "content": [{"type": "text", "text": json.dumps({"findings": [finding]})}],
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": 5231, "output_tokens": 812},
    }

    done = CliRunner().invoke(cli, ["analyze", str(LOG)])

    assert (done.exit_code, done.stderr) == (0, "")
    assert "The PostgreSQL of orders went away" in done.stdout
    assert "says claude-sonnet-5-5" in done.stdout
    assert "claude-sonnet-5-5: 5,231 tokens in, 812 out, $" in " ".join(done.stdout.split())


def test_only_the_redacted_digest_is_sent(endpoint: Endpoint) -> None:
    endpoint.status = 529

    _analyze()

    (asked,) = endpoint.asked
    assert "orders-db.shop.invalid" in asked
    secrets = ("synthetic-Pa55phrase", "AKIAIOSFODNN7EXAMPLE", "4111 1111", "@example.com", "10.20.4.15", KEY)
    assert [secret for secret in secrets if secret in asked] == []
    assert len(asked) < LOG.stat().st_size / 10


def test_offline_asks_nobody(endpoint: Endpoint) -> None:
    done = _analyze("--offline")

    assert (done.exit_code, done.stderr, endpoint.asked) == (0, "", [])


def test_a_call_that_could_cost_more_than_the_budget_is_not_made(endpoint: Endpoint) -> None:
    done = _analyze("--budget", "0.01")

    assert (done.exit_code, endpoint.asked) == (0, [])
    assert done.stderr == (
        "crosscut: claude-sonnet-5-5 was not asked, so the offline analyst answers: the call could cost more than "
        "$0.01; give --budget USD to allow more\n"
    )
    (first, *_) = json.loads(done.stdout)["insights"]
    assert "the model was not asked: the budget of the deployment ($0.01 a day)" in " ".join(first["notes"])


@pytest.mark.parametrize("budget", ["0", "-1", "much"])
def test_a_budget_that_is_none_is_refused(budget: str) -> None:
    done = _analyze("--budget", budget)

    assert done.exit_code == 2
    assert "--budget" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_model_without_a_price_is_not_asked(endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CROSSCUT_MODEL", "claude-unheard-of")

    done = _analyze()

    assert (done.exit_code, endpoint.asked) == (2, [])
    assert done.stderr.startswith(
        "crosscut: model 'claude-unheard-of': no price is known, so no budget can hold; "
    )
    assert done.stderr.count("\n") == 1


def test_the_sources_file_may_name_its_price(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CROSSCUT_MODEL", "claude-unheard-of")
    endpoint.status = 529
    file = tmp_path / "sources.yaml"
    file.write_text("models: {claude-unheard-of: {input: 1.0, output: 2.0}}\n")

    done = _analyze("--sources", str(file))

    assert (done.exit_code, len(endpoint.asked)) == (0, 1)
