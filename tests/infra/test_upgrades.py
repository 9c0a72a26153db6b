"""From each earlier release's template to the present one: nothing that holds something is made anew."""

from __future__ import annotations

from typing import Any

import pytest

from tests.infra.deployed import Deployed
from tests.releases import IDENTITY, RELEASES, Release

pytestmark = pytest.mark.infra

RELEASE = [pytest.param(Release(version), id=version) for version in RELEASES]
EXEMPT = {"AWS::Logs::LogGroup"}  # of a Lambda that is no more


def indexes(resource: dict[str, Any]) -> dict[str, Any]:
    found = resource["Properties"].get("GlobalSecondaryIndexes", [])
    return {index["IndexName"]: index for index in found}


@pytest.mark.parametrize("release", RELEASE)
def test_what_holds_something_stays_the_same_thing(local: Deployed, release: Release) -> None:
    """Another logical id, type, physical name or key makes CloudFormation put a new, empty one in its place."""
    present = local.template["Resources"]

    assert len(release.stores) >= 20
    for id_, before in release.stores.items():
        after = present.get(id_)
        assert after is not None or before["Type"] in EXEMPT, f"{id_} ({before['Type']}) is gone"
        if after is None:
            continue
        assert after["Type"] == before["Type"], id_
        for name in IDENTITY[before["Type"]]:
            assert after["Properties"].get(name) == before["Properties"].get(name), f"{id_}.{name}"


@pytest.mark.parametrize("release", RELEASE)
def test_the_indexes_of_a_table_change_one_at_a_time(local: Deployed, release: Release) -> None:
    """DynamoDB makes or deletes one index in an update, and changes none (UpdateTable, API reference)."""
    for id_, before in release.stores.items():
        if before["Type"] != "AWS::DynamoDB::Table":
            continue
        old, new = indexes(before), indexes(local.template["Resources"][id_])
        changed = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
        assert len(changed) <= 1, f"{id_}: {sorted(changed)}"
        assert not changed & old.keys() & new.keys(), (
            f"{id_}: {sorted(changed)}: under another name, or not at all"
        )


@pytest.mark.parametrize("release", RELEASE)
def test_what_was_read_by_names_is_still_told_by_them(local: Deployed, release: Release) -> None:
    """Scripts of people read the outputs; the command line finds tables and queues by their names."""
    assert release.template["Outputs"].keys() <= local.template["Outputs"].keys()


def test_a_change_that_would_empty_a_table_is_seen(local: Deployed) -> None:
    release = Release(RELEASES[-1])
    [id_] = [
        i for i, r in release.stores.items() if r["Properties"].get("TableName") == "crosscut-local-insights"
    ]
    renamed = {
        **release.stores[id_],
        "Properties": {**release.stores[id_]["Properties"], "TableName": "other"},
    }
    other = Release(release.version)
    other.__dict__["template"] = {"Resources": {**release.stores, id_: renamed}}

    with pytest.raises(AssertionError, match=f"{id_}.TableName"):
        test_what_holds_something_stays_the_same_thing(local, other)
