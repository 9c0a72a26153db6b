"""National ids with the checksum that their country defines, of random digits."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from tests.benchmarks.redaction.value import Value, some

_ANY = ("national_id", "id_number", "tax_id", "identity_number")


def _weighted(digits: str, weights: Sequence[int]) -> int:
    return sum(int(d) * w for d, w in zip(digits, weights, strict=True))


def _cpf(rng: random.Random) -> str:
    digits = some(rng, "123456789", 9)
    for _ in range(2):
        rest = _weighted(digits, range(len(digits) + 1, 1, -1)) * 10 % 11 % 10
        digits += str(rest)
    return f"{digits[:3]}.{digits[3:6]}.{digits[6:9]}-{digits[9:]}"


def _dni(rng: random.Random) -> str:
    number = rng.randint(10_000_000, 99_999_999)
    return f"{number}{'TRWAGMYFPDXBNJZSQVHLCKE'[number % 23]}"


def _nie(rng: random.Random) -> str:
    first, digits = rng.randint(0, 2), some(rng, "0123456789", 7)
    return f"{'XYZ'[first]}{digits}{'TRWAGMYFPDXBNJZSQVHLCKE'[int(f'{first}{digits}') % 23]}"


def _nir(rng: random.Random) -> str:
    birth = f"{rng.randint(40, 99)}{rng.randint(1, 12):02}"
    body = f"{rng.randint(1, 2)}{birth}{rng.randint(10, 95)}{some(rng, '123456789', 6)}"
    key = f"{97 - int(body) % 97:02}"
    if rng.random() < 0.5:
        return f"{body}{key}"
    return f"{body[0]} {body[1:3]} {body[3:5]} {body[5:7]} {body[7:10]} {body[10:]} {key}"


def _pesel(rng: random.Random) -> str:
    digits = (
        f"{rng.randint(40, 99)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}{some(rng, '0123456789', 4)}"
    )
    return f"{digits}{-_weighted(digits, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)) % 10}"


def _bsn(rng: random.Random) -> str:
    while True:
        digits = some(rng, "123456789", 8)
        if (last := _weighted(digits, range(9, 1, -1)) % 11) < 10:
            return f"{digits}{last}"


def _nhs(rng: random.Random) -> str:
    while True:
        digits = some(rng, "123456789", 9)
        if (last := -_weighted(digits, range(10, 1, -1)) % 11) < 10:
            return f"{digits[:3]} {digits[3:6]} {digits[6:]}{last}"


def _luhn(rng: random.Random, form: str) -> str:
    while True:
        text = "".join(rng.choice("123456789") if c == "#" else c for c in form)
        digits = [int(c) for c in text if c.isdigit()]
        if (sum(digits[-1::-2]) + sum(d * 2 - 9 if d > 4 else d * 2 for d in digits[-2::-2])) % 10 == 0:
            return text


def _codice_fiscale(rng: random.Random) -> str:
    body = (
        some(rng, "BCDFGLMNPRSTVZ", 6)
        + f"{rng.randint(40, 99)}{rng.choice('ABCDEHLMPRST')}{rng.randint(1, 28):02}"
        + f"{rng.choice('ABCDEFGHIL')}{rng.randint(100, 999)}"
    )
    odd = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)
    total = 0
    for place, c in enumerate(body):
        number = int(c) if c.isdigit() else ord(c) - 65
        total += number if place % 2 else odd[number]
    return body + chr(65 + total % 26)


def _hetu(rng: random.Random) -> str:
    day = f"{rng.randint(1, 28):02}{rng.randint(1, 12):02}{rng.randint(40, 99)}"
    number = f"{rng.randint(900, 999)}"  # never given to a person
    return f"{day}-{number}{'0123456789ABCDEFHJKLMNPRSTUVWXY'[int(day + number) % 31]}"


def _chinese(rng: random.Random) -> str:
    digits = f"110105{rng.randint(1950, 2005)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}{rng.randint(100, 999)}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return digits + "10X98765432"[_weighted(digits, weights) % 11]


def _steuer_id(rng: random.Random) -> str:
    ten = list("1234567890")
    while True:
        rng.shuffle(ten)
        body = [*ten[:9], ten[0]]
        rng.shuffle(body)
        if body[0] != "0":
            break
    product = 10
    for c in body:
        rest = (int(c) + product) % 10 or 10
        product = rest * 2 % 11
    return "".join(body) + str((11 - product) % 10)


def _ssn(rng: random.Random) -> str:
    # Has no checksum; the key says so.
    area = rng.choice((rng.randint(1, 665), rng.randint(667, 899)))
    return f"{area:03}-{rng.randint(1, 99):02}-{rng.randint(1, 9999):04}"


def _turkish(rng: random.Random) -> str:
    d = [int(c) for c in some(rng, "123456789", 9)]
    d.append((sum(d[0:9:2]) * 7 - sum(d[1:8:2])) % 10)
    d.append(sum(d) % 10)
    return "".join(map(str, d))


def _chilean(rng: random.Random) -> str:
    digits = some(rng, "123456789", 8)
    rest = -_weighted(digits, (3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return f"{digits[:2]}.{digits[2:5]}.{digits[5:]}-{'0123456789K'[rest]}"


def _curp(rng: random.Random) -> str:
    letters = some(rng, "ABCDEFGHIJKLMNOPQRSTUVWXYZ", 4)
    consonants = some(rng, "BCDFGHJKLMNPQRSTVWXYZ", 3)
    born = f"{rng.randint(40, 99)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
    return f"{letters}{born}{rng.choice('HM')}DF{consonants}0{rng.randint(0, 9)}"


def _passport(rng: random.Random) -> str:
    # Germany's: nine of digits and letters that are not mistaken for others.
    return f"{rng.choice('CFGHJK')}{some(rng, 'CFGHJKLMNPRTVWXYZ0123456789', 7)}{rng.randint(0, 9)}"


# Name: how it is made, the keys it goes by, and whether its form and check tell it without a key.
_MAKERS: dict[str, tuple[Callable[[random.Random], str], tuple[str, ...], bool]] = {
    "br-cpf": (_cpf, ("cpf", *_ANY), True),
    "es-dni": (_dni, ("dni", "nif", *_ANY), True),
    "es-nie": (_nie, ("nie", *_ANY), True),
    "fr-nir": (_nir, ("nir", "insee", "social_security_number"), False),
    "pl-pesel": (_pesel, ("pesel", *_ANY), False),
    "nl-bsn": (_bsn, ("bsn", *_ANY), False),
    "uk-nhs": (_nhs, ("nhs_number", "nhs_no"), False),
    "ca-sin": (lambda rng: _luhn(rng, "9##-###-###"), ("sin", "social_insurance_number"), False),
    "se-personnummer": (
        lambda rng: _luhn(rng, f"{rng.randint(40, 99)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}-####"),
        ("personnummer", "personal_number", *_ANY),
        False,
    ),
    "it-codice-fiscale": (_codice_fiscale, ("codice_fiscale", "fiscal_code", *_ANY), True),
    "fi-hetu": (_hetu, ("hetu", *_ANY), True),
    "cn-resident": (_chinese, ("resident_id", "id_card", *_ANY), True),
    "de-steuer-id": (_steuer_id, ("steuer_id", "tax_id", "tin"), False),
    "us-ssn": (_ssn, ("ssn", "social_security_number", *_ANY), False),
    "tr-tckn": (_turkish, ("tckn", *_ANY), False),
    "cl-rut": (_chilean, ("rut", *_ANY), True),
    "mx-curp": (_curp, ("curp", *_ANY), True),
    "de-passport": (_passport, ("passport_number", "passport_no", "passport_id"), False),
}


def documents(rng: random.Random) -> dict[str, str]:
    """Return those that sentences name, by name."""
    return {"sin": _luhn(rng, "9##-###-###"), "curp": _curp(rng), "passport": _passport(rng)}


def national_id(rng: random.Random) -> Value:
    """Return an id of a country, with its check digits."""
    name = rng.choice(list(_MAKERS))
    maker, keys, obvious = _MAKERS[name]
    return Value(f"national-id/{name}", maker(rng), keys, obvious)
