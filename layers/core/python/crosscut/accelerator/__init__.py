"""What is written in C for speed: optional libraries beside this file, without which all works as well, and slower.

`native/` has their sources, and `make install` and synth build them (docs/decisions/accelerator.md). Whoever uses one
has the same in Python, and a test that both say the same.
"""

from __future__ import annotations

import ctypes
import platform
import sys
from functools import cache
from pathlib import Path

# Each is raised with its function in native/, `crosscut_abi` or `crosscut_matching_abi`, when what a function takes or
# gives changes.
ABI = 3
MATCHING_ABI = 3
FOLDER = Path(__file__).parent
MATCHING = "matching"


def file_name(system: str = sys.platform, machine: str | None = None, *, of: str = "") -> str:
    """Return the name of a library's file, for example `linux-arm64.so`; machines as Lambda calls them."""
    machine = (machine or platform.machine()).lower()
    name = f"{system}-{ {'aarch64': 'arm64', 'amd64': 'x86_64'}.get(machine, machine) }"
    return f"{name}.{of}.so" if of else f"{name}.so"


def _is_whole(file: bytes) -> bool:
    """Whether nothing is cut off: loading the rest would end the process. In ELF (64 bits) sections come last."""
    if not file.startswith(b"\x7fELF"):
        return True
    place, size, count = (int.from_bytes(file[a:b], "little") for a, b in ((40, 48), (58, 60), (60, 62)))
    return len(file) >= 64 and len(file) >= place + size * count


def _loaded(name: str, kind: type[ctypes.CDLL], version: str, wanted: int) -> ctypes.CDLL | None:
    path = FOLDER / name
    if not path.is_file() or not _is_whole(path.read_bytes()):
        return None
    try:
        loaded = kind(str(path))
        is_wanted = getattr(loaded, version)() == wanted
    except (OSError, AttributeError):
        return None  # of another machine or cut off: what it would do is done in Python
    return loaded if is_wanted else None


@cache
def library() -> ctypes.CDLL | None:
    """Return the library, or None where there is none for this machine or it is of another version."""
    return _loaded(file_name(), ctypes.CDLL, "crosscut_abi", ABI)


@cache
def matching() -> ctypes.CDLL | None:
    """Return the library with PCRE2 in it, or None as above. Its calls hold Python's lock: a pattern has one memory."""
    return _loaded(file_name(of=MATCHING), ctypes.PyDLL, "crosscut_matching_abi", MATCHING_ABI)
