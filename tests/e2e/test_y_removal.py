"""A stack that goes, with its data or without, and a stack of an earlier release that is upgraded with data in it.

In this order, and late in the run: the stack of all other tests is taken away.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crosscut.aws import clients
from infra.remains import commands
from tests.e2e import stacks
from tests.e2e.harness import Local, eventually
from tests.releases import IDENTITY, RELEASES, Release

SOURCE = "shop-api"


def test_a_stage_that_keeps_nothing_leaves_nothing(local: Local) -> None:
    assert "Nothing of stage local stays" in str(local.state)
    assert stacks.holdings(local)

    stacks.destroy(local)

    assert stacks.holdings(local) == set()


def test_a_stage_that_keeps_its_data_leaves_what_it_said_and_no_more(local: Local) -> None:
    outputs = stacks.deploy(local, keepData="yes")
    bucket = outputs["LogBucketName"]
    clients.s3(local.aws.endpoint).put_object(Bucket=bucket, Key="kept.log", Body=b"a line\n")
    file = local.where.assembly / f"{stacks.STACK}.template.json"
    said = "\n".join(commands(json.loads(file.read_text(encoding="utf-8"))["Resources"], stage="local"))

    stacks.destroy(local)

    left = stacks.holdings(local)
    assert {kind for kind, _ in left} == {"bucket", "table", "secret"}
    account_and_region = bucket.removeprefix("crosscut-local-logs")
    for kind, name in left:
        named = name.replace(account_and_region, "-$ACCOUNT-$REGION") if kind == "bucket" else name
        assert named in said, name
    assert said.count("aws s3 rb") + said.count("delete-table") + said.count("delete-secret") == len(left)
    kept = clients.s3(local.aws.endpoint).get_object(Bucket=bucket, Key="kept.log")["Body"].read()
    assert kept == b"a line\n"
    stacks.clear(local)
    assert stacks.holdings(local) == set()


@pytest.mark.parametrize("version", RELEASES)
def test_a_stack_of_an_earlier_release_is_upgraded_with_its_data_in_it(
    local: Local, version: str, tmp_path: Path
) -> None:
    stacks.destroy(local)
    stacks.clear(local)
    release = Release(version)
    stacks.create(local, {id_: r for id_, r in release.stores.items() if r["Type"] in IDENTITY})
    release.fill(local.aws.endpoint)
    in_flight = release.send(local.aws.endpoint)
    before = stacks.holdings(local)
    assert in_flight >= 4

    stacks.deploy(local)

    assert before <= stacks.holdings(local)
    stored = {item["id"]["S"] for item in release.table("insights")}
    listed = local.run("insights", "list", "--local", "--since", "2020-01-01", "--json").stdout
    assert all(id_ in listed for id_ in stored)
    for id_ in stored:  # their words may change already: the Lambdas are at work
        assert f"{SOURCE}/" in local.run("insights", "show", "--local", id_).stdout
        page = tmp_path / f"{id_}.html"
        local.run("report", id_, "--local", "--html", str(page))
        assert f"{SOURCE}/" in page.read_text(encoding="utf-8")
    known = {item["item"]["S"] for item in release.table("ledger")}

    def parts() -> dict[str, bool]:
        """Of each part that was sanitized, whether its digest was analysed."""
        items = clients.dynamodb(local.aws.endpoint).scan(TableName="crosscut-local-ledger")["Items"]
        return {item["item"]["S"]: "analysed_at" in item for item in items if "document" in item}

    # One more than were known: the object that was announced and not yet read.
    through = eventually(
        lambda: found if len(found := parts()) > len(known) and all(found.values()) else None,
        seconds=240,
        what="messages in flight are worked on",
    )
    assert known < through.keys()
    new = [insight for insight in local.insights(SOURCE) if insight.id not in stored]
    assert not [insight for insight in new if any("new" in rule for rule in insight.rules)]
