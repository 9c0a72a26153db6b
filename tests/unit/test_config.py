"""Sources and settings: what is read, and what is said when it is wrong."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from crosscut.config import (
    AnalyzeSettings,
    NotifySettings,
    SanitizeSettings,
    Source,
    Sources,
    ToolSettings,
    anthropic_api_key,
    load_sources,
    parse_sources,
)
from crosscut.errors import ConfigurationError
from crosscut.model import Severity

GOOD = """
sources:
  - name: shop-api
    prefix: shop/api/
    context: The shop's services.
    slack_channel: "#shop-oncall"
    notify_at: high
  - name: shop-web
"""
NEEDED = {
    "CROSSCUT_WORK_BUCKET": "example-work",
    "CROSSCUT_INSIGHTS_TABLE": "insights",
    "CROSSCUT_INCIDENTS_TABLE": "incidents",
    "CROSSCUT_LEDGER_TABLE": "ledger",
    "CROSSCUT_BASELINES_TABLE": "baselines",
    "CROSSCUT_DIGEST_QUEUE_URL": "https://sqs.example.test/digests.fifo",
    "CROSSCUT_CATALOG_TABLE": "catalog",
    "CROSSCUT_EVENT_BUS": "bus",
    "CROSSCUT_BUDGET_TABLE": "budget",
}


def sources(text: str = GOOD) -> Sources:
    return parse_sources(text, where="sources.yaml")


def test_a_source_has_what_the_file_says_and_defaults_for_the_rest() -> None:
    api, web = sources().sources

    assert (api.prefix, api.notify_at, api.slack_channel) == ("shop/api/", Severity.HIGH, "#shop-oncall")
    assert (web.prefix, web.notify_at, web.environment) == ("shop-web/", Severity.CRITICAL, "production")


def test_a_source_is_urgent_unless_the_file_says_otherwise() -> None:
    api, web = sources(GOOD + "    urgent: false\n").sources

    assert (api.urgent, web.urgent) == (True, False)


def test_an_empty_file_has_no_sources() -> None:
    assert sources("").sources == ()


def test_json_is_yaml_too() -> None:
    assert sources('{"sources": [{"name": "a"}]}').sources[0].prefix == "a/"


def test_the_projects_own_sources_file_is_right() -> None:
    path = Path(__file__).resolve().parents[2] / "sources.yaml"

    assert {s.name for s in load_sources(path).sources} == {"shop-web", "shop-api", "shop-pods", "shop-batch"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sources: [", "sources.yaml:1: "),
        ("- a", "sources.yaml: file: "),
        ("sources: shop", "sources.yaml:1: sources: "),
        ("sources: [{}]", "sources.yaml:1: sources.0.name: Field required"),
        ("sources: [{name: Shop}]", "sources.yaml:1: sources.0.name: "),
        ("sources: [{name: 7}]", "sources.yaml:1: sources.0.name: "),
        (
            "sources: [{name: a, prefix: /a/}]",
            "sources.0.prefix: a prefix ends with '/' and does not begin with it",
        ),
        ("sources: [{name: a, prefix: a}]", "sources.0.prefix: a prefix ends with '/'"),
        (
            "sources: [{name: a, slack_channel: oncall}]",
            "sources.0.slack_channel: a Slack channel is '#name'",
        ),
        ("sources: [{name: a, notify_at: urgent}]", "sources.0.notify_at: "),
        ("sources: [{name: a, colour: red}]", "sources.0.colour: Extra inputs"),
        ("sources: [{name: a}, {name: a, prefix: b/}]", "two sources have the name 'a'; it must be unique"),
        ("sources: [{name: a, prefix: x/}, {name: b, prefix: x/}]", "two sources have the prefix 'x/'"),
        ("source: []", "source: Extra inputs"),
    ],
)
def test_a_wrong_file_is_told_in_one_line_that_says_where(text: str, said: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        sources(text)

    assert said in str(error.value)
    assert "\n" not in str(error.value)
    assert error.value.__cause__ is None


def test_the_longest_prefix_chooses_the_source() -> None:
    known = sources("sources: [{name: shop, prefix: shop/}, {name: api, prefix: shop/api/}]")

    assert known.for_key("shop/api/2026/03/02/app.log").name == "api"
    assert known.for_key("shop/web/app.log").name == "shop"
    assert known.for_key("shop/apix.log").name == "shop"


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("mail/2026/app.log", "mail"),
        ("Mail Server/app.log", "mail-server"),
        ("app.log", "default"),
        ("/app.log", "default"),
        ("../app.log", "default"),
        ("Ünit/app.log", "nit"),
        ("-._/app.log", "default"),
        (f"{'x' * 200}/app.log", "x" * 63),
    ],
)
def test_a_key_under_no_prefix_has_a_source_named_after_its_folder(key: str, name: str) -> None:
    assert sources().for_key(key).name == name


def test_a_source_that_the_file_does_not_have_is_a_plain_one() -> None:
    assert sources().named("shop-api").prefix == "shop/api/"
    assert sources().named("other") == Source(name="other")


def test_the_file_is_found_by_its_path_then_by_the_environment(tmp_path: Path) -> None:
    given, named = tmp_path / "a.yaml", tmp_path / "b.yaml"
    given.write_text("sources: [{name: a}]")
    named.write_text("sources: [{name: b}]")
    environ = {"CROSSCUT_SOURCES": str(named)}

    assert load_sources(given, environ).sources[0].name == "a"
    assert load_sources(None, environ).sources[0].name == "b"
    assert load_sources(None, {}).sources == ()


def test_a_deployed_file_is_found_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "crosscut_deployment"
    folder.mkdir()
    (folder / "sources.json").write_text(json.dumps({"sources": [{"name": "deployed"}]}))
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])

    assert load_sources(None, {}).sources[0].name == "deployed"


@pytest.mark.parametrize(
    "make", [lambda p: None, lambda p: p.mkdir(), lambda p: p.write_bytes(b"\xff\xfe\x00a")]
)
def test_a_file_that_cannot_be_read_is_told_by_its_name(tmp_path: Path, make: object) -> None:
    path = tmp_path / "sources.yaml"
    make(path)  # type: ignore[operator]

    with pytest.raises(ConfigurationError, match=r"sources\.yaml: cannot read the sources file"):
        load_sources(path)


def test_settings_are_read_from_the_environment() -> None:
    settings = AnalyzeSettings.from_environment(
        {**NEEDED, "CROSSCUT_PROVIDER": "bedrock", "CROSSCUT_DIGEST_TOKENS": "8000", "OTHER": "x"}
    )

    assert (settings.work_bucket, settings.provider, settings.digest_tokens) == (
        "example-work",
        "bedrock",
        8000,
    )
    assert settings.anthropic_url == "https://api.anthropic.com"


def test_what_is_set_but_empty_has_its_default() -> None:
    settings = AnalyzeSettings.from_environment(
        {**NEEDED, "CROSSCUT_MODEL": "", "CROSSCUT_DIGEST_TOKENS": "", "CROSSCUT_ANTHROPIC_SECRET": ""}
    )

    assert settings.model.startswith("claude-")
    assert settings.digest_tokens == 6_000
    assert settings.anthropic_secret == ""


def test_an_empty_slack_secret_is_no_slack() -> None:
    settings = NotifySettings.from_environment(
        {
            "CROSSCUT_WORK_BUCKET": "w",
            "CROSSCUT_TOPIC_ARN": "arn",
            "CROSSCUT_QUEUE_URL": "url",
            "CROSSCUT_INSIGHTS_TABLE": "i",
            "CROSSCUT_NOTICES_TABLE": "n",
            "CROSSCUT_SLACK_SECRET": "",
        }
    )

    assert settings.slack_secret == ""


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({}, "CROSSCUT_WORK_BUCKET: Field required"),
        ({**NEEDED, "CROSSCUT_PROVIDER": "openai"}, "CROSSCUT_PROVIDER: "),
        ({**NEEDED, "CROSSCUT_RETRY_SECONDS": "soon"}, "CROSSCUT_RETRY_SECONDS: "),
        ({**NEEDED, "CROSSCUT_DIGEST_TOKENS": "10"}, "CROSSCUT_DIGEST_TOKENS: "),
        ({**NEEDED, "CROSSCUT_MODEL_DEADLINE_SECONDS": "0"}, "CROSSCUT_MODEL_DEADLINE_SECONDS: "),
        ({**NEEDED, "CROSSCUT_MODEL_ATTEMPTS": "0"}, "CROSSCUT_MODEL_ATTEMPTS: "),
    ],
)
def test_a_wrong_setting_is_told_by_its_variable(environ: dict[str, str], said: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        AnalyzeSettings.from_environment(environ)

    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_what_sanitize_needs_is_asked_for_by_name_until_it_is_all_there() -> None:
    given: dict[str, str] = {}

    while True:
        try:
            SanitizeSettings.from_environment(given)
            break
        except ConfigurationError as error:
            missing = re.search(r"(CROSSCUT_[A-Z_]+): Field required", str(error))
            assert missing, error
            given[missing[1]] = "https://synthetic.example.test/queue.fifo"

    assert {"CROSSCUT_LOG_BUCKET", "CROSSCUT_WORK_BUCKET", "CROSSCUT_DIGEST_QUEUE_URL"} <= given.keys()


def test_the_command_line_needs_no_setting() -> None:
    assert ToolSettings.from_environment({}).insights_table == ""


def test_the_key_is_read_without_blanks() -> None:
    assert anthropic_api_key({"ANTHROPIC_API_KEY": " synthetic \n"}) == "synthetic"
    assert anthropic_api_key({}) == ""
