"""Where the local AWS keeps its files, and where the checkout is that it deploys."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from crosscut.cli.local.errors import LocalError

_MARKS = ("app.py", "cdk.json", "layers/core/python/crosscut")


@dataclass(frozen=True)
class Places:
    """The files of the local AWS, all below one folder of this user's."""

    home: Path

    @property
    def state(self) -> Path:
        """What is running and what was deployed."""
        return self.home / "state.json"

    @property
    def lock(self) -> Path:
        """Held while something is being started or stopped."""
        return self.home / "lock"

    @property
    def environment(self) -> Path:
        """The emulator's own Python environment."""
        return self.home / "environment"

    @property
    def scratch(self) -> Path:
        """The emulator's HOME and TMPDIR, and whatever the CDK CLI wants to remember."""
        return self.home / "scratch"

    @property
    def certificate(self) -> Path:
        """The emulator's own certificate, which it makes when it enforces IAM; it goes by its TMPDIR."""
        return self.scratch / "tmp" / "ministack-tls" / "server.crt"

    @property
    def assembly(self) -> Path:
        """The synthesized CDK app."""
        return self.home / "cdk.out"

    @property
    def emulator_log(self) -> Path:
        """What the emulator prints."""
        return self.home / "emulator.log"

    @property
    def slack_log(self) -> Path:
        """What the Slack stand-in prints."""
        return self.home / "slack.log"

    @property
    def slack_messages(self) -> Path:
        """What the Slack stand-in was sent, one JSON document a line."""
        return self.home / "slack.jsonl"

    @property
    def deploy_log(self) -> Path:
        """What the last synth and deploy printed."""
        return self.home / "deploy.log"


def places(environ: Mapping[str, str] = os.environ) -> Places:
    """Return the places of this user.

    `CROSSCUT_HOME` names the folder; else it is the platform's one for a user's data: ~/Library/Application
    Support on macOS, `XDG_DATA_HOME` or ~/.local/share elsewhere
    (https://specifications.freedesktop.org/basedir-spec/).
    """
    if environ.get("CROSSCUT_HOME"):
        base = Path(environ["CROSSCUT_HOME"]).expanduser()
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support" / "crosscut"
    else:
        data = environ.get("XDG_DATA_HOME", "")
        base = (Path(data) if data.startswith("/") else Path.home() / ".local" / "share") / "crosscut"
    return Places(home=base.absolute() / "local")


def checkout() -> Path:
    """Return the root of the checkout: the one around the working folder, else the one this module is in.

    Raises `LocalError` when there is neither, as after an installation from a wheel.
    """
    here = Path.cwd()
    for folder in (here, *here.parents, *Path(__file__).resolve().parents):
        if all((folder / mark).exists() for mark in _MARKS):
            return folder
    raise LocalError(
        "crosscut local deploys the CDK app of a Crosscut checkout, and there is none here: "
        "clone the repository and run it inside (it looks for app.py and cdk.json)"
    )
