"""What a cold start pays for imports: each handler beside boto3 alone, which every Lambda that talks to AWS pays.

Prints a table; `make bench` shows it. The figures depend on the machine, the ratios hardly.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RUNS = 5
PROGRAM = """
import json, re, sys, time
from pathlib import Path
start = time.process_time()
import {module}
seconds = time.process_time() - start
# Not getrusage: its peak is that of the process that forked this one, if that was larger.
status = Path("/proc/self/status")
peak = int(re.search(r"VmHWM:\\s+(\\d+)", status.read_text())[1]) / 1024 if status.exists() else 0
print(json.dumps([seconds, peak, "anthropic" in sys.modules, "click" in sys.modules]))
"""


def measure(module: str, *paths: Path) -> tuple[float, float, bool, bool]:
    """Return the median CPU seconds, peak resident MiB, and whether the SDK and the command line were loaded."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(map(str, paths))}
    runs = []
    for _ in range(RUNS):
        ran = subprocess.run(
            [sys.executable, "-c", PROGRAM.format(module=module)],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        runs.append(json.loads(ran.stdout))
    return (
        statistics.median(run[0] for run in runs),
        statistics.median(run[1] for run in runs),
        any(run[2] for run in runs),
        any(run[3] for run in runs),
    )


def test_handlers_beside_boto3(capsys: pytest.CaptureFixture[str]) -> None:
    core = ROOT / "layers" / "core" / "python"
    boto3 = measure("boto3")
    rows = [("boto3 alone", *boto3)]
    for name in ("sanitize", "analyze", "notify"):
        rows.append((f"{name} handler", *measure("handler", ROOT / "lambdas" / name, core)))
    rows.append(("anthropic alone", *measure("anthropic")))

    with capsys.disabled():
        print("\n| import | CPU s | × boto3 | peak MiB | anthropic | command line |")
        print("|---|---|---|---|---|---|")
        for name, seconds, peak, sdk, cli in rows:
            loaded = ("loaded" if sdk else "no", "loaded" if cli else "no")
            print(
                f"| {name} | {seconds:.2f} | {seconds / boto3[0]:.1f} | {peak:.0f} | {loaded[0]} | {loaded[1]} |"
            )

    assert not any(sdk or cli for name, _, _, sdk, cli in rows if name.endswith("handler"))
