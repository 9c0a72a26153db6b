"""Users in the sentences of daemons go, and so that counts of them hold; accounts of systems and programs stay."""

from __future__ import annotations

import re

import pytest

from crosscut.redaction.accounts import is_persons, is_user_of_a_sentence, login
from tests.unit.redaction.redacting import redact


@pytest.mark.parametrize(
    "name",
    ["root", "Administrator", "www-data", "ec2-user", "pi", "test9", "admin1", "1234", "WEB01$", "svc-backup", r"NT AUTHORITY\SYSTEM", r"CORP\root", "systemd-resolve", "build-agent", "experience", "authorization"],
)  # fmt: skip
def test_no_persons_account(name: str) -> None:
    assert not is_user_of_a_sentence(name)


@pytest.mark.parametrize("name", ["anna", "bob42", "j.doe", r"CORP\anna", "a.b-admin", "sabine", "testerman"])
def test_a_persons_account(name: str) -> None:
    assert is_user_of_a_sentence(name)


def test_an_id_under_a_name_is_a_persons_though_it_is_a_number() -> None:
    assert is_persons("48213") and not is_user_of_a_sentence("48213")


@pytest.mark.parametrize(
    ("written", "account"),
    [
        (r"CORP\anna", "anna"),
        (r"CORP\\anna", "anna"),
        (r"anna\n", "anna"),
        ('"anna"', "anna"),
        ("anna", "anna"),
    ],
)
def test_a_login_is_the_same_with_and_without_its_domain(written: str, account: str) -> None:
    assert login(written) == account


def test_one_user_has_one_pseudonym_whichever_daemon_speaks() -> None:
    lines = [
        "sshd[1]: Failed password for anna from 192.0.2.1 port 22 ssh2",
        "sudo: anna : TTY=pts/0 ; PWD=/srv ; USER=root ; COMMAND=/bin/ls",
        "systemd-logind[1]: New session 3 of user anna.",
        r"net use Z: \\fs\share /user:CORP\anna",
        "user=anna",
    ]

    found = {token for line in lines for token in re.findall(r"<USER:\w{8}>", redact(line))}

    assert len(found) == 1
    assert not any("anna" in redact(line) for line in lines)


def test_both_users_of_a_sentence_go_and_the_rest_of_it_stays() -> None:
    redacted = redact("su[2]: FAILED SU (to anna) bob42 on pts/1")

    assert re.fullmatch(r"su\[2\]: FAILED SU \(to <USER:\w{8}>\) <USER:\w{8}> on pts/1", redacted)


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        (r"net use Z: /user:CORP\anna", r"/user:CORP\<USER:"),
        (
            r"Login failed for user CORP\nancy",
            "for user <USER:",
        ),  # a domain, or the end of a line that is escaped
        (r'{"m":"session closed for user anna\nbye"}', "for user <USER:"),
        (r'{"m":"session closed for user anna\r\n"}', r">\r\n"),
    ],
)
def test_a_domain_stays_where_its_backslash_is_none_of_an_escaped_line_end(line: str, kept: str) -> None:
    redacted = redact(line)

    assert kept in redacted
    assert not re.search("anna|ancy", redacted)
    assert redact(redacted) == redacted


def test_a_town_goes_beside_a_street_only() -> None:
    assert "Exampleton" not in redact(
        '{"street":"1 Example Road","city":"Exampleton","state":"Exampleshire"}'
    )
    assert "Exampleshire" not in redact('{"state":"Exampleshire","city":"Exampleton","zip":"12345"}')
    assert redact('{"city":"Exampleton","state":"running"}') == '{"city":"Exampleton","state":"running"}'
    row = redact("INSERT INTO a (street, city) VALUES ('1 Example Road', 'Exampleton')")
    assert "Exampleton" not in row
