"""What the system says about processes: when one started, who is in a group. Linux by /proc, macOS by ps."""

from __future__ import annotations

import subprocess
from pathlib import Path

_PROC = Path("/proc")
_HAS_PROC = (_PROC / "self" / "stat").exists()


def started(pid: int) -> str | None:
    """Return when a process was started, in the system's own words, or None when there is none.

    A zombie counts as none. The text compares equal only for the same process, across reboots too.
    """
    if _HAS_PROC:
        fields = _stat(pid)
        boot = (_PROC / "sys/kernel/random/boot_id").read_text(encoding="utf-8").strip()
        # proc(5): the start in clock ticks since boot is field 22; `fields` begins at field 3.
        return f"{boot}/{fields[19]}" if fields else None
    answer = _ps("-o", "stat=,lstart=", "-p", str(pid)).split(maxsplit=1)
    return None if len(answer) < 2 or answer[0].startswith("Z") else answer[1].strip()


def members(group: int) -> dict[int, str]:
    """Return the processes of a process group, by id, with their command lines; zombies are left out."""
    if _HAS_PROC:
        found = {}
        for folder in _PROC.iterdir():
            if folder.name.isdigit() and (fields := _stat(int(folder.name))) and int(fields[2]) == group:
                found[int(folder.name)] = _command(folder)
        return found
    found = {}
    for line in _ps("-A", "-ww", "-o", "pid=,pgid=,stat=,args=").splitlines():
        pid, pgid, state, *command = line.split(maxsplit=3)
        if int(pgid) == group and not state.startswith("Z"):
            found[int(pid)] = command[0] if command else ""
    return found


def _stat(pid: int) -> list[str] | None:
    """Return /proc/PID/stat from field 3 (the state) on; None for no process and for a zombie."""
    try:
        text = (_PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    fields = text.rpartition(")")[2].split()  # the command before it may hold spaces and brackets
    return None if fields[0] in "ZX" else fields


def _command(folder: Path) -> str:
    try:
        return (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return ""


def _ps(*arguments: str) -> str:
    return subprocess.run(["ps", *arguments], capture_output=True, text=True, check=False).stdout  # noqa: S603, S607
