"""Lines that look like another format's, coloured lines, several objects in a line: none of it spoils the rest."""

from __future__ import annotations

import pytest

from crosscut.formats import layout_of, parse_records
from tests.unit.formats.parsing import RECEIVED, only, records


@pytest.mark.parametrize("variables", ["HOME=/root", "LAST_JOB=1", "PC=0x46b2e1", "HOME=/root\nPATH=/bin\n"])
@pytest.mark.parametrize(
    "line",
    [
        "2026-02-14 08:00:00 ERROR worker failed",
        "00:00:00.123 [main] ERROR com.example.A - failed",
        "listening",
    ],
)
def test_variables_don_t_make_a_log_the_journal_s(variables: str, line: str) -> None:
    lines = [*variables.split("\n"), *[line] * 25]
    layout = layout_of(lines, RECEIVED)

    assert layout.format.name != "journald_export"
    assert len(list(parse_records(lines, RECEIVED, layout))) >= 25


def test_a_format_is_not_credited_with_lines_of_another() -> None:
    lines = ["I, [2026-02-14T08:00:00.123456 #1]  INFO -- : up"]
    lines += ["I1117 10:00:00.123456       1 a.go:1] up"] * 3 + [
        "17-Nov-2026 10:00:00.000 INFO [main] a.B.c up"
    ] * 25

    assert layout_of(lines, RECEIVED).format.name == "log4j"


@pytest.mark.parametrize(
    ("line", "body"),
    [
        (
            "\x1b[90m2026-02-14T08:00:02Z\x1b[0m \x1b[31mERR\x1b[0m failed \x1b[36merror=\x1b[0mboom",
            "failed error=boom",
        ),
        (
            "\x1b[32m[Nest] 1  - \x1b[39m02/14/2026, 8:00:00 AM \x1b[31m  ERROR\x1b[39m \x1b[31mfailed\x1b[39m",
            "failed",
        ),
        (
            "2026-02-14T08:00:00.123+01:00 \x1b[31mERROR\x1b[0;39m \x1b[35m1\x1b[0;39m \x1b[2m---\x1b[0;39m "
            "\x1b[2m[           main]\x1b[0;39m \x1b[36mcom.example.App\x1b[0;39m \x1b[2m:\x1b[0;39m failed",
            "failed",
        ),
    ],
)
def test_colours_hide_neither_time_nor_level(line: str, body: str) -> None:
    found = only(line)

    assert (found.body, found.severity_number, found.text) == (body, 17, line)
    assert found.time_unix_nano is not None


def test_colours_in_a_container_hide_no_level() -> None:
    found = only(
        '{"log":"\\u001b[31mERROR\\u001b[0m bad\\n","stream":"stderr","time":"2026-02-14T08:00:05.2Z"}'
    )

    assert (found.body, found.severity_number) == ("bad", 17)


def test_objects_in_one_line_are_a_record_each() -> None:
    up = '{"level":"info","msg":"up"}'

    found = records(f'{up}\n{up} {{"level":"error","msg":"down"}}\n{up}')

    assert [(r.line, r.line_count, r.body) for r in found] == [
        (1, 1, "up"), (2, 1, "up"), (2, 0, "down"), (3, 1, "up")
    ]  # fmt: skip


@pytest.mark.parametrize("line", ['{"a":1}{"b":', '{"a":1} [2]', '{"a":1}{"b":2} rest', '{"a":"}{"'])
def test_half_an_object_behind_another_loses_nothing(line: str) -> None:
    assert only(line).text == line


def test_a_format_that_is_named_is_the_only_one() -> None:
    lines = ["Nov 17 10:00:00 web app[1]: up", "2026-11-17 10:00:00,123 ERROR [main] a.B: down"] * 9

    layout = layout_of(lines, RECEIVED, "syslog")

    assert (layout.format.name, layout.others) == ("syslog", ())


def test_in_a_container_postgresql_s_statement_belongs_to_its_error() -> None:
    said = "2026-02-14T08:00:04.1Z stderr F {}"
    texts = [
        "2026-02-14 08:00:04.123 UTC [12] ERROR:  duplicate key",
        "2026-02-14 08:00:04.123 UTC [12] STATEMENT:  INSERT INTO a",
        "\t VALUES (1)",
        "just a note",
    ]

    found = records("\n".join(said.format(text) for text in texts))

    assert [record.line_count for record in found] == [3, 1]
    assert (found[0].severity_text, found[0].severity_number) == ("ERROR", 17)


def test_a_line_of_the_other_stream_between_the_pieces_of_one_is_a_record_of_its_own() -> None:
    said = "2026-02-14T08:00:03.1Z {}"
    texts = [
        "stderr P The dis",
        "stdout F all is well",
        "stderr F k full",
        "stderr F   at a.js:1",
        "stdout F bye",
    ]

    found = records("\n".join(said.format(text) for text in texts))

    assert [(r.line, r.line_count, r.body) for r in found] == [
        (1, 4, "The disk full\n  at a.js:1"), (2, 0, "all is well"), (5, 1, "bye")
    ]  # fmt: skip


def test_a_piece_that_is_not_gone_on_with_holds_nothing_back() -> None:
    said = "2026-02-14T08:00:03.1Z {}"
    texts = ["stderr P half", "stdout F one", "stdout F two", "stderr P half", "stdout F three"]

    found = records("\n".join(said.format(text) for text in texts))

    assert [r.body for r in found] == ["half", "one", "two", "half", "three"]
