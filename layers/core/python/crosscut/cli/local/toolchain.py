"""The tools that a local deployment needs (Node, the CDK CLI, uv): found, fetched, or asked for."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from crosscut.cli.local.errors import LocalError
from crosscut.cli.local.steps import run, step

OLDEST_NODE = 20
UV = "uv==0.13.9"
_NEEDED = f"Node.js {OLDEST_NODE} or later, with npm, is needed for the CDK CLI"
_GET_NODE = (
    "get it from https://nodejs.org/en/download, or with `brew install node`, `nvm install 22`, "
    "or your system's package manager"
)


@dataclass(frozen=True)
class Toolchain:
    """Where the tools are."""

    cdk: Path
    uv: Path


def toolchain(root: Path, *, environment: Mapping[str, str], log: Path) -> Toolchain:
    """Return the tools for the checkout at `root`, fetching into it what can be fetched.

    Raises `LocalError` when Node is missing or too old, or when a fetch fails.
    """
    _check_node()
    cdk = root / "node_modules" / ".bin" / "cdk"
    if not cdk.exists() or _version(root / "node_modules" / "aws-cdk" / "package.json") != _locked_cdk(root):
        with step("install the CDK CLI (npm ci)"):
            fetch = ["npm", "ci", "--no-audit", "--no-fund"]
            run(fetch, what="npm ci", environment=environment, folder=root, log=log)
    return Toolchain(cdk=cdk, uv=_uv(root, environment=environment, log=log))


def _check_node() -> None:
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        raise LocalError(f"{_NEEDED}, and is not on PATH: {_GET_NODE}")
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603
    number = re.match(r"v(\d+)\.", said)
    if number is None or int(number[1]) < OLDEST_NODE:
        raise LocalError(f"{_NEEDED}, but {node} is {said or 'broken'}: {_GET_NODE}")


def _locked_cdk(root: Path) -> str:
    try:
        lock = json.loads((root / "package-lock.json").read_text(encoding="utf-8"))
        return str(lock["packages"]["node_modules/aws-cdk"]["version"])
    except (OSError, ValueError, KeyError, TypeError):
        raise LocalError(f"{root / 'package-lock.json'}: does not pin aws-cdk; restore it from git") from None


def _version(manifest: Path) -> str:
    try:
        return str(json.loads(manifest.read_text(encoding="utf-8")).get("version", ""))
    except (OSError, ValueError):
        return ""


def _uv(root: Path, *, environment: Mapping[str, str], log: Path) -> Path:
    if found := shutil.which("uv"):
        return Path(found)
    own = root / ".tools" / "bin" / "uv"
    if own.exists():
        return own
    # An environment made by uv has no pip; the interpreter it was made from may.
    base = str(getattr(sys, "_base_executable", sys.executable))
    problem = LocalError("no Python with pip to fetch uv with")
    for python in dict.fromkeys((sys.executable, base)):
        try:
            with step(f"install uv into {own.parent.parent.name}"):
                fetch: list[str | Path] = [
                    python,
                    "-m",
                    "pip",
                    "install",
                    "--quiet",
                    "--target",
                    root / ".tools",
                    UV,
                ]
                run(fetch, what="pip install uv", environment=environment, folder=root, log=log)
            return own
        except LocalError as error:
            problem = error
    raise LocalError(
        f"uv is not on PATH and could not be fetched ({problem}): see https://docs.astral.sh/uv/"
    )
