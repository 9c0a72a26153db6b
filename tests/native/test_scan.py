"""The scan in C reads what it was given and nothing beside it, whatever it was given."""

from __future__ import annotations

import ctypes
import random
import subprocess
import sys
from pathlib import Path

import pytest

from crosscut import accelerator
from crosscut.redaction.probing import Probes
from native import automaton
from native.build import FLAGS, SOURCES

LIBRARY = accelerator.library()
pytestmark = pytest.mark.skipif(LIBRARY is None, reason="there is no accelerator for this machine")
PATTERNS = [(rb"(?<!\w)pass(?:word)?[=:]", True), (rb"[0-9]{3}-[0-9]{2}", False), (rb"a(?=[^b]*c)", False)]
TEXT = b"Password=1 123-45 \xff abbac pass: 999-9 a"


def test_a_table_that_is_cut_off_or_points_out_of_itself_is_none() -> None:
    assert LIBRARY is not None
    table, pick = automaton.table(PATTERNS), random.Random(1)

    for size in (0, 1, 39, 40, len(table) // 2, len(table) - 1):
        with pytest.raises(ValueError, match="no table"):
            Probes(LIBRARY, table[:size], [["x"]])
    with pytest.raises(ValueError, match="no table"):
        Probes(LIBRARY, table + b"\0", [["x"]])
    for _ in range(300):
        wrong = bytearray(table)
        for _ in range(pick.randint(1, 20)):
            wrong[pick.randrange(len(wrong))] = pick.randrange(256)
        try:
            Probes(LIBRARY, bytes(wrong), [["x"]]).places(TEXT * 20)
        except ValueError:
            continue  # and what is sound finds something, or nothing, and returns


def test_lower_case_is_that_of_python() -> None:
    assert LIBRARY is not None
    probes = Probes(LIBRARY, automaton.table(PATTERNS), [["x"]])
    every = bytes(range(256)) * 3

    for size in (0, 1, 15, 16, 17, 255, 768):
        assert probes.lower(every[:size]) == every[:size].lower()


@pytest.mark.parametrize("room", [1, 2, 7])
def test_it_goes_on_where_there_was_no_room(room: int, monkeypatch: pytest.MonkeyPatch) -> None:
    assert LIBRARY is not None
    whole = Probes(LIBRARY, automaton.table(PATTERNS), [["x"]]).places(TEXT * 9)
    monkeypatch.setattr("crosscut.redaction.probing._ROOM", room)

    assert Probes(LIBRARY, automaton.table(PATTERNS), [["x"]]).places(TEXT * 9) == whole


# The text ends at a page that nobody may read: one byte too many ends the process.
_AT_THE_EDGE = """
import ctypes, mmap, sys
from crosscut import accelerator
from native import automaton
library, libc = accelerator.library(), ctypes.CDLL(None, use_errno=True)
table = automaton.table([(b"(?<!a)b[0-9]{2}", False), (b"[ab]{3}[^c]{5}", True)])
aligned = (ctypes.c_uint64 * (len(table) // 8 + 1))()
ctypes.memmove(aligned, table, len(table))
size = mmap.PAGESIZE
pages = mmap.mmap(-1, 3 * size)
base = ctypes.addressof(ctypes.c_char.from_buffer(pages))
for page in (0, 2):
    assert libc.mprotect(ctypes.c_void_p(base + page * size), ctypes.c_size_t(size), 0) == 0
places, probes, counts = (ctypes.c_uint32 * 64)(), (ctypes.c_uint64 * 64)(), (ctypes.c_uint32 * 64)()
at = ctypes.c_size_t()
library.crosscut_scan.restype = ctypes.c_size_t
for length in [*range(1, 40), size]:
    for text in (b"b12" * size, b"ab" * size, b"abb1" * size):
        for start in (base + size, base + 2 * size - length):
            ctypes.memmove(start, text, length)
            library.crosscut_scan(aligned, ctypes.c_size_t(len(table)), ctypes.c_void_p(start), ctypes.c_size_t(length),
                                  ctypes.c_size_t(0), places, probes, ctypes.c_size_t(64), counts, ctypes.byref(at))
            half = length // 2
            for sizes in ([length], [0, length - 1], [half, length - half - 1], [length + 1], [2, 2, 2]):
                some = (ctypes.c_uint32 * len(sizes))(*sizes)
                library.crosscut_parts(aligned, ctypes.c_size_t(len(table)), ctypes.c_void_p(start),
                                       ctypes.c_size_t(length), some, ctypes.c_size_t(len(sizes)), probes, places)
print("read nothing else")
"""


@pytest.mark.parametrize("sizes", [(), (5,), (7,), (3, 3), (2**32 - 1, 6), (0,) * 8])
def test_parts_that_are_not_the_text_are_refused(sizes: tuple[int, ...]) -> None:
    assert LIBRARY is not None
    table, some = automaton.table(PATTERNS), (ctypes.c_uint32 * len(sizes))(*sizes)
    aligned = (ctypes.c_uint64 * (len(table) // 8 + 1))()
    ctypes.memmove(aligned, table, len(table))
    found, places = (ctypes.c_uint64 * 8)(), (ctypes.c_uint32 * 8)()
    LIBRARY.crosscut_parts.restype = ctypes.c_int64

    def parts(table_size: int) -> int:
        of_table, count = (aligned, ctypes.c_size_t(table_size)), ctypes.c_size_t(len(sizes))
        return int(
            LIBRARY.crosscut_parts(*of_table, b"pass=1", ctypes.c_size_t(6), some, count, found, places)
        )

    assert parts(len(table)) == -1
    assert parts(len(table) - 1) == -1


def test_it_reads_nothing_beside_the_text() -> None:
    done = subprocess.run([sys.executable, "-c", _AT_THE_EDGE], capture_output=True, text=True, check=False)

    assert done.stdout == "read nothing else\n", done.stderr[-500:]


def test_nothing_in_it_is_undefined(tmp_path: Path) -> None:
    """Built so that what C leaves undefined ends the process, it finds what it finds otherwise."""
    library = tmp_path / "checked.so"
    flags = [flag for flag in FLAGS if flag not in ("-s", "-O2")]
    command = [
        sys.executable,
        "-m",
        "ziglang",
        "cc",
        *flags,
        "-O1",
        '-DSOURCES=""',
        "-fsanitize=undefined",
        "-fsanitize-trap=undefined",
    ]
    subprocess.run([*command, "-o", str(library), *map(str, sorted(SOURCES.glob("*.c")))], check=True)
    code = (
        "import ctypes, sys; from crosscut.redaction.probing import Probes; from tests.native.test_scan import *\n"
        "print(Probes(ctypes.CDLL(sys.argv[1]), automaton.table(PATTERNS), [['x']]).places(TEXT * 50))"
    )

    done = subprocess.run(
        [sys.executable, "-c", code, str(library)], capture_output=True, text=True, check=False
    )

    assert LIBRARY is not None
    expected = Probes(LIBRARY, automaton.table(PATTERNS), [["x"]]).places(TEXT * 50)
    assert done.stdout == f"{expected}\n", done.stderr[-500:]


def test_what_fails_in_it_quarantines_the_block(monkeypatch: pytest.MonkeyPatch) -> None:
    from crosscut.errors import RedactionError
    from crosscut.redaction import Redactor
    from tests.unit.redaction.redacting import KEY

    redactor = Redactor(KEY, engine="accelerated")
    monkeypatch.setattr("crosscut.redaction.probing._ROOM", 0)

    with pytest.raises(RedactionError, match="quarantined"):
        redactor.texts(["password=hunter2"])
