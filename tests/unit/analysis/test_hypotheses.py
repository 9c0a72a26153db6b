"""Rival causes: what the log says for and against each, in the words of the lines that say it."""

from __future__ import annotations

from crosscut.analysis.hypotheses import hypotheses_of, knowledge_of, of_their_own
from crosscut.detection import History, detect
from crosscut.model import Hypothesis
from tests.unit.writing import Log, access, digest_of, entry, traffic

POSTGRES = 'connection to server at "db.shop.invalid", port 5432 failed: Connection refused'


def rivals(log: Log) -> list[Hypothesis]:
    digest = digest_of(log)
    detections = detect(digest, History())
    known = of_their_own(knowledge_of(detections[0], digest))
    return [w.hypothesis for w in hypotheses_of(detections[0], known, digest, detections)]


def refused(log: Log, *, stop: float = 2100) -> Log:
    return log.every(10, lambda s, i: entry(s, "ERROR", "orders", POSTGRES), start=1500, stop=stop)


def test_the_entry_on_the_product_is_asked_and_not_the_one_in_general() -> None:
    digest = digest_of(refused(traffic(Log(), "orders")))
    (detection,) = detect(digest, History())

    assert [entry.id for entry in of_their_own(knowledge_of(detection, digest))] == [
        "connection-refused-postgresql"
    ]


def test_a_line_before_the_failure_that_tells_why_speaks_for_its_cause() -> None:
    log = refused(traffic(Log(), "orders"))
    log.add(1495, entry(1495, "WARN", "orders", "terminating connection due to administrator command"))

    likeliest = rivals(log)[0]

    assert likeliest.cause.startswith("It was stopped, restarted or failed over.")
    assert any("app.log:" in sign and "administrator command" in sign for sign in likeliest.speaks_for)
    assert likeliest.check.startswith("`pg_isready -h HOST")


def test_that_it_went_by_itself_speaks_for_some_and_against_others() -> None:
    by_cause = {each.cause.partition(".")[0]: each for each in rivals(refused(traffic(Log(), "orders")))}

    assert "the log goes on" in by_cause["It was stopped, restarted or failed over"].speaks_for[0]
    assert (
        "the log goes on"
        in by_cause["It listens elsewhere, or the network does not let through"].speaks_against[0]
    )


def test_what_another_service_says_of_its_own_trouble_speaks_for_nothing_here() -> None:
    log = refused(traffic(Log(), "orders", "mailer"), stop=3600)
    log.add(1490, entry(1490, "WARN", "mailer", "smtp relay is shutting down, restart scheduled"))

    assert [sign for each in rivals(log) for sign in each.speaks_for if "smtp" in sign] == []


def test_a_consequence_does_not_tell_why_its_cause_failed() -> None:
    log = refused(traffic(Log(), "orders", "gateway"), stop=3600)
    log.every(
        10, lambda s, i: entry(s, "ERROR", "gateway", "orders timed out after 3000 ms"), start=1520, stop=3600
    )

    assert [sign for each in rivals(log) for sign in each.speaks_for if "3000 ms" in sign] == []


def test_of_an_attack_the_line_that_names_the_tool_is_a_sign() -> None:
    log = Log().every(
        2,
        lambda s, i: access(s, "192.0.2.7", "GET /?q=1%20UNION%20SELECT%201", 200, agent="sqlmap/1.8"),
        stop=300,
    )

    tool = next(each for each in rivals(log) if each.cause.startswith("A tool tries every parameter"))

    assert any("sqlmap/1.8" in sign for sign in tool.speaks_for)


def test_what_one_attacker_does_speaks_for_nothing_of_another() -> None:
    log = Log()
    log.every(2, lambda s, i: access(s, "192.0.2.7", "GET /.env", 404, agent="gobuster/3.6"), stop=300)
    log.every(2, lambda s, i: access(s, "192.0.2.8", "GET /.git/config", 404), stop=240)
    log.every(2, lambda s, i: access(s, "192.0.2.9", "POST /login", 401), stop=200)
    digest = digest_of(log)
    detections = detect(digest, History())
    for detection in detections:
        known = of_their_own(knowledge_of(detection, digest))
        told = hypotheses_of(detection, known, digest, detections)
        signs = [sign for each in told for sign in each.hypothesis.speaks_for]

        assert [s for s in signs if "found in the same window" in s] == []
        if detection.count == 120:
            assert [s for s in signs if "gobuster" in s] == []
    assert len(detections) == 3


def signs_of_deadlocks(*, start: float) -> list[str]:
    """What speaks for held connections when a pool runs dry at 1500 and transactions block from `start` on."""
    log = traffic(Log(), "orders", "postgresql")
    dry = "HikariPool-1 - Connection is not available, request timed out after 30000ms"
    log.every(10, lambda s, i: entry(s, "ERROR", "orders", dry), start=1500, stop=2100)
    log.every(
        5,
        lambda s, i: entry(s, "ERROR", "postgresql", f"deadlock detected, process {i} waits"),
        start=start,
        stop=start + 200,
    )
    digest = digest_of(log)
    detections = detect(digest, History())
    pool = next(d for d in detections if "pool-exhausted" in d.topics)
    weighed = hypotheses_of(pool, knowledge_of(pool, digest)[1:], digest, detections)
    return [sign for each in weighed for sign in each.hypothesis.speaks_for if "Deadlock" in sign]


def test_what_else_was_found_speaks_for_a_cause_only_if_it_had_begun_by_then() -> None:
    assert signs_of_deadlocks(start=1450) == [
        "found in the same window: Deadlock or lock wait: “deadlock detected, process 0 waits” in postgresql"
    ]
    assert signs_of_deadlocks(start=1900) == []
