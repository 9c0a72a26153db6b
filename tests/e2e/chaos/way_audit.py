"""The hour strikes, and reconcile looks for what got lost: one object, of which the event never arrived."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime

from tests.e2e.chaos.deployed import STAGE, Deployed
from tests.e2e.chaos.facts import Facts
from tests.e2e.chaos.trial import environment
from tests.e2e.chaos.trials_events import lose

_FUNCTION = "reconcile"
_LOG_SECONDS = 60
_SECONDS = 600


class Audit:
    """Each look has to count that object, and nothing else, whatever failed on the way."""

    name = "audit"
    functions = (_FUNCTION,)
    by_rules = True
    records = 1

    def __init__(self) -> None:
        self._afterwards = ExitStack()
        self._since = datetime.now(UTC)
        self._counted: list[int] = []
        self._dead = 0

    def prepare(self, deployed: Deployed, sources: Sequence[str]) -> None:
        # Else what arrived within the last hour is not looked at.
        self._afterwards.enter_context(environment(deployed, _FUNCTION, CROSSCUT_GRACE_MINUTES="0"))
        lost = f"{sources[0]}-lost"
        lose(deployed, lost)
        self._afterwards.callback(_bring_back, deployed, lost)

    def begin(self, deployed: Deployed, sources: Sequence[str]) -> None:
        self._since = datetime.now(UTC)
        for source in sources:
            about = {"about": {"DataType": "String", "StringValue": source}}
            deployed.send("audits", json.dumps({"tick": source}), MessageAttributes=about)

    def finish(self, deployed: Deployed, sources: Sequence[str]) -> Mapping[str, str]:
        ends = time.monotonic() + _LOG_SECONDS
        # What a Lambda has logged may be there later than what it has done.
        while len(found := list(_counted(deployed, self._since))) < len(sources) and time.monotonic() < ends:
            time.sleep(1)
        self._counted = found
        self._dead = sum(count for queue, count in deployed.aws.dead().items() if "-audits-" in queue)
        self._afterwards.close()
        self._looks = len(sources)
        return {}

    def wrongs(self, source: str, facts: Facts) -> Iterator[str]:
        if len(self._counted) < self._looks or self._dead:
            yield f"{len(self._counted)} of {self._looks} looks came to an end, {self._dead} dead letters"
        if set(self._counted) - {1}:
            yield f"looks counted {self._counted}, each should have counted 1"


def _counted(deployed: Deployed, since: datetime) -> Iterator[int]:
    """Yield the differences that each look has published, as the embedded metric format has them."""
    for line in deployed.aws.log_lines(since=since):
        if line.function == f"{STAGE}-{_FUNCTION}" and '"LedgerDifferences"' in line.text:
            value = json.loads(line.text)["LedgerDifferences"]
            yield int(value[0] if isinstance(value, list) else value)


def _bring_back(deployed: Deployed, source: str) -> None:
    deployed.local.run("replay", "--source", source, "--yes", "--local")
    assert deployed.await_quiet([source], seconds=_SECONDS), f"{source}: still on its way"
