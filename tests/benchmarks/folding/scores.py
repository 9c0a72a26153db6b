"""How far a grouping of lines agrees with the truth.

Grouping accuracy: Zhu et al., "Tools and Benchmarks for Automated Log Parsing", ICSE-SEIP 2019. Its F-measure over
templates: Jiang et al., "A Large-Scale Evaluation for Log Parsing Techniques", ISSTA 2024. Parsing accuracy: Dai et
al., "Logram", TSE 2020.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Sequence
from typing import NamedTuple

_MASK = re.compile(r"<[A-Za-z_:*]+>")
# Where one value ends and the next begins is taste (`<*>:<*>` or `<*>`), and so is a word grown to a value (`blk_<*>`).
_RUN = re.compile(r"[\w.\-/#@%+$]*<\*>(?:[\w.:,\-/#@%+$]*<\*>)*[\w.\-/#@%+$]*(?: ?(?:[KMGT]i?)?B\b)?")
_LIST = re.compile(r"<\*>(?:,? <\*>)+")


class Scores(NamedTuple):
    """From 0 to 1."""

    grouping: float  # share of lines whose group has exactly the lines of their true template
    f_grouping: float  # harmonic mean of precision and recall over groups
    parsing: float  # share of lines with the true template, as `plain` compares them


def scores_of(groups: Sequence[Hashable], templates: Sequence[str], truth: Sequence[str]) -> Scores:
    """Return the scores: `groups` and `templates` are what a miner has given the lines, `truth` what they have."""
    found, true, both = Counter(groups), Counter(truth), Counter(zip(groups, truth, strict=True))
    right = [n for (group, template), n in both.items() if n == found[group] == true[template]]
    precision, recall = len(right) / len(found), len(right) / len(true)
    parsed = sum(plain(a) == plain(b) for a, b in zip(templates, truth, strict=True))
    return Scores(
        sum(right) / len(truth),
        2 * precision * recall / (precision + recall) if right else 0.0,
        parsed / len(truth),
    )


def plain(template: str) -> str:
    """Return a template in the form in which those of several miners can be compared."""
    masked = _MASK.sub("<*>", " ".join(template.split()))
    return _LIST.sub("<*>", _RUN.sub("<*>", masked))
