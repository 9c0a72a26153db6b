"""What is written in C for speed: an optional library beside this file, without which all works as well, and slower.

`native/` has its sources, and `make install` and synth build it (docs/decisions/accelerator.md). Whoever uses it has
the same in Python, and a test that both say the same.
"""

from __future__ import annotations

import ctypes
import platform
import sys
from functools import cache
from pathlib import Path

ABI = 2  # raised with `crosscut_abi` in native/abi.c whenever a function takes or gives something else
FOLDER = Path(__file__).parent


def file_name(system: str = sys.platform, machine: str | None = None) -> str:
    """Return the name of the library's file, for example `linux-arm64.so`; machines as Lambda calls them."""
    machine = (machine or platform.machine()).lower()
    return f"{system}-{ {'aarch64': 'arm64', 'amd64': 'x86_64'}.get(machine, machine) }.so"


def _is_whole(file: bytes) -> bool:
    """Whether nothing is cut off: loading the rest would end the process. In ELF (64 bits) sections come last."""
    if not file.startswith(b"\x7fELF"):
        return True
    place, size, count = (int.from_bytes(file[a:b], "little") for a, b in ((40, 48), (58, 60), (60, 62)))
    return len(file) >= 64 and len(file) >= place + size * count


@cache
def library() -> ctypes.CDLL | None:
    """Return the library, or None where there is none for this machine or it is of another version."""
    path = FOLDER / file_name()
    if not path.is_file() or not _is_whole(path.read_bytes()):
        return None
    try:
        loaded = ctypes.CDLL(str(path))
        version = loaded.crosscut_abi()
    except (OSError, AttributeError):
        return None  # of another machine or cut off: what it would do is done in Python
    return loaded if version == ABI else None
