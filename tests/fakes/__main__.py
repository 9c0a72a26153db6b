"""A server in Claude's place, for `crosscut local up --claude-url`: `python -m tests.fakes [PORT]`, until Ctrl-C.

It answers diligently: a finding for each detection of the digest that it is sent, quoting that detection's own lines.
"""

from __future__ import annotations

import sys
import threading

from tests.fakes.analyst import diligent
from tests.fakes.claude_server import ClaudeServer


def main() -> int:
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    with ClaudeServer(diligent, port=port) as server:
        print(f"answers at {server.url}; Ctrl-C ends it", flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
