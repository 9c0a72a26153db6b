"""Recall and precision of redaction by kind, for Crosscut and its peers on the same lines in the same run.

Exits with 1 where Crosscut's own are below the thresholds.

    python -m tests.benchmarks.redaction.measure                       all, on 20,000 values
    python -m tests.benchmarks.redaction.measure --peers ''            Crosscut alone
    python -m tests.benchmarks.redaction.measure --peers '' --misses   and each line that is not as it should be
    python -m tests.benchmarks.redaction.measure --write docs/redaction.md    and the figures go into that page
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.redaction import corpus
from tests.benchmarks.redaction.document import write_block
from tests.benchmarks.redaction.marks import Label
from tests.benchmarks.redaction.redactors import PEERS, PeerUnavailableError, Run, ours, ours_as_records, peer
from tests.benchmarks.redaction.scoring import Score, score
from tests.benchmarks.redaction.thresholds import shortfalls

CACHE = Path(__file__).parents[3] / ".tools" / "peers"
_SHOWN_CHARACTERS = 220


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    lines = corpus.lines(options.values, options.seed)
    texts = [line.text for line in lines]
    characters = sum(map(len, texts))
    values = sum(len(line.secrets()) for line in lines)
    what = f"{len(lines):,} lines, {characters / 1e6:.1f} MB, {values:,} labelled values, seed {options.seed}"
    print(f"{what}\n")
    runs = [ours(texts), ours_as_records(texts)]
    for name in filter(None, options.peers.split(",")):
        try:
            runs.append(peer(name, texts, options.cache))
        except PeerUnavailableError as error:
            print(f"skipped: {error}", file=sys.stderr)
    scores = [score(lines, run.lines) for run in runs]
    print(table(runs, scores, characters))
    print(f"\n{lookalikes(scores[0])}")
    if options.write:
        own = table(runs[:2], scores[:2], characters)
        write_block(options.write, "recall", f"{what}:\n\n{own}\n\n{lookalikes(scores[0])}")
        if runs[2:]:
            against = table([runs[0], *runs[2:]], [scores[0], *scores[2:]], characters)
            write_block(options.write, "peers", against)
    if options.misses:
        print(f"\n{misses(scores[0])}")
    for run in runs:
        if run.quarantined:
            print(
                f"\n{run.name}: redaction failed on {run.quarantined} of {len(lines)} lines, which are quarantined"
            )
    short = [f"{run.name}: {one}" for run, s in zip(runs[:2], scores, strict=False) for one in shortfalls(s)]
    print("\n" + ("\n".join(short) or "every threshold is met"))
    return bool(short)


def table(runs: Sequence[Run], scores: Sequence[Score], characters: int) -> str:
    """Return recall by kind, then the figures over all, as a Markdown table with a column for each redactor."""
    rows = [["kind", "values", *(run.name for run in runs)], ["---"] * (len(runs) + 2)]
    for family, count in sorted(scores[0].planted.items()):
        rows.append([family, f"{count:,}", *(_percent(s.recall(family)) for s in scores)])
    total = f"{scores[0].planted.total():,}"
    rows.append(["**recall over all**", total, *(f"**{_percent(s.recall())}**" for s in scores)])
    rows.append(["**precision**", "", *(f"**{_percent(s.precision())}**" for s in scores)])
    rows.append(["other text lost", "", *(_percent(s.collateral()) for s in scores)])
    rows.append(["a quarter left", "", *(_percent(s.in_part.total() / s.planted.total()) for s in scores)])
    rows.append(["MB/s", "", *(f"{characters / run.seconds / 1e6:.2f}" for run in runs)])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def lookalikes(result: Score) -> str:
    """Return how many lines of each look-alike have lost something, as a Markdown table."""
    rows = ["| look-alike | lines | kept whole |", "|---|---|---|"]
    for kind, count in sorted(result.lookalikes.items()):
        rows.append(f"| {kind} | {count:,} | {_percent(1 - result.hurt[kind] / count)} |")
    return "\n".join(rows)


def misses(result: Score) -> str:
    """Return what survived and what went without need, the most frequent first, with an example of each."""
    parts = [f"## Missed: {len(result.misses)} of {result.planted.total()}, by kind and context"]
    by_kind = Counter(miss.label.kind for miss in result.misses)
    parts.append("by kind: " + ", ".join(f"{kind} {n}" for kind, n in by_kind.most_common()))
    by_context = Counter(miss.line.context for miss in result.misses)
    parts.append("by context: " + ", ".join(f"{context} {n}" for context, n in by_context.most_common()))
    grouped: dict[tuple[str, str], list[str]] = {}
    for miss in result.misses:
        key = (miss.label.kind, miss.line.context)
        text, after = _around(miss.line.text, miss.label, miss.after)
        grouped.setdefault(key, []).append(f"  - `{text}`\n    now `{after}`")
    for (kind, context), examples in sorted(grouped.items(), key=lambda item: -len(item[1])):
        parts.append(f"- {len(examples)} × {kind} in {context}\n" + "\n".join(examples[:3]))
    parts.append(f"## Went without need: {len(result.false_alarms)} of {result.spans} replaced")
    alarms: dict[str, list[str]] = {}
    for alarm in result.false_alarms:
        label = Label(*alarm.span, "")
        text, after = _around(alarm.line.text, label, alarm.after)
        alarms.setdefault(alarm.line.context, []).append(f"  - `{text}`\n    now `{after}`")
    for context, examples in sorted(alarms.items(), key=lambda item: -len(item[1])):
        parts.append(f"- {len(examples)} × {context}\n" + "\n".join(examples[:12]))
    return "\n".join(parts)


def _around(text: str, label: Label, after: str) -> tuple[str, str]:
    start = max(0, label.start - 90)
    shown = f"{text[start : label.start]}«{text[label.start : label.end]}»{text[label.end :]}"
    return shown[:_SHOWN_CHARACTERS], after[start : start + _SHOWN_CHARACTERS]


def _percent(share: float) -> str:
    return f"{share * 100:.2f} %"


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--values", type=int, default=corpus.VALUES, help="how many labelled values at least")
    parser.add_argument("--seed", type=int, default=corpus.SEED)
    parser.add_argument("--peers", default=",".join(PEERS), help="which of them, by commas; '' for none")
    parser.add_argument("--cache", type=Path, default=CACHE, help="a folder for the peers' environments")
    parser.add_argument(
        "--write", type=Path, help="a page with <!-- recall --> and <!-- peers --> to put figures into"
    )
    parser.add_argument("--misses", action="store_true", help="list what is not as it should be")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
