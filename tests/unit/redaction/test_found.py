"""What a call in C finds of a pattern and its groups is what PCRE2's package and `re` find."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscut import accelerator
from crosscut.redaction import apart, dumps, found, nested, objects, percent
from crosscut.redaction.found import Parts, Where

needs_c = pytest.mark.skipif(
    accelerator.matching() is None, reason="there is no accelerator for this machine"
)
OPENING: tuple[bytes, Parts, bytes] = (
    nested._OPENING, ((1,), (2,), (3, 4), (5,), (6, 7, 8, 9, 10), (11,)), nested._CONTENT,
)  # fmt: skip
PATTERNS: tuple[tuple[bytes, Parts, bytes], ...] = (
    (rb"a(b)?", ((0,), (1,)), b""),
    (rb"(a+)(?:(b)|(1))", ((1,), (2, 3)), rb"[=x]"),
    OPENING,
    (nested._ARROW, ((1,), (2, 3), (4, 5)), b""),
    (nested._ELEMENT, ((1,), (2,), (3,), (4,)), nested._TELLING_INNER),
    (objects._CHANGES[0][1], objects._PARTS, b""),
    (apart._ARGUMENTS[0][1], ((1,), (2, 3, 4)), b""),
    (dumps._NOT_PUBLIC, ((1,), (2, 3)), b""),
    (percent._WORD, ((0,), (1,), (2,), (3,)), b""),
)
PIECES = (
    "a", "b", "ab", "1", "=", "x", " ", "'", '"', "\\", "\n", "%22", "%3D", "%", "+", "&", "user", "name", "password", "token",
    ": {", '":{"', ": [", "(Some(", "first: ", '"old":"', '","new":"', "value", '" -> "', "<Cdtr>", "<Nm>x</Nm>", "--db-pass ",
    "<", ">", "}", "]", ",", "[x:protected] => ", "<NAME:abcdefgh>", "\x1e", "\xfc",
)  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@cache
def finders() -> list[tuple[found._Finder, ...]]:
    """Return what finds each pattern in C, by PCRE2's package and by `re`."""
    return [
        (
            found._ByAccelerator(pattern, parts, then),
            found._ByPackage(pattern, parts, then, "pcre2"),
            found._ByPackage(pattern, parts, then, "re"),
        )
        for pattern, parts, then in PATTERNS
    ]


@needs_c
@given(text=texts)
def test_all_engines_find_the_same(text: str) -> None:
    data = text.encode()
    for accelerated, *others in finders():
        wanted = list(accelerated.found(data))

        assert [list(other.found(data)) for other in others] == [wanted, wanted]
        assert list(accelerated.found(data, array("I", range(len(data))))) == wanted


@needs_c
def test_many_are_found_in_several_calls() -> None:
    many = 3 * found._ROOM
    ones = found._ByAccelerator(rb"(a)(b)?", ((0,), (1,), (2,)), b"").found(b"a" * many)

    assert list(ones) == [(at, at + 1, at, at + 1, -1, -1) for at in range(many)]


@needs_c
def test_where_places_are_known_no_other_one_is_looked_at() -> None:
    one = found._ByAccelerator(rb"a+", ((0,),), b"")

    assert list(one.found(b"aa aaa aa a", array("I", [1, 3, 4, 7]))) == [(1, 2), (3, 6), (7, 9)]


@needs_c
def test_two_searches_of_one_pattern_do_not_disturb_each_other() -> None:
    one = found._ByAccelerator(rb"(a)", ((1,),), b"")
    pairs: Iterator[tuple[Where, Where]] = zip(one.found(b"aaaa"), one.found(b" a a a a"), strict=True)

    assert list(pairs) == [((at, at + 1), (2 * at + 1, 2 * at + 2)) for at in range(4)]


@pytest.mark.parametrize(
    ("text", "found_there"),
    [
        ("customer: {name: 'Anna Example', x: 1}", True),
        ("customer: {size: 4, name: 'Anna Example'}", True),
        ("customer: {size: 4, colour: 'Anna'}", False),
        ('last_name: ["one"]', False),
        ('last_name: ["one", "two"]', True),
    ],
)
def test_only_an_opening_behind_which_something_tells_is_found(text: str, found_there: bool) -> None:
    pattern, parts, then = OPENING

    assert bool(list(found.found(pattern, text.encode(), parts, then))) is found_there
