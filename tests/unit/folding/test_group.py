"""Groups: counts, times, the earliest exemplars, and an id that depends on the key alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from crosscut.folding.group import MAX_ATTRIBUTES, MAX_EXEMPLAR_CHARACTERS, MAX_EXEMPLARS, Group
from crosscut.folding.keys import Key, template_id
from crosscut.folding.slots import Slot
from crosscut.model import RedactedRecord
from tests.unit.folding.building import BEGIN, MINUTE, record


def add(
    made: Group,
    records: Sequence[RedactedRecord],
    values: Sequence[tuple[str, ...]],
    file: str,
    *,
    before: Sequence[RedactedRecord] = (),
    after: Sequence[RedactedRecord] = (),
) -> None:
    """Count records with the same attributes, as the fold does."""
    slot = Slot(KEY, "INFO", tuple(records[0].attributes), len(values[0]), 0, (1,) * len(values[0]))
    slot.times += [record.time_unix_nano for record in records]
    slot.flat += chain.from_iterable(values)
    slot.attributes += [record.attributes for record in records]
    made.keep(records, file, before=before, after=after)
    made.take(slot)


KEY = Key("web", 9, "", "took <NUM> ms")


def group(*seconds: int | None, file: str = "a.log") -> Group:
    made = Group(1)
    for i, second in enumerate(seconds):
        nanos = None if second is None else BEGIN + second * 1_000_000_000
        add(made, [record(f"took {i} ms", line=i + 1, nanos=nanos)], [(str(i),)], file)
    return made


def test_a_group_knows_when_and_how_often() -> None:
    template = group(70, 10, None, 65).template(KEY)

    assert template.count == 4
    assert template.first_seen == datetime(2026, 11, 17, 10, 0, 10, tzinfo=UTC)
    assert template.last_seen == datetime(2026, 11, 17, 10, 1, 10, tzinfo=UTC)
    assert template.minutes == {BEGIN // MINUTE: 1, BEGIN // MINUTE + 1: 2}
    assert [stats.count for stats in template.parameters] == [4]


def test_a_group_without_times_has_none() -> None:
    template = group(None, None).template(KEY)

    assert (template.first_seen, template.last_seen, template.minutes) == (None, None, {})


@given(st.permutations(range(12)))
def test_the_earliest_are_kept_in_any_order(order: list[int]) -> None:
    made = Group(0)
    for i in order:
        add(made, [record("x", line=i + 1, nanos=BEGIN + i)], [()], "a.log")

    assert [exemplar.line for exemplar in made.template(KEY).exemplars] == list(range(1, MAX_EXEMPLARS + 1))


@given(st.integers(0, 10))
def test_merged_parts_are_the_whole(cut: int) -> None:
    seconds = [5, None, 130, 0, 70, 70, 1, 2, 3, 200]
    whole = Group(0)
    parts = Group(0), Group(0)
    for i, second in enumerate(seconds):
        nanos = None if second is None else BEGIN + second * 1_000_000_000
        one = record("x", line=i + 1, nanos=nanos, attributes={"n": i % 3})
        add(whole, [one], [()], "a.log")
        add(parts[i >= cut], [one], [()], "a.log")
    parts[0].merge(parts[1])

    assert parts[0].template(KEY) == whole.template(KEY)


def test_attributes_are_bounded_and_a_long_text_is_cut() -> None:
    made = Group(0)
    add(made, [record("x" * 10_000, attributes={f"a{i}": i for i in range(100)})], [()], "a.log")
    template = made.template(KEY)

    assert len(template.attributes) == MAX_ATTRIBUTES
    assert len(template.exemplars[0].text) == MAX_EXEMPLAR_CHARACTERS


def test_an_id_depends_on_every_part_of_the_key_and_on_nothing_else() -> None:
    others = [
        KEY._replace(service="api"),
        KEY._replace(severity_number=17),
        KEY._replace(signal="x"),
        KEY._replace(text="y"),
    ]

    assert len({template_id(key) for key in (KEY, *others)}) == 5
    assert template_id(KEY) == template_id(Key(*KEY)) == "d67ba7125a30cae"
    assert len(template_id(KEY)) == 15


def test_a_sign_of_an_attack_is_shown() -> None:
    assert Group(0).template(KEY._replace(signal="scanner")).text == "took <NUM> ms [scanner]"


def test_the_first_exemplar_shows_what_stood_around_it() -> None:
    made = Group(0)
    before, after = [record("before")], [record("after " + "x" * 1_000)]
    for line in (2, 5):
        one = record("x", line=line, nanos=BEGIN + line)
        add(made, [one], [()], "a.log", before=before, after=after)

    first, second = made.template(KEY).exemplars

    assert first.before == ("before",)
    assert first.after[0].startswith("after x")
    assert len(first.after[0]) == 300
    assert (second.before, second.after) == ((), ())
