"""Starting the AWS emulator and the Slack stand-in, and asking them whether they are well."""

from __future__ import annotations

import shutil
import socket
import ssl
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from crosscut.aws.local import ACCESS_KEY, SECRET_KEY
from crosscut.cli.local.environment import bare
from crosscut.cli.local.errors import LocalError
from crosscut.cli.local.places import Places
from crosscut.cli.local.processes import Process, alive, end, start
from crosscut.cli.local.steps import last_words, run

DEFAULT_PORT = 4566
_START_SECONDS = 60.0  # it takes about 1 s; a busy machine may take long


def install_emulator(where: Places, root: Path, *, uv: Path, environment: Mapping[str, str]) -> None:
    """Bring the emulator's own environment to what uv.lock says, on the Python that runs this.

    Its Lambdas run on that Python too, so it must be the one that the layers are built for.
    """
    command: list[str | Path] = [
        uv,
        "sync",
        "--project",
        root,
        "--only-group",
        "local",
        "--frozen",
        "--no-install-project",
    ]
    command += ["--quiet", "--python", sys.executable]
    target = {"UV_PROJECT_ENVIRONMENT": str(where.environment)}
    run(command, what="uv sync", environment={**environment, **target}, folder=root, log=where.deploy_log)


def start_emulator(where: Places, port: int, *, enforce_iam: bool = False) -> Process:
    """Start the emulator, on the loopback interface only, and return it without waiting.

    With `enforce_iam` every call has to be signed and allowed by a policy, as in AWS. Policies that ask for TLS are
    policies too, so it then speaks TLS, with a certificate of its own. Raises `LocalError` when it could not make one.
    """
    environment = {
        **bare(where.scratch),
        **(_enforcing(where) if enforce_iam else {}),
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    where.emulator_log.write_bytes(b"")
    command = [str(where.environment / "bin" / "python"), "-m", "ministack"]
    return start(command, environment=environment, folder=where.scratch, log=where.emulator_log)


def _enforcing(where: Places) -> dict[str, str]:
    if shutil.which("openssl") is None:
        raise LocalError(
            "--enforce-iam needs openssl, with which the emulator makes its certificate: install it"
        )
    return {
        "AUTH": "true",
        "USE_SSL": "1",
        # Who is the account's root, which may do everything: the person at the terminal, and CDK in their name.
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
        "AWS_CA_BUNDLE": str(where.certificate),  # the Lambdas inherit it
    }


def start_slack(where: Places, port: int) -> Process:
    """Start the Slack stand-in and return it without waiting."""
    module = "crosscut.cli.local.slack_stand_in"
    command = [sys.executable, "-m", module, str(port), str(where.slack_messages)]
    return start(command, environment=bare(where.scratch), folder=where.scratch, log=where.slack_log)


def healthy(url: str, *, certificate: str = "") -> bool:
    """Whether something answers 200 at `url` within two seconds, by that certificate where one is named."""
    try:
        trust = [urllib.request.HTTPSHandler(context=_believing(certificate))] if certificate else []
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}), *trust)
        with direct.open(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError, ValueError):
        return False


def _believing(certificate: str) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certificate)


def await_healthy(
    process: Process, url: str, *, what: str, log: Path, below: Path, certificate: str = ""
) -> None:
    """Return once `url` answers.

    Raises `LocalError`, having ended the process, when it died or did not answer in time.
    """
    deadline = time.monotonic() + _START_SECONDS
    while not healthy(url, certificate=certificate):
        if not alive(process) or time.monotonic() > deadline:
            end(process, below=below)
            raise LocalError(f"{what} did not start: {last_words(log)} (all it said: {log})")
        time.sleep(0.1)


def port_is_free(port: int) -> bool:
    """Whether a server may listen on that port of 127.0.0.1."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """Return a port of 127.0.0.1 on which nothing listens."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
