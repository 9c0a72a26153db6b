"""What was replaced, where and by which rule."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given

from crosscut.redaction import Redactor
from tests.unit.redaction.redacting import KEY
from tests.unit.redaction.writing import TEXTS


def explained(text: str) -> list[tuple[str, str, str]]:
    return [(text[s.start : s.end], s.kind, s.rule) for s in Redactor(KEY).explain(text)]


def test_each_value_has_its_place_kind_and_rule() -> None:
    assert explained("é alice@example.com from 203.0.113.66 password=hunter2") == [
        ("alice@example.com", "EMAIL", "email-address"),
        ("203.0.113.66", "IP", "ipv4-address"),
        ("hunter2", "PASSWORD", "secret-under-its-name"),
    ]


def test_places_are_those_of_the_text_as_it_stands() -> None:
    assert explained(r"x\u003dy password\u003dhunter2 203.0.113.66")[0][0] == "hunter2"


def test_what_one_rule_takes_whole_is_one_span() -> None:
    assert explained("Cookie: a=b; c=203.0.113.66; d=e") == [
        ("a=b; c=203.0.113.66; d=e", "COOKIE", "cookie-header")
    ]


@given(TEXTS)
def test_what_is_not_explained_is_not_changed(text: str) -> None:
    redactor = Redactor(KEY)
    spans = redactor.explain(text)

    assert all(0 <= s.start <= s.end <= len(text) for s in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    if not spans and "\\u00" not in text and "\x1e" not in text:
        assert redactor.text(text) == text
