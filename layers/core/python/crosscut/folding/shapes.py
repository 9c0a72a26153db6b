"""Shapes of messages: what a message is but for its digits, which is all that masking looks at.

Most messages of a log differ in digits alone. So each shape is matched against the patterns once, and nearly all
messages are looked up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
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
    rb"(?<![A-Za-z0-9_])(?:(?=2+[a-f]|[a-f]+2[a-f]*2)[2a-f]{8,}+|(?=[a-f\-]*2)[2a-f]{8}(?:-[2a-f]{4}){3}-[2a-f]{12})"
    rb"(?![^ ,;\"')\]}\n])"
)
# Addresses, where masking takes the whole of them however long their numbers are.
_ADDRESS = rb"(?<![A-Za-z0-9_+\-~@#%$*&\\.:<>])2{1,3}+(?:\.2{1,3}+){3}(?=[ \n,:;)\]}\"'])"
# Behind a month the first number may be that of a day.
_MONTH = rb"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_NO_ADDRESS = (
    rb"(?:(?!2{1,3}\.2|"
    + _MONTH
    + rb")[A-Za-z0-9_]++[^A-Za-z0-9_]*+)++(*SKIP)(*F)|"
    + _MONTH
    + rb"[a-z]* *[2.]*+(*SKIP)(*F)"
)
_ANY_ADDRESS = b"2.2.2.2"
# Only sooner: PCRE2 steps over words that don't begin as such numbers do, and over those that do but are none.
_NO_HEX = rb"(?:(?![2a-f]{8})[A-Za-z0-9_]++[^A-Za-z0-9_]*+)++(*SKIP)(*F)"
_ANY_WORD = rb"[A-Za-z0-9_]++(*SKIP)(*F)"
_ANY_HEX = b"a2a2a2a2"
_RUN = re.compile(f"{_DIGIT}+")

Slices = Callable[[str], tuple[str, ...]]


class Shape(NamedTuple):
    """How the messages of one shape are masked."""

    text: str  # masked
    literals: Sequence[slice]  # where what is not masked stands
    values: Sequence[slice]
    digits: Sequence[slice]  # in the literals: messages alike in these have one text

    def text_of(self, message: str) -> str:
        """Return the masked message, with its own digits in words that are no values (`ipv4`)."""
        return WILDCARD.join([message[place] for place in self.literals]).replace("\x01", " ")


def has_digits(text: str) -> bool:
    """Whether a shape, masked, has digits still: then its messages have texts of their own."""
    return _DIGIT in text


def shapes_of(messages: Sequence[str]) -> list[bytes]:
    """Return the shape of each message's first line; of messages there is at least one."""
    block = "\n".join(messages)
    if len(block) < _MANY_CHARACTERS:
        shapes = _shapes(block)
        if len(shapes) == len(messages):
            return shapes
    return _shapes("\n".join(map(first_line, messages)))


def _shapes(block: str) -> list[bytes]:
    return block.encode("utf-8", "surrogatepass").translate(_TO_SHAPE).split(b"\n")


def cut(shapes: Sequence[bytes]) -> list[bytes]:
    """Return the shapes as far as they count towards templates."""
    return [
        shape
        if len(shape) <= MAX_CHARACTERS
        else shape.decode("utf-8", "surrogatepass")[:MAX_CHARACTERS].encode("utf-8", "surrogatepass")
        for shape in shapes
    ]


def without_hex(shapes: Sequence[bytes]) -> list[bytes]:
    """Return the shapes with one number for all hexadecimal ones: masked, they are what they are masked before."""
    return _substitutes()[1](_ANY_HEX, b"\n".join(shapes)).split(b"\n")


def without_addresses(shapes: Sequence[bytes]) -> list[bytes]:
    """Return the shapes with one number for all addresses: masked, they are what they are masked before."""
    return _substitutes()[0](_ANY_ADDRESS, b"\n".join(shapes)).split(b"\n")


@cache
def _substitutes() -> tuple[Callable[[bytes, bytes], bytes], ...]:
    try:
        import pcre2
    except ImportError:
        return lambda _, shapes: shapes, re.compile(_HEX).sub
    fast = (_NO_ADDRESS, _ADDRESS, _ANY_WORD), (_NO_HEX, _HEX, _ANY_WORD)
    return tuple(pcre2.compile(b"|".join(patterns)).sub for patterns in fast)


def masked(shapes: Sequence[bytes]) -> list[str]:
    """Return the shapes masked."""
    return mask_texts([b"\n".join(shapes).decode("utf-8", "surrogatepass")])


def understood(shapes: Sequence[bytes]) -> list[Shape]:
    """Return how messages of each of the shapes are masked."""
    texts, values = mask_block([shape.decode("utf-8", "surrogatepass") for shape in shapes])
    made = []
    stream = iter(values)
    for text in texts:
        literals = text.split(WILDCARD)
        end = len(literals[0])
        places, between = [slice(0, end)], []
        for literal in literals[1:]:
            begin = end
            end += len(next(stream))
            between.append(slice(begin, end))
            begin = end
            end += len(literal)
            places.append(slice(begin, end))
        digits = [
            slice(place.start + run.start(), place.start + run.end())
            for place, literal in zip(places, literals, strict=True)
            if _DIGIT in literal
            for run in _RUN.finditer(literal)
        ]
        made.append(Shape(text, places, between, digits))
    return made


def taker(places: Sequence[slice]) -> Slices:
    """Return a function that takes the pieces at these places out of a message."""
    if not places:
        return lambda _: ()
    if len(places) == 1:
        place = places[0]
        return lambda message: (message[place],)
    return itemgetter(*places)
