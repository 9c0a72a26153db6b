"""Insights and incidents on the local AWS: the documented queries, a trouble of two sources, what people say."""

from __future__ import annotations

import json

import pytest

from crosscut.aws import clients
from crosscut.aws.insights import DynamoInsightStore
from tests.e2e.harness import ROOT, Local, eventually
from tests.fakes.documented import commands_in, sample_insights, store_samples

TABLE = "crosscut-local-insights"


@pytest.fixture(scope="module")
def store(local: Local) -> DynamoInsightStore:
    return DynamoInsightStore(clients.dynamodb(local.aws.endpoint), TABLE)


def test_the_documented_queries_return_what_the_page_prints(local: Local, store: DynamoInsightStore) -> None:
    page = (ROOT / "docs" / "insights.md").read_text(encoding="utf-8")
    store_samples(store)
    own = {insight.id for insight in sample_insights()}

    for command in commands_in(page):
        rows = command.run(clients.dynamodb(local.aws.endpoint), lambda _: TABLE)
        # Other tests of the run leave insights too.
        assert [row for row in rows if own & set(row.split("\t"))] == command.printed, command.words


def test_one_trouble_that_two_sources_see_is_one_incident_until_a_person_resolves_it(local: Local) -> None:
    log = ROOT / "tests" / "logs" / "shop-api" / "app.log"
    for source in ("north", "south"):
        local.drop(log, source)

    def together() -> str:
        incidents = [{i.incident for i in local.insights(source)} - {""} for source in ("north", "south")]
        shared = set.intersection(*incidents)
        return next(iter(shared), "")

    incident = eventually(together, seconds=120, what="insights of both sources in one incident")
    document = json.loads(local.run("incidents", "show", incident, "--local", "--json").stdout)
    [shown] = document["incidents"]
    assert set(shown["sources"]) >= {"north", "south"}
    assert shown["phase"] in ("opened", "updated")
    listed = local.run("incidents", "list", "--since", "2026-01-01", "--live", "--local").stdout
    assert incident in listed

    local.run("incidents", "resolve", incident, "--by", "ada", "--local")
    statuses = {
        i.status.value for s in ("north", "south") for i in local.insights(s) if i.incident == incident
    }
    assert statuses == {"resolved"}
    rows = local.run(
        "insights", "export", "--since", "2026-01-01", "--incident", incident, "--format", "csv", "--local"
    )
    assert len(rows.stdout.splitlines()) == len(shown["members"]) + 1
