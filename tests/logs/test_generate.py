"""The sample logs are what their generator writes, and what their README says they are."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
LOGS = sorted(path.relative_to(HERE).as_posix() for path in HERE.glob("*/*.log"))


def test_the_files_are_what_the_generator_writes() -> None:
    done = subprocess.run(
        [sys.executable, HERE / "generate.py", "--check"], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_there_are_four_of_them() -> None:
    assert LOGS == [
        "shop-api/app.log",
        "shop-batch/nightly.log",
        "shop-pods/checkout-pod.log",
        "shop-web/access.log",
    ]


@pytest.mark.parametrize("name", LOGS)
def test_the_readme_gives_the_number_of_lines(name: str) -> None:
    readme = (HERE / "README.md").read_text(encoding="utf-8")
    row = re.search(rf"^\| `{re.escape(name)}` \| ([\d,]+) \|", readme, re.MULTILINE)

    assert row is not None
    assert int(row[1].replace(",", "")) == (HERE / name).read_bytes().count(b"\n")


@pytest.mark.parametrize("name", LOGS)
def test_addresses_are_from_the_ranges_for_documentation_or_private(name: str) -> None:
    text = (HERE / name).read_text(encoding="utf-8")
    addresses = set(re.findall(r"(?<![\d./])\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?![\d.])", text))
    versions_of_browsers = {address for address in addresses if address.endswith(".0.0.0")}

    allowed = ("192.0.2.", "198.51.100.", "203.0.113.", "10.")  # RFC 5737, RFC 1918
    assert not [a for a in addresses - versions_of_browsers if not a.startswith(allowed)]
