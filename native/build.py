"""Builds the accelerator: one shared library of all C files of this folder, for this machine or for a Lambda's.

`python -m native.build` does it for this machine, with the C compiler that the `ziglang` package brings, which also
builds for other machines. What is built already, of the same sources, stays.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
from importlib import metadata
from pathlib import Path

from crosscut import accelerator
from crosscut.errors import CrosscutError
from native import glances, probes

SOURCES = Path(__file__).parent
# No libc, so that one file does for every Linux; the processor that every machine of its kind has.
FLAGS = (
    "-std=c11", "-O2", "-shared", "-fPIC", "-ffreestanding", "-nostdlib", "-fvisibility=hidden", "-Wall", "-Wextra",
    "-Werror", "-s",
)  # fmt: skip
_TARGETS = {"linux": "linux-gnu", "darwin": "macos"}
_MACHINES = {"arm64": "aarch64", "x86_64": "x86_64"}


class AcceleratorError(CrosscutError):
    """The accelerator cannot be built; says why."""


def build(name: str | None = None, folder: Path = accelerator.FOLDER) -> Path:
    """Return the library, built if need be: of this file name (`linux-arm64.so`), else for this machine.

    Raises `AcceleratorError`.
    """
    name = name or accelerator.file_name()
    system, _, machine = name.removesuffix(".so").partition("-")
    if system not in _TARGETS or machine not in _MACHINES:
        raise AcceleratorError(f"there is no accelerator for {system} on {machine}")
    try:
        compiler = metadata.version("ziglang")
    except metadata.PackageNotFoundError:
        raise AcceleratorError("the C compiler is missing; `make install` brings it (ziglang)") from None
    files = sorted(SOURCES.glob("*.c"))
    parts = [
        compiler,
        *FLAGS,
        name,
        *(path.read_text(encoding="utf-8") for path in (*files, *SOURCES.glob("*.h"))),
    ]
    mark = hashlib.sha256("\0".join(parts).encode()).hexdigest()
    path = folder / name
    if path.is_file() and mark.encode() in path.read_bytes():
        return path
    with tempfile.TemporaryDirectory(dir=folder, prefix=".building-") as scratch:
        draft = Path(scratch) / name
        target = f"{_MACHINES[machine]}-{_TARGETS[system]}"
        compiler_and_options = [sys.executable, "-m", "ziglang", "cc", "-target", target, *FLAGS]
        command = [*compiler_and_options, f'-DSOURCES="{mark}"', "-o", str(draft), *map(str, files)]
        # Its cache is in the home folder, which need not be there or writable.
        environment = {"ZIG_GLOBAL_CACHE_DIR": scratch, "ZIG_LOCAL_CACHE_DIR": scratch, **os.environ}
        done = subprocess.run(  # noqa: S603 - our own command
            command, capture_output=True, text=True, check=False, env=environment
        )
        if done.returncode:
            lines = [line for line in done.stderr.splitlines() if line.strip()] or [
                f"exit status {done.returncode}"
            ]
            raise AcceleratorError(f"the accelerator cannot be built: {lines[0].strip()}")
        draft.replace(path)
    return path


def main() -> int:
    """Build it for this machine; say so in one line where that fails, for all works without it."""
    try:
        build()
        probes.build()
        glances.build()
    except AcceleratorError as error:
        print(f"{error}. All works without it, only slower.", file=sys.stderr)  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
