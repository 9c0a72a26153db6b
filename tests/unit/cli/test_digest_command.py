"""`crosscut digest`: what an analyst reads, the same each time, redacted, within its budget."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crosscut.cli.main import cli

LOGS = Path(__file__).resolve().parents[2] / "logs"
API = LOGS / "shop-api/app.log"


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(("ANTHROPIC", "CROSSCUT"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("CROSSCUT_PSEUDONYM_KEY", "synthetic-key")


def run(*arguments: object, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(cli, ["digest", *map(str, arguments)], input=stdin)


def test_it_is_one_document_of_the_analyst_and_a_line_about_its_length() -> None:
    done = run(API)

    document = json.loads(done.stdout)
    assert done.exit_code == 0
    assert document["totals"]["lines"] == 2_790
    assert document["detections"][0]["severity"] == "critical"
    assert done.stderr == (
        "crosscut: about 295,707 tokens raw, "
        f"{-(-len(done.stdout.encode().rstrip()) * 10 // 25):,} in the digest; it represents 100.0% of the records\n"
    )


@pytest.mark.parametrize("path", sorted(LOGS.glob("*/*.log")), ids=lambda path: path.name)
def test_the_same_log_gives_the_same_bytes(path: Path) -> None:
    assert run(path, "--tokens", 2_000).stdout_bytes == run(path, "--tokens", 2_000).stdout_bytes


@pytest.mark.parametrize("tokens", [1_000, 4_000])
def test_the_budget_is_kept(tokens: int) -> None:
    assert len(run(LOGS, "--tokens", tokens).stdout.encode()) <= tokens * 2.5 + 1


def test_it_is_redacted_and_harmless_on_a_terminal() -> None:
    log = "2026-03-02 09:00:00 ERROR mail to alice@example.com \x9b31m\u202e\U000e0041 failed\n" * 3

    done = run("-", stdin=log.encode())

    assert "alice" not in done.stdout
    assert not {"\x9b", "\u202e", "\U000e0041"} & set(done.stdout)
    assert "\u202e" in json.dumps(json.loads(done.stdout), ensure_ascii=False)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nowhere.log"], "cannot read nowhere.log: no such file or directory"),
        (["-", "--tokens", "3"], "3 is not in the range x>=500"),
    ],
)
def test_bad_input_is_one_line_and_exit_status_2(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["digest", *arguments])

    output = capsys.readouterr()
    assert (ended.value.code, output.out) == (2, "")
    assert says in output.err
    assert len(output.err.splitlines()) == 1
