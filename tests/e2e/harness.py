"""The local AWS of a test run: the command line as a person uses it, and a look behind it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from crosscut.aws import clients
from crosscut.aws.local import LocalAws
from crosscut.cli.local.places import Places
from crosscut.cli.local.process_table import members
from crosscut.cli.local.slack_view import Message, read_messages
from crosscut.cli.local.state import State, read_state
from crosscut.cli.local.up import connect
from crosscut.model import Insight

ROOT = Path(__file__).resolve().parents[2]
Found = TypeVar("Found")
_TICKS = os.sysconf("SC_CLK_TCK")


def eventually(look: Callable[[], Found | None], *, seconds: float, what: str) -> Found:
    """Return what `look` finds as soon as it finds something; fail when it does not in time."""
    deadline = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        assert time.monotonic() < deadline, f"not within {seconds:.0f} s: {what}"
        time.sleep(0.2)


@dataclass(frozen=True)
class Local:
    """One home of the local AWS."""

    home: Path
    port: int

    @property
    def where(self) -> Places:
        return Places(home=self.home / "local")

    @property
    def state(self) -> State:
        return read_state(self.where)

    @property
    def aws(self) -> LocalAws:
        return connect(self.state)

    def run(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run `crosscut` with these arguments."""
        done = subprocess.run(
            [sys.executable, "-m", "crosscut.cli.main", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=400,
        )
        assert "Traceback" not in done.stderr, done.stderr
        assert not check or done.returncode == 0, f"{arguments}: {done.stdout}\n{done.stderr}"
        return done

    @property
    def environment(self) -> Mapping[str, str]:
        """This process's, but for what would reach an account, and with a home of the test's."""
        unwanted = ("ANTHROPIC", "AWS_", "CROSSCUT")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
        path = f"{Path(sys.executable).parent}{os.pathsep}{kept['PATH']}"
        return {**kept, "CROSSCUT_HOME": str(self.home), "PATH": path}

    def up(self, *options: str) -> subprocess.CompletedProcess[str]:
        """Bring it up as it is in AWS: what no policy allows is refused."""
        return self.run("local", "up", "--enforce-iam", "--port", str(self.port), *options)

    def drop(self, file: Path, source: str) -> str:
        """Drop a file and return its key."""
        return self.run("local", "drop", str(file), "--source", source).stdout.strip()

    def output(self, name: str) -> str:
        """Return an output of the deployed stack."""
        deployment = self.state.deployment
        assert deployment is not None, "nothing is deployed"
        return deployment.outputs[name]

    def queue(self, name: str) -> tuple[str, str]:
        """Make a queue to which topics and buses may deliver, and return its URL and its ARN."""
        sqs = clients.sqs(self.aws.endpoint)
        url = sqs.create_queue(QueueName=name)["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        services = {"Service": ["sns.amazonaws.com", "events.amazonaws.com"]}
        grant = {"Effect": "Allow", "Principal": services, "Action": "sqs:SendMessage", "Resource": arn}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [grant]})
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
        return url, arn

    def insights(self, source: str) -> list[Insight]:
        return [insight for insight in self.aws.insights() if insight.source == source]

    def messages(self, text: str) -> list[Message]:
        """Return the Slack messages that hold `text`."""
        return [message for message in read_messages(self.where.slack_messages) if text in message.text]

    def first_messages(self, text: str) -> list[Message]:
        """Return those of them that are no change of another and in no thread."""
        return [message for message in self.messages(text) if not message.is_update and not message.thread]

    def processes(self) -> dict[int, str]:
        """Return the processes that were started, by id, with their commands."""
        started = [process for process in (self.state.emulator, self.state.slack) if process is not None]
        return {pid: command for process in started for pid, command in members(process.pid).items()}

    @contextmanager
    def at_rest(self) -> Iterator[None]:
        """Stop the clock, wait until nothing is on its way, and let the clock go on afterwards.

        Where the emulator ends a Lambda's workers, as it does when its configuration is set, a message that one of them
        has in hand would stay hidden for the queue's whole visibility timeout, and hold up its group.
        """
        rules = clients.events(self.aws.endpoint)
        rules.disable_rule(Name="crosscut-local-tick")
        try:
            eventually(lambda: not any(self.aws.waiting().values()), seconds=300, what="nothing on its way")
            yield
        finally:
            rules.enable_rule(Name="crosscut-local-tick")

    def busiest_worker(self, function: str) -> int:
        """Return the id of the process of that Lambda that uses the processor most right now."""
        mark = f"ministack-lambda-crosscut-local-{function}-"
        before = {pid: _used(pid) for pid, command in self.processes().items() if mark in command}
        time.sleep(0.3)
        after = {pid: _used(pid) - used for pid, used in before.items()}
        return max(after, key=lambda pid: after[pid])


def _used(pid: int) -> float:
    """Return the seconds of processor time of a process (proc(5), utime and stime)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICKS
