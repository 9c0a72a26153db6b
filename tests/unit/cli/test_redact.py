"""`crosscut redact` as a person runs it: in a pipe, on a file, with a policy, a report and an explanation."""

from __future__ import annotations

import bz2
import gzip
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

import pytest

from crosscut.errors import RedactionError
from crosscut.redaction import Redactor

LOG = (
    "2026-03-02 09:00:00 INFO user jane@example.com from 203.0.113.7\n"
    "2026-03-02 09:00:01 INFO nothing to see\n"
    "2026-03-02 09:00:02 ERROR password=hunter2-synthetic\n"
)
SECRETS = ("jane@example.com", "203.0.113.7", "hunter2-synthetic")
KEY = {"CROSSCUT_PSEUDONYM_KEY": "synthetic-key-for-tests"}


def run(
    *arguments: str, stdin: bytes = b"", environment: Mapping[str, str] = KEY
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "crosscut.cli.main", "redact", *arguments],
        input=stdin,
        env=_environment(environment),
        capture_output=True,
        check=False,
        timeout=60,
    )


def _environment(more: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("CROSSCUT")} | dict(more)


def test_a_file_comes_out_redacted_and_otherwise_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "app.log"
    file.write_text(LOG, encoding="utf-8")

    done = run(str(file))

    lines = done.stdout.decode().splitlines()
    assert done.returncode == 0
    assert lines[0].startswith("2026-03-02 09:00:00 INFO user <EMAIL:")
    assert lines[1] == "2026-03-02 09:00:01 INFO nothing to see"
    assert len(lines) == 3
    assert not [secret for secret in SECRETS if secret.encode() in done.stdout + done.stderr]
    assert done.stderr == b""


@pytest.mark.parametrize("pack", [bytes, gzip.compress, bz2.compress])
@pytest.mark.parametrize("way", ["file", "stdin", "dash"])
def test_it_comes_out_the_same_whatever_way_it_came(
    tmp_path: Path, pack: Callable[[bytes], bytes], way: str
) -> None:
    data = pack(LOG.encode())
    file = tmp_path / "app.log"
    file.write_bytes(data)
    plain = run(stdin=LOG.encode()).stdout

    done = run(str(file)) if way == "file" else run(*(["-"] if way == "dash" else []), stdin=data)

    assert done.stdout == plain
    assert done.stdout.count(b"\n") == 3


def test_the_same_key_gives_the_same_pseudonyms_and_no_key_new_ones() -> None:
    assert run(stdin=LOG.encode()).stdout == run(stdin=LOG.encode()).stdout
    assert run(stdin=LOG.encode(), environment={}).stdout != run(stdin=LOG.encode(), environment={}).stdout


def test_line_ends_become_lf_and_a_last_line_gets_one() -> None:
    done = run(stdin=b"a\r\n\r\nb\rc\nd")

    assert done.stdout == b"a\n\nb\rc\nd\n"


def test_a_line_is_printed_as_soon_as_it_has_come() -> None:
    command = [sys.executable, "-m", "crosscut.cli.main", "redact"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=_environment(KEY)
    ) as process:
        out, into = _pipes(process)
        for number in range(3):
            into.write(f"line {number} of jane@example.com\n".encode())
            into.flush()
            assert out.readline().startswith(f"line {number} of <EMAIL:".encode())  # and stdin is still open
        into.close()
        assert process.wait(timeout=30) == 0


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    file = tmp_path / "app.log"
    file.write_text(LOG * 20_000, encoding="utf-8")
    command = [sys.executable, "-m", "crosscut.cli.main", "redact", str(file)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=_environment(KEY)
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()

        assert process.stderr.read() == b""
        assert process.wait(timeout=30) == 141


def test_a_private_key_over_several_reads_is_gone() -> None:
    body = "MIIEowIBAAKCAQEA1c7+9z5Pad7OejecsQ0buxrbzcnkMPjdN3d5G5G7Vm5GQ9bT"
    key = ("-----BEGIN RSA PRIVATE KEY-----", *[body] * 12, "-----END RSA PRIVATE KEY-----")
    command = [sys.executable, "-m", "crosscut.cli.main", "redact"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=_environment(KEY)
    ) as process:
        out, into = _pipes(process)
        for line in key:
            into.write(f"{line}\n".encode())
            into.flush()
            time.sleep(0.01)  # so that it is read line by line
        into.close()

        printed = out.read().decode()

    assert body not in printed
    assert printed.count("\n") == len(key)


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    assert process.stdout is not None
    assert process.stdin is not None
    return process.stdout, process.stdin


def test_a_policy_says_what_stays_and_what_else_goes(tmp_path: Path) -> None:
    policy = tmp_path / "policy.yaml"
    policy.write_text(
        "kinds: {EMAIL: false}\nallow: [203.0.113.7]\n"
        "rules: [{name: order, kind: ORDER, pattern: 'ORD-\\d+', must_match: [ORD-7]}]\n"
    )

    done = run("--policy", str(policy), stdin=LOG.encode() + b"cannot ship ORD-123456\n")

    assert b"jane@example.com from 203.0.113.7" in done.stdout
    assert b"cannot ship <ORDER:" in done.stdout
    assert b"hunter2" not in done.stdout


def test_a_policy_that_is_wrong_is_one_line_and_nothing_is_printed(tmp_path: Path) -> None:
    policy = tmp_path / "policy.yaml"
    policy.write_text("kinds:\n  MAIL: false\n")

    done = run("--policy", str(policy), stdin=LOG.encode())

    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr.decode().startswith(f"crosscut: {policy}:1: kinds: MAIL is no kind")
    assert done.stderr.count(b"\n") == 1


def test_the_report_counts_kinds_and_rules_and_holds_no_value(tmp_path: Path) -> None:
    report = tmp_path / "report.json"

    run("--report", str(report), stdin=LOG.encode() * 2)

    text = report.read_text(encoding="utf-8")
    document = json.loads(text)
    assert (document["complete"], document["lines"], document["lines_withheld"]) == (True, 6, 0)
    assert document["kinds"] == {"EMAIL": 2, "IP": 2, "PASSWORD": 2}
    assert document["replaced"] == 6
    assert {"kind": "EMAIL", "rule": "email-address", "count": 2} in document["rules"]
    assert not [secret for secret in SECRETS if secret in text]


def test_a_report_that_cannot_be_written_is_told_before_the_work(tmp_path: Path) -> None:
    done = run("--report", str(tmp_path / "none" / "report.json"), stdin=LOG.encode())

    assert done.returncode == 2
    assert done.stdout == b""
    assert b"cannot write the report: no such file or directory" in done.stderr


def test_explain_names_the_rules_and_no_value() -> None:
    done = run("--explain", stdin=LOG.encode())

    out = done.stdout.decode()
    assert "[email-address] from <IP:" in out
    assert "[ipv4-address]" in out
    assert "INFO nothing to see\n" in out
    assert "crosscut: replaced 3 values in 3 lines: " in done.stderr.decode()
    assert not [secret for secret in SECRETS if secret in out + done.stderr.decode()]
    assert "\x1b" not in out


def test_explain_in_colour_strikes_values_through_only_when_asked() -> None:
    colour = {**KEY, "FORCE_COLOR": "1", "TERM": "xterm-256color"}

    coloured = run("--explain", stdin=LOG.encode(), environment=colour).stdout.decode()
    shown = run("--explain", "--show-values", stdin=LOG.encode(), environment=colour).stdout.decode()

    assert "\x1b[1;35m<EMAIL:" in coloured
    assert "jane@example.com" not in coloured
    assert "9mjane@example.com\x1b[0m" in shown


def test_explain_shows_no_line_of_a_key_that_began_before() -> None:
    body = "MIIEowIBAAKCAQEA1c7+9z5Pad7OejecsQ0buxrbzcnkMPjdN3d5G5G7Vm5GQ9bT"
    key = f"-----BEGIN RSA PRIVATE KEY-----\n{body}\n-----END RSA PRIVATE KEY-----\n"

    done = run("--explain", "--show-values", stdin=key.encode())

    assert body not in done.stdout.decode()
    assert "<PRIVATE_KEY:" in done.stdout.decode()


def test_showing_values_needs_explain() -> None:
    done = run("--show-values", stdin=b"a\n")

    assert done.returncode == 2
    assert b"--show-values goes with --explain" in done.stderr


@pytest.mark.parametrize("explain", [(), ("--explain", "--show-values")])
def test_what_cannot_be_redacted_is_withheld_and_the_rest_goes_on(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capfdbinary: pytest.CaptureFixture[bytes],
    explain: tuple[str, ...],
) -> None:
    from crosscut.cli import redact_input
    from crosscut.cli.main import cli

    redacted = Redactor.lines

    def failing(self: Redactor, lines: Sequence[str]) -> list[str]:
        if any("unredactable" in line for line in lines):
            raise RedactionError("redaction failed (synthetic)")
        return redacted(self, lines)

    monkeypatch.setattr(Redactor, "lines", failing)
    monkeypatch.setattr(redact_input, "BLOCK_BYTES", 1_024)
    file = tmp_path / "app.log"
    file.write_text(LOG * 10 + "unredactable hunter3-synthetic\n" + LOG * 10, encoding="utf-8")
    report = tmp_path / "report.json"

    with pytest.raises(SystemExit) as ended:
        cli(["redact", str(file), "--report", str(report), *explain])

    printed = capfdbinary.readouterr()
    document = json.loads(report.read_text(encoding="utf-8"))
    assert ended.value.code == 1
    assert b"hunter3" not in printed.out + printed.err
    assert printed.err.startswith(b"crosscut: withheld 1 line from line 31: ")
    assert document["complete"] is False
    assert (document["lines_withheld"], document["lines"]) == (1, 61)
    assert printed.out.count(b"\n") == document["lines"] - document["lines_withheld"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "not a text log (a picture)"),
        (gzip.compress(LOG.encode() * 100)[:-30], "it is cut short; fetch it again"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, data: bytes, said: str) -> None:
    file = tmp_path / "app.log"
    file.write_bytes(data)

    done = run(str(file))

    assert done.returncode == 2
    assert said in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1


def test_a_file_that_is_not_there_is_said() -> None:
    done = run("nope.log")

    assert done.returncode == 2
    assert done.stderr == b"crosscut: cannot read nope.log: no such file or directory\n"


def test_nothing_comes_out_of_nothing() -> None:
    assert (run(stdin=b"").returncode, run(stdin=b"").stdout) == (0, b"")


def test_a_line_without_end_is_cut_and_said() -> None:
    done = run(stdin=b"x" * 5_000 + b"\nshort\n", environment={**KEY, "CROSSCUT_MAX_LINE_BYTES": "1000"})

    first, second = done.stdout.decode().splitlines()
    assert first == "x" * 1_000 + " …[cut]"
    assert second == "short"
    assert b"cut 1 line longer than 1,000 bytes" in done.stderr


def test_json_of_one_envelope_comes_out_a_record_a_line() -> None:
    records = [{"eventName": "Login", "sourceIPAddress": f"203.0.113.{n}"} for n in range(50)]

    done = run(stdin=json.dumps({"Records": records}).encode())

    lines = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert len(lines) == 50
    assert all(line["sourceIPAddress"].startswith("<IP:") for line in lines)
