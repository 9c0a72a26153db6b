"""The chain: what failed first, what followed and why it is held to, what was changed before, and how it ended."""

from __future__ import annotations

from crosscut.analysis.chain import course_of, timeline_of
from crosscut.detection import History, detect
from crosscut.model import Detection, Digest, Moment, Role
from tests.unit.writing import Log, access, at, digest_of, entry, traffic

LOST = "connection refused: orders-db.shop.invalid:5432"


def outage(*, deploy: bool = False) -> Log:
    log = traffic(Log(), "orders", "gateway", "payments")
    log.every(10, lambda s, i: entry(s, "ERROR", "orders", LOST, trace_id=f"t{i}"), start=1500, stop=2100)
    log.every(
        10,
        lambda s, i: entry(s, "ERROR", "gateway", "upstream orders answered 503", trace_id=f"t{i}"),
        start=1502,
        stop=2100,
    )
    if deploy:
        log.add(1380, entry(1380, "INFO", "deployer", "rollout of orders v41 started"))
    return log


def first(log: Log) -> tuple[Detection, Digest]:
    digest = digest_of(log)
    return detect(digest, History())[0], digest


def moments(log: Log) -> tuple[Moment, ...]:
    return timeline_of(*first(log))


def test_the_cause_comes_first_and_its_consequence_with_what_ties_them() -> None:
    cause, then, end = moments(outage())

    assert (cause.role, cause.service, cause.time) == (Role.CAUSE, "orders", at(1500))
    assert LOST in cause.what
    assert "(60 times)" in cause.what
    assert (then.role, then.service, then.time) == (Role.CONSEQUENCE, "gateway", at(1502))
    assert then.because == "shares ids with the cause; names orders; 2.0 s after the cause"
    assert (end.role, end.time) == (Role.CONTEXT, at(2090))


def test_what_was_changed_just_before_stands_before_the_cause() -> None:
    changed, cause, *_ = moments(outage(deploy=True))

    assert (changed.role, changed.time) == (Role.CONTEXT, at(1380))
    assert "rollout of orders v41 started" in changed.what
    assert changed.because == "a change, 2 min before the cause"
    assert cause.role is Role.CAUSE


def test_a_sign_before_the_cause_is_no_consequence() -> None:
    log = outage().add(1490, entry(1490, "ERROR", "gateway", "timed out after 3000 ms waiting for orders"))

    early = moments(log)[0]

    assert early.role is Role.PRECURSOR
    assert early.because.endswith("10 s before the cause")


def test_it_says_whether_it_was_over_when_the_log_ended() -> None:
    over, digest = first(outage())
    log = traffic(Log(), "orders")
    log.every(10, lambda s, i: entry(s, "ERROR", "orders", LOST), start=1500, stop=3600)
    lasting, its_digest = first(log)

    assert course_of(over, digest) == ("ended", "its last record; the log goes on for 25 min without it")
    assert course_of(lasting, its_digest)[0] == "lasting"


def test_no_part_of_an_attack_is_the_cause_of_another() -> None:
    log = Log()
    log.every(2, lambda s, i: access(s, "192.0.2.7", "GET /?q=1%20UNION%20SELECT%201", 200), stop=60)
    log.every(2, lambda s, i: access(s, "192.0.2.7", "GET /?f=../../etc/passwd", 404), start=60, stop=120)

    told = moments(log)

    assert {moment.role for moment in told} == {Role.CONTEXT}
    assert ["sql-injection" in m.what or "path-traversal" in m.what for m in told[:2]] == [True, True]


def test_a_consequence_of_a_consequence_is_tied_to_it() -> None:
    log = traffic(Log(), "orders", "gateway", "payments")
    log.add(1500, entry(1500, "ERROR", "orders", LOST))
    log.every(10, lambda s, i: entry(s, "ERROR", "orders", LOST), start=1510, stop=2100)
    for i in range(30):
        at_ = 1505 + i * 10
        log.add(at_, entry(at_, "ERROR", "gateway", "upstream orders answered 503", trace_id=f"t{i % 5}"))
        log.add(
            at_ + 2, entry(at_ + 2, "ERROR", "payments", "capture failed: 503 returned", trace_id=f"t{i % 5}")
        )

    by_service = {moment.service: moment for moment in moments(log)}

    assert by_service["gateway"].because == "names orders; 5.0 s after the cause"
    assert by_service["payments"].because == "shares ids with gateway; 7.0 s after the cause"
