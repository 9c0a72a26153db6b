"""What the river makes of a scenario, in memory and without a model, held against the label."""

from __future__ import annotations

import io
import re
from typing import NamedTuple

from crosscut.analysis.offline import OfflineAnalyst
from crosscut.config import Source
from crosscut.insights.memory import MemoryCatalog, MemoryInsightStore
from crosscut.model import Insight, Severity
from crosscut.parts import SourceObject
from crosscut.pipeline import analyze, sanitize
from crosscut.redaction import Redactor
from tests.benchmarks.detection.scenario import Scenario
from tests.unit.writing import NOW

KEY = b"synthetic-key"
_ADDRESS = re.compile(r"\{([0-9.]+)\}")


class Outcome(NamedTuple):
    """How the insights of medium severity and above compare with the label."""

    scenario: Scenario
    insights: tuple[Insight, ...]
    right: tuple[bool, ...]  # of each: its category and component are those of the label

    @property
    def found(self) -> bool:
        return any(self.right)

    @property
    def first(self) -> bool:
        """Whether the first insight has the right category and component."""
        return bool(self.right) and self.right[0]

    @property
    def cause(self) -> bool:
        """Whether the first insight also says what happened."""
        return self.first and says(self.insights[0], self.scenario.cause)


def insights_of(text: str) -> list[Insight]:
    """Return all insights into a log that stands alone, the first one first."""
    item = SourceObject("app.log", io.BytesIO(text.encode()), NOW)
    digest = sanitize([item], source="shop", redactor=Redactor(key=KEY), sink=None)
    return analyze(
        digest,
        digest_id="bench",
        source=Source(name="shop"),
        analyst=OfflineAnalyst(),
        catalog=MemoryCatalog(),
        store=MemoryInsightStore(),
        now=NOW,
    )


def says(insight: Insight, pattern: str) -> bool:
    """Whether the insight's own words (not the lines it quotes) match, in any case."""
    pattern = _ADDRESS.sub(lambda found: re.escape(Redactor(key=KEY).text(found[1])), pattern)
    words = "\n".join((insight.title, insight.root_cause, insight.summary, *insight.services))
    return re.search(pattern, words, re.IGNORECASE) is not None


def outcome_of(scenario: Scenario) -> Outcome:
    insights = tuple(i for i in insights_of(scenario.write()) if i.severity.rank >= Severity.MEDIUM.rank)
    right = tuple(i.category in scenario.categories and says(i, scenario.component) for i in insights)
    return Outcome(scenario, insights, right)
