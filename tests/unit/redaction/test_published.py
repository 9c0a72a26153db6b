"""Keys that documentation publishes stay where they are shown as examples, and go everywhere else."""

from __future__ import annotations

import pytest

from crosscut.redaction import Redactor
from crosscut.redaction.placeholders import is_filled, is_published

KEY = "AKIAIOSFODNN7EXAMPLE"
SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


def redacted(text: str) -> str:
    """Return the text as it leaves redaction."""
    return Redactor(b"synthetic-key").texts([text])[0]


@pytest.mark.parametrize(
    "text",
    [
        f"see the AWS documentation, e.g. {KEY}",
        f"docs example: aws_secret_access_key = {SECRET}",
        f"for example: export AWS_ACCESS_KEY_ID={KEY}",
        f'README: "{KEY}"',
    ],
)
def test_a_published_key_that_is_shown_as_an_example_stays(text: str) -> None:
    assert redacted(text) == text


@pytest.mark.parametrize(
    "text",
    [
        f"upload with {KEY} is slow",
        f"aws_access_key_id = {KEY}",
        f"aws_secret_access_key = {SECRET}",
        f"example: user=bob key={KEY}",  # what stands between may go itself
        f"counterexample {KEY}",
    ],
)
def test_a_published_key_elsewhere_goes(text: str) -> None:
    assert KEY not in redacted(text) and SECRET not in redacted(text)


def test_another_key_goes_though_it_is_called_an_example() -> None:
    text = f"docs example: {KEY} and e.g. AKIASYNTHETIC2345678, such as {KEY}"
    assert redacted(text).count(KEY) == 2
    assert "AKIASYNTHETIC2345678" not in redacted(text)


def test_a_form_filled_in_with_one_character_is_no_token() -> None:
    assert is_filled("ghp_" + "x" * 36)
    assert is_filled("xoxb-XXXXXXXX-XXXXXXXX")
    assert not is_filled("ghp_" + "x" * 35 + "y")
    assert not is_filled("x" * 36)
    assert not is_filled("x-" * 20_000 + "y")


def test_only_what_is_published_is() -> None:
    assert is_published(KEY) and is_published(SECRET)
    assert not is_published("MY_EXAMPLE") and not is_published("AKIASYNTHETIC2345678")
