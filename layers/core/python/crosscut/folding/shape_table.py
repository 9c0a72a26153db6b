"""Codes of lines by their shapes, looked up in C a block at a time: where the accelerator is, else a dict does it.

A dict needs the shape of each line as an object, and another one for lines with hexadecimal numbers in them.
"""

from __future__ import annotations

import ctypes
import secrets
import sys
from collections.abc import Sequence
from functools import cache

from crosscut import accelerator
from crosscut.folding.shapes import block_of

UNKNOWN = "\0"  # the code of a line whose shape is not known
ENCODING = "utf-32-le" if sys.byteorder == "little" else "utf-32-be"  # of codes, which C has as numbers
_SLOTS = 1 << 16  # half of them are used at most
_BYTES = 8 << 20


class ShapeTable:
    """The codes of shapes that are known, all without hexadecimal numbers, as `shapes.without_hex` leaves them."""

    def __init__(self, library: ctypes.CDLL) -> None:
        self._library = library
        self._memory = bytearray(_BYTES)  # of which the machine gives what is used
        self._table = (ctypes.c_char * _BYTES).from_buffer(self._memory)
        self.forget()

    def forget(self) -> None:
        """Forget all shapes."""
        self._library.crosscut_shapes_begin(self._table, _BYTES, _SLOTS, secrets.randbits(64))

    def codes_of(self, messages: Sequence[str], *, cut: bool = False) -> str:
        """Return the code of each line of the messages, `UNKNOWN` for those that have none or are long.

        They are more than the messages where one has several lines, unless these are `cut` off.
        """
        block = block_of(messages, cut=cut)
        room = len(messages) + 1  # one more, to see that there are more
        codes = bytearray(4 * room)
        lines = self._library.crosscut_shapes_look_up(
            self._table,
            block,
            len(block),
            (ctypes.c_char * len(codes)).from_buffer(codes),
            room,
            ord(UNKNOWN),
        )
        return codes[: 4 * min(lines, room)].decode(ENCODING)

    def remember(self, shapes: Sequence[bytes], codes: str) -> bool:
        """Remember the code of each shape; whether there was room for all."""
        block = b"".join(shapes)
        return bool(
            self._library.crosscut_shapes_remember(
                self._table, block, len(block), codes.encode(ENCODING), len(codes)
            )
        )


def shape_table() -> ShapeTable | None:
    """Return an empty table; None where there is no accelerator."""
    library = _library()
    return ShapeTable(library) if library is not None else None


@cache
def _library() -> ctypes.CDLL | None:
    library = accelerator.library()
    if library is None:
        return None
    pointer, size, codes = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_uint32
    library.crosscut_shapes_begin.argtypes = (pointer, size, ctypes.c_uint64, ctypes.c_uint64)
    library.crosscut_shapes_begin.restype = ctypes.c_int32
    library.crosscut_shapes_look_up.argtypes = (pointer, ctypes.c_char_p, size, pointer, size, codes)
    library.crosscut_shapes_look_up.restype = size
    library.crosscut_shapes_remember.argtypes = (pointer, ctypes.c_char_p, size, ctypes.c_char_p, size)
    library.crosscut_shapes_remember.restype = ctypes.c_int32
    return library
