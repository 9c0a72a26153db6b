"""What became of each source's log, as the ledger, the tables, Slack and the topic say; and whether that is right."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from crosscut.conservation import LedgerEntry
from crosscut.model import Insight, Severity
from tests.e2e.chaos.deployed import Deployed
from tests.e2e.chaos.logs import FAILED, LINES

_REPEAT = "new, may be a repeat"


class Facts(NamedTuple):
    """Of one source."""

    entries: list[LedgerEntry]
    chunks: int  # in the work bucket
    digests: int
    insights: list[Insight]
    posts: int  # first messages on Slack
    latest: str  # the first of them, as it is after its changes
    thread: list[str]  # what is said in their threads
    notices: list[str]  # by the topic: "new", "new, may be a repeat"
    letters: int  # dead letters

    @property
    def critical(self) -> list[Insight]:
        return [insight for insight in self.insights if insight.severity is Severity.CRITICAL]


def gather(deployed: Deployed, sources: Iterable[str]) -> dict[str, Facts]:
    """Return the facts of each source."""
    wanted = set(sources)
    entries, chunks, digests = defaultdict(list), Counter[str](), Counter[str]()
    for entry in deployed.entries():
        entries[entry.source].append(entry)
    for counted, folder in ((chunks, "chunks"), (digests, "digests")):
        counted.update(key.split("/")[1] for key in deployed.keys(folder))
    insights = defaultdict(list)
    for insight in deployed.insights():
        insights[insight.source].append(insight)
    posts, latest, threads = _on_slack(deployed, wanted)
    notices = defaultdict(list)
    for told in deployed.heard():
        notices[told.source].append(told.kind + (", may be a repeat" if told.repeat == "possible" else ""))
    letters = Counter[str]()
    for letter in deployed.aws.dead_letters():
        letters.update(
            s for s in wanted if s in letter.about or any(i.id in letter.about for i in insights[s])
        )
    return {
        source: Facts(
            entries[source], chunks[source], digests[source], insights[source], posts[source],
            latest.get(source, ""), threads[source], notices[source], letters[source],
        )
        for source in wanted
    }  # fmt: skip


def _on_slack(
    deployed: Deployed, wanted: set[str]
) -> tuple[Counter[str], dict[str, str], dict[str, list[str]]]:
    posts, latest, threads, of = Counter[str](), dict[str, str](), defaultdict(list), dict[str, str]()
    for message in deployed.messages():
        if message.thread:
            if source := of.get(message.thread):
                threads[source].append(json.dumps(message.content.get("blocks"), sort_keys=True))
        elif message.is_update:
            if message.ts in of:
                latest[of[message.ts]] = message.text
        else:
            # Names stand as code in a message: the source's alone, not the beginning of another's.
            found = next((source for source in wanted if f"{source}-db.invalid" in message.text), "")
            if found:
                of[message.ts] = found
                latest[found] = message.text
                posts[found] += 1
    return posts, latest, threads


def wrongs(facts: Facts, *, lines: int = LINES, failed: int = FAILED) -> Iterator[str]:
    """Yield what is not as after a clean run; nothing where all is well."""
    entries = facts.entries
    read = sum(entry.ledger.lines_read for entry in entries)
    folded = sum(entry.ledger.lines_folded for entry in entries)
    if (read, folded) != (lines, lines):
        yield f"ledger: {read} lines read, {folded} folded, of {lines}"
    if any(entry.analysed_at is None for entry in entries):
        yield "ledger: never analysed"
    if facts.chunks != sum(entry.chunks for entry in entries):
        yield f"{facts.chunks} chunks lie there, the ledger knows {sum(e.chunks for e in entries)}"
    if facts.digests != len(entries):
        yield f"{facts.digests} digests for {len(entries)} parts"
    counts = [insight.count for insight in facts.critical]
    if counts != [failed]:
        yield f"critical insights count {counts}, not [{failed}]"
    if facts.posts != 1:
        yield f"{facts.posts} messages on Slack"
    if len(set(facts.thread)) != len(facts.thread):
        yield "the same thing twice in a Slack thread"
    # SNS cannot be asked what it has taken: a second one is allowed where it says that it may be a repeat.
    if facts.notices not in (["new"], [_REPEAT], ["new", _REPEAT]):
        yield f"by the topic: {facts.notices}"
    if facts.letters:
        yield f"{facts.letters} dead letters"


def remark(facts: Facts, *, by_rules: bool) -> str:
    """Return what people may notice although all is well. `by_rules`: no model was to be asked."""
    said = []
    if _REPEAT in facts.notices:
        times, which = ("once", "it") if len(facts.notices) == 1 else ("twice", "the second time it")
        said.append(f"told {times} by SNS; {which} says that it may be a repeat")
    if facts.critical and facts.critical[0].analyst == "offline" and not by_rules:
        said.append("the rules answered")
    return "; ".join(said)
