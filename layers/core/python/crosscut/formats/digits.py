"""Numbers in lines that anyone may have written: `int` takes neither `²`, which is a digit, nor 5,000 digits."""

from __future__ import annotations


def is_number(text: str) -> bool:
    """Whether `text` is a whole number that fits 64 bits."""
    return text.isascii() and text.isdigit() and len(text) <= 18
