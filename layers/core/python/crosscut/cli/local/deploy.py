"""Synthesizing and deploying the real CDK app to the emulator, and knowing when nothing has changed."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import platform
import shlex
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from crosscut.aws.local import ACCOUNT, REGION
from crosscut.cli.local.environment import aws
from crosscut.cli.local.errors import LocalError
from crosscut.cli.local.places import Places
from crosscut.cli.local.steps import run
from crosscut.cli.local.toolchain import Toolchain

# Whatever the deployment is made from; the command line does not go to AWS.
_INPUTS = (
    "app.py",
    "cdk.json",
    "sources.yaml",
    "uv.lock",
    "package-lock.json",
    "infra",
    "lambdas",
    "layers/core",
)
ARCHIVE = "local-archive"  # the bucket besides the log bucket that `crosscut backfill --local` may read
_NOT_INPUTS = frozenset({"__pycache__", "cli"})
_NO_ACCOUNT = {"AWS_ENDPOINT_URL": "", "AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}


@dataclass(frozen=True, kw_only=True)
class Deployer:
    """Runs the CDK CLI of one checkout against one emulator."""

    where: Places
    root: Path
    tools: Toolchain
    environment: Mapping[str, str]  # of the tools; points to no AWS
    certificate: str = ""  # by which the emulator is known

    def synthesize(self, context: Mapping[str, str]) -> None:
        """Write the cloud assembly. Raises `LocalError`."""
        if importlib.util.find_spec("aws_cdk") is None:
            raise LocalError(
                f"{sys.executable} has no aws-cdk-lib: run `uv sync`, then `uv run crosscut local up`"
            )
        command: list[str | Path] = [self.tools.cdk, "synth", "--quiet", "--output", self.where.assembly]
        command += ["--app", f"{shlex.quote(sys.executable)} app.py"]
        for key, value in context.items():
            command += ["--context", f"{key}={value}"]
        # Synth needs no account; without these it would ask the one that this user is logged in to. The checks of
        # the template itself take as long again; they run in the tests and whenever AWS is deployed to.
        self._run(
            "cdk synth", command, {**aws(""), **_NO_ACCOUNT, "CDK_VALIDATION": "false"}, folder=self.root
        )
        _prune(self.where.assembly)

    def bootstrap(self, endpoint: str) -> None:
        """Make the bucket and the roles that CDK deploys with. Raises `LocalError`."""
        # Not from the root: there is a cdk.json there, and this needs no app.
        command: list[str | Path] = [self.tools.cdk, "bootstrap", f"aws://{ACCOUNT}/{REGION}"]
        self._run("cdk bootstrap", command, self._account(endpoint), folder=self.where.scratch)

    def deploy(self, endpoint: str) -> dict[str, str]:
        """Deploy the assembly and return the stack's outputs. Raises `LocalError`."""
        outputs = self.where.home / "outputs.json"
        command: list[str | Path] = [self.tools.cdk, "deploy", "--all", "--app", self.where.assembly]
        command += ["--outputs-file", outputs]
        command += ["--require-approval", "never", "--method", "direct", "--progress", "events"]
        self._run("cdk deploy", command, self._account(endpoint), folder=self.where.scratch)
        stacks = json.loads(outputs.read_text(encoding="utf-8"))
        return {str(name): str(value) for stack in stacks.values() for name, value in stack.items()}

    def _account(self, endpoint: str) -> dict[str, str]:
        return aws(endpoint, certificate=self.certificate)

    def _run(
        self, what: str, command: Sequence[str | Path], account: Mapping[str, str], *, folder: Path
    ) -> None:
        environment = {**self.environment, **account}
        run(command, what=what, environment=environment, folder=folder, log=self.where.deploy_log)


def context_for(*, slack_url: str, claude_url: str | None, provider: str) -> dict[str, str]:
    """Return the CDK context of a deployment on this machine, for the Python that runs this."""
    machine = platform.machine().lower()
    context = {
        "stage": "local",
        "architecture": "arm64" if machine in ("arm64", "aarch64") else "x86_64",
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "slackApiUrl": f"{slack_url}/api",
        "provider": provider,
        "backfillBuckets": ARCHIVE,
    }
    return context if claude_url is None else {**context, "anthropicUrl": claude_url}


def fingerprint(root: Path, context: Mapping[str, str]) -> str:
    """Return a hash that changes when anything changes that the deployment is made from."""
    total = hashlib.sha256(json.dumps([sys.executable, dict(context)], sort_keys=True).encode())
    for file in _files(root):
        total.update(f"{file.relative_to(root)}\0".encode())
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def _files(root: Path) -> Iterable[Path]:
    for name in _INPUTS:
        place = root / name
        found = [place] if place.is_file() else sorted(p for p in place.rglob("*") if p.is_file())
        yield from (p for p in found if not _NOT_INPUTS.intersection(p.relative_to(root).parts))


def _prune(assembly: Path) -> None:
    """Delete the assets that the assembly no longer names; each change of the code leaves one behind."""
    named = {
        asset["source"].get("path", "").split("/")[0]
        for manifest in assembly.glob("*.assets.json")
        for asset in json.loads(manifest.read_text(encoding="utf-8"))["files"].values()
    }
    for asset in assembly.glob("asset.*"):
        if asset.name not in named:
            shutil.rmtree(asset) if asset.is_dir() else asset.unlink()
