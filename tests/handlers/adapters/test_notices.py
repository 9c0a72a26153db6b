"""Notices in DynamoDB behave as those in memory do: both go through the same examples."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crosscut.alerting.notice import Held, Notice, NoticeKey, Notices, Why
from crosscut.alerting.notices_memory import LEASE, MemoryNotices
from crosscut.aws import clients
from crosscut.aws.notices import DynamoNotices
from crosscut.errors import PermanentError, RetryableError
from crosscut.model import Severity
from tests.handlers.conftest import NOTICES

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
KEY = NoticeKey("shop-api", "3f9ac2d17be0", "slack", "#shop-oncall")
MINUTE = timedelta(minutes=1)
Make = Callable[[], Notices]


@pytest.fixture(params=["memory", "dynamodb"])
def notices(request: pytest.FixtureRequest) -> Notices:
    if request.param == "memory":
        return MemoryNotices()
    request.getfixturevalue("aws")
    return DynamoNotices(clients.dynamodb(), NOTICES)


def test_what_is_in_hand_of_one_is_of_no_other_until_it_lets_go(notices: Notices) -> None:
    claim = notices.claim(KEY, now=NOW)

    assert claim is not None
    assert claim.notice == Notice()
    assert notices.claim(KEY, now=NOW) is None
    assert notices.claim(KEY._replace(channel="sns", place=""), now=NOW) is not None


def test_who_was_asked_meanwhile_is_told_so_and_keeps_it(notices: Notices) -> None:
    claim = notices.claim(KEY, now=NOW)
    assert claim
    assert notices.claim(KEY, now=NOW) is None

    assert notices.release(claim, Notice(sent=1), due=None) is False
    again = notices.read(KEY)
    assert again.owner == claim.owner
    assert notices.release(again, Notice(sent=2), due=None) is True
    after = notices.claim(KEY, now=NOW)
    assert after
    assert after.notice.sent == 2


def test_what_a_killed_run_had_in_hand_is_due_and_free_when_its_lease_is_over(notices: Notices) -> None:
    killed = notices.claim(KEY, now=NOW)
    assert killed
    killed = notices.save(killed, Notice(sent=1))
    later = NOW + LEASE

    assert notices.due(now=later - MINUTE, limit=10) == []
    assert notices.due(now=later, limit=10) == [KEY]
    taken = notices.claim(KEY, now=later)
    assert taken
    assert taken.notice.sent == 1
    for late in (lambda: notices.save(killed, Notice()), lambda: notices.release(killed, Notice(), due=None)):
        with pytest.raises(RetryableError, match="another run"):
            late()


def test_what_is_put_off_is_due_in_order_and_no_more_once_it_is_done(notices: Notices) -> None:
    other = KEY._replace(insight_id="000000000001")
    for key, minutes in ((KEY, 2), (other, 1)):
        claim = notices.claim(key, now=NOW)
        assert claim
        notices.release(claim, Notice(), due=NOW + minutes * MINUTE)

    assert notices.due(now=NOW + 2 * MINUTE, limit=10) == [other, KEY]
    assert notices.due(now=NOW + 2 * MINUTE, limit=1) == [other]
    claim = notices.claim(other, now=NOW + 2 * MINUTE)
    assert claim
    notices.release(claim, Notice(), due=None)
    assert notices.due(now=NOW + 2 * MINUTE, limit=10) == [KEY]


def test_what_is_held_back_for_the_same_reason_until_the_same_time_is_found_together(
    notices: Notices,
) -> None:
    until = NOW + timedelta(hours=1)
    held = Held(why=Why.CAP, until=until, severity=Severity.HIGH, title="x")
    for number, (place, why) in enumerate(
        [("#a", Why.CAP), ("#a", Why.CAP), ("#b", Why.CAP), ("#a", Why.QUIET)]
    ):
        key = NoticeKey("shop-api", f"{number:012x}", "slack", place)
        claim = notices.claim(key, now=NOW)
        assert claim
        notices.release(claim, Notice(held=held.model_copy(update={"why": why})), due=until)

    found = notices.held(NoticeKey("shop-api", f"{0:012x}", "slack", "#a"), held)

    assert sorted(key.insight_id for key, _ in found) == [f"{0:012x}", f"{1:012x}"]


def test_a_turn_is_counted_once_for_each_insight_and_no_more_than_there_are(notices: Notices) -> None:
    keys = [KEY._replace(insight_id=f"{number:012x}") for number in range(4)]

    taken = [notices.take_turn(key, hour="2026-03-02T10", most=2) for key in (*keys, *keys)]

    assert taken == [True, True, False, False] * 2
    assert notices.take_turn(
        keys[2], hour="2026-03-02T10", most=None
    )  # what is critical takes its turn anyway
    assert notices.take_turn(keys[3], hour="2026-03-02T11", most=2)
    assert notices.take_turn(keys[3]._replace(place="#other"), hour="2026-03-02T10", most=2)


def test_places_and_whereabouts_are_remembered(notices: Notices) -> None:
    notices.claim(KEY, now=NOW)
    notices.claim(KEY._replace(channel="sns", place=""), now=NOW)
    notices.note_whereabouts("slack", "#shop-oncall", "C0123456789")

    assert {key.item for key in notices.places(KEY.insight_id)} == {"slack/#shop-oncall", "sns/"}
    assert set(notices.places("of nobody")) == set()
    assert notices.whereabouts("slack", "#shop-oncall") == "C0123456789"
    assert notices.whereabouts("slack", "#elsewhere") == ""


def test_what_another_version_has_stored_is_said_in_one_line(aws: Any) -> None:
    item = {"about": {"S": KEY.insight_id}, "item": {"S": KEY.item}, "document": {"S": '{"sent": "many"}'}}
    clients.dynamodb().put_item(TableName=NOTICES, Item=item)

    with pytest.raises(PermanentError, match=r"stored by another version of Crosscut \(sent: int_parsing\)"):
        DynamoNotices(clients.dynamodb(), NOTICES).read(KEY)
