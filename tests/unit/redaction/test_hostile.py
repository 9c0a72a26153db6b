"""Hostile input: no line makes redaction take more than a time that grows with its length.

With a rule whose time grows with the square, each of these lines takes from ten seconds to hours.
"""

from __future__ import annotations

import time

import pytest

from crosscut.errors import RedactionError
from tests.unit.redaction.redacting import redact

CHARACTERS = 100_000
SECONDS = 5.0  # of the processor; about 0.1 is usual
# So that every rule is tried.
TRIGGERS = (
    "password= token : basic cookie=a=b bearer -- :// @ %40 eyJ AKIA private key </ curl mysql sshpass @tcp( "
    "oracle: %3a :: authorization phrase xoxb- sk- "
)
FLOODS = (
    "a", "A", "1", "4", "-", ".", "@", ":", "%", " ", "\t", "\\", '"', "'", "(", "}", "[", "=", "<", "a.",
    "a@", "a@a.", "%40", "eyJ", "_eyJ", "%22eyJ", "a:", "::", "1:", "ab::", "%3a", "AKIA", "password",
    "password=", 'password="', "password='", 'password=\\"', "password=,", "password=a;b&c", "token:",
    "basic ", "bearer ", "authorization: ", "cookie: a=", "--a", "-- password", "--password", "<password",
    "<password>", "<password a", "</", "://", "://a:b/", "a:b@tcp", "curl ", "curl -u ", "mysql -p",
    "oracle:thin:a/", "-----BEGIN PRIVATE KEY-----", "-----BEGIN ", "passphrase: a ", "pass phrase",
    "aws secret access ", "access_", "sk-a", "xoxb-", "\\u003d", "1.", "1.1.1.1",
    'name":"DB_PASSWORD","value":"', "password value", "sid", "pin", "\xe9", "\u0130", "\x1e",
)  # fmt: skip


@pytest.mark.parametrize("flood", FLOODS)
def test_a_flood_takes_no_more_than_its_length(flood: str) -> None:
    line = TRIGGERS + flood * (CHARACTERS // len(flood))
    begin = time.process_time()

    redact(line)

    assert time.process_time() - begin < SECONDS


@pytest.mark.parametrize("count", [8, 9, 40])
def test_numbers_with_nothing_between_all_go(count: int) -> None:
    assert "4155550" not in redact("at " + "+14155550123" * count)


def test_so_many_of_them_that_passes_have_no_end_are_withheld() -> None:
    with pytest.raises(RedactionError):
        redact("+14155550123" * 10_000)
