"""Freezes what a release keeps: its template, its tables, buckets and secrets, and messages in flight.

Run it with the Python of a checkout of that release, from that checkout, which is where the code comes from:

    git worktree add --detach ../release v0.1.0 && cd ../release && make install node_modules
    .venv/bin/python PATH/TO/tests/data/releases/freeze.py PATH/TO/tests/data/releases/0.1.0

It brings up a local AWS of its own with the offline analyst, drops parts of the sample logs, takes a decision as a
person would, and then stops one Lambda after the other, so that what it would have taken lies in its queue. Everything
is written as that release's own code has written it: nothing here knows how an item or a message looks. Takes about two
minutes on a quiet machine.
"""

from __future__ import annotations

import base64
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3

STAGE = "local"
ROOT = Path.cwd()
LOG = ROOT / "tests" / "logs" / "shop-api" / "app.log"
# Stretches of the sample log by lines: before the outage, into it, and after it with nothing that is new.
BEFORE, INTO, THEN, AFTER = (0, 300), (1450, 1650), (1650, 1710), (1710, 1770)


def main(folder: Path) -> None:
    """Write `template.json.gz` and `state.json.gz` into the folder."""
    with tempfile.TemporaryDirectory() as home:
        crosscut = _Crosscut(Path(home))
        crosscut.run("local", "up", "--port", str(_free_port()))
        try:
            state = _made(crosscut)
            template = next((Path(home) / "local").rglob(f"Crosscut-{STAGE}.template.json"))
            folder.mkdir(parents=True, exist_ok=True)
            _write(folder / "template.json.gz", json.loads(template.read_text(encoding="utf-8")))
            _write(folder / "state.json.gz", state)
        finally:
            crosscut.run("local", "down")


class _Crosscut:
    def __init__(self, home: Path) -> None:
        self.home = home
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "ANTHROPIC", "CROSSCUT"))}
        self._environment = {**kept, "CROSSCUT_HOME": str(home)}

    def run(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "crosscut.cli.main", *arguments],
            cwd=ROOT, env=self._environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(f"crosscut {' '.join(arguments)}: {done.stderr}")
        return done.stdout.strip()

    def client(self, service: str) -> Any:
        state = json.loads(next(self.home.rglob("state.json")).read_text(encoding="utf-8"))
        return boto3.client(
            service, endpoint_url=f"http://127.0.0.1:{state['port']}", region_name="us-east-1",
            aws_access_key_id="test", aws_secret_access_key="test",
        )  # fmt: skip

    def drop(self, span: tuple[int, int], name: str) -> str:
        """Drop a stretch of the sample log, and return its key."""
        lines = LOG.read_bytes().splitlines(keepends=True)
        return self.drop_bytes(b"".join(lines[slice(*span)]), name)

    def drop_bytes(self, data: bytes, name: str) -> str:
        file = self.home / name
        file.write_bytes(data)
        return self.run("local", "drop", str(file), "--source", "shop-api")


def _made(crosscut: _Crosscut) -> dict[str, Any]:
    sqs, lambda_ = crosscut.client("sqs"), crosscut.client("lambda")
    ledger = f"crosscut-{STAGE}-ledger"

    def analysed(number: int) -> bool:
        items = crosscut.client("dynamodb").scan(TableName=ledger)["Items"]
        return sum("analysed_at" in item for item in items) >= number

    def stop(name: str) -> None:
        for mapping in lambda_.list_event_source_mappings()["EventSourceMappings"]:
            if mapping["FunctionArn"].endswith(f"-{name}"):
                lambda_.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
        time.sleep(5)  # what it has in hand ends

    def waiting(queue: str, number: int) -> list[str]:
        found = {}
        url = sqs.get_queue_url(QueueName=f"crosscut-{STAGE}-{queue}")["QueueUrl"]

        def look() -> bool:
            answer = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=600)
            found.update({m["MessageId"]: m["Body"] for m in answer.get("Messages", ())})
            return len(found) >= number

        _eventually(look, f"{number} messages on {queue}")
        return list(found.values())

    first = crosscut.drop(BEFORE, "before.log")
    _eventually(lambda: analysed(1), "the first digest is analysed")
    crosscut.drop(INTO, "into.log")
    _eventually(lambda: analysed(2), "the second digest is analysed")
    crosscut.drop_bytes(
        gzip.compress(LOG.read_bytes()[:30_000])[:-400], "cut-short.log.gz"
    )  # ends in quarantine
    _eventually(lambda: analysed(3), "what could be read of a damaged log is analysed")
    found = json.loads(crosscut.run("insights", "list", "--local", "--since", "2020-01-01", "--json"))
    insights = [each["id"] for each in (found["insights"] if isinstance(found, dict) else found)]
    crosscut.run("insights", "ack", "--local", insights[-1])
    time.sleep(10)  # notify tells of it

    messages = {}
    stop("notify")
    crosscut.drop(THEN, "then.log")
    _eventually(lambda: analysed(4), "the fourth digest is analysed")
    messages["notices"] = waiting("notices", 1)
    stop("analyze")
    crosscut.drop(AFTER, "after.log")
    messages["digests.fifo"] = waiting("digests.fifo", 1)
    stop("sanitize")
    crosscut.drop(THEN, "again.log")
    crosscut.run("replay", "--local", "--source", "shop-api", "--object", first, "--yes")
    messages["intake"] = waiting("intake", 2)
    return {
        "messages": messages,
        "tables": _tables(crosscut),
        "objects": _objects(crosscut),
        "secrets": _secrets(crosscut),
    }


def _tables(crosscut: _Crosscut) -> dict[str, list[Any]]:
    dynamodb = crosscut.client("dynamodb")
    return {
        name: dynamodb.scan(TableName=name)["Items"]
        for name in dynamodb.list_tables()["TableNames"]
        if name.startswith("crosscut-")
    }


def _objects(crosscut: _Crosscut) -> dict[str, dict[str, bytes]]:
    s3 = crosscut.client("s3")
    return {
        bucket["Name"]: {
            item["Key"]: s3.get_object(Bucket=bucket["Name"], Key=item["Key"])["Body"].read()
            for item in s3.list_objects_v2(Bucket=bucket["Name"]).get("Contents", ())
            if not item["Key"].startswith("reports/")  # made anew from the insights
        }
        for bucket in s3.list_buckets()["Buckets"]
        if bucket["Name"].startswith("crosscut-")
    }


def _secrets(crosscut: _Crosscut) -> dict[str, str]:
    secrets = crosscut.client("secretsmanager")
    name = f"crosscut/{STAGE}/pseudonym-key"
    return {name: secrets.get_secret_value(SecretId=name)["SecretString"]}


def _eventually(look: Callable[[], bool], what: str) -> None:
    for _ in range(240):
        if look():
            return
        time.sleep(0.5)
    raise SystemExit(f"not in time: {what}")


def _free_port() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def _write(file: Path, document: Any) -> None:
    text = json.dumps(
        document, default=lambda data: {"base64": base64.b64encode(bytes(data)).decode()}, sort_keys=True
    )
    file.write_bytes(gzip.compress(text.encode(), mtime=0))


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
