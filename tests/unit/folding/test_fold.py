"""The fold: counts add up and ids stay, in any order of records and however they are cut into objects."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscut.folding import Fold, fold
from crosscut.folding.fold import OTHER
from crosscut.model import SIGNAL_ATTRIBUTE, Ledger, RedactedRecord
from tests.unit.folding.building import BEGIN, record

WORDS = st.sampled_from(
    ["user", "ann", "bob", "eve", "logged", "in", "7", "12ms", "<IP:abcdefgh>", "<*>", "<NUM>", "x=1", ""]
)
BODIES = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)
RECORDS = st.lists(
    st.builds(
        record,
        body=BODIES,
        line=st.integers(1, 99),
        nanos=st.one_of(st.none(), st.integers(BEGIN, BEGIN + 10**12)),
        severity=st.sampled_from([(9, "INFO"), (17, "ERROR"), (13, "warn"), (13, "WARNING")]),
        service=st.sampled_from(["", "web", "api"]),
        attributes=st.dictionaries(
            st.sampled_from(["a", SIGNAL_ATTRIBUTE, "exception.type"]), st.sampled_from(["x", "y"])
        ),
    ),
    max_size=40,
)


def folded(records: list[RedactedRecord], *cuts: int) -> Fold:
    made = Fold()
    for begin, end in zip((0, *cuts), (*cuts, len(records)), strict=True):
        made.add(records[begin:end], file="a.log")
    return made


@given(RECORDS)
def test_every_record_is_counted_once(records: list[RedactedRecord]) -> None:
    digest = folded(records).digest(source="shop", objects=("a.log",), ledger=Ledger())

    assert sum(template.count for template in digest.templates) + digest.other_count == len(records)
    assert sum(digest.severities.values()) == len(records)
    for template in digest.templates:
        stamped = sum(template.minutes.values())
        assert stamped <= template.count
        assert (template.first_seen is None) == (stamped == 0)
        assert all(
            stats.count == template.count
            for stats in template.parameters
            if stats.name == "0" and "<" in template.text
        )


@given(RECORDS, st.randoms(use_true_random=False), st.data())
def test_neither_order_nor_cuts_change_templates_or_counts(
    records: list[RedactedRecord], random: object, data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(records))
    cut = data.draw(st.integers(0, len(records)))

    one, other = folded(records).templates(), folded(shuffled, cut).templates()

    kept = ("id", "text", "service", "severity_number", "count", "first_seen", "last_seen", "minutes")
    assert [[getattr(t, name) for name in kept] for t in one] == [
        [getattr(t, name) for name in kept] for t in other
    ]
    assert [[e.time for e in t.exemplars] for t in one] == [[e.time for e in t.exemplars] for t in other]


@given(RECORDS)
def test_a_digest_survives_its_journey_as_json(records: list[RedactedRecord]) -> None:
    digest = folded(records).digest(source="shop", objects=("a.log",), ledger=Ledger())

    assert type(digest).model_validate_json(digest.model_dump_json()) == digest


def test_the_same_messages_have_the_same_id_in_every_digest() -> None:
    alone = folded([record("took 7 ms")]).templates()
    among = folded([record(f"took {i} ms") for i in range(50)] + [record("other")] * 99).templates()

    assert alone[0].id == among[1].id
    assert [template.count for template in among] == [99, 50]
    assert among[1].parameters[0].kind == "number"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (record("x", service="a"), record("x", service="b")),
        (record("x", severity=(9, "INFO")), record("x", severity=(17, "ERROR"))),
        (record("x", attributes={SIGNAL_ATTRIBUTE: "scanner"}), record("x")),
        (
            record("x\n  at a", attributes={"exception.type": "A"}),
            record("x\n  at a", attributes={"exception.type": "B"}),
        ),
    ],
)
def test_what_folds_apart(one: RedactedRecord, other: RedactedRecord) -> None:
    assert len(folded([one, other]).templates()) == 2


def test_the_exception_of_a_trace_is_named_once() -> None:
    trace = {"exception.type": "IOError"}

    unnamed, named = folded(
        [record("boom\n  at a", attributes=trace), record("IOError: boom\n  at a", attributes=trace)]
    ).templates()

    assert {unnamed.text, named.text} == {"boom [IOError]", "IOError: boom"}


def test_beyond_the_bound_records_are_counted_as_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fold, "MAX_GROUPS", 3)
    records = [
        record(f"{word} happened at the shop") for word in ("one", "two", "three", "four", "five", "one")
    ]

    digest = folded(records).digest(source="shop", objects=("a.log",), ledger=Ledger())

    assert sum(template.count for template in digest.templates) == 4
    assert digest.other_count == 2


def test_long_messages_that_never_repeat_take_bounded_memory() -> None:
    made = Fold()
    tracemalloc.start()

    made.add((record(f"took {i} ms " + "x" * 60_000) for i in range(500)), file="a.log")

    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 5_000_000  # of the 30 million characters that went through


def test_beyond_the_bound_what_is_one_template_is_joined_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fold, "MAX_GROUPS", 20)
    records = [
        record(f"user {chr(97 + i % 26)}{chr(97 + i // 26)}x logged in", line=i + 1) for i in range(400)
    ]

    made = Fold(assign=True)
    for begin in range(0, 400, 7):
        made.add(records[begin : begin + 7], file="a.log")
    (template,) = made.templates()

    assert (template.text, template.count, made.digest(source="s", objects=(), ledger=Ledger()).other_count) == (
        "user <*> logged in", 400, 0,
    )  # fmt: skip
    assert {a.template_id for a in made.assignments()} == {template.id}


def test_each_record_is_assigned_to_the_template_that_counts_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fold, "MAX_GROUPS", 2)
    made = Fold(assign=True)
    made.add([record("one is ready", line=1), record("two\n  at a", line=2)], file="a.log")
    made.add([record("one is ready", line=1), record("three came late", line=2)], file="b.log")
    ids = {template.text: template.id for template in made.templates()}

    assert [tuple(a) for a in made.assignments()] == [
        ("a.log", 1, 1, ids["one is ready"]),
        ("a.log", 2, 2, ids["two"]),
        ("b.log", 1, 1, ids["one is ready"]),
        ("b.log", 2, 1, OTHER),
    ]


def test_requests_fold_on_method_route_and_class_of_status() -> None:
    def request(path: str, status: int) -> RedactedRecord:
        return record(
            f"GET {path} {status}",
            attributes={"http.request.method": "GET", "url.path": path, "http.response.status_code": status},
        )

    made = folded([request("/v1/users/7", 200), request("/v1/users/8", 204), request("/v1/users/9", 500)])

    assert [t.text for t in made.templates()] == ["GET /v1/users/<*> 2xx", "GET /v1/users/<*> 5xx"]
