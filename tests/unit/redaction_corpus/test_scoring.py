"""The measure itself: what counts as left, as replaced, as missed and as a false alarm."""

from __future__ import annotations

import pytest

from tests.benchmarks.redaction.alignment import replaced, survives
from tests.benchmarks.redaction.corpus import Line
from tests.benchmarks.redaction.marks import mark, neutral, unmark
from tests.benchmarks.redaction.scoring import score
from tests.benchmarks.redaction.thresholds import shortfalls


def line(text: str) -> Line:
    return Line(*unmark(text), "test")


@pytest.mark.parametrize(
    ("after", "left"),
    [
        ("pw=hunter2synthetic", True),
        ("pw=<PASSWORD:abcdefgh>", False),
        ("pw=<PASSWORD:abcdefgh>synthetic", True),
        ("pw=hunter2<PASSWORD:abcdefgh>", False),  # 7 of 16
        ("pw=hunter2s<PASSWORD:abcdefgh>", True),
    ],
)
def test_half_of_a_value_is_as_bad_as_all_of_it(after: str, left: bool) -> None:
    before = line(f"pw={mark('password/p', 'hunter2synthetic')}")

    assert survives("hunter2synthetic", before.text, after, before.labels) is left


def test_what_the_line_says_elsewhere_tells_nothing() -> None:
    before = line(f"2026 pin={mark('password/otp', '2026')}")

    assert not survives("2026", before.text, "2026 pin=<PASSWORD:abcdefgh>", before.labels)
    other = line(f"pin={mark('password/otp', '2027')}")
    assert survives("2027", other.text, other.text, other.labels)


def test_replaced_spans_are_found_also_where_more_was_rewritten() -> None:
    assert replaced("a=1 b=2", "a=1 b=2") == []
    assert replaced("a=one b=two", "a=<X:abcdefgh> b=<Y:abcdefgh>") == [(2, 5), (8, 11)]
    assert replaced("k\\u003dsecret!", "k=<X:abcdefgh>")[-1][1] == len("k\\u003dsecret!")


def test_misses_and_false_alarms_are_counted() -> None:
    lines = [
        line(f"ip={mark('ipv4/a', '192.0.2.17')} v={neutral('admin')}"),
        line(f"email={mark('email/a', 'bob@example.com')}"),
        line("version 1.2.3.4"),
    ]

    result = score(
        lines, ["ip=<IP:abcdefgh> v=<USER:abcdefgh>", "email=bob@example.com", "version <IP:abcdefgh>"]
    )

    assert result.planted == {"ipv4": 1, "email": 1}
    assert result.missed == {"email": 1}
    assert result.recall() == 0.5
    assert result.precision() == pytest.approx(2 / 3)
    assert [alarm.span for alarm in result.false_alarms] == [(8, 15)]
    assert len(shortfalls(result)) == 2


def test_a_redactor_that_loses_lines_has_no_score() -> None:
    with pytest.raises(ValueError, match="2 lines went in, 1 came out"):
        score([line("a"), line("b")], ["a"])
