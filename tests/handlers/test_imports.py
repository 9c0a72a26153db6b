"""What a cold start loads: neither the model's SDK nor the command line, and nothing talks to AWS."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = """
import json, socket, sys
def refuse(*args, **kwargs):
    raise AssertionError("something connects at import")
socket.socket.connect = refuse
import handler
print(json.dumps(sorted({name.split(".")[0] for name in sys.modules} | set(sys.modules))))
"""


@pytest.mark.parametrize("name", ["sanitize", "analyze", "notify", "slack"])
def test_a_cold_start_loads_only_what_it_needs(name: str) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(
            [str(ROOT / "lambdas" / name), str(ROOT / "layers" / "core" / "python")]
        ),
    }

    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=False
    )

    assert ran.returncode == 0, ran.stderr
    loaded = set(json.loads(ran.stdout))
    assert not loaded & {"anthropic", "httpx2", "click", "rich", "yaml", "crosscut.cli"}
