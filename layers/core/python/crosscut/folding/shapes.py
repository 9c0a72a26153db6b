"""Shapes of messages: what a message is but for its digits, which is all that masking looks at.

Most messages of a log differ in digits alone. So each shape is matched against the patterns once, and nearly all
messages are looked up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from io import BytesIO
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

from crosscut.folding.masking import MAX_CHARACTERS, WILDCARD, first_line, mask_block, mask_texts

MAX_KNOWN_BYTES = 8 << 20  # of shapes that are remembered
_MANY_CHARACTERS = 1 << 20  # of a block, from which on long messages are cut first
_DIGIT = "2"  # stands for all
# And a blank for the edge of a value, as masking has it.
_TO_SHAPE = bytes.maketrans(b"0123456789\x01", _DIGIT.encode() * 10 + b" ")
# Hexadecimal numbers of eight characters and more, and UUIDs: at the end of a word, each is masked whatever it is.
_HEX = (
    r"(?<!\w)(?:(?=[{digit}]+[a-f]|[a-f]+[{digit}][a-f]*[{digit}])[{digit}a-f]{{8,}}+"
    r"|(?=[a-f\-]*[{digit}])[{digit}a-f]{{8}}(?:-[{digit}a-f]{{4}}){{3}}-[{digit}a-f]{{12}})(?![^ /,;\"')\]}}\n])"
)
# Addresses, where masking takes the whole of them however long their numbers are.
_ADDRESS = r"(?<![A-Za-z0-9_+\-~@#%$*&\\.:<>])2{1,3}+(?:\.2{1,3}+){3}(?=[ \n,:;)\]}\"'])"
# Behind a month the first number may be that of a day.
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_NO_ADDRESS = (
    r"(?:(?!2{1,3}\.2|" + _MONTH + r")\w++\W*+)++(*SKIP)(*F)|" + _MONTH + r"[a-z]* *[2.]*+(*SKIP)(*F)"
)
_ANY_ADDRESS = b"2.2.2.2"
# Only sooner: PCRE2 steps over words that don't begin as such numbers do, and over those that do but are none.
_NO_HEX = r"(?:(?![{digit}a-f]{{8}})\w++\W*+)++(*SKIP)(*F)"
_ANY_WORD = r"\w++(*SKIP)(*F)"
_ANY_HEX = b"a2a2a2a2"
_NOTHING = slice(0)
_RUN = re.compile(f"{_DIGIT}+")
_UTF8 = "utf-8", "surrogatepass"

Slices = Callable[[str], tuple[str, ...]]


class Shape(NamedTuple):
    """How the messages of one shape are masked that have digits in words that are no values (`ipv4`)."""

    pieces: tuple[str, ...]  # of the masked text, with such digits between them
    digits_of: Slices  # these, taken out of a message

    def text(self, digits: Sequence[str]) -> str:
        """Return the masked message, with its own digits."""
        return "".join(chain.from_iterable(zip(self.pieces, (*digits, ""), strict=False)))


def has_digits(text: str) -> bool:
    """Whether a shape, masked, has digits still: then its messages have texts of their own."""
    return _DIGIT in text


def block_of(messages: Sequence[str], *, cut: bool = False) -> bytes:
    """Return the messages as one block, each with a line end; of those that are long or to be `cut`, what counts."""
    block = "\n".join((*messages, ""))
    if cut or len(block) > _MANY_CHARACTERS:
        block = "\n".join((*map(first_line, messages), ""))
    return block.encode(*_UTF8)


def shapes_of(messages: Sequence[str]) -> list[bytes]:
    """Return the shape of each message's first line, each with a line end; of messages there is at least one."""
    shapes = _lines(block_of(messages).translate(_TO_SHAPE))
    if len(shapes) == len(messages):
        return shapes
    return _lines(block_of(messages, cut=True).translate(_TO_SHAPE))


def _lines(block: bytes) -> list[bytes]:
    """Return the block's lines, each with its end."""
    return BytesIO(block).readlines()  # which looks for ends by `memchr`: `split` looks at every byte


def cut(shapes: Sequence[bytes]) -> list[bytes]:
    """Return the shapes as far as they count towards templates."""
    return [
        shape
        if len(shape) <= MAX_CHARACTERS
        else (shape[:-1].decode(*_UTF8)[:MAX_CHARACTERS] + "\n").encode(*_UTF8)
        for shape in shapes
    ]


def without_hex(shapes: Sequence[bytes]) -> list[bytes]:
    """Return the shapes with one number for all hexadecimal ones: masked, they are what they are masked before."""
    return _lines(_substitutes().hex(_ANY_HEX, b"".join(shapes)))


def lines_without_hex(lines: Sequence[str]) -> list[str]:
    """Return the lines as far as they count, with one number for all hexadecimal ones, so that shapes have it too."""
    block = "\n".join(map(first_line, lines)).encode(*_UTF8).replace(b"\x01", b" ")
    return _substitutes().hex_of_lines(_ANY_HEX, block).decode(*_UTF8).split("\n")


def without_addresses(shapes: Sequence[bytes]) -> list[bytes]:
    """Return the shapes with one number for all addresses: masked, they are what they are masked before."""
    return _lines(_substitutes().addresses(_ANY_ADDRESS, b"".join(shapes)))


class _Substitutes(NamedTuple):
    addresses: Callable[[bytes, bytes], bytes]
    hex: Callable[[bytes, bytes], bytes]
    hex_of_lines: Callable[[bytes, bytes], bytes]


@cache
def _substitutes() -> _Substitutes:
    try:
        import pcre2
    except ImportError:
        of_shapes, of_lines = (re.compile(_HEX.format(digit=digit).encode()) for digit in (_DIGIT, "0-9"))
        return _Substitutes(lambda _, shapes: shapes, of_shapes.sub, of_lines.sub)
    by_hex = "|".join((_NO_HEX, _HEX, _ANY_WORD))
    patterns = (
        "|".join((_NO_ADDRESS, _ADDRESS, _ANY_WORD)),
        by_hex.format(digit=_DIGIT),
        by_hex.format(digit="0-9"),
    )
    return _Substitutes(*(pcre2.compile(pattern.encode()).sub for pattern in patterns))


def masked(shapes: Sequence[bytes]) -> list[str]:
    """Return the shapes masked."""
    return mask_texts([b"".join(shapes).decode(*_UTF8)])[:-1]


def understood(shapes: Sequence[bytes]) -> list[Shape]:
    """Return how messages of each of the shapes are masked."""
    texts, values = mask_block([shape[:-1].decode(*_UTF8) for shape in shapes])
    made = []
    stream = iter(values)
    for text in texts:
        digits = []
        end = 0
        for i, literal in enumerate(text.split(WILDCARD)):
            begin = end + len(next(stream)) if i else 0
            end = begin + len(literal)
            if _DIGIT in literal:
                runs = _RUN.finditer(literal)
                digits += [slice(begin + run.start(), begin + run.end()) for run in runs]
        made.append(Shape(tuple(_RUN.split(text)), _taker(digits)))
    return made


def _taker(places: Sequence[slice]) -> Slices:
    """Return a function that takes the pieces at these places out of a message, and perhaps nothing behind them."""
    if not places:
        return lambda _: ()
    return itemgetter(*places, *[_NOTHING][len(places) - 1 :])
