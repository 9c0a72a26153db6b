"""The server in Claude's place, as a command."""

from __future__ import annotations

import http.client
import json
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_it_says_where_it_answers_and_ends_by_ctrl_c() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.fakes"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            host = process.stdout.readline().split()[2].rstrip(";").removeprefix("http://")
            content = '<digest>\n{"templates": [], "detections": []}\n</digest>'
            body = {"model": "m", "messages": [{"role": "user", "content": content}]}
            connection = http.client.HTTPConnection(host, timeout=10)
            connection.request("POST", "/v1/messages", json.dumps(body), {"x-api-key": "synthetic"})
            answer = json.loads(connection.getresponse().read())
            connection.close()
            assert answer["content"][0]["text"] == '{"findings": []}'
        finally:
            process.send_signal(signal.SIGINT)
        assert process.wait(timeout=10) == 0
