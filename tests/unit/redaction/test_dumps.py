"""Fields go as languages and formats write them, whatever the engine; what is written alike and is nobody's stays."""

from __future__ import annotations

import random
from typing import get_args

import pytest

from crosscut.redaction import Redactor
from crosscut.redaction.matching import Engine
from tests.benchmarks.redaction.dump_shapes import SHAPES
from tests.benchmarks.redaction.lookalikes import LOOKALIKES
from tests.benchmarks.redaction.people import People
from tests.benchmarks.redaction.value import fill
from tests.unit.redaction.redacting import KEY, left_in


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


def test_what_stands_in_another_record_tells_nothing() -> None:
    texts = ["id,email,last_name", "1,none,Example", "UPDATE t SET last_name = %s", "args=('Example', 4)"]

    assert Redactor(KEY).texts(texts) == texts


def test_the_users_of_addresses_go_but_for_accounts_of_programs() -> None:
    redacted = Redactor(KEY).text("https://bob_example:pw1x2y@a.example ftp://deploy:pw1x2y@b.example")

    assert "bob_example" not in redacted
    assert "//deploy:" in redacted
    assert "pw1x2y" not in redacted
