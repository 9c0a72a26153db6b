"""What redaction takes from real logs in which nothing was planted, with IP addresses kept: by kind, rule and example.

python -m tests.benchmarks.redaction.over_redaction FOLDER    FOLDER has logs, *.log, perhaps in folders
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from crosscut.redaction import Redactor
from crosscut.redaction.explaining import Span
from crosscut.redaction.policy import Policy
from tests.benchmarks.redaction.document import write_block

KEY = b"synthetic-benchmark-key"
POLICY = Policy(kinds={"IP": False})
MOST = 0.005  # of tokens
_EXAMPLES = 3


@dataclass(slots=True)
class Taken:
    """What went from one log. Tokens are what stands between blanks; kinds, rules and values are counted by span."""

    tokens: int = 0
    touched: int = 0
    spans: Counter[tuple[str, str, str]] = field(default_factory=Counter)  # kind, rule, value
    lines: dict[tuple[str, str, str], str] = field(default_factory=dict)  # the first line of each

    @property
    def share(self) -> float:
        return self.touched / self.tokens if self.tokens else 0.0


def taken(lines: Sequence[str]) -> Taken:
    """Return what redaction without IP addresses takes from the lines."""
    result = Taken(tokens=sum(len(line.split()) for line in lines))
    redactor = Redactor(KEY, policy=POLICY)
    for line, redacted in zip(lines, redactor.lines(lines), strict=True):
        if line == redacted:
            continue
        spans = redactor.explain(line)
        result.touched += _tokens_in(line, spans)
        for span in spans:
            key = (span.kind, span.rule, line[span.start : span.end])
            result.spans[key] += 1
            result.lines.setdefault(key, line)
    return result


def _tokens_in(line: str, spans: Sequence[Span]) -> int:
    """Return how many tokens of the line the spans touch."""
    touched = place = 0
    for token in line.split():
        start = line.index(token, place)
        place = start + len(token)
        touched += any(span.start < place and start < span.end for span in spans)
    return touched


def shares(logs: dict[str, Taken]) -> str:
    """Return how much went from each log, by kind, as a Markdown table."""
    parts = ["| log | tokens | redacted | share | kinds |", "|---|---|---|---|---|"]
    for name, log in logs.items():
        kinds: Counter[str] = Counter()
        for (kind, _, _), count in log.spans.items():
            kinds[kind] += count
        shown = ", ".join(f"{kind} {count}" for kind, count in kinds.most_common())
        parts.append(f"| {name} | {log.tokens:,} | {log.touched:,} | {log.share * 100:.3f} % | {shown} |")
    return "\n".join(parts)


def report(logs: dict[str, Taken]) -> str:
    """Return the shares, and the most frequent values of each rule with a line that had them, as Markdown."""
    parts = [shares(logs)]
    for name, log in logs.items():
        by_rule: dict[tuple[str, str], list[tuple[str, int, str]]] = {}
        for (kind, rule, value), count in log.spans.most_common():
            by_rule.setdefault((kind, rule), []).append((value, count, log.lines[kind, rule, value]))
        for (kind, rule), values in by_rule.items():
            total = sum(count for _, count, _ in values)
            parts.append(f"\n{name}: {kind} by {rule}, {total} times, {len(values)} values")
            parts += [
                f"  {count:5} × {value!r} in: {line[:200]}" for value, count, line in values[:_EXAMPLES]
            ]
    return "\n".join(parts)


def read(folder: Path) -> dict[str, list[str]]:
    """Return the lines of each log below `folder`, by name."""
    paths = sorted(folder.rglob("*.log"))
    return {path.name: path.read_text(errors="replace").splitlines() for path in paths}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--write", type=Path, help="a page with <!-- real logs --> to put the figures into")
    options = parser.parse_args()
    found = {name: taken(lines) for name, lines in read(options.folder).items()}
    print(report(found))
    if options.write:
        write_block(options.write, "real logs", shares(found))
    sys.exit(any(log.share >= MOST for log in found.values()))
