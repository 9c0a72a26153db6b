"""What a value to be planted is, and the letters that random ones are made of."""

from __future__ import annotations

import base64
import random
import re
import string
from dataclasses import dataclass

ALNUM = string.ascii_letters + string.digits
HEX = "0123456789abcdef"
UPPER = string.ascii_uppercase + string.digits
BASE32 = string.ascii_uppercase + "234567"
BASE64 = ALNUM + "+/"
URL64 = ALNUM + "-_"
LOWER = string.ascii_lowercase + string.digits


@dataclass(frozen=True, slots=True)
class Value:
    """A value that must go: `kind` is `family/variety`, `keys` are the names it goes by, in snake case."""

    kind: str
    text: str
    keys: tuple[str, ...]
    obvious: bool = True  # whether its own form tells it, whatever it stands under


def some(rng: random.Random, alphabet: str, count: int) -> str:
    """Return `count` random characters; letters and digits both, where the alphabet has both."""
    while True:
        text = "".join(rng.choices(alphabet, k=count))
        if count < 6 or any(c.isdigit() for c in text) or not any(c.isdigit() for c in alphabet):
            return text


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def uuid(rng: random.Random) -> str:
    """Return a random UUID of version 4 (RFC 9562)."""
    digits = some(rng, HEX, 30)
    return f"{digits[:8]}-{digits[8:12]}-4{digits[12:15]}-{rng.choice('89ab')}{digits[15:18]}-{digits[18:30]}"


_ALPHABETS = {
    "a": ALNUM,
    "h": HEX,
    "H": HEX.upper(),
    "U": UPPER,
    "L": LOWER,
    "b": BASE64,
    "u": URL64,
    "d": "0123456789",
    "B": BASE32,
    "k": "qpzry9x8gf2tvdw0s3jn54khce6mua7l".upper(),
    "c": "0123456789ABCDEFGHJKMNPQRSTVWXYZ",
}
_PLACE = re.compile(r"<([ahHULbudBkc])(\d+)(?:-(\d+))?>|<n(\d+)-(\d+)>|<uuid>")


def fill(rng: random.Random, form: str) -> str:
    """Return `form` with `<h40>` as 40 random characters of an alphabet, `<n1-9>` as a number and `<uuid>` as one."""
    return _PLACE.sub(lambda place: _filled(rng, place), form)


def _filled(rng: random.Random, place: re.Match[str]) -> str:
    if place[0] == "<uuid>":
        return uuid(rng)
    if place[4]:
        return str(rng.randint(int(place[4]), int(place[5])))
    least = int(place[2])
    text = some(rng, _ALPHABETS[place[1]], rng.randint(least, int(place[3] or least)))
    if least < 2:
        return text
    # No dash or slash at the ends: whether it belongs to the value could not be told.
    first, last = (c if c.isalnum() else "a" for c in (text[0], text[-1]))
    return f"{first}{text[1:-1]}{last}"
