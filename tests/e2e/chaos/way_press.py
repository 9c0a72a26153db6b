"""Somebody presses "Acknowledge" in a message, and once more where Slack shows them that it failed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from crosscut.model import Status
from tests.e2e.chaos.deployed import Deployed
from tests.e2e.chaos.facts import Facts, wrongs
from tests.e2e.chaos.logs import log
from tests.e2e.pressing import press

_SECONDS = 900  # for the logs before the presses, on a busy machine


class Press:
    """Whoever presses is named after the source."""

    name = "press"
    functions = ("slack",)
    by_rules = False
    records = 1

    def __init__(self) -> None:
        self._answers: dict[str, int] = {}

    def prepare(self, deployed: Deployed, sources: Sequence[str]) -> None:
        for source in sources:
            deployed.drop(source, log(source))
        assert deployed.await_quiet(sources, seconds=_SECONDS), "logs are still on their way"

    def begin(self, deployed: Deployed, sources: Sequence[str]) -> None:
        for source in sources:
            self._answers[source] = _press(deployed, source)

    def finish(self, deployed: Deployed, sources: Sequence[str]) -> Mapping[str, str]:
        again = [source for source in sources if self._answers[source] != 200]
        for source in again:
            self._answers[source] = _press(deployed, source)
        return dict.fromkeys(again, "the button was pressed again")

    def wrongs(self, source: str, facts: Facts) -> Iterator[str]:
        yield from wrongs(facts)
        if self._answers[source] != 200:
            yield f"the press was answered with {self._answers[source]}"
        stored = [
            (insight.status, {each.by.partition(" ")[0] for each in insight.decisions})
            for insight in facts.critical
        ]
        if stored != [(Status.ACKNOWLEDGED, {source})]:
            yield f"decided: {stored}"
        if f"Acknowledged by {source}" not in facts.latest:
            yield "the message does not say who has acknowledged it"


def _press(deployed: Deployed, source: str) -> int:
    post = next(m for m in deployed.messages() if not m.thread and f"{source}-db.invalid" in m.text)
    actions = next(b for b in cast(Any, post.content["blocks"]) if b["type"] == "actions")
    button = actions["elements"][0]
    return press(deployed.local, button["action_id"], button["value"], by=source)
