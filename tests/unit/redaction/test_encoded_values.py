"""Values in base64 under a name that tells what they are go whole; ids and words that happen to decode stay."""

from __future__ import annotations

import base64

import pytest

from crosscut.redaction import Redactor
from crosscut.redaction.encoded_values import decoded
from crosscut.redaction.matching import Engine, available

ENGINES: list[Engine] = [available(), "pcre2", "re"]


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("before", "value", "behind"),
    [
        ("GET /unsubscribe?nie=", b64("X1234567L"), "&list=weekly HTTP/1.1"),
        ("GET /unsubscribe?ssn=", b64("219-09-9999").replace("=", "%3D"), "&list=weekly HTTP/1.1"),
        ("header X-Last-Name: ", b64("Exampleton"), " decoded ok"),
        ('{"first_name":"', b64("Anna"), '","x":1}'),
        ('{"m":"{\\"last_name\\":\\"', b64("Østergaard"), '\\"}"}'),
        ('{"last_name":"', b64("Müller"), '"}'),
        ("full_name=", b64("Anna Example"), " status=200"),
        ("data=%7B%22first_name%22%3A%22", b64("Annabelle").replace("=", "%3D"), "%22%7D HTTP/1.1"),
        ("<last_name>", b64("Exampleton"), "</last_name>"),
        ("map[X-Last-Name:[", b64("Exampleton"), "] Accept:[*/*]]"),
        ("full_name_b64=", b64("Anna Example"), " n=1"),
        ('{"firstNameBase64":"', b64("Annabelle"), '"}'),
        ("lastName->", b64("Exampleton"), ", n->1"),
        ("birth_date='", b64("1984-12-31"), "'"),
    ],
)
def test_a_value_under_its_name_goes_whole(before: str, value: str, behind: str, engine: Engine) -> None:
    text = Redactor(b"synthetic-key", engine=engine).text(before + value + behind)

    assert text.startswith(before + "<") and text.endswith(">" + behind)
    assert text.count("<") == (before + behind).count("<") + 1


def test_the_same_value_has_the_same_pseudonym_however_it_is_written() -> None:
    first, second = Redactor(b"synthetic-key").texts([f"last_name={b64('Example')}", "last_name=Example"])

    assert first == second


@pytest.mark.parametrize(
    "text",
    [
        f"X-Checkout: {b64('order 4711 is paid')} decoded ok",  # no name of a person's
        f"state={b64('orders by month')} service={b64('checkout')}",
        f"tax_id_format={b64('alphanumeric')}",
        "nie=Tm90aGluZyBo",  # ends within a word
        "national_id_check=WDEyMzQ1NjdMWDEyMzQ1NjdM/orders",
        "ssn_etag: dGhlIG51bWJlcg",
    ],
)
def test_what_no_rule_would_take_stays(text: str) -> None:
    assert Redactor(b"synthetic-key").text(text) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (b"QW5uYQ==", b"Anna"),
        (b"QW5uYQ%3D%3D", b"Anna"),
        (b"QW5uYQ%253D%253D", b"Anna"),
        (b"TcO8bGxlcg", "Müller".encode()),
        (b"xb5-QW5uYQ", "ž~Anna".encode()),
        (b"AAECAwQFBgc=", b""),  # not printed
        (b"w7xsb", b""),  # no whole number of bytes
        (b"/////////w==", b""),  # no UTF-8
        (b"YT1iO2M9ZA==", b""),  # has parts of its own, and is looked into as a text
    ],
)
def test_only_printed_text_is_read(value: bytes, text: bytes) -> None:
    assert decoded(value) == text
