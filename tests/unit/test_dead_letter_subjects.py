"""What a dead letter is about, in one line, whatever it holds."""

from __future__ import annotations

import pytest

from crosscut.aws.dead_letters import subject


@pytest.mark.parametrize("body", ["no JSON", "[" * 100_000, '{"a":' * 100_000])
def test_what_no_json_can_be_read_from_is_named(body: str) -> None:
    assert subject(body) == "a message that is not JSON"


def test_an_object_is_named_by_its_key() -> None:
    assert subject('{"detail": {"object": {"key": "shop/a.log"}}}') == "shop/a.log"
