"""What answers in the model's place: after a second, so that people are told in the rules' words first."""

from __future__ import annotations

import time

from crosscut.cli.local.slack_view import read_messages
from tests.e2e.harness import Local
from tests.e2e.worker_hooks import WorkerHooks
from tests.fakes.analyst import diligent
from tests.fakes.claude_server import Reply, Request, Slow

_SECONDS = 1.0
_PATIENCE_SECONDS = 15.0  # of the 30 that analyze has


class Model:
    """Where a change of the message is to be broken it waits for the message: else there may be nothing to change."""

    def __init__(self, local: Local, hooks: WorkerHooks) -> None:
        self._local = local
        self._hooks = hooks

    def __call__(self, request: Request) -> Reply:
        for plan in self._hooks.plans:
            if plan.effect.startswith("slack chat.update") and f"{plan.about}-" in request.text:
                self._await_message(plan.about)
        return Slow(_SECONDS, diligent(request))

    def _await_message(self, source: str) -> None:
        ends = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < ends:
            if any(f"{source}-db.invalid" in m.text for m in read_messages(self._local.where.slack_messages)):
                return
            time.sleep(0.2)
