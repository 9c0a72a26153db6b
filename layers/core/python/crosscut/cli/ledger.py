"""The last line of a report: what was read, what was hidden in it, what it took."""

from __future__ import annotations

from collections.abc import Iterable

from crosscut.cli.quantities import counted, number, size
from crosscut.model import Insight, Ledger


def ledger_line(ledger: Ledger, *, templates: int, insights: Iterable[Insight], seconds: float) -> str:
    """Return one sentence or a few; the law (nothing lost) is only mentioned when it is broken."""
    parts = [
        f"Read {counted(ledger.lines_read, 'line')} ({size(ledger.bytes_read)}) in {seconds:.1f} s, "
        f"folded to {counted(templates, 'template')}; {_redactions(ledger)}."
    ]
    if ledger.lines_quarantined:
        parts.append(
            f"{counted(ledger.lines_quarantined, 'line')} could not be redacted and stayed out of this."
        )
    if ledger.lines_cut:
        were = "line was" if ledger.lines_cut == 1 else "lines were"
        parts.append(f"{number(ledger.lines_cut)} {were} longer than the limit and cut.")
    if ledger.bytes_replaced:
        were = "byte was" if ledger.bytes_replaced == 1 else "bytes were"
        parts.append(f"{number(ledger.bytes_replaced)} {were} no text.")
    if not ledger.balanced:
        missing = ledger.lines_read - ledger.lines_folded - ledger.lines_quarantined
        parts.append(f"{counted(abs(missing), 'line')} unaccounted for: please report this.")
    return " ".join((*parts, *_costs(insights)))


def _redactions(ledger: Ledger) -> str:
    kinds = sorted(ledger.redactions.items(), key=lambda kind: (-kind[1], kind[0]))
    if not kinds:
        return "nothing to redact"
    listed = ", ".join(f"{kind.lower().replace('_', ' ')} {number(count)}" for kind, count in kinds)
    return f"redacted {counted(sum(ledger.redactions.values()), 'value')} ({listed})"


def _costs(insights: Iterable[Insight]) -> Iterable[str]:
    for usage in dict.fromkeys(insight.usage for insight in insights if insight.usage):
        yield (
            f"{usage.model}: {number(usage.input_tokens)} tokens in, {number(usage.output_tokens)} out, "
            f"${usage.cost_usd:.4f}."
        )
