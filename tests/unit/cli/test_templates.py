"""`crosscut templates`: every line has one template, what is shown is redacted, and what can't be read is one line."""

from __future__ import annotations

import gzip
import json
import os
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crosscut.cli.main import cli
from crosscut.cli.templates_document import ShownLine, ShownTemplate, ShownValues, TemplatesDocument
from crosscut.errors import RedactionError
from crosscut.model import LogRecord, RedactedRecord
from crosscut.redaction import Redactor

ROOT = Path(__file__).resolve().parents[3]
LOGS = ROOT / "tests" / "logs"
SAMPLES = [*sorted(LOGS.glob("*/*.log")), *sorted((ROOT / "tests/data/formats").glob("*.*"))]


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(("ANTHROPIC", "CROSSCUT"))]:
        monkeypatch.delenv(name)


def run(*arguments: object, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(cli, ["templates", *map(str, arguments)], input=stdin)


def assigned(done: Result) -> list[list[str]]:
    return [line.split("\t") for line in done.stdout.splitlines()]


def lines_of(path: Path) -> int:
    content = path.read_bytes()
    return content.count(b"\n") + (not content.endswith(b"\n"))


def test_a_person_sees_what_a_log_says_most_frequent_first() -> None:
    done = run(LOGS / "shop-api/app.log", "--limit", 3)

    assert (done.exit_code, done.stderr) == (0, "")
    shown = done.stdout
    assert shown.splitlines()[0] == "app, 2026-11-17 09:30:00 to 10:30:00 UTC (1 h)"
    assert [line.split()[:3] for line in shown.splitlines()[3:9:2]] == [
        ["687", "24.6%", "INFO"],
        ["388", "13.9%", "INFO"],
        ["213", "7.6%", "INFO"],
    ]
    assert "    users: access token verified" in shown
    assert "▇" in shown
    assert "09:30:02-10:30:00" in shown
    assert "33 more templates with 1,502 records" in shown
    assert "Read 2,790 lines" in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_the_values_of_variable_parts_are_shown_when_asked_for() -> None:
    done = run(LOGS / "shop-api/app.log", "-v")

    assert "duration_ms: 18 values (number) · median 4, p95 16, max 19 · 2 (264)" in done.stdout
    assert "value 1: 3 values (path) · /v1/orders, 200 (211)" in done.stdout
    assert "trace.id: 687 values, all different (hex)" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_the_document_says_the_same_for_machines_and_leaves_nothing_out() -> None:
    document = json.loads(run(LOGS / "shop-api", "--json").stdout)

    templates = document["templates"]
    assert sum(each["count"] for each in templates) == document["records"] == 2_790
    assert document["beyond_limit"] == {"templates": 0, "records": 0}
    assert [each["count"] for each in templates] == sorted(
        (each["count"] for each in templates), reverse=True
    )
    assert all(sum(each["minutes"].values()) == each["count"] for each in templates)
    first = templates[0]
    assert (first["text"], first["service"], first["share"]) == ("access token verified", "users", 0.246237)
    assert first["lines"][0]["file"].endswith("shop-api/app.log")


def test_every_field_of_the_document_is_explained() -> None:
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    models = (TemplatesDocument, ShownTemplate, ShownValues, ShownLine)

    assert [name for model in models for name in model.model_fields if f"`{name}`" not in page] == []


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_every_line_of_every_sample_has_one_id(path: Path) -> None:
    done = run(path, "--assign")

    assert done.exit_code == 0
    numbers = [int(number) for number, _ in assigned(done)]
    # The values of a document count as its lines.
    is_document = path.name in ("cloudtrail.json", "cloudwatch_subscription.json", "kubernetes_events.json")
    assert numbers == list(range(1, (len(numbers) if is_document else lines_of(path)) + 1))
    assert numbers


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_every_plain_line_of_every_sample_has_one_id(path: Path) -> None:
    done = run(path, "--assign", "--lines")

    assert done.exit_code == 0
    assert [int(number) for number, _ in assigned(done)] == list(range(1, lines_of(path) + 1))


def test_assignments_count_what_the_table_counts() -> None:
    ids = Counter(id_ for _, id_ in assigned(run(LOGS / "shop-api/app.log", "--assign")))
    document = json.loads(run(LOGS / "shop-api/app.log", "--json").stdout)

    assert ids == {each["id"]: each["count"] for each in document["templates"]}


def test_all_lines_of_a_record_have_its_id_also_empty_ones() -> None:
    trace = b'ERROR x\nTraceback (most recent call last):\n  File "a.py", line 1, in b\n\nValueError: y\n'
    log = b"\n2026-03-02 09:00:00 INFO up\n2026-03-02 09:00:01 " + trace + b"2026-03-02 09:00:00 INFO up\n\n"

    ids = assigned(run("-", "--assign", stdin=log))

    assert [number for number, _ in ids] == [str(i + 1) for i in range(9)]
    assert len({id_ for _, id_ in ids[2:7]}) == 1
    assert ids[1][1] == ids[7][1] != ids[2][1]


def test_lines_that_cannot_be_redacted_are_said_to_be_quarantined(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = Redactor.records

    def failing(self: Redactor, records: list[LogRecord]) -> list[RedactedRecord]:
        if any("unredactable" in record.text for record in records):
            raise RedactionError("redaction failed (synthetic)")
        return plain(self, records)

    monkeypatch.setattr(Redactor, "records", failing)
    lines = [f"2026-03-02 09:00:00 INFO number {i}" for i in range(6_000)]
    lines[3_000] += " unredactable"

    ids = assigned(run("-", "--assign", stdin="\n".join(lines).encode()))

    assert [number for number, _ in ids] == [str(i + 1) for i in range(6_000)]
    assert ids[3_000][1] == "quarantined"
    assert len({id_ for _, id_ in (*ids[:3_000], *ids[3_001:])}) == 1


def test_what_is_beyond_the_bound_is_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crosscut.folding.fold.MAX_GROUPS", 20)
    words = [f"{chr(97 + i)}{chr(97 + j)}" for i in range(26) for j in range(4)]
    log = "\n".join(f"{word * 2} {word} of {word * 3} went {word * 4}" for word in words)

    ids = assigned(run("-", "--assign", stdin=log.encode()))

    assert [number for number, _ in ids] == [str(i + 1) for i in range(104)]
    assert "other" in {id_ for _, id_ in ids}


def test_of_several_files_each_line_says_which(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text("one thing\ntwo things\n")
    (tmp_path / "b.log").write_text("one thing\n")

    for lines in ((), ("--lines",)):
        done = run(tmp_path, "--assign", *lines)

        places = [place for place, _ in assigned(done)]
        assert places == [f"{tmp_path}/a.log:1", f"{tmp_path}/a.log:2", f"{tmp_path}/b.log:1"]
        ids = [id_ for _, id_ in assigned(done)]
        assert ids[0] == ids[2] != ids[1]


def test_plain_lines_are_one_message_each_as_they_stand() -> None:
    log = b'{"level":"ERROR","msg":"a"}\n{"level":"ERROR","msg":"b"}\n  indented\n\nindented\nuser 17 in\r\nuser 4 in'

    ids = [id_ for _, id_ in assigned(run("-", "--assign", "--lines", stdin=log))]

    assert len(ids) == 7
    assert ids[5] == ids[6]
    assert len(set(ids)) >= 5 - 1


def test_redaction_does_not_part_plain_lines_but_shows_none_of_their_secrets() -> None:
    users = ("root", "alice@example.com", "bob@example.org")
    log = "\n".join(f"login failed for {user} password=correcthorse" for user in users * 20).encode()

    ids = assigned(run("-", "--assign", "--lines", stdin=log))
    document = json.loads(run("-", "--lines", "--json", stdin=log).stdout)
    table = run("-", "--lines", stdin=log).stdout

    assert Counter(id_ for _, id_ in ids) == {each["id"]: each["count"] for each in document["templates"]}
    for shown in (json.dumps(document), table):
        assert "correcthorse" not in shown
        assert "alice" not in shown
    assert "login failed for" in table
    assert document["ledger"]["redactions"]["PASSWORD"] == 60


def test_a_key_over_several_plain_lines_is_not_shown() -> None:
    body = ["abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijkl", "zyxwvutsrqponmlkjihgfedcba"]
    log = "\n".join(["-----BEGIN PRIVATE KEY-----", *body, "-----END PRIVATE KEY-----", "done"]).encode()

    done = run("-", "--lines", stdin=log)

    assert not any(part in done.stdout for part in body)
    assert "done" in done.stdout


def test_plain_lines_that_cannot_be_redacted_are_counted_and_not_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plain = Redactor.texts

    def failing(self: Redactor, texts: list[str]) -> list[str]:
        if any("confidential" in text for text in texts):
            raise RedactionError("redaction failed (synthetic)")
        return plain(self, texts)

    monkeypatch.setattr(Redactor, "texts", failing)

    done = run("-", "--lines", stdin=b"another kind of line\na confidential one\n")

    assert "confidential" not in done.stdout
    assert "could not be redacted" in done.stdout
    assert "another kind of line" in done.stdout


def test_compressed_files_are_read_and_a_damaged_one_is_told(tmp_path: Path) -> None:
    whole = gzip.compress(b"user 17 in\n" * 20_000)
    (tmp_path / "whole.log.gz").write_bytes(whole)
    (tmp_path / "cut.log.gz").write_bytes(whole[:-20])

    for lines in ((), ("--lines",)):
        good = run(tmp_path / "whole.log.gz", "--assign", *lines)
        bad = run(tmp_path / "cut.log.gz", "--assign", *lines)

        assert (good.exit_code, len(assigned(good))) == (0, 20_000)
        assert bad.exit_code == 2
        assert bad.stderr.startswith(f"crosscut: cannot read {tmp_path}/cut.log.gz: ")
        assert len(bad.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nowhere.log"], "cannot read nowhere.log: no such file or directory"),
        (["nowhere.log", "--lines"], "cannot read nowhere.log: no such file or directory"),
        (["nowhere.log", "--assign", "--lines"], "cannot read nowhere.log: no such file or directory"),
        (
            ["-", "--assign", "--json"],
            "--assign prints every line, so it takes no --json, --limit or --values",
        ),
        (["-", "--limit", "0"], "0 is not in the range x>=1"),
        (["-", "--source", "A B"], "'A B' is no name of a source"),
        ([], "Missing argument 'PATH...'"),
    ],
)
def test_bad_input_is_one_line_and_exit_status_2(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["templates", *arguments])

    output = capsys.readouterr()
    assert ended.value.code == 2
    assert says in output.err
    assert len(output.err.splitlines()) == 1 or not arguments
    assert output.out == ""


def test_an_empty_log_and_a_binary_one(tmp_path: Path) -> None:
    (tmp_path / "empty.log").touch()
    (tmp_path / "picture.log").write_bytes(bytes(range(256)) * 20)

    for lines in ((), ("--lines",)):
        empty, none = run(tmp_path / "empty.log", *lines), run(tmp_path / "empty.log", "--assign", *lines)
        picture = run(tmp_path / "picture.log", *lines)

        assert (empty.exit_code, none.exit_code, none.stdout) == (0, 0, "")
        assert "There was not a single line to read." in empty.stdout
        assert (picture.exit_code, picture.stdout) == (2, "")
        assert "not a text log" in picture.stderr
