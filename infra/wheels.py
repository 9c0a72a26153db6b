"""Builds the third-party wheels of the Lambdas from uv.lock, for the Lambdas' platform, without Docker."""

from __future__ import annotations

import hashlib
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from infra import uv
from infra.deployment import ROOT
from infra.uv import Wheels

CACHE = ROOT / "layers" / "vendor"
RECIPE = "2"  # raise it when what is pruned or compiled changes, so that cached builds are made anew

# Left out: what only tests, type checkers and installers read. METADATA and entry points stay, for httpx2,
# OpenTelemetry and pydantic ask for them at run time, and so do the licences.
PRUNED = (
    "bin",
    "src",  # pcre2's wheel has its library's sources beside it
    "**/tests",
    "**/*.pyi",
    "**/__pycache__",
    # pcre2 brings the sources, manuals and build files of its library (22 MB) and puts them beside the packages.
    *(
        "src",
        "share",
        "include",
        "lib64",
        "requirements",
        "CMakeLists.txt",
        "LICENSE",
        "Makefile",
        "README.md",
        "pyproject.toml",
        "setup.py",
        "pcre2/*.pyx",
        "pcre2/*.pxd",
        "pcre2/*.h",
        "pcre2/CMakeLists.txt",
    ),
    *(f"*.dist-info/{name}" for name in ("RECORD", "INSTALLER", "REQUESTED", "WHEEL", "sboms")),
)


@dataclass(frozen=True)
class Target:
    """The Lambda runtime to build for."""

    python: str  # "3.13"
    architecture: str  # "arm64" or "x86_64", as Lambda calls them

    @property
    def platform(self) -> str:
        """uv's name of the platform.

        Lambda runs 3.12 and later on Amazon Linux 2023 (glibc 2.34), 3.11 on Amazon Linux 2 (2.26).
        """
        machine = "aarch64" if self.architecture == "arm64" else "x86_64"
        return f"{machine}-manylinux_2_{17 if self.python == '3.11' else 34}"

    @property
    def label(self) -> str:
        """A file name for it, for example `cp313-arm64`."""
        return f"cp{self.python.replace('.', '')}-{self.architecture}"


def build(wheels: Wheels, target: Target, *, cache: Path = CACHE, root: Path = ROOT) -> Path:
    """Return a directory that holds `python/` with the wheels; its name is a hash of all that went in.

    What was built before is reused. Raises `VendorLayerError`.
    """
    tool = uv.find()
    locked = uv.locked(tool, root, wheels)
    compiler = uv.interpreter(tool, target.python)
    parts = (RECIPE, locked, target.platform, target.python, "compiled" if compiler else "sources")
    label = f"{wheels}-{target.label}"
    built = cache / f"{label}-{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:24]}"
    if built.is_dir():
        return built
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache, prefix=".building-", ignore_cleanup_errors=True) as scratch:
        draft = Path(scratch) / "layer"
        requirements = Path(scratch) / "requirements.txt"
        requirements.write_text(locked, encoding="utf-8")
        uv.run(tool, "pip", "install", *uv.PLAIN, "--python", sys.executable, "--target", draft / "python",
               "--python-platform", target.platform, "--python-version", target.python,
               "--only-binary", ":all:", "--no-deps", "--require-hashes", "--link-mode", "copy",
               "--requirements", requirements, doing=f"fetching the wheels {label}")  # fmt: skip
        _prune(draft / "python")
        if compiler:
            _compile(compiler, draft)
        try:
            draft.rename(built)
        except OSError:
            if not built.is_dir():  # or else another synth was quicker, with the same result
                raise
    for older in cache.glob(f"{label}-*"):
        if older != built:
            shutil.rmtree(older, ignore_errors=True)
    return built


def _prune(packages: Path) -> None:
    for pattern in PRUNED:
        for path in sorted(packages.glob(pattern)):
            if path.is_dir():
                shutil.rmtree(path)
            elif path.exists():
                path.unlink()


def _compile(python: Path, layer: Path) -> None:
    """Compile to bytecode, which halves the import time.

    Unchecked, for Lambda does not keep the sources' times; with the paths that tracebacks show in Lambda.
    """
    uv.run(python, "-m", "compileall", "-q", "-j", "0", "--invalidation-mode", "unchecked-hash",
           "-s", layer, "-p", "/opt", layer / "python", doing="compiling the wheels")  # fmt: skip
