"""Which buckets a backfill may read."""

from __future__ import annotations

import pytest

from crosscut.grants import Grant, covers, grants_of


def test_buckets_are_named_whole_or_below_a_prefix() -> None:
    assert grants_of(" their-logs, s3://others/app/,, third/ ") == [
        Grant("their-logs"),
        Grant("others", "app/"),
        Grant("third"),
    ]
    assert grants_of("") == []
    assert [str(grant) for grant in grants_of("a-b/c/,abc")] == ["a-b/c/", "abc"]


@pytest.mark.parametrize(
    ("bucket", "prefix", "allowed"),
    [
        ("their-logs", "", True),
        ("their-logs", "any/thing", True),
        ("others", "app/", True),
        ("others", "app/2026/a.log", True),
        ("others", "", False),
        ("others", "ap", False),
        ("others", "apple/", False),
        ("their-logs-2", "", False),
        ("", "", False),
    ],
)
def test_a_place_is_covered_where_all_below_it_is(bucket: str, prefix: str, allowed: bool) -> None:
    assert covers(grants_of("their-logs,others/app/"), bucket, prefix) is allowed


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Their_Logs", "names no bucket"),
        ("a", "names no bucket"),
        ("logs/*", "without"),
        ("logs/${aws:x}", "without"),
    ],
)
def test_what_is_no_bucket_is_refused(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        grants_of(text)
