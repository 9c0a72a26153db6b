"""Builds the accelerator: shared libraries of the C files of this folder, for this machine or for a Lambda's.

`python -m native.build` does it for this machine, with the C compiler that the `ziglang` package brings, which also
builds for other machines. What is built already, of the same sources, stays.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from importlib import metadata
from pathlib import Path

from crosscut import accelerator
from crosscut.errors import CrosscutError
from native import glances, probes

SOURCES = Path(__file__).parent
_WARNINGS = ("-Wall", "-Wextra", "-Werror")
# No libc, so that one file does for every Linux; the processor that every machine of its kind has.
FLAGS = (
    "-std=c11", "-O2", "-shared", "-fPIC", "-ffreestanding", "-nostdlib", "-fvisibility=hidden", *_WARNINGS, "-s",
)  # fmt: skip
# PCRE2 needs a libc: the oldest that wheels are made for (manylinux 2014), or musl's where Python has that.
_COMMON = ("-std=c11", "-O2", "-fPIC", "-fvisibility=hidden", "-DPCRE2_CODE_UNIT_WIDTH=8")
_OF_PCRE2 = (
    "-DHAVE_CONFIG_H",
    "-DSUPPORT_JIT",
    "-DHAVE_MEMMOVE",
    "-DPCRE2_EXP_DECL=extern",
    "-DPCRE2_EXP_DEFN=",
)
_PARTS_OF_PCRE2 = (
    "auto_possess", "chkdint", "compile", "compile_cgroup", "compile_class", "context", "error", "extuni",
    "find_bracket", "jit_compile", "match", "match_data", "match_next", "newline", "ord2utf", "pattern_info",
    "script_run", "string_utils", "study", "tables", "ucd", "valid_utf", "xclass",
)  # fmt: skip
LICENCE = "PCRE2-LICENCE.md"  # beside the library
_TARGETS = {"linux": "linux-gnu", "darwin": "macos"}
_MACHINES = {"arm64": "aarch64", "x86_64": "x86_64"}


class AcceleratorError(CrosscutError):
    """The accelerator cannot be built; says why."""


def build(name: str | None = None, folder: Path = accelerator.FOLDER) -> Path:
    """Return the library without libc, built if need be: of this file name (`linux-arm64.so`), else for this machine.

    Raises `AcceleratorError`.
    """
    name = name or accelerator.file_name()
    target = _target(name)
    files = sorted(SOURCES.glob("*.c"))
    mark = _mark(name, *FLAGS, files=(*files, *SOURCES.glob("*.h")))

    def make(scratch: Path, draft: Path) -> None:
        _compile(scratch, target, *FLAGS, f'-DSOURCES="{mark}"', "-o", draft, *files)

    return _built(folder / name, mark, make)


def build_matching(name: str | None = None, folder: Path = accelerator.FOLDER) -> Path:
    """Return the library with PCRE2 in it, built if need be: of this file name, else for this machine.

    Its sources come with the `pcre2` package. Raises `AcceleratorError`.
    """
    name = name or accelerator.file_name(of=accelerator.MATCHING)
    target = _target(name)
    if target.endswith("gnu"):
        is_here = name == accelerator.file_name(of=accelerator.MATCHING)
        target = target.replace("gnu", "musl") if is_here and not platform.libc_ver()[0] else f"{target}.2.17"
    pcre2 = _pcre2()
    files = sorted((SOURCES / "matching").glob("*.c"))
    theirs = [pcre2 / f"pcre2_{part}.c" for part in _PARTS_OF_PCRE2]
    headers = (SOURCES / "matching").glob("*.h")
    mark = _mark(
        name, target, *_COMMON, *_OF_PCRE2, files=(*files, *headers, *theirs, pcre2 / "pcre2.h.generic")
    )

    def make(scratch: Path, draft: Path) -> None:
        for header in ("config.h", "pcre2.h"):
            shutil.copyfile(pcre2 / f"{header}.generic", scratch / header)
        tables = shutil.copyfile(pcre2 / "pcre2_chartables.c.dist", scratch / "pcre2_chartables.c")
        where = ("-isystem", str(scratch), "-isystem", str(pcre2))
        ours = [scratch / f"{file.stem}.o" for file in files]
        for file, made in zip(files, ours, strict=True):
            _compile(
                scratch, target, *_COMMON, *_WARNINGS, *where, f'-DSOURCES="{mark}"', "-c", "-o", made, file
            )
        options = (*_COMMON, *_OF_PCRE2, *where, "-shared", "-s", "-o", draft)
        _compile(scratch, target, *options, *ours, *theirs, tables)

    library = _built(folder / name, mark, make)
    # Whoever gets the library has to get its licence.
    shutil.copyfile(pcre2.parent / "LICENCE.md", folder / LICENCE)
    return library


def _pcre2() -> Path:
    """Return the folder of PCRE2's sources."""
    try:
        files = metadata.files("pcre2") or []
    except metadata.PackageNotFoundError:
        files = []
    for file in files:
        if file.name == "pcre2_jit_compile.c" and (path := Path(str(file.locate()))).is_file():
            return path.resolve().parent
    raise AcceleratorError("the sources of PCRE2 are missing; `make install` brings them (pcre2)")


def _target(name: str) -> str:
    system, _, machine = name.partition(".")[0].partition("-")
    if system not in _TARGETS or machine not in _MACHINES:
        raise AcceleratorError(f"there is no accelerator for {system} on {machine}")
    return f"{_MACHINES[machine]}-{_TARGETS[system]}"


def _mark(*words: str, files: Iterable[Path]) -> str:
    """Return what the library is made of, for the library to say."""
    try:
        compiler = metadata.version("ziglang")
    except metadata.PackageNotFoundError:
        raise AcceleratorError("the C compiler is missing; `make install` brings it (ziglang)") from None
    parts = [compiler, *words, *(path.read_text(encoding="utf-8") for path in files)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _built(path: Path, mark: str, make: Callable[[Path, Path], None]) -> Path:
    if not path.is_file() or mark.encode() not in path.read_bytes():
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".building-") as scratch:
            draft = Path(scratch) / path.name
            make(Path(scratch), draft)
            draft.replace(path)
    return path


def _compile(scratch: Path, target: str, *options: str | Path) -> None:
    # Its cache is in the home folder, which need not be there or writable.
    caches = {"ZIG_GLOBAL_CACHE_DIR": str(scratch), "ZIG_LOCAL_CACHE_DIR": str(scratch)}
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "ziglang", "cc", "-target", target, *map(str, options)],
        capture_output=True, text=True, check=False, env={**caches, **os.environ},
    )  # fmt: skip
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        why = lines[0].strip() if lines else f"exit status {done.returncode}"
        raise AcceleratorError(f"the accelerator cannot be built: {why}")


def main() -> int:
    """Build it for this machine; say so in one line where that fails, for all works without it."""
    try:
        build()
        glances.build()
        build_matching()  # without which redaction has no use for its tables
        probes.build()
    except AcceleratorError as error:
        print(f"{error}. All works without it, only slower.", file=sys.stderr)  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
