"""Laws of the formats of platforms' lines: they raise nothing, stay fast, and take no other format's lines."""

from __future__ import annotations

import random
import time

import pytest

from crosscut.formats.detection import share_of
from crosscut.formats.journald import JournaldExport
from crosscut.formats.klog import Klog
from crosscut.formats.kubectl import Kubectl
from crosscut.formats.lambda_logs import LambdaLogs
from crosscut.formats.parsed import Format
from tests.unit.formats.parsing import RECEIVED
from tests.unit.formats.samples import FOLDER
from tests.unit.formats.values import raw_lines

FORMATS: dict[str, Format] = {
    "klog": Klog(), "lambda_": LambdaLogs(), "kubectl_": Kubectl(), "journald.export": JournaldExport(),
}  # fmt: skip
FILES = sorted(path.name for path in FOLDER.iterdir() if path.suffix in (".log", ".csv", ".export"))
PARTS = (
    '"',
    "\\",
    "9" * 30,
    "²",
    "٣",
    "\x00",
    "\r",
    "\t",
    "[",
    "=",
    "=<\n",
    "   ",
    "99",
    "\ud800",
    "(x5 over ",
)


@pytest.mark.parametrize("name", FILES)
def test_a_format_takes_its_own_files_and_no_others(name: str) -> None:
    lines = [line for line in raw_lines(name) if line.strip() and not line[0].isspace()]
    for prefix, format_ in FORMATS.items():
        share = share_of(format_, lines, RECEIVED)
        if name.startswith(prefix):
            assert share > 0.5, (prefix, share)
        else:
            assert share < 0.1, (prefix, share)


@pytest.mark.parametrize("prefix", FORMATS)
def test_broken_lines_raise_nothing(prefix: str) -> None:
    chance = random.Random(11)
    lines = [line for name in FILES if name.startswith(prefix) for line in raw_lines(name)]
    format_ = FORMATS[prefix]
    whole = getattr(format_, "parse_record", None)
    for _ in range(4_000):
        line = chance.choice(lines)
        at, end = sorted((chance.randint(0, len(line)), chance.randint(0, len(line))))
        broken = line[:at] + chance.choice(PARTS) * chance.randint(0, 3) + line[end:]
        format_.parse(broken, RECEIVED)
        if whole:
            whole([broken, chance.choice(lines)], RECEIVED)


@pytest.mark.parametrize("prefix", FORMATS)
def test_a_very_long_line_is_read_at_once(prefix: str) -> None:
    lines = [line for name in FILES if name.startswith(prefix) for line in raw_lines(name)]
    format_ = FORMATS[prefix]
    whole = getattr(format_, "parse_record", None)
    for line in {line[:40]: line for line in lines}.values():
        for part in (*PARTS, "a", "a.", "a=", 'a="', "Duration: 1", " {", "\t\n", "x:y] "):
            started = time.process_time()
            long = line + part * (200_000 // len(part))
            format_.parse(long, RECEIVED)
            if whole:
                whole([long, long[:100_000]], RECEIVED)
            assert time.process_time() - started < 2, (line[:40], part)
