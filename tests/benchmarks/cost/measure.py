"""What model calls cost for a GB of logs, for the sample sources, beside sending the logs as they are.

Nothing is sent: tokens are counted as the budget of a digest counts them, from the very request that would be sent.

    python -m tests.benchmarks.cost.measure                         prints the table
    python -m tests.benchmarks.cost.measure --write docs/cost.md    and puts it into that page
    python -m tests.benchmarks.cost.measure --model claude-haiku-5-5
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from crosscut.analysis.request import request_body, system_prompt
from crosscut.config import AnalyzeSettings, load_sources
from crosscut.detection import History, detect
from crosscut.digest import tokens_of
from crosscut.digest_forms import bytes_of
from crosscut.model import Severity
from crosscut.model_table import NO_OVERRIDES, ModelEntry, model_entry
from crosscut.parts import SourceObject
from crosscut.pipeline import sanitize
from crosscut.redaction import Redactor
from tests.unit.writing import NOW

ROOT = Path(__file__).parents[3]
LOGS = {
    "shop-web": "access.log",
    "shop-api": "app.log",
    "shop-pods": "checkout-pod.log",
    "shop-batch": "nightly.log",
}
ANSWER_TOKENS = 1_500  # assumed, of an answer with two or three findings
CHUNK_TOKENS = 50_000  # of raw log in a call, when logs are sent as they are
LARGE_BYTES = 64_000_000  # of an object of a log that is delivered in larger ones
GB = 1_000_000_000
BEGIN, END = "<!-- cost: begin -->", "<!-- cost: end -->"


class Measured(NamedTuple):
    """One source's log, and what it costs with one model."""

    source: str
    size: int  # bytes
    sent: int  # tokens of the one call; 0 where none is worth it
    call_usd: float
    raw_usd_a_gb: float

    def usd_a_gb(self, object_bytes: int) -> float:
        """Dollars for a GB that arrives in objects of that size, if each of them is worth a call."""
        return self.call_usd * GB / object_bytes


def measure(model: ModelEntry) -> list[Measured]:
    """Return what each sample source's log costs."""
    return [_measured(source, ROOT / "tests/logs" / source / file, model) for source, file in LOGS.items()]


def _measured(name: str, file: Path, model: ModelEntry) -> Measured:
    source = load_sources(ROOT / "sources.yaml").named(name)
    content = file.read_bytes()
    with file.open("rb") as stream:
        item = SourceObject(file.name, stream, NOW)
        digest = sanitize([item], source=name, redactor=Redactor(key=b"synthetic-key"), sink=None)
    detections = detect(digest, History())
    sent = 0
    if any(d.severity.rank >= Severity.MEDIUM.rank for d in detections):
        tokens = AnalyzeSettings.model_fields["digest_tokens"].default
        body = request_body(digest, detections, source=source, tokens=tokens)
        sent = tokens_of(bytes_of(body) + bytes_of(system_prompt()) + bytes_of(_schema()))
    raw = tokens_of(len(content))
    chunks = math.ceil(raw / CHUNK_TOKENS)
    overhead = chunks * tokens_of(bytes_of(system_prompt()))
    raw_usd = model.cost_usd(raw + overhead, chunks * ANSWER_TOKENS)
    return Measured(
        source=name,
        size=len(content),
        sent=sent,
        call_usd=model.cost_usd(sent, ANSWER_TOKENS) if sent else 0.0,
        raw_usd_a_gb=raw_usd * GB / len(content),
    )


def _schema() -> str:
    import anthropic

    from crosscut.analysis.answer import Answer

    return json.dumps(anthropic.transform_schema(Answer))


def table(measured: Sequence[Measured]) -> str:
    """Return the figures as a Markdown table."""
    lines = [
        "| source | log | tokens of the call | the call | a GB in such objects | a GB in objects of 64 MB "
        "| a GB sent as it is |",
        "|---|---|---|---|---|---|---|",
    ]
    for each in measured:
        lines.append(
            f"| {each.source} | {each.size / 1e6:.2f} MB | {each.sent:,} in, {ANSWER_TOKENS if each.sent else 0:,} out "
            f"| ${each.call_usd:.4f} | ${each.usd_a_gb(each.size):,.2f} | ${each.usd_a_gb(LARGE_BYTES):,.2f} "
            f"| ${each.raw_usd_a_gb:,.0f} |"
        )
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default=AnalyzeSettings.model_fields["model"].default)
    parser.add_argument("--write", type=Path, metavar="PAGE")
    options = parser.parse_args(arguments)
    made = table(measure(model_entry(options.model, NO_OVERRIDES)))
    print(made)
    if options.write:
        page = options.write.read_text(encoding="utf-8")
        before, _, rest = page.partition(BEGIN)
        options.write.write_text(f"{before}{BEGIN}\n{made}\n{END}{rest.partition(END)[2]}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
