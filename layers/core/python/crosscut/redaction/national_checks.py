"""Check digits and birthdays of the numbers that states give to people."""

from __future__ import annotations


def digits_of(text: str) -> list[int]:
    """Return the digits of a number in any notation."""
    return [int(c) for c in text.replace("%20", "") if c in "0123456789"]


def compact(text: str) -> str:
    """Return the letters and digits of a number in any notation, in capitals."""
    return "".join(c for c in text.replace("%20", "") if c.isalnum()).upper()


def is_codice_fiscale(text: str) -> bool:
    """Italy: the check letter over 15 characters with odd and even values (decree of 23 December 1976)."""
    odd = "BAKPLCQDREVOSFTGUHMINJWZYX"
    total = 0
    for place, c in enumerate(compact(text)[:15]):
        value = int(c) if c.isdigit() else ord(c) - 65
        total += odd.index(chr(65 + value)) if place % 2 == 0 else value
    return chr(65 + total % 26) == compact(text)[15]


def is_dni(text: str) -> bool:
    """Spain: the letter for the number modulo 23; X, Y and Z of a NIE count as 0, 1 and 2."""
    plain = compact(text)
    number = plain[:-1].replace("X", "0").replace("Y", "1").replace("Z", "2")
    return number.isdecimal() and "TRWAGMYFPDXBNJZSQVHLCKE"[int(number) % 23] == plain[-1]


def is_insee(text: str) -> bool:
    """France: 97 less the number modulo 97; 2A and 2B of Corsica count as 19 and 18."""
    plain = compact(text).replace("2A", "19").replace("2B", "18")
    return plain.isdecimal() and len(plain) == 15 and 97 - int(plain[:13]) % 97 == int(plain[13:])


def is_cpf(text: str) -> bool:
    """Brazil: two check digits modulo 11; a number of eleven equal digits is none."""
    digits = digits_of(text)
    if len(digits) != 11 or len(set(digits)) == 1:
        return False
    for n in (9, 10):
        check = sum(d * (n + 1 - i) for i, d in enumerate(digits[:n])) * 10 % 11 % 10
        if check != digits[n]:
            return False
    return True


_D5 = tuple(
    tuple((a + b) % 5 if a < 5 and b < 5 else (a - b) % 5 if a >= 5 and b >= 5
          else 5 + (a + b) % 5 if a < 5 else 5 + (a - b) % 5 for b in range(10))
    for a in range(10)
)  # fmt: skip
_PERMUTED = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def is_verhoeff(text: str) -> bool:
    """Whether the digits pass Verhoeff's check (1969), as those of India's Aadhaar do."""
    check = 0
    for place, digit in enumerate(reversed(digits_of(text))):
        for _ in range(place % 8):
            digit = _PERMUTED[digit]  # noqa: PLW2901 - permuted as often as its place says
        check = _D5[check][digit]
    return check == 0


def is_bsn(text: str) -> bool:
    """The Netherlands: weights 9 to 2 and -1, the sum a multiple of 11."""
    digits = digits_of(text)
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return len(digits) == 9 and sum(d * w for d, w in zip(digits, weights, strict=True)) % 11 == 0


def is_tax_id_de(text: str) -> bool:
    """Germany: eleven digits, the last by ISO/IEC 7064, mod 11,10."""
    digits = digits_of(text)
    product = 10
    for digit in digits[:10]:
        total = (digit + product) % 10 or 10
        product = total * 2 % 11
    return len(digits) == 11 and (11 - product) % 10 == digits[10]


def is_hetu(text: str) -> bool:
    """Finland: the birthday and the number modulo 31."""
    digits = text[:6] + text[7:10]
    return _is_day(text[:2], text[2:4]) and "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(digits) % 31] == text[10]


def _is_day(day: str, month: str) -> bool:
    return 1 <= int(day) <= 31 and 1 <= int(month) <= 12


def is_resident_cn(text: str) -> bool:
    """China: a birthday in it, and the last by ISO/IEC 7064, mod 11-2."""
    if not ("1900" <= text[6:10] <= "2099" and _is_day(text[12:14], text[10:12])):
        return False
    total = sum(int(d) * 2 ** (17 - n) for n, d in enumerate(text[:17]))
    return "10X98765432"[total % 11] == text[17].upper()


def is_rut(text: str) -> bool:
    """Chile: weights 2 to 7 from the right, modulo 11."""
    plain = compact(text)
    total = sum(int(d) * (2 + n % 6) for n, d in enumerate(reversed(plain[:-1])))
    return "0123456789K0"[-total % 11] == plain[-1]


def is_ahv(text: str) -> bool:
    """Switzerland: the check digit of an EAN-13."""
    digits = digits_of(text)
    return (10 - sum(d * (3 if n % 2 else 1) for n, d in enumerate(digits[:12]))) % 10 == digits[12]


def is_rijksregister(text: str) -> bool:
    """Belgium: 97 less the number modulo 97, with a 2 before it for those born since 2000."""
    digits = "".join(map(str, digits_of(text)))
    number, check = int(digits[:9]), int(digits[9:])
    return check in (97 - number % 97, 97 - (2_000_000_000 + number) % 97)


def is_day_first(text: str) -> bool:
    """Whether it begins with a birthday, year, month and day."""
    return _is_day(text[4:6], text[2:4])


def is_personnummer(text: str) -> bool:
    """Sweden: a birthday and the check digit of ISO/IEC 7812-1 over the last ten digits."""
    digits = digits_of(text)[-10:]
    doubled = [d * 2 if n % 2 == 0 else d for n, d in enumerate(digits)]
    day = "".join(map(str, digits[:6]))
    return _is_day(day[4:6], day[2:4]) and sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0
