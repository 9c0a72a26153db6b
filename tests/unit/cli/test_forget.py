"""`crosscut forget` on an account such as the stack makes; tests/handlers/adapters/test_forgetting.py has what goes."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crosscut.aws import clients
from crosscut.cli.main import cli

LOGS, WORK = (f"crosscut-dev-{part}-123456789012-us-east-1" for part in ("logs", "work"))
KEYS = {
    "catalog": ("source", "template_id"),
    "baselines": ("source", "item"),
    "ledger": ("day", "item"),
    "notices": ("about", "item"),
}


@pytest.fixture(autouse=True)
def deployment(tables: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two chunks and a raw log of a source."""
    monkeypatch.delenv("CROSSCUT_SOURCES", raising=False)
    for bucket in (LOGS, WORK):
        clients.s3().create_bucket(Bucket=bucket)
    for name, keys in KEYS.items():
        clients.dynamodb().create_table(
            TableName=f"crosscut-dev-{name}",
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[
                {"AttributeName": k, "KeyType": t} for k, t in zip(keys, ("HASH", "RANGE"), strict=True)
            ],
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in keys],
        )
    for key in ("chunks/shop-api/2026/03/01/a", "chunks/shop-api/2026/03/01/b"):
        clients.s3().put_object(Bucket=WORK, Key=key, Body=b"")
    clients.s3().put_object(Bucket=LOGS, Key="shop-api/app.log", Body=b"")


def run(*arguments: str, answer: str = "") -> Result:
    return CliRunner().invoke(cli, ["forget", "--source", "shop-api", *arguments], input=answer)


def kept(bucket: str) -> int:
    return int(clients.s3().list_objects_v2(Bucket=bucket)["KeyCount"])


def test_it_says_what_went_and_that_nothing_is_left() -> None:
    done = run("--logs", "--yes")

    assert done.exit_code == 0, done.output
    assert ["chunks", "2", "0"] in [line.split() for line in done.stdout.splitlines()]
    assert "Nothing of shop-api is left." in done.stdout
    assert (kept(WORK), kept(LOGS)) == (0, 0)


def test_it_asks_first_and_a_dry_run_only_counts() -> None:
    assert run("--logs", answer="n\n").exit_code == 130
    assert "3 things would be removed." in run("--logs", "--dry-run").stdout
    assert (kept(WORK), kept(LOGS)) == (2, 1)


def test_raw_logs_that_other_sources_share_are_not_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "sources.yaml"
    file.write_text("sources:\n  - {name: shop-api}\n  - {name: audit, prefix: shop-api/audit/}\n")
    monkeypatch.setenv("CROSSCUT_SOURCES", str(file))

    done = run("--logs", "--yes")

    assert done.exit_code == 2
    assert "begin with 'shop-api/', which also begin those of audit" in done.stderr
    assert (kept(WORK), kept(LOGS)) == (2, 1)


def test_tables_and_bucket_may_be_named_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    clients.s3().create_bucket(Bucket="named-work")
    clients.s3().put_object(Bucket="named-work", Key="chunks/shop-api/2026/03/01/a", Body=b"")
    for name, (partition, sort) in KEYS.items():
        clients.dynamodb().delete_table(TableName=f"crosscut-dev-{name}")
        clients.dynamodb().create_table(
            TableName=f"named-{name}",
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[
                {"AttributeName": partition, "KeyType": "HASH"},
                {"AttributeName": sort, "KeyType": "RANGE"},
            ],
            AttributeDefinitions=[{"AttributeName": k, "AttributeType": "S"} for k in (partition, sort)],
        )
        monkeypatch.setenv(f"CROSSCUT_{name.upper()}_TABLE", f"named-{name}")
    monkeypatch.setenv("CROSSCUT_WORK_BUCKET", "named-work")

    assert "1 thing would be removed." in run("--dry-run").stdout
    with_stage = run("--dry-run", "--stage", "dev")
    assert with_stage.exit_code == 2  # whoever names a stage means its own
    assert "crosscut-dev-catalog" in with_stage.stderr


def test_a_source_is_named() -> None:
    done = CliRunner().invoke(cli, ["forget", "--yes"])

    assert done.exit_code == 2
    assert "Missing option '--source'" in done.stderr
