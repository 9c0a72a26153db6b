"""Secrets at a place of their own go in every form that is known, also in lists of arguments; what stands for one stays."""

from __future__ import annotations

import random
from typing import get_args

import pytest

from crosscut.redaction import Redactor
from crosscut.redaction.matching import Engine
from tests.benchmarks.redaction.lookalikes import LOOKALIKES
from tests.benchmarks.redaction.marks import unmark
from tests.benchmarks.redaction.tool_forms import FORMS, made
from tests.benchmarks.redaction.value import fill
from tests.unit.redaction.redacting import KEY


@pytest.mark.parametrize("engine", get_args(Engine))
def test_the_secret_of_each_form_goes(engine: Engine) -> None:
    rng = random.Random(3)
    lines = [unmark(made(rng, *form)) for form in FORMS]

    redacted = Redactor(KEY, engine=engine).texts([text for text, _ in lines])

    assert len(FORMS) > 250
    left = [
        text
        for (text, labels), after in zip(lines, redacted, strict=True)
        if any(text[label.start : label.end] in after for label in labels)
    ]
    assert left == []


def test_what_stands_for_a_secret_stays() -> None:
    rng = random.Random(3)
    lines = [fill(rng, form) for form in LOOKALIKES["placeholder"]]

    assert Redactor(KEY).texts(lines) == lines


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ('a0="sshpass" a1="-p" a2="hunter2x" a3="ssh"', 'a0="sshpass" a1="-p" a2="<>" a3="ssh"'),
        ('a0="mysql" a1="-uroot" a2="-phunter2x"', 'a0="mysql" a1="-uroot" a2="-p<>"'),
        # A blank makes auditd write all of it in hexadecimal digits.
        ('a0="sh" a1="-c" a2=' + b"sshpass -p hunter2x ssh h".hex().upper(), 'a0="sh" a1="-c" a2=<>'),
    ],
)
def test_arguments_that_auditd_writes_are_read_as_a_command(line: str, left: str) -> None:
    record = "type=EXECVE msg=audit(1731800000.123:7): argc=4 "

    redacted = Redactor(KEY).text(record + line)

    before, after = left.split("<>")
    assert redacted.startswith(f"{record}{before}<PASSWORD:") and redacted.endswith(f">{after}")


@pytest.mark.parametrize(
    "frame",
    [
        "Nov 17 10:00:00 web-01 nginx[812]: {}",
        '{{"log":"{}\\n","stream":"stdout","time":"2026-11-17T10:00:00Z"}}',
        '{{"level":"info","message":"{}","logger":"keys"}}',
        "2026-11-17T10:00:00.123456789Z stdout F {}",
    ],
)
@pytest.mark.parametrize("last", ["f5xuPVwEhQch", "3ZVA5RJafaFmp/ouEpjJyTwax5j4jAiN2A==", "Qw=="])
def test_the_short_last_line_of_a_key_goes_with_it(frame: str, last: str) -> None:
    lines = [
        "-----BEGIN PRIVATE KEY-----",
        "aB3x" * 16,
        "Yk9L" * 16,
        last,
        "-----END PRIVATE KEY-----",
        "served 42",
    ]

    redacted = Redactor(KEY).lines([frame.format(line) for line in lines])

    assert last not in redacted[3]
    assert redacted[5] == frame.format("served 42")


def test_a_command_of_auditd_in_a_string_of_json_is_read() -> None:
    line = r'{"message":"type=EXECVE msg=audit(1731800000.123:7): argc=3 a0=\"curl\" a1=\"-u\" a2=\"app:Thunder677*\""}'

    assert "Thunder677" not in Redactor(KEY).text(line)
