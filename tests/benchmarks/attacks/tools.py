"""nginx and the attack tools, in a folder of their own under .tools: nothing is installed into the machine.

Debian packages are fetched with apt-get and unpacked, those of PyPI go into an environment of their own. They are kept
for the next run.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

from infra import uv

FOLDER = Path(__file__).parents[3] / ".tools" / "attacks"
DEBIAN = ("nginx", "nginx-common", "ffuf", "gobuster", "dirb")  # of dirb only the word lists
PYPI = ("sqlmap>=1.8", "wapiti3>=3.2", "dirsearch>=0.4.3", "setuptools<81")


class ToolsMissingError(Exception):
    """What is needed cannot be had here; says why."""


class Tools(NamedTuple):
    """Where everything is."""

    nginx: Path
    ffuf: Path
    gobuster: Path
    sqlmap: Path
    wapiti: Path
    dirsearch: Path
    words: Path


def get() -> Tools:
    """Return the tools, fetched if they are not here yet. Raises `ToolsMissingError`."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    root, environment = FOLDER / "root", FOLDER / "venv"
    tools = Tools(
        nginx=root / "usr/sbin/nginx",
        ffuf=root / "usr/bin/ffuf",
        gobuster=root / "usr/bin/gobuster",
        sqlmap=environment / "bin/sqlmap",
        wapiti=environment / "bin/wapiti",
        dirsearch=environment / "bin/dirsearch",
        words=root / "usr/share/dirb/wordlists/common.txt",
    )
    if not all(map(Path.exists, (tools.nginx, tools.ffuf, tools.gobuster, tools.words))):
        _unpack(root)
    if not all(map(Path.exists, (tools.sqlmap, tools.wapiti, tools.dirsearch))):
        found = uv.find()
        _run(found, "venv", "--quiet", "--clear", environment, doing="making an environment for the tools")
        _run(found, "pip", "install", "--quiet", "--python", environment / "bin/python", *PYPI,
             doing="fetching sqlmap, wapiti and dirsearch from PyPI")  # fmt: skip
    _run(tools.nginx, "-v", doing="starting Debian's nginx here")
    return tools


def _unpack(root: Path) -> None:
    if not shutil.which("apt-get") or not shutil.which("dpkg"):
        raise ToolsMissingError(
            "nginx, ffuf and gobuster are taken from Debian's packages, and there is no apt-get"
        )
    packages = FOLDER / "packages"
    packages.mkdir(exist_ok=True)
    _run("apt-get", "download", *DEBIAN, cwd=packages, doing="fetching nginx, ffuf and gobuster from Debian")
    for package in packages.glob("*.deb"):
        _run("dpkg", "-x", package, root, doing=f"unpacking {package.name}")


def _run(*command: object, doing: str, cwd: Path | None = None) -> None:
    try:
        done = subprocess.run(
            [str(part) for part in command], cwd=cwd, capture_output=True, text=True, timeout=300, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ToolsMissingError(f"{doing} failed: {error}") from error
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip() or "no words").splitlines()[-1]
        raise ToolsMissingError(f"{doing} failed: {last[:200]}")
