"""docs/deploy.md names every context key, with its default, and what else people type."""

from __future__ import annotations

import re

import pytest

from tests.infra.conftest import ROOT
from tests.infra.deployed import Deployed

pytestmark = pytest.mark.infra


def test_every_context_key_is_explained_with_its_default() -> None:
    from infra.deployment import Context
    from infra.stage import Stage

    page = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
    explained = dict(re.findall(r"^\| `(\w+)` \| `?([^`|]+?)`? \|", page, re.MULTILINE))

    by_stage: dict[str, object] = {
        "logRetentionDays": Stage(name="x").log_retention_days,
        "rawRetentionDays": Stage(name="x").raw_retention_days,
    }
    by_stage["backfillBuckets"] = "none"
    defaults = {str(field.alias): field.default for field in Context.model_fields.values()}
    assert explained == {key: str(by_stage.get(key, value)) for key, value in defaults.items()}


def test_the_log_retentions_are_those_that_synth_takes() -> None:
    from infra.deployment import LOG_RETENTIONS

    *most, last = map(str, LOG_RETENTIONS)
    assert f"{', '.join(most)} or {last}" in (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")


def test_the_secrets_that_people_fill_in_are_named_as_deployed(dev: Deployed) -> None:
    page = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")

    named = set(re.findall(r"--secret-id (\S+)", page))
    assert named == {s.name for s in dev.all("AWS::SecretsManager::Secret") if "SecretString" in s.properties}


def test_the_cdk_command_line_is_pinned() -> None:
    assert '"aws-cdk": "2.1148.1"' in (ROOT / "package.json").read_text(encoding="utf-8")
    assert '"version": "2.1148.1"' in (ROOT / "package-lock.json").read_text(encoding="utf-8")


def test_each_alarm_has_one_row_on_the_page_about_reliability_and_no_row_is_of_none(dev: Deployed) -> None:
    page = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
    rows = page.partition("## When an alarm rings")[2].partition("\n## ")[0]

    told = [
        name
        for row in re.findall(r"^\| (`[^|]+) \|", rows, re.MULTILINE)
        for name in re.findall(r"`([\w-]+)`", row)
    ]
    assert sorted(told) == sorted(
        a["AlarmName"].removeprefix("crosscut-dev-") for a in dev.all("AWS::CloudWatch::Alarm")
    )
