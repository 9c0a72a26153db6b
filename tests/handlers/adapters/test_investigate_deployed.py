"""`crosscut investigate` on a deployment: an insight, or a time of a source, with chunks, metrics and deployments."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from crosscut import pipeline
from crosscut.analysis import OfflineAnalyst
from crosscut.analysis.budget import ScopeSpent, day_of
from crosscut.aws import clients
from crosscut.aws.chunks import S3ChunkReader, S3ChunkSink
from crosscut.aws.deployments import CloudTrailDeployments
from crosscut.aws.digests import DigestStore
from crosscut.aws.insights import DynamoInsightStore
from crosscut.aws.messages import ObjectCreated
from crosscut.aws.metrics import CloudWatchMetrics
from crosscut.aws.parts import ObjectPart
from crosscut.aws.spending import DynamoSpending
from crosscut.cli.main import cli
from crosscut.config import AnalyzeSettings, Source
from crosscut.errors import PermanentError, RetryableError
from crosscut.insights.memory import MemoryCatalog
from crosscut.parts import SourceObject
from crosscut.redaction import Redactor
from tests.fakes.claude_server import ClaudeServer, Fault, Reply, Request
from tests.fakes.cloudtrail_server import CloudTrailServer, cloudtrail, event
from tests.fakes.investigator import Results, calling, report, scripted
from tests.handlers.conftest import BUDGET

BUCKET, TABLE = "example-work", "crosscut-test-insights"
LOG = Path(__file__).parents[2] / "logs" / "shop-api" / "app.log"
BEGIN = datetime(2026, 11, 17, 10, 0, tzinfo=UTC)
KEY = "sk-ant-synthetic-for-a-test"
REDACTOR = Redactor(b"synthetic-key")


@pytest.fixture
def trail(monkeypatch: pytest.MonkeyPatch) -> Iterator[CloudTrailServer]:
    at = (BEGIN - timedelta(minutes=10)).timestamp()
    events = [
        event(at, "lambda.amazonaws.com", "UpdateFunctionCode20150331v2", functionName="orders-writer"),
        event(at + 60, "lambda.amazonaws.com", "GetFunction20150331v2", functionName="orders-writer"),
        event(at + 90, "cloudformation.amazonaws.com", "UpdateStack", stackName="orders-db"),
        event(
            at + 120,
            "ecs.amazonaws.com",
            "UpdateService",
            service="arn:aws:ecs:eu-central-1:000000000000:service/shop/orders",
            desiredCount=0,
        ),
        event(at - 9 * 86_400, "cloudformation.amazonaws.com", "CreateStack", stackName="old"),
    ]
    with cloudtrail(events) as server:
        clients.client.cache_clear()
        monkeypatch.setenv("AWS_ENDPOINT_URL_CLOUDTRAIL", server.url)
        yield server
        clients.client.cache_clear()


@pytest.fixture
def insight_id(aws: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """A deployment that has read the sample log; the id of what it found."""
    monkeypatch.setenv("CROSSCUT_WORK_BUCKET", BUCKET)
    monkeypatch.setenv("CROSSCUT_INSIGHTS_TABLE", TABLE)
    created = ObjectCreated.model_validate(
        {
            "time": "2026-11-17T11:05:00Z",
            "detail": {
                "bucket": {"name": "example-logs"},
                "object": {"key": "shop-api/app.log", "etag": "0123", "size": 10, "sequencer": "01"},
            },
        }
    )
    part = ObjectPart(created=created)
    sink = S3ChunkSink(clients.s3(), BUCKET, part, "shop-api")
    with LOG.open("rb") as stream:
        digest = pipeline.sanitize(
            [SourceObject("shop-api/app.log", stream, created.time)],
            source="shop-api",
            redactor=REDACTOR,
            sink=sink,
        )
    DigestStore(clients.s3(), BUCKET).write(digest, part.place("shop-api"))
    found = pipeline.analyze(
        digest,
        digest_id="d1",
        source=Source(name="shop-api"),
        analyst=OfflineAnalyst(),
        catalog=MemoryCatalog(),
        store=DynamoInsightStore(clients.dynamodb(), TABLE),
        now=created.time,
    )
    deploy_analyze()
    return found[0].id


def deploy_analyze(**changes: str) -> None:
    """Make the deployment's analyze Lambda, of which the settings are read."""
    role = clients.client("iam").create_role(  # type: ignore[attr-defined]
        RoleName="analyze", AssumeRolePolicyDocument="{}"
    )["Role"]["Arn"]
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("handler.py", "")
    required = {name: "x" for name, field in AnalyzeSettings.model_fields.items() if field.is_required()}
    settings = {**required, "budget_table": BUDGET, **changes}
    clients.client("lambda").create_function(  # type: ignore[attr-defined]
        FunctionName="crosscut-dev-analyze",
        Runtime="python3.13",
        Role=role,
        Handler="handler.handler",
        Code={"ZipFile": code.getvalue()},
        Environment={"Variables": {f"CROSSCUT_{name.upper()}": value for name, value in settings.items()}},
    )


def spent(scope: str = "*") -> ScopeSpent:
    today = DynamoSpending(clients.dynamodb(), BUDGET).spent(day_of(datetime.now(UTC)))
    return next((each for each in today if each.scope == scope), ScopeSpent(scope=scope))


def investigate(
    monkeypatch: pytest.MonkeyPatch, script: Callable[[Request], Reply], *arguments: str
) -> tuple[dict[str, Any], list[Request], str]:
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
    with ClaudeServer(script) as server:
        monkeypatch.setenv("CROSSCUT_ANTHROPIC_URL", server.url)
        done = CliRunner().invoke(cli, ["investigate", *arguments, "--json"])
    assert not server.rejected
    return (json.loads(done.stdout) if done.stdout else {}), server.requests, done.stderr


def test_an_insight_is_looked_into_with_its_chunks_metrics_and_deployments(
    trail: CloudTrailServer, insight_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clients.client("cloudwatch").put_metric_data(  # type: ignore[attr-defined]
        Namespace="AWS/RDS",
        MetricData=[
            {
                "MetricName": "DatabaseConnections",
                "Dimensions": [{"Name": "DBInstanceIdentifier", "Value": "orders-db"}],
                "Timestamp": BEGIN + timedelta(minutes=i),
                "Value": float(40 if i < 2 else 0),
            }
            for i in range(15)
        ],
    )
    answers: list[Results] = []

    def looked(results: Results) -> Reply:
        answers.append(results)
        lines, deployments, metric, _ = results
        change = next(item for item in deployments["items"] if "orders-db" in item["text"])
        return report(
            [
                (lines["items"][0]["id"], "database health check failed"),
                (change["id"], "cloudformation UpdateStack stackName=orders-db"),
                (metric["items"][-1]["id"], metric["items"][-1]["text"]),
                ("list_deployments:1", "cloudformation DeleteStack stackName=orders-db"),  # a lie
            ]
        )

    script = scripted(
        calling(
            ("search_logs", {"words": ["refused"], "limit": 3}),
            ("list_deployments", {}),
            (
                "read_metric",
                {
                    "namespace": "AWS/RDS",
                    "name": "DatabaseConnections",
                    "dimensions": {"DBInstanceIdentifier": "orders-db"},
                    "statistic": "Minimum",
                },
            ),
            ("list_insights", {}),
        ),
        looked,
    )
    found, requests, _ = investigate(monkeypatch, script, insight_id)

    lines, deployments, metric, insights = answers[0]
    assert [(e["file"], e["line"]) for e in found["evidence"]] == [
        ("shop-api/app.log", 1512),
        ("list_deployments", 2),
        ("read_metric", len(metric["items"])),
    ]
    assert [item["text"] for item in deployments["items"]] == [
        "lambda UpdateFunctionCode functionName=orders-writer by AssumedRole",
        "cloudformation UpdateStack stackName=orders-db by AssumedRole",
        "ecs UpdateService service=service/shop/orders desiredCount=0 by AssumedRole",
    ]
    assert metric["items"][-1]["text"].startswith("DatabaseConnections Minimum of ")
    assert metric["items"][-1]["text"].endswith(" s: 0")
    assert insight_id in [item["insight"] for item in insights["items"]]
    assert "before 2026-11-17T09:02Z" in lines["left_out"]
    assert found["source"] == "shop-api"
    assert found["severity"] == "critical"
    sent = "".join(request.text for request in requests)
    assert insight_id in requests[0].text
    for private in ("alice", "192.0.2.77", "000000000000", "arn:aws"):
        assert private not in sent


def change_analyze(**changes: str) -> None:
    functions = clients.client("lambda")
    name = "crosscut-dev-analyze"
    found = functions.get_function_configuration(FunctionName=name)  # type: ignore[attr-defined]
    variables = {
        **found["Environment"]["Variables"],
        **{f"CROSSCUT_{n.upper()}": v for n, v in changes.items()},
    }
    functions.update_function_configuration(  # type: ignore[attr-defined]
        FunctionName=name, Environment={"Variables": variables}
    )


def test_each_call_is_counted_in_the_deployments_budget(
    trail: CloudTrailServer, insight_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[tuple[int, int]] = []

    def looked(results: Results) -> Reply:
        now = spent()
        held.append((now.calls, now.micro_usd - now.settled_micro_usd))
        return report()

    found, _, _ = investigate(
        monkeypatch, scripted(calling(("search_logs", {"limit": 1})), looked), insight_id
    )

    ((calls, reserved),) = held  # before the second call was answered it was reserved
    assert calls == 2
    assert reserved > 80_000
    for scope in ("*", "shop-api"):
        after = spent(scope)
        assert (after.calls, after.answered, after.unknown) == (2, 2, 0)
        assert after.input_tokens == found["spent"]["input_tokens"] == 2_400
        assert after.micro_usd == after.settled_micro_usd == round(found["spent"]["cost_usd"] * 1e6)


def test_where_the_deployments_budget_has_no_room_it_ends_with_what_is_known(
    trail: CloudTrailServer, insight_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_analyze(budget_usd_per_day="0.01")

    found, requests, stderr = investigate(monkeypatch, scripted(report()), insight_id)

    assert requests == []
    assert (found["complete"], found["ended"]) == (False, "budget")
    assert "the budget of the deployment ($0.01 and 50,000,000 tokens a day) has no room" in str(
        found["notes"]
    )
    assert "cut short: budget" in stderr
    assert spent().calls == 0


def test_a_sources_own_budget_holds_too(
    trail: CloudTrailServer, insight_id: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "sources.yaml"
    file.write_text("sources:\n- {name: shop-api, budget: {tokens_per_day: 10}}\n")

    found, requests, _ = investigate(monkeypatch, scripted(report()), insight_id, "--sources", str(file))

    assert requests == []
    assert "the budget of source shop-api (10 tokens a day) has no room" in str(found["notes"])


def test_what_the_endpoint_refuses_costs_the_deployment_nothing(
    trail: CloudTrailServer, insight_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, _, _ = investigate(monkeypatch, scripted(Fault(403)), insight_id)

    assert found["ended"] == "rejected"
    assert (spent().calls, spent().micro_usd) == (1, 0)


def test_a_deployment_on_bedrock_is_looked_into_by_its_own_model_and_without_a_key(
    trail: CloudTrailServer, insight_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_analyze(provider="bedrock", model="eu.anthropic.claude-opus-5-5-v1:0")
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    monkeypatch.setenv("AWS_REGION", "eu-central-1")
    with ClaudeServer(scripted(calling(("search_logs", {"limit": 1})), report())) as server:
        monkeypatch.setenv("ANTHROPIC_BEDROCK_BASE_URL", server.url)
        done = CliRunner().invoke(cli, ["investigate", insight_id, "--json"])

    found = json.loads(done.stdout)
    assert found["complete"]
    assert found["spent"]["model"] == "eu.anthropic.claude-opus-5-5-v1:0"
    assert [r.path.partition("-opus")[0] for r in server.requests] == ["/model/eu.anthropic.claude"] * 2
    assert server.requests[0].headers["authorization"].startswith("AWS4-HMAC-SHA256 ")
    # At that model's price: 2,400 tokens in at $4 and 300 out at $20 a million.
    assert spent().micro_usd == 15_600


def test_a_deployment_whose_settings_cannot_be_read_is_not_looked_into(
    trail: CloudTrailServer, insight_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clients.client("lambda").delete_function(FunctionName="crosscut-dev-analyze")  # type: ignore[attr-defined]

    _, requests, stderr = investigate(monkeypatch, scripted(report()), insight_id)

    assert requests == []
    assert "reading how crosscut-dev-analyze is set up" in stderr
    assert len(stderr.splitlines()) == 1


def test_a_time_of_a_source_is_looked_into(
    trail: CloudTrailServer, insight_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    when = ("--since", "2026-11-17T10:00", "--until", "2026-11-17T10:05")
    answers: list[Results] = []

    def looked(results: Results) -> Reply:
        answers.append(results)
        return report()

    script = scripted(
        calling(("search_logs", {"newest_first": True, "limit": 1}), ("list_templates", {"limit": 1})), looked
    )
    found, _, _ = investigate(monkeypatch, script, "--source", "shop-api", *when)

    lines, templates = answers[0]
    assert "2026-11-17T10:04:5" in lines["items"][0]["time"]  # what is later is not in it
    assert lines["matches"] < 400
    assert lines["items"][0]["template"]
    assert "templates, by the limit" in templates["left_out"]
    assert any(each.startswith("critical: ") for each in found["by_rules"])


def test_a_template_that_an_analyst_was_told_of_is_found_in_the_chunks(
    trail: CloudTrailServer, insight_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = DigestStore(clients.s3(), BUCKET).keys_of_days("shop-api", BEGIN.date(), BEGIN.date())[0]
    digest = DigestStore(clients.s3(), BUCKET).read(key)
    errors = [t for t in digest.templates if t.is_error]
    counts: list[int] = []

    def looked(results: Results) -> Reply:
        counts.extend(answer["matches"] for answer in results)
        return report()

    calls = calling(*(("search_logs", {"template_id": t.id, "limit": 1}) for t in errors))
    when = ("--since", "2026-11-17T09:00", "--until", "2026-11-17T12:00")
    investigate(monkeypatch, scripted(calls, looked), "--source", "shop-api", *when)

    assert counts == [t.count for t in errors]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("0123456789ab",), "there is no insight '0123456789ab'"),
        (
            ("--source", "shop-api", "--since", "2025-01-01", "--until", "2025-01-02"),
            "no record of shop-api is between",
        ),
        (
            ("--source", "shop-api", "--since", "2026-01-02", "--until", "2026-01-01"),
            "--since is not before --until",
        ),
    ],
)
def test_what_is_not_there_is_said_in_one_line(
    insight_id: str, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: str
) -> None:
    _, requests, stderr = investigate(monkeypatch, scripted(report()), *arguments)

    assert requests == []
    assert said in stderr
    assert len(stderr.splitlines()) == 1


def test_chunks_that_are_gone_or_damaged_are_said(
    insight_id: str, aws: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = aws.keys("chunks/")[0]
    clients.s3().put_object(Bucket=BUCKET, Key=key, Body=b"no zstd")
    digest_key = aws.keys("digests/")[0]
    with pytest.raises(PermanentError, match="is not a chunk"):
        list(S3ChunkReader(clients.s3(), BUCKET).of_digest(digest_key))

    clients.s3().delete_object(Bucket=BUCKET, Key=key)
    _, _, stderr = investigate(monkeypatch, scripted(report()), insight_id)

    assert "the chunks of 1 object are gone" in stderr
    assert "`crosscut replay --source shop-api` makes them again" in stderr


def test_a_tool_that_aws_refuses_is_an_answer_and_not_the_end(
    trail: CloudTrailServer, insight_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    trail.denied = True

    found, requests, _ = investigate(
        monkeypatch, scripted(calling(("list_deployments", {})), report()), insight_id
    )

    assert found["complete"]
    assert found["tools"][0]["error"] == (
        "looking up events of cloudformation.amazonaws.com: LookupEvents answered AccessDeniedException; "
        "check the credentials and what their role may do"
    )
    assert "synthetic ARN" not in requests[-1].text


def test_deployments_are_looked_up_page_by_page_and_it_says_where_it_ended(
    aws: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = BEGIN.timestamp()
    events = [
        event(at + i, "codedeploy.amazonaws.com", "CreateDeployment", applicationName=f"app-{i}")
        for i in range(20)
    ]
    pauses: list[float] = []
    with cloudtrail(events, page=2) as server:
        clients.client.cache_clear()
        monkeypatch.setenv("AWS_ENDPOINT_URL_CLOUDTRAIL", server.url)
        reader = CloudTrailDeployments(REDACTOR.text, sleep=pauses.append)
        facts = reader.between(BEGIN, BEGIN + timedelta(hours=1))
    clients.client.cache_clear()

    assert len(facts.facts) == 12
    assert len(pauses) == 5
    assert "codedeploy.amazonaws.com events before the 300 newest" in facts.left_out


def test_alarms_that_ring_are_told_in_redacted_words(aws: Any) -> None:
    cloudwatch: Any = clients.client("cloudwatch")
    for name, state in (("orders-errors", "ALARM"), ("quiet", "OK")):
        cloudwatch.put_metric_alarm(
            AlarmName=name,
            AlarmDescription="ask alice@example.com",
            Namespace="Shop",
            MetricName="Errors",
            Statistic="Sum",
            Period=60,
            EvaluationPeriods=1,
            Threshold=1,
            ComparisonOperator="GreaterThanThreshold",
        )
        cloudwatch.set_alarm_state(AlarmName=name, StateValue=state, StateReason="synthetic")
    facts = CloudWatchMetrics(REDACTOR.text).alarms(since=BEGIN, until=BEGIN + timedelta(hours=1))

    assert [fact.text.split(";")[0] for fact in facts.facts] == ["orders-errors is ALARM since then"]
    assert "Shop Errors" in facts.facts[0].text
    assert "alice" not in facts.facts[0].text
    assert "1 alarms that are quiet" in facts.left_out


def test_metrics_are_listed_with_their_dimensions(aws: Any) -> None:
    cloudwatch: Any = clients.client("cloudwatch")
    cloudwatch.put_metric_data(
        Namespace="Shop",
        MetricData=[
            {"MetricName": f"m{i}", "Value": 1.0, "Dimensions": [{"Name": "Service", "Value": "orders"}]}
            for i in range(70)
        ],
    )

    facts = CloudWatchMetrics(REDACTOR.text).names("Shop", "")

    assert len(facts.facts) == 60
    assert facts.facts[0].text == "m0 Service=orders"
    assert facts.left_out == "more metrics than these; give the name of one"


def test_a_metric_that_aws_does_not_give_is_a_crosscut_error(
    aws: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    clients.client.cache_clear()
    monkeypatch.setenv("AWS_ENDPOINT_URL_CLOUDWATCH", "http://127.0.0.1:1")
    monkeypatch.setattr(clients, "ATTEMPTS", 1)
    with pytest.raises(RetryableError, match="no whole answer from AWS"):
        CloudWatchMetrics(REDACTOR.text).names("Shop", "")
    clients.client.cache_clear()
