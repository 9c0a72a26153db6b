"""A slip in the context or in the sources file is told in one line, and nothing is synthesized."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from crosscut.errors import ConfigurationError
from tests.infra.conftest import ROOT, MakeApp

pytestmark = pytest.mark.infra


@pytest.mark.parametrize(
    ("context", "said"),
    [
        (
            {"provider": "openai"},
            "context provider: Input should be 'anthropic', 'bedrock' or 'offline', not 'openai'",
        ),
        ({"architecture": "arm"}, "context architecture: Input should be 'arm64' or 'x86_64', not 'arm'"),
        ({"python": "3.9"}, "context python: Input should be '3.11', '3.12', '3.13' or '3.14', not '3.9'"),
        ({"stage": "Prod_1"}, "context stage: at most 16 lower-case letters, digits and single hyphens"),
        ({"stage": "a-very-long-stage"}, "context stage: at most 16 lower-case letters"),
        ({"architecure": "arm64"}, "context architecure: no such key; there are stage, provider, model,"),
        ({"provider": "bedrock"}, "context: provider=bedrock needs -c model=ID"),
        ({"model": "a model"}, "context model: String should match pattern"),
        (
            {"model": "gpt-example"},
            "model 'gpt-example': no price is known, so no budget can hold; known are claude-haiku-5-5,",
        ),
        ({"budgetUsdPerDay": "0"}, "context budgetUsdPerDay: Input should be greater than 0, not '0'"),
        ({"budgetTokensPerDay": "many"}, "context budgetTokensPerDay: Input should be a valid integer"),
        ({"logRetentionDays": "31"}, "context logRetentionDays: the Lambdas' logs can be kept for 1, 3, 5,"),
        (
            {"rawRetentionDays": "0"},
            "context rawRetentionDays: Input should be greater than or equal to 1, not '0'",
        ),
        ({"anthropicUrl": "http://claude.example"}, "context: anthropicUrl must begin with https://"),
        ({"slackApiUrl": "slack.com"}, "context: slackApiUrl='slack.com' is not a URL"),
        ({"backfillBuckets": "Their Logs"}, "context backfillBuckets: 'Their Logs' names no bucket; as in"),
        ({"backfillBuckets": "logs/app-*"}, "'logs/app-*': a prefix is taken as it stands, without * or ?"),
        ({"sources": "nowhere.yaml"}, "nowhere.yaml: cannot read the sources file (FileNotFoundError)"),
    ],
)
def test_a_wrong_context_value_is_named_with_what_is_right(
    make_app: MakeApp, context: dict[str, str], said: str
) -> None:
    from infra.deployment import Deployment

    with pytest.raises(ConfigurationError) as raised:
        Deployment.of(make_app(**context).node)

    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("yaml", "said"),
    [
        ("sources:\n  - name: Shop Web\n", "sources.yaml:2: sources.0.name: String should match pattern"),
        ("sources:\n  - name: a\n  - name: a\n", "two sources have the name 'a'; it must be unique"),
        ("sources:\n  - name: a\n    prefix: /a\n", "a prefix ends with '/' and does not begin with it"),
        ("sources: [\n", "sources.yaml:2: "),
        (
            "sources:\n  - name: a\n    rules:\n      crahs: {mode: staged}\n",
            "sources.yaml:4: sources.0.rules.crahs: no such rule",
        ),
        (
            "sources:\n  - name: a\n    format: x\n",
            "sources.yaml: sources.0.format: unknown log format 'x'; known",
        ),
    ],
)
def test_a_wrong_sources_file_is_named_with_the_place(
    make_app: MakeApp, tmp_path: Path, yaml: str, said: str
) -> None:
    from infra.deployment import Deployment

    file = tmp_path / "sources.yaml"
    file.write_text(yaml, encoding="utf-8")

    with pytest.raises(ConfigurationError) as raised:
        Deployment.of(make_app(sources=str(file)).node)

    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


def test_the_app_ends_with_one_line_on_stderr_and_no_traceback(tmp_path: Path) -> None:
    file = tmp_path / "sources.yaml"
    file.write_text("sources:\n  - name: shop\n    prefx: shop/\n", encoding="utf-8")
    context = json.dumps({"sources": str(file)})  # as the CDK command line hands it over

    run = subprocess.run(
        [sys.executable, "app.py"],
        cwd=ROOT,
        env={**os.environ, "CDK_CONTEXT_JSON": context, "CDK_OUTDIR": str(tmp_path / "cdk.out")},
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 1
    assert run.stderr == f"crosscut: {file}:3: sources.0.prefx: Extra inputs are not permitted\n"
    assert run.stdout == ""
    assert not (tmp_path / "cdk.out" / "manifest.json").exists()


def test_the_sources_file_that_ships_lists_the_systems_of_the_sample_logs() -> None:
    from crosscut.config import load_sources

    names = [source.name for source in load_sources(ROOT / "sources.yaml").sources]

    assert names == ["shop-web", "shop-api", "shop-pods", "shop-batch"]
