"""Email addresses and payment cards; and the numbers and names that only look so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscut.redaction.finance import is_card, luhn
from tests.unit.redaction.redacting import assert_gone, redact, shape

EMAIL = "alice.o@example.com"
# The test numbers that the issuers publish.
CARDS = {
    "visa": "4111111111111111",
    "visa13": "4222222222222",
    "mastercard": "5555555555554444",
    "mastercard2": "2223003122003222",
    "amex": "378282246310005",
    "discover": "6011111111111117",
    "diners": "30569309025904",
    "jcb": "3530111333300000",
    "maestro": "6759649826438453",
}


@pytest.mark.parametrize(
    "line",
    [
        "mail to {} failed",
        "<{}>",
        "from={}, to=x",
        "{}.",
        "mailto:{}?subject=x",
        '{{"email":"{}"}}',
        "%3C{}%3E",
        "-{}",
        "{}-deleted-7",
        "{}_backup",
        "user.{}",
        "{}を確認",
        "redirect=%2Flogin%3Femail%3D{}",
    ],
)
def test_an_email_address_goes_in_any_surroundings(line: str) -> None:
    assert_gone(EMAIL, line.format(EMAIL), kind="EMAIL")


@pytest.mark.parametrize(
    "address",
    [
        "bob+news@example.co.uk",
        "o_b-c.d@sub.example.com",
        "alice%40example.com",
        "alice%2540example.com",
        "BOB@EXAMPLE.COM",
        "bob@ex\u00e4mple.de",
        "bob@example.xn--p1ai",
        "a" * 70 + "@example.com",
        "bounces-0100018f3b1c2d3e-11223344@amazonses.example.com",
    ],
)
def test_addresses_of_many_shapes_go(address: str) -> None:
    assert shape(f"to {address} now") == "to <EMAIL> now"


def test_one_person_is_one_pseudonym_however_written() -> None:
    written = [
        EMAIL,
        EMAIL.upper(),
        EMAIL.replace("@", "%40"),
        f"-{EMAIL}",
        f"email%3D{EMAIL.replace('@', '%40')}",
    ]

    assert len({redact(text).removeprefix("email%3D") for text in written}) == 1


@pytest.mark.parametrize("between", [",", " ", ";", "_", "%2C", "%20"])
def test_none_of_a_list_of_addresses_is_left(between: str) -> None:
    text = redact(between.join(["one@example.com", "two@example.org", "three@example.net"]))

    assert not any(word in text for word in ("one", "two", "three", "example"))


@pytest.mark.parametrize(
    "line",
    [
        "java.lang.Object@1b2c3d4e",
        "lodash@4.17.21 react@18.0.0-rc.1 foo@1.2.3-beta.tgz k8s.io/api@v0.28.4",
        "GET /img/logo@2x.png",
        "Started user@1000.service, getty@tty1.service",
        "image@sha256:e3b0c442",
        "user@host @mention a@b",
    ],
)
def test_what_has_an_at_sign_but_is_no_address_stays(line: str) -> None:
    assert redact(line) == line


@pytest.mark.parametrize("number", CARDS.values(), ids=CARDS)
@pytest.mark.parametrize(
    "line", ["card {} declined", "pan={},", '{{"card":{}}}', "{}-Doe", "card_{}", "({})."]
)
def test_a_card_number_goes(number: str, line: str) -> None:
    assert_gone(number, line.format(number), kind="CARD")


@pytest.mark.parametrize("written", ["4111 1111 1111 1111", "4111-1111-1111-1111", "4111.1111.1111.1111"])
def test_a_card_is_the_same_however_its_digits_are_grouped(written: str) -> None:
    assert redact(written) == redact("4111111111111111")


def test_amex_and_diners_have_groups_of_their_own() -> None:
    assert shape("3782 822463 10005 and 3056 930902 5904") == "<CARD> and <CARD>"


@pytest.mark.parametrize(
    "line",
    [
        "4111111111111112",  # check digit
        "9111111111111111",  # no issuer
        "1763373600123 1763373600123456 1763373600123456789",
        "41111111-1111-1111-1111-111111111111",
        "blk_4111111111111111 order-4111111111111111",
        "v4111111111111111",
        "4111111111111111.5",
        "offset=4611686018427387904",
        "41111111111111110000000000000000",
        "0000000000000000",
        "2026-11-17 10:00:00 4711 1234",
    ],
)
def test_other_numbers_stay(line: str) -> None:
    assert redact(line) == line


@given(st.integers(0, 10**18))
def test_luhn_knows_every_single_wrong_digit(number: int) -> None:
    digits = str(number)
    check = next(d for d in "0123456789" if luhn(digits + d))

    assert sum(luhn(digits + d) for d in "0123456789") == 1
    wrong = str((int(digits[0]) + 1) % 10) + digits[1:] + check
    assert not luhn(wrong)


def test_digits_of_other_scripts_count_too() -> None:
    assert is_card("\uff14" + "\uff11" * 15)
