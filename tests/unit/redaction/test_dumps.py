"""Fields go as languages and formats write them, whatever the engine; what is written alike and is nobody's stays."""

from __future__ import annotations

import random
import re
from typing import get_args

import pytest

from crosscut.redaction import Redactor, dumps, nested
from crosscut.redaction.matching import Engine
from tests.benchmarks.redaction.dump_shapes import SHAPES
from tests.benchmarks.redaction.lookalikes import LOOKALIKES
from tests.benchmarks.redaction.people import People
from tests.benchmarks.redaction.value import fill
from tests.unit.redaction.made import holds_for_texts_of
from tests.unit.redaction.redacting import KEY, left_in

OF_TERMS = (
    dumps._BINARY,
    dumps._TUPLE,
    dumps._SERIALIZED,
    dumps._NOT_PUBLIC,
    dumps._PAIR,
    dumps._NAME_OF_ARRAY,
)
OF_MARKUP = (dumps._ELEMENT, dumps._MEMBER, dumps._ATTRIBUTE, dumps._ENTRY, dumps._PARTY, dumps._CARD)
OF_NESTED = (nested._OPENING, nested._OF_FIELD, nested._ARROW, nested._ELEMENT)


@pytest.mark.parametrize("engine", get_args(Engine))
def test_each_value_of_each_form_goes(engine: Engine) -> None:
    rng = random.Random(7)
    people = People(rng)

    assert left_in([shape(rng, people)[1] for shape in SHAPES for _ in range(40)], engine) == []


@pytest.mark.parametrize("kind", ["dump", "type"])
def test_what_is_written_alike_stays(kind: str) -> None:
    rng = random.Random(3)
    lines = [fill(rng, form) for form in LOOKALIKES[kind]]

    assert Redactor(KEY).texts(lines) == lines


@pytest.mark.parametrize(
    ("text", "left"),
    [
        # A row has as many cells as its header; another list of names is none.
        ("id,email,last_name\\n1,2,3,Example", "Example"),
        ('["id","email","last_name"] and ["id","email","first_name"]', "first_name"),
        # Parameters are in the order of the placeholders of the statement beside them.
        ("UPDATE t SET state = %s, last_name = %s; args=('shipped', 'Example')", "shipped"),
        ("no statement here; args=('Example', 4)", "Example"),
        # A message of a validation is no value, nor is a call of a function.
        ('{"first_name":["required","is too short"]}', "is too short"),
        ('token = self.get_param("page", "size")', "size"),
        # The name in an attribute of SAML says what its value is.
        ('<Attribute Name="role"><AttributeValue>editor</AttributeValue></Attribute>', "editor"),
        # Databases' users are programs.
        ("postgres://ledger:pw1x2y@db.example", "ledger"),
    ],
)
def test_what_its_place_does_not_tell_stays(text: str, left: str) -> None:
    assert left in Redactor(KEY).text(text)


@pytest.mark.parametrize(
    ("pattern", "probe", "is_lowered"),
    [
        *((pattern, dumps.TERMS, False) for pattern in OF_TERMS),
        *((pattern, dumps.MARKUP, False) for pattern in OF_MARKUP),
        *((pattern, nested.NESTED, True) for pattern in OF_NESTED),
        (nested._BARE_ARROW, nested.ARROW, True),
    ],
)
def test_what_a_reading_finds_the_look_at_the_block_before_it_has_found(
    pattern: bytes, probe: bytes, is_lowered: bool
) -> None:
    def looked_for(text: bytes) -> None:
        lowered = text.lower()
        if re.search(pattern, lowered if is_lowered else text) and b"\x1e" not in text:
            assert re.search(probe, lowered)

    holds_for_texts_of(pattern, looked_for, examples=60)


def test_the_end_of_a_list_that_was_cut_goes_also_where_nothing_else_of_its_kind_stands() -> None:
    assert "1c4373ea9e5b" not in Redactor(KEY).text(
        "loaded1), (password, 1c4373ea9e5bbf4a4879), (retries, 3)]"
    )


def test_what_stands_in_another_record_tells_nothing() -> None:
    texts = ["id,email,last_name", "1,none,Example", "UPDATE t SET last_name = %s", "args=('Example', 4)"]

    assert Redactor(KEY).texts(texts) == texts


def test_the_users_of_addresses_go_but_for_accounts_of_programs() -> None:
    redacted = Redactor(KEY).text("https://bob_example:pw1x2y@a.example ftp://deploy:pw1x2y@b.example")

    assert "bob_example" not in redacted
    assert "//deploy:" in redacted
    assert "pw1x2y" not in redacted


def test_a_row_below_its_header_may_be_quoted_in_a_string_of_json() -> None:
    line = r'{"message": "header=\"id,email,last_name\" row=\"1,a@host.example,Vicente\""}'

    assert "Vicente" not in Redactor(b"synthetic-key").text(line)
