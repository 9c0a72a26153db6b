"""Who attacks, with which tool, from which address, and which techniques that is. Times and requests are bounded."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.attacks.site import Site
from tests.benchmarks.attacks.tools import Tools

SECONDS = 45  # for one tool
PASSWORDS = 120
WORDS = 1_200


class Attacker(NamedTuple):
    """One tool at work."""

    tool: str
    address: str  # of the ranges for documentation (RFC 5737)
    techniques: tuple[str, ...]  # that must be named: words of the finding
    command: Callable[[Tools, Site, Path, str], list[object]]


def _sqlmap(tools: Tools, site: Site, folder: Path, header: str) -> list[object]:
    return [
        tools.sqlmap, "-u", f"{site.url}/search?q=1", "--batch", "--flush-session", "--technique=BEUT", "--time-sec=1",
        "--timeout=5", "--retries=0", "--level=2", f"--headers={header}", f"--output-dir={folder / 'sqlmap'}",
    ]  # fmt: skip


def _wapiti(tools: Tools, site: Site, folder: Path, header: str) -> list[object]:
    return [
        tools.wapiti, "-u", f"{site.url}/", "-m", "sql,xss,file,exec", "--flush-session", "--no-bugreport",
        "--max-scan-time", SECONDS - 10, "--max-attack-time", 12, "-H", header,
        "-f", "json", "-o", folder / "wapiti.json", "--store-session", folder / "wapiti",
        "--store-config", folder / "wapiti",
    ]  # fmt: skip


def _dirsearch(tools: Tools, site: Site, folder: Path, header: str) -> list[object]:
    return [
        tools.dirsearch, "-u", site.url, "-w", _words(tools, folder), "-e", "php", "-t", 4, "-H", header,
        "--max-time", SECONDS - 5, "--quiet-mode",
    ]  # fmt: skip


def _gobuster(tools: Tools, site: Site, folder: Path, header: str) -> list[object]:
    return [
        tools.gobuster,
        "dir",
        "-q",
        "-z",
        "-t",
        4,
        "-u",
        site.url,
        "-w",
        _words(tools, folder),
        "-H",
        header,
    ]


def _ffuf(tools: Tools, site: Site, folder: Path, header: str) -> list[object]:
    passwords = folder / "passwords.txt"
    passwords.write_text("".join(f"synthetic-{n}\n" for n in range(PASSWORDS)), encoding="utf-8")
    return [
        tools.ffuf, "-s", "-t", 4, "-u", f"{site.url}/login", "-X", "POST", "-H", header, "-w", passwords,
        "-H", "Content-Type: application/x-www-form-urlencoded", "-H", "User-Agent: Mozilla/5.0 (X11; Linux x86_64)",
        "-d", "user=admin&password=FUZZ", "-mc", "302",
    ]  # fmt: skip


def _words(tools: Tools, folder: Path) -> Path:
    """The first words of dirb's common list, of files that begin with a dot among them."""
    words = folder / "words.txt"
    lines = tools.words.read_text(encoding="utf-8", errors="replace").splitlines()
    words.write_text("\n".join(lines[:WORDS]) + "\n", encoding="utf-8")
    return words


ATTACKERS = (
    Attacker("sqlmap", "203.0.113.10", ("sql-injection", "T1190"), _sqlmap),
    Attacker(
        "wapiti",
        "203.0.113.20",
        ("sql-injection", "path-traversal", "cross-site-scripting", "command-injection"),
        _wapiti,
    ),
    Attacker("dirsearch", "198.51.100.30", ("scanner", "T1595"), _dirsearch),
    Attacker("gobuster", "198.51.100.40", ("scanner", "T1595"), _gobuster),
    Attacker("ffuf", "203.0.113.50", ("brute force", "T1110"), _ffuf),
)


def attack(attacker: Attacker, tools: Tools, site: Site, folder: Path) -> None:
    """Let the tool work, until it ends or its time is over. What it says does not matter: the log does."""
    command = attacker.command(tools, site, folder, f"X-Forwarded-For: {attacker.address}")
    with (folder / f"{attacker.tool}.out").open("wb") as said:
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        try:
            process.wait(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
