"""The merge law: folded apart, in any order and any pieces, and merged, is as if folded at once."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscut.folding import Fold, align, merge
from crosscut.formats import parse_records
from crosscut.model import Digest, Ledger, RedactedRecord
from crosscut.reading import LineReader
from tests.unit.folding.building import BEGIN, record
from tests.unit.folding.test_fold import RECORDS

NAMES = ("ann", "bob", "eve", "Zoe", "a.b", "c.d", "e.f", "GET", "ready", "7")
MESSAGES = st.one_of(
    st.tuples(
        st.sampled_from(("user {} logged in", "{} took 7 ms", "job {} of {} done")), st.sampled_from(NAMES)
    ).map(lambda made: made[0].format(made[1], made[1]))
)
LOGS = st.lists(
    st.builds(record, body=MESSAGES, line=st.integers(1, 99), nanos=st.integers(BEGIN, BEGIN + 10**12)),
    max_size=60,
)


def digest_of(records: Sequence[RedactedRecord], file: str = "a.log") -> Digest:
    fold = Fold()
    fold.add(records, file=file)
    return fold.digest(source="shop", objects=(file,), ledger=Ledger(records=len(records)))


def counts(digest: Digest) -> dict[str, int]:
    return {template.id: template.count for template in digest.templates}


@given(st.one_of(RECORDS, LOGS), st.data())
def test_no_count_is_lost(records: list[RedactedRecord], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(records))
    cut = data.draw(st.integers(0, len(records)))

    merged = merge([digest_of(shuffled[:cut]), digest_of(shuffled[cut:])])
    whole = digest_of(records)

    assert sum(counts(merged).values()) + merged.other_count == len(records) == merged.ledger.records
    assert (merged.severities, merged.first_seen, merged.last_seen) == (
        whole.severities,
        whole.first_seen,
        whole.last_seen,
    )
    for template in merged.templates:
        assert sum(template.minutes.values()) <= template.count
        assert len(template.parameters) == template.text.count("<*>") or template.signal


@given(LOGS, st.data())
def test_folded_apart_is_as_folded_at_once(records: list[RedactedRecord], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(records))
    cut = data.draw(st.integers(0, len(records)))

    merged = merge([digest_of(shuffled[:cut]), digest_of(shuffled[cut:])])

    assert counts(merged) == counts(digest_of(records))


@given(LOGS, LOGS)
def test_the_order_of_digests_does_not_matter(one: list[RedactedRecord], other: list[RedactedRecord]) -> None:
    digests = digest_of(one, "a.log"), digest_of(other, "b.log")

    assert merge(digests) == merge(digests[::-1])


def test_parts_that_are_one_template_only_together_are_joined() -> None:
    halves = [
        digest_of([record(f"user {name} logged in", line=i)]) for i, name in enumerate(("ann", "bob", "eve"))
    ]

    (template,) = merge(halves).templates

    assert (template.text, template.count) == ("user <*> logged in", 3)
    assert dict(template.parameters[0].top) == {"ann": 1, "bob": 1, "eve": 1}
    assert set(template.aliases) == {half.templates[0].id for half in halves}


def test_aligned_digests_have_the_templates_of_both() -> None:
    before = digest_of([record("user ann logged in"), record("user bob logged in")])
    after = digest_of([record("user eve logged in")])

    assert [[t.text for t in digest.templates] for digest in align([before, after])] == [
        ["user <*> logged in"]
    ] * 2


def test_outside_logs_keep_the_law(logs_dir: Path) -> None:
    received = datetime(2026, 1, 1, tzinfo=UTC)
    for path in sorted(logs_dir.glob("loghub/*.log")):
        with path.open("rb") as stream:
            records = [
                RedactedRecord(*r) for r in parse_records(LineReader(stream, name=path.name), received)
            ]
        whole = counts(digest_of(records))
        for seed in range(6):
            shuffle = random.Random(seed)
            order = shuffle.sample(records, len(records)) if seed else records
            cuts = sorted(shuffle.sample(range(len(records)), shuffle.choice((1, 2, 6))))
            pieces = [order[a:b] for a, b in zip([0, *cuts], [*cuts, len(order)], strict=True)]
            merged = merge([digest_of(piece) for piece in pieces])
            assert sum(counts(merged).values()) + merged.other_count == len(records)
            same = sum(n for id_, n in counts(merged).items() if whole.get(id_) == n)
            assert same >= 0.999 * len(records), (path.name, seed)


def test_a_merge_of_many_keeps_the_bounds() -> None:
    digests = [digest_of([record(f"user u{i}x logged in after {i} ms", line=i)]) for i in range(50)]

    merged = merge(digests)

    assert Counter(t.text for t in merged.templates) == {"user <*> logged in after <*> ms": 1}
    assert len(merged.templates[0].exemplars) == 5
    assert len(merged.templates[0].aliases) <= 32


@pytest.mark.parametrize("signal", ["", "scanner"])
def test_signs_of_attacks_stay_apart(signal: str) -> None:
    attributes = {"crosscut.signal": signal} if signal else {}
    digests = [
        digest_of([record(f"user {n} x", attributes=attributes), record(f"user {n} x")])
        for n in ("ann", "bob")
    ]

    merged = merge(digests)

    assert len(merged.templates) == (4 if signal else 2)
    assert sum(counts(merged).values()) == 4
