"""The page about what breaks holds the matrix: each fault of each effect, and each other trouble, and no more."""

from __future__ import annotations

from tests.e2e.chaos import table
from tests.e2e.chaos.matrix import FUNCTIONS, Place, faults_of, matrix, tried
from tests.e2e.chaos.trials import TRIALS

PUT, AGAIN = Place("sanitize", "s3:PutObject chunks #1"), Place("sanitize", "s3:PutObject digests #1")
GET, POST = Place("sanitize", "s3:GetObject a log #1"), Place("notify", "slack chat.postMessage #1")


def test_a_write_is_killed_refused_and_left_without_an_answer_and_the_first_one_of_a_service_hangs() -> None:
    met = [GET, PUT, AGAIN, POST]

    assert faults_of(PUT, met) == ("kill before", "kill after", "throttled", "answer lost", "hang")
    assert faults_of(AGAIN, met) == ("kill before", "kill after", "throttled", "answer lost")
    assert faults_of(GET, met) == ("error 500",)
    assert faults_of(POST, met) == ("kill before", "kill after", "unreachable", "answer lost", "hang")
    assert len(matrix(met)) == 15


def test_who_only_reads_is_killed_between_its_reads_and_is_refused_and_hangs_once_for_each_service() -> None:
    query, listing = (
        Place("reconcile", "dynamodb:Query ledger #1"),
        Place("reconcile", "s3:ListObjectsV2 logs #1"),
    )
    get = Place("reconcile", "dynamodb:GetItem insights #1")
    met = [query, listing, get]

    assert faults_of(query, met) == ("kill before", "kill after", "error 500", "answer lost", "hang")
    assert faults_of(listing, met)[-1] == "hang"
    assert faults_of(get, met) == ("kill before", "kill after", "error 500", "answer lost")


def test_of_a_backfill_what_is_done_as_for_any_other_digest_is_not_broken_again() -> None:
    put, done = "dynamodb:PutItem insights #1", "states:SendTaskSuccess #1"
    met = [Place("backfill: analyze", done), Place("backfill: analyze", put), Place("analyze", put)]

    assert tried(met) == [Place("analyze", put), Place("backfill: analyze", done)]
    assert Place("backfill: analyze", done).lambda_name == "analyze"


def test_the_page_has_each_fault_of_the_matrix_and_no_other() -> None:
    rows = table.rows()
    met = [row.place for row in rows]

    assert {place.function for place in met} == set(FUNCTIONS)
    assert len(set(met)) == len(met) > 50
    for row in rows:
        assert table.has_fault(row.cells) == table.expected(met, row.place), row


def test_the_page_has_each_other_trouble_and_what_became_of_it() -> None:
    assert table.trials() == [trial.name for trial in TRIALS]


def test_each_outcome_that_is_not_as_if_nothing_had_been_is_explained() -> None:
    text = table.PAGE.read_text(encoding="utf-8")
    for row in table.rows():
        for cell in row.cells:
            assert cell in ("ok", "·", table.NOT_RUN) or f"\n{cell.strip('()')}. " in text, row
