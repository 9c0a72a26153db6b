"""Users of addresses, commands and collectors' events go, whatever the engine; accounts of programs stay."""

from __future__ import annotations

import random
from typing import get_args

import pytest

from crosscut.redaction import Redactor, siem
from crosscut.redaction.matching import Engine
from tests.benchmarks.redaction.login_shapes import SHAPES
from tests.benchmarks.redaction.people import People
from tests.unit.redaction.redacting import KEY, left_in, redact, shape


@pytest.mark.parametrize("engine", get_args(Engine))
def test_each_value_of_each_form_goes(engine: Engine) -> None:
    rng = random.Random(7)
    people = People(rng)

    assert left_in([form(rng, people)[1] for form in SHAPES for _ in range(60)], engine) == []


def test_an_escaped_sign_is_read_as_the_sign_and_stays_escaped() -> None:
    line = r"CEF:0|Acme|SSO|3|4|x|5|cnt=1 msg=GET /x?password\=hunter2x&full_name\=Irma%20Hellberg&next\=%2F HTTP/1.1"

    assert shape(line).endswith(r"msg=GET /x?password\=<PASSWORD>&full_name\=<NAME>&next\=%2F HTTP/1.1")


def test_a_user_of_an_event_may_have_blanks_and_a_domain_that_stays() -> None:
    line = r"CEF:0|Acme|SSO|3|4|x|5|suser=Kathleen Mayer duser=CORP\\jroe suid=jroe duid=1000 cnt=1"

    assert shape(line).endswith(r"|suser=<USER> duser=CORP\\<USER> suid=<USER> duid=1000 cnt=1")


@pytest.mark.parametrize(
    "fields", ["cs1=h7x2kk4q cs1Label=API Key cnt=3", "cs1Label=API Key cs1=h7x2kk4q cnt=3"]
)
def test_a_custom_field_has_the_name_that_its_label_says(fields: str) -> None:
    assert shape(f"CEF:0|A|B|1|2|n|5|{fields}") == f"CEF:0|A|B|1|2|n|5|{fields}".replace(
        "h7x2kk4q", "<PASSWORD>"
    )


def test_where_a_finding_stands_is_found_behind_each_backslash() -> None:
    [line] = siem.lines(b"x\ny a\\=b c\\\\\\=d\nz")

    assert (line.start, line.text) == (2, b"y a=b c=d")
    assert [line.raw[slice(*siem.place(line.raw, at, at + 1))] for at in range(len(line.text))] == [
        bytes([c]) for c in line.text
    ]


@pytest.mark.parametrize(
    "line",
    [
        "postgres://{}:Synth3tic!pw@db:5432/orders",
        "https://{}:${{PASSWORD}}@git.example.invalid/a.git",
        "sftp://{}@web-1/x",
        "GET /x?target=ftp%3A%2F%2F{}%3Apw1%40files.example.invalid",
        "curl -fsSu '{}:Synth3tic!pw' https://api.example.invalid",
    ],
)
def test_a_person_goes_and_an_account_of_a_program_stays(line: str) -> None:
    assert "jane.roe" not in redact(line.format("jane.roe"))
    for account in ("app", "svc_orders", "readonly", "orders_rw", "oauth2", "x-access-token", "postgres"):
        assert account in redact(line.format(account))


def test_the_user_of_an_address_has_the_pseudonym_that_it_has_elsewhere() -> None:
    address, user = redact("postgres://jroe:pw1@db/x"), redact("user=jroe")

    assert user.removeprefix("user=") in address


@pytest.mark.parametrize(
    "record",
    [
        '{{"ts":"2026-03-12T10:11:0{n}Z","level":"info","msg":"{line}"}}',
        '{{"@timestamp":"2026-03-12T10:11:0{n}Z","message":"{line}\\n","pid":4}}',
        "2026-03-12T10:11:0{n}Z ERROR: statement failed: INSERT INTO audit (note) VALUES ('{line}')",
    ],
)
def test_the_last_line_of_a_key_is_the_message_of_its_record(record: str) -> None:
    key = [
        "-----BEGIN EC PRIVATE KEY-----",
        "MHcCAQEEIGasC4j+n3FqdJeYzEOxkL/qQiVIk1zj6HpYk+AsXKUXoAoGCCqGSM49",
        "qQinVEoODaZgj6gecvKy9xDFxMjGvzTfjA==",
        "-----END EC PRIVATE KEY-----",
    ]
    lines = [record.format(n=n, line=line) for n, line in enumerate(key)]

    redacted = Redactor(KEY).lines(lines)

    assert "qQinVEoODaZgj6" not in redacted[2]
    assert "2026-03-12T10:11:02Z" in redacted[2]


def test_names_in_backquotes_are_names() -> None:
    assert shape("UPDATE t SET `session_token`='s3cond-half', `n` = 4") == (
        "UPDATE t SET `session_token`='<PASSWORD>', `n` = 4"
    )
    assert shape("SELECT `token` FROM `t` WHERE `id` = 4") == "SELECT `token` FROM `t` WHERE `id` = 4"


@pytest.mark.parametrize(
    "text", [r"x suser=-%2C$1 PASS ", '{"t": "x suser=", "level": "INFO", "n": "p=EXECVE msg=audit(1): a"}']
)
def test_what_is_no_user_of_an_event_is_redacted_once(text: str) -> None:
    assert redact(redact(text)) == redact(text)
