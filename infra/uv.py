"""uv: where it is, and what uv.lock says that a layer holds."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Literal

from crosscut.errors import CrosscutError

# `claude` is the SDK and what only it needs, nearly nine files in ten: the Lambdas that don't speak to the
# model go without it. `vendor` is the rest.
Wheels = Literal["vendor", "claude"]
CLAUDE_SDK = "anthropic"
CHECKOUT = Path(__file__).parents[1]
PLAIN = ("--quiet", "--color", "never")  # what uv says may become part of our one line


class VendorLayerError(CrosscutError):
    """The wheels cannot be built; says why and what to do."""


def find() -> Path:
    """Find uv on the PATH, beside the running Python, or where `make` puts it. Raises `VendorLayerError`."""
    places = (None, Path(sys.executable).parent, CHECKOUT / ".tools" / "bin")
    found = next(filter(None, (shutil.which("uv", path=place) for place in places)), None)
    if not found:
        raise VendorLayerError("uv is missing; get it with `pip install uv`, or run `make`, which does")
    return Path(found)


def locked(uv: Path, root: Path, wheels: Wheels) -> str:
    """Return the layer's part of the lock's `lambda` group as pip's requirements, with hashes."""
    export = (uv, "export", *PLAIN, "--project", root, "--frozen", "--only-group", "lambda", "--no-emit-project",
              "--no-header", "--no-annotate")  # fmt: skip
    common = _requirements(run(*export, "--prune", CLAUDE_SDK, doing="reading uv.lock"))
    if wheels == "claude":
        everything = _requirements(run(*export, doing="reading uv.lock"))
        return "\n".join(text for name, text in everything.items() if name not in common)
    return "\n".join(common.values())


def interpreter(uv: Path, version: str) -> Path | None:
    """Find a Python of that minor version on this machine, or None."""
    if version == f"{sys.version_info.major}.{sys.version_info.minor}":
        return Path(sys.executable)
    found = subprocess.run(  # noqa: S603 - uv, found above
        [uv, "python", "find", "--no-project", "--no-python-downloads", "--quiet", version],
        capture_output=True,
        text=True,
        check=False,
    )
    if found.returncode == 0:
        return Path(found.stdout.strip())
    # pyenv's shims hide from uv what pyenv has.
    pyenv = sorted((Path.home() / ".pyenv" / "versions").glob(f"{version}.*/bin/python"))
    return pyenv[-1] if pyenv else None


def run(*command: str | Path, doing: str) -> str:
    """Run it and return what it prints. Raises `VendorLayerError` with the last of what it says on stderr."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own commands
    if done.returncode:
        lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
        problem = " ".join(lines[-2:]) or f"exit status {done.returncode}"
        raise VendorLayerError(f"vendor layer: {doing}: {problem}")
    return done.stdout


def _requirements(exported: str) -> dict[str, str]:
    """Split at the lines that are not indented: `name==version ... \\` and, below it, its hashes."""
    texts = re.findall(r"^\S.*\n(?:\s+\S.*\n?)*", exported, re.MULTILINE)
    return {text.split("==", 1)[0]: text.rstrip() for text in texts}
