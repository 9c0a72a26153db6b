"""What lay in a bucket before is backfilled, and people are told of what it shows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from crosscut.cli.local.deploy import ARCHIVE
from tests.e2e.chaos.deployed import Deployed
from tests.e2e.chaos.facts import Facts, wrongs
from tests.e2e.chaos.logs import log
from tests.e2e.harness import eventually

_SECONDS = 900  # on a busy machine


class Backfill:
    """One backfill of all sources, each a batch. The rules answer alone: the model's calls are broken elsewhere."""

    name = "past"
    functions = ("backfill: sanitize", "backfill: analyze")
    by_rules = True
    records = 1

    def __init__(self) -> None:
        self._id = ""
        self._status: dict[str, Any] = {}

    def prepare(self, deployed: Deployed, sources: Sequence[str]) -> None:
        with suppress(deployed.s3.exceptions.BucketAlreadyOwnedByYou):
            deployed.s3.create_bucket(Bucket=ARCHIVE)
        for source in sources:
            deployed.s3.put_object(Bucket=ARCHIVE, Key=f"{source}/app.jsonl", Body=log(source))

    def begin(self, deployed: Deployed, sources: Sequence[str]) -> None:
        options = ("--notify", "--budget-share", "0", "--yes", "--detach", "--local")
        begun = deployed.local.run("backfill", f"s3://{ARCHIVE}/{_common(sources)}", *options)
        self._id = begun.stdout.splitlines()[-1]
        self._await_end(deployed)

    def finish(self, deployed: Deployed, sources: Sequence[str]) -> Mapping[str, str]:
        if self._status["state"] == "done" and not self._status["failed"]:
            return {}
        failed = str(self._status)
        deployed.local.run("backfill", "resume", self._id, "--local", check=False)
        self._await_end(deployed)
        named = [source for source in sources if f"{source}/" in failed]
        return dict.fromkeys(named or sources, "`crosscut backfill resume`")

    def wrongs(self, source: str, facts: Facts) -> Iterator[str]:
        yield from wrongs(facts)
        if self._status["state"] != "done" or self._status["failed"] or self._status["left"]:
            yield f"the backfill: {self._status}"

    def _await_end(self, deployed: Deployed) -> None:
        def ended() -> bool:
            shown = deployed.local.run("backfill", "status", self._id, "--json", "--local").stdout
            self._status = json.loads(shown)
            return self._status["state"] != "running"

        eventually(ended, seconds=_SECONDS, what="an end of the backfill")


def _common(sources: Sequence[str]) -> str:
    """Return how the keys of all of them begin, and of no others: they are numbered below one name."""
    return f"{sources[0]}/" if len(sources) == 1 else f"{sources[0].rpartition('-')[0]}-"
