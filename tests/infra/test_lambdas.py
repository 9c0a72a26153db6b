"""The Lambdas: what they run on, what they are told, and what they may do."""

from __future__ import annotations

import pytest
from pydantic import BaseModel

from crosscut.config import (
    AnalyzeSettings,
    NotifySettings,
    ReconcileSettings,
    SanitizeSettings,
    SlackSettings,
)
from tests.infra.conftest import Synthesize
from tests.infra.deployed import Deployed

pytestmark = pytest.mark.infra

LOGS, WORK = "arn:crosscut-dev-logs-ACCOUNT-REGION", "arn:crosscut-dev-work-ACCOUNT-REGION"
SECRET = "arn:aws:secretsmanager:REGION:ACCOUNT:secret"
SETTINGS: dict[str, type[BaseModel]] = {
    "sanitize": SanitizeSettings,
    "analyze": AnalyzeSettings,
    "notify": NotifySettings,
    "reconcile": ReconcileSettings,
    "slack": SlackSettings,
}
NAMES = list(SETTINGS)
NOTICES = "arn:crosscut-dev-notices"
BACKFILL = "arn:aws:states:REGION:ACCOUNT:stateMachine:crosscut-dev-backfill"
IDEMPOTENCY = {
    (f"dynamodb:{call}", "arn:crosscut-dev-idempotency")
    for call in ("GetItem", "PutItem", "UpdateItem", "DeleteItem")
}


def own_logs(name: str) -> set[tuple[str, str]]:
    log_group = f"arn:/aws/lambda/crosscut-dev-{name}"
    return {("logs:CreateLogStream", log_group), ("logs:PutLogEvents", log_group)}


def own_basics(name: str, queue: str) -> set[tuple[str, str]]:
    calls = (
        "ReceiveMessage",
        "DeleteMessage",
        "ChangeMessageVisibility",
        "GetQueueAttributes",
        "GetQueueUrl",
    )
    return own_logs(name) | {(f"sqs:{call}", f"arn:crosscut-dev-{queue}") for call in calls}


ALLOWED = {
    "sanitize": own_basics("sanitize", "intake")
    | IDEMPOTENCY
    | {
        ("s3:GetObject", f"{LOGS}/*"),
        ("s3:GetObjectVersion", f"{LOGS}/*"),
        ("s3:ListBucket", LOGS),
        ("s3:PutObject", f"{WORK}/chunks/*"),
        ("s3:PutObject", f"{WORK}/digests/*"),
        ("s3:PutObject", f"{WORK}/quarantine/*"),
        ("s3:PutObject", f"{WORK}/merged/*"),  # of a backfill's batch
        ("s3:GetObject", f"{WORK}/digests/*"),  # to be merged
        ("dynamodb:PutItem", "arn:crosscut-dev-ledger"),
        ("dynamodb:GetItem", "arn:crosscut-dev-ledger"),  # whether a backfill was stopped
        ("dynamodb:UpdateItem", "arn:crosscut-dev-ledger"),  # how far it is
        ("sqs:SendMessage", "arn:crosscut-dev-digests.fifo"),
        ("sqs:SendMessage", "arn:crosscut-dev-intake"),  # the parts of a large object
        ("secretsmanager:GetSecretValue", f"{SECRET}:crosscut/dev/pseudonym-key-??????"),
    },
    "analyze": own_basics("analyze", "digests.fifo")
    | {
        ("s3:GetObject", f"{WORK}/digests/*"),
        ("s3:GetObject", f"{WORK}/merged/*"),
        ("states:SendTaskSuccess", BACKFILL),
        ("s3:PutObject", f"{WORK}/reports/*"),
        ("s3:ListBucket", WORK),
        ("dynamodb:GetItem", "arn:crosscut-dev-insights"),
        ("dynamodb:PutItem", "arn:crosscut-dev-insights"),
        ("dynamodb:GetItem", "arn:crosscut-dev-incidents"),
        ("dynamodb:PutItem", "arn:crosscut-dev-incidents"),
        ("s3:GetObject", f"{WORK}/evidence/*"),
        ("s3:PutObject", f"{WORK}/evidence/*"),
        ("dynamodb:UpdateItem", "arn:crosscut-dev-ledger"),
        ("dynamodb:BatchGetItem", "arn:crosscut-dev-catalog"),
        ("dynamodb:BatchWriteItem", "arn:crosscut-dev-catalog"),
        *(
            (f"dynamodb:{call}", "arn:crosscut-dev-baselines")
            for call in ("GetItem", "PutItem", "UpdateItem", "BatchGetItem", "Query")
        ),
        ("sqs:SendMessage", "arn:crosscut-dev-digests.fifo"),  # sources that seem silent
        ("dynamodb:GetItem", "arn:crosscut-dev-budget"),
        ("dynamodb:PutItem", "arn:crosscut-dev-budget"),
        ("dynamodb:UpdateItem", "arn:crosscut-dev-budget"),
        ("dynamodb:Query", "arn:crosscut-dev-budget"),  # the batches that wait
        ("events:PutEvents", "arn:crosscut-dev"),
        ("secretsmanager:GetSecretValue", f"{SECRET}:crosscut/dev/anthropic-??????"),
    },
    "notify": own_basics("notify", "notices")
    | {(f"dynamodb:{call}", NOTICES) for call in ("GetItem", "PutItem", "UpdateItem", "Query")}
    | {
        ("s3:GetObject", f"{WORK}/reports/*"),  # what a link that it signs lets people do
        ("s3:ListBucket", WORK),
        ("dynamodb:Query", f"{NOTICES}/index/by-due"),
        ("dynamodb:GetItem", "arn:crosscut-dev-insights"),
        ("sqs:SendMessage", "arn:crosscut-dev-notices"),  # what was put off and is due
        ("sns:Publish", "crosscut-dev-critical"),
        ("secretsmanager:GetSecretValue", f"{SECRET}:crosscut/dev/slack-??????"),
    },
    "reconcile": own_basics("reconcile", "audits")
    | {
        ("s3:ListBucket", LOGS),
        ("dynamodb:Query", "arn:crosscut-dev-ledger"),
        ("dynamodb:Query", NOTICES),
        ("dynamodb:GetItem", "arn:crosscut-dev-insights"),
    },
}
ALLOWED["slack"] = own_logs("slack") | {
    ("dynamodb:Query", "arn:crosscut-dev-insights/index/by-fingerprint"),
    ("dynamodb:GetItem", "arn:crosscut-dev-insights"),
    ("dynamodb:PutItem", "arn:crosscut-dev-insights"),
    ("dynamodb:GetItem", "arn:crosscut-dev-incidents"),
    ("dynamodb:PutItem", "arn:crosscut-dev-incidents"),
    ("events:PutEvents", "arn:crosscut-dev"),
    ("secretsmanager:GetSecretValue", f"{SECRET}:crosscut/dev/slack-??????"),
}
ANTHROPIC_SECRET = ("secretsmanager:GetSecretValue", f"{SECRET}:crosscut/dev/anthropic-??????")


@pytest.mark.parametrize("name", NAMES)
def test_a_lambda_may_do_what_it_does_and_no_more(dev: Deployed, name: str) -> None:
    assert dev.allowed(f"crosscut-dev-{name}") == ALLOWED[name]


@pytest.mark.parametrize(
    ("model", "resources"),
    [
        (
            "anthropic.claude-sonnet-5-5-v1:0",
            {"arn:aws:bedrock:REGION::foundation-model/anthropic.claude-sonnet-5-5-v1:0"},
        ),
        (
            "eu.anthropic.claude-sonnet-5-5-v1:0",
            {
                "arn:aws:bedrock:REGION:ACCOUNT:inference-profile/eu.anthropic.claude-sonnet-5-5-v1:0",
                "arn:aws:bedrock:*::foundation-model/anthropic.claude-sonnet-5-5-v1:0",
            },
        ),
    ],
)
def test_with_bedrock_the_model_is_allowed_and_no_key_is_read(
    synthesize: Synthesize, model: str, resources: set[str]
) -> None:
    deployed = synthesize(provider="bedrock", model=model)

    invoking = {("bedrock:InvokeModel", resource) for resource in resources}
    assert deployed.allowed("crosscut-dev-analyze") == ALLOWED["analyze"] - {ANTHROPIC_SECRET} | invoking
    told = deployed.one("AWS::Lambda::Function", "crosscut-dev-analyze")["Environment"]["Variables"]
    assert (told["CROSSCUT_PROVIDER"], told["CROSSCUT_MODEL"]) == ("bedrock", model)
    assert told["CROSSCUT_ANTHROPIC_SECRET"] == ""


def test_with_bedrock_every_tier_that_names_a_model_may_ask_it(synthesize: Synthesize) -> None:
    small, usual = "anthropic.claude-haiku-5-5-v1:0", "anthropic.claude-sonnet-5-5-v1:0"
    deployed = synthesize(provider="bedrock", model=usual, modelSmall=small)

    asked = {
        target
        for action, target in deployed.allowed("crosscut-dev-analyze")
        if action == "bedrock:InvokeModel"
    }
    assert asked == {f"arn:aws:bedrock:REGION::foundation-model/{model}" for model in (small, usual)}


def test_offline_needs_neither_key_nor_model(synthesize: Synthesize) -> None:
    deployed = synthesize(provider="offline")

    assert deployed.allowed("crosscut-dev-analyze") == ALLOWED["analyze"] - {ANTHROPIC_SECRET}
    assert "crosscut-dev-claude" not in {layer.name for layer in deployed.all("AWS::Lambda::LayerVersion")}


@pytest.mark.parametrize("name", NAMES)
def test_the_environment_is_exactly_the_settings(dev: Deployed, name: str) -> None:
    told = dev.one("AWS::Lambda::Function", f"crosscut-dev-{name}")["Environment"]["Variables"]

    ours = {f"CROSSCUT_{field.upper()}" for field in SETTINGS[name].model_fields}
    powertools = {"POWERTOOLS_SERVICE_NAME", "POWERTOOLS_METRICS_NAMESPACE", "POWERTOOLS_LOG_LEVEL"}
    assert told.keys() == ours | powertools
    assert told["POWERTOOLS_SERVICE_NAME"] == name
    assert told["POWERTOOLS_METRICS_NAMESPACE"] == "Crosscut"


def test_the_settings_are_read_back_as_they_were_meant(dev: Deployed) -> None:
    told = dev.one("AWS::Lambda::Function", "crosscut-dev-analyze")["Environment"]["Variables"]

    settings = AnalyzeSettings.from_environment(told)

    assert settings.insights_table == "crosscut-dev-insights"
    assert settings.anthropic_secret == "crosscut/dev/anthropic"
    assert settings.model_deadline_seconds == 120


@pytest.mark.parametrize(
    ("name", "seconds"), [("sanitize", 300), ("analyze", 180), ("notify", 30), ("slack", 10)]
)
def test_a_lambda_runs_on_arm_and_python_313_and_logs_to_a_group_that_forgets(
    dev: Deployed, name: str, seconds: int
) -> None:
    function = dev.one("AWS::Lambda::Function", f"crosscut-dev-{name}")

    assert (function["Runtime"], function["Architectures"]) == ("python3.13", ["arm64"])
    assert (function["Handler"], function["Timeout"]) == ("handler.handler", seconds)
    common = ["crosscut-dev-core", "crosscut-dev-vendor", "crosscut-dev-deployment"]
    assert function["Layers"] == common + (["crosscut-dev-claude"] if name == "analyze" else [])
    assert function["LoggingConfig"] == {"LogGroup": f"/aws/lambda/crosscut-dev-{name}"}
    assert dev.one("AWS::Logs::LogGroup", f"/aws/lambda/crosscut-dev-{name}")["RetentionInDays"] == 30
    assert (dev.asset(function["Code"]) / "handler.py").is_file()
    assert "ReservedConcurrentExecutions" not in function.properties


def test_the_url_for_slack_is_open_and_to_no_other_lambda(dev: Deployed) -> None:
    [url] = dev.all("AWS::Lambda::Url")
    assert (url["AuthType"], url["TargetFunctionArn"]) == ("NONE", "arn:crosscut-dev-slack")
    open_ = [p for p in dev.all("AWS::Lambda::Permission") if p["Principal"] == "*"]
    assert {p["FunctionName"] for p in open_} == {"arn:crosscut-dev-slack"}
    assert {p["Action"] for p in open_} <= {"lambda:InvokeFunctionUrl", "lambda:InvokeFunction"}
    for permission in open_:
        if permission["Action"] == "lambda:InvokeFunction":
            assert permission["InvokedViaFunctionUrl"] is True
        else:
            assert permission["FunctionUrlAuthType"] == "NONE"


def test_the_local_aws_gets_what_its_own_python_can_run_and_short_waits(local: Deployed) -> None:
    functions = {f.name.removeprefix("crosscut-local-"): f for f in local.all("AWS::Lambda::Function")}

    assert {(f["Runtime"], *f["Architectures"]) for f in functions.values()} == {("python3.11", "x86_64")}
    told = functions["analyze"]["Environment"]["Variables"]
    assert int(told["CROSSCUT_RETRY_SECONDS"]) <= 5
    assert float(told["CROSSCUT_MODEL_DEADLINE_SECONDS"]) < functions["analyze"]["Timeout"]
    assert int(told["CROSSCUT_MODEL_ATTEMPTS"]) < 3  # deliveries there are, so the offline analyst gets one
    assert (
        functions["notify"]["Environment"]["Variables"]["CROSSCUT_SLACK_API_URL"] == "http://127.0.0.1:9/api"
    )
