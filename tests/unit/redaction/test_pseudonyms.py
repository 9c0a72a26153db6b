"""Pseudonyms: typed, keyed, the same for the same value."""

from __future__ import annotations

import base64
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscut.redaction.pseudonyms import TOKEN, Pseudonyms

VALUES = st.text(st.characters(exclude_categories=()), max_size=40)


def test_a_token_says_its_kind_and_eight_characters() -> None:
    token = Pseudonyms(b"synthetic-key").token("EMAIL", "alice@example.com")

    assert TOKEN.fullmatch(token)
    assert token.startswith("<EMAIL:")
    assert len(token) == len("<EMAIL:>") + 8


@given(st.binary(min_size=1, max_size=200), VALUES)
def test_a_token_is_the_first_forty_bits_of_an_hmac(key: bytes, value: str) -> None:
    digest = hmac.digest(key, f"IP\0{value}".encode("utf-8", "surrogatepass"), "sha256")

    assert Pseudonyms(key).token("IP", value) == f"<IP:{base64.b32encode(digest)[:8].decode().lower()}>"


@given(st.binary(min_size=1, max_size=200), st.lists(VALUES, max_size=40))
def test_many_at_once_have_the_tokens_that_each_has(key: bytes, values: list[str]) -> None:
    values += [value * 40 for value in values]

    assert Pseudonyms(key).tokens("IP", values) == [Pseudonyms(key).token("IP", value) for value in values]


@given(VALUES, VALUES)
def test_the_same_value_has_the_same_token_and_another_value_another(one: str, other: str) -> None:
    pseudonyms, again = Pseudonyms(b"synthetic-key"), Pseudonyms(b"synthetic-key")

    assert pseudonyms.token("IP", one) == again.token("IP", one)
    assert (pseudonyms.token("IP", one) == pseudonyms.token("IP", other)) == (one == other)


@given(VALUES)
def test_another_key_or_kind_gives_another_token(value: str) -> None:
    token = Pseudonyms(b"one-key").token("IP", value)

    assert token != Pseudonyms(b"other-key").token("IP", value)
    assert token[-9:] != Pseudonyms(b"one-key").token("EMAIL", value)[-9:]


def test_forty_bits_keep_a_hundred_thousand_addresses_apart() -> None:
    pseudonyms = Pseudonyms(b"synthetic-key")

    tokens = {pseudonyms.token("IP", f"10.{i >> 16}.{i >> 8 & 255}.{i & 255}") for i in range(101_000)}

    assert len(tokens) == 101_000
    assert pseudonyms.token("IP", "10.0.0.0") in tokens  # also when the cache has been emptied


def test_without_a_key_there_are_no_pseudonyms() -> None:
    with pytest.raises(ValueError, match="key is empty"):
        Pseudonyms(b"")
