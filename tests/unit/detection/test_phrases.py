"""Phrases: words that stand for themselves, with gaps within a line."""

from __future__ import annotations

import pytest

from crosscut.detection.phrases import Phrase


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("lost quorum", "cluster has lost quorum"),
        ("job … failed", "job nightly-invoices failed after 3 attempts"),
        ("timeoutexception", "org.example.ReadTimeoutException: 30 s"),
        ("kinit", "kinit: cannot contact any kdc"),
    ],
)
def test_a_phrase_is_found_in_its_line(phrase: str, text: str) -> None:
    assert any(Phrase.of(phrase).find(text.lower()))


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("job … failed", "job nightly done\nwrite failed"),  # another line
        ("job … failed", "job " + "x" * 200 + " failed"),  # too far away
        ("correctable error", "0 uncorrectable errors"),  # within a word
        ("eperm", "set fileperms to 0644"),  # short: only a word of its own
    ],
)
def test_a_phrase_is_not_found_across_lines_or_within_words(phrase: str, text: str) -> None:
    assert not any(Phrase.of(phrase).find(text.lower()))


def test_it_says_where_it_stands() -> None:
    assert list(Phrase.of("disk … full").find("the disk sda is full")) == [(4, 20)]
