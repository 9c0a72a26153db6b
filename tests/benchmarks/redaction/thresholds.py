"""What redaction has to reach on the corpus; continuous integration holds it to this."""

from __future__ import annotations

from tests.benchmarks.redaction.scoring import Score

RECALL = 0.995
RECALL_OF_A_KIND = 0.98
PRECISION = 0.98


def shortfalls(score: Score) -> list[str]:
    """Return a sentence for each figure that is too low; of a kind of few values one may be missed."""
    found = []
    if score.recall() < RECALL:
        found.append(f"recall over all is {score.recall():.4f}, below {RECALL}")
    if score.precision() < PRECISION:
        found.append(f"precision is {score.precision():.4f}, below {PRECISION}")
    for family, missed in sorted(score.missed.items()):
        if missed > 1 and score.recall(family) < RECALL_OF_A_KIND:
            found.append(f"recall of {family} is {score.recall(family):.4f}, below {RECALL_OF_A_KIND}")
    return found
