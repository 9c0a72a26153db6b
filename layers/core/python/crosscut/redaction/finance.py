"""Numbers of payment cards and bank accounts, told by their check digits."""

from __future__ import annotations

import re

from crosscut.redaction.rule import Rule


def luhn(number: str) -> bool:
    """Whether the digits of `number` pass the check of ISO/IEC 7812-1, annex B."""
    digits = [int(c) for c in number if c.isdigit()]
    doubled = (d * 2 - 9 if d > 4 else d * 2 for d in digits[-2::-2])
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


# Issuer prefixes with the lengths of their numbers (ISO/IEC 7812): Visa, Mastercard, American Express, Diners Club,
# Discover, JCB, Maestro and UnionPay. Without them one id of ten would pass for a card.
_ISSUED = re.compile(
    r"(?P<VISA>4(?:\d{12}|\d{15}|\d{18}))|(?P<MASTERCARD>(?:5[1-5]|2[2-7])\d{14})|(?P<AMEX>3[47]\d{13})"
    r"|(?P<DINERS>3(?:0[0-5]|[689]\d)\d{11,16})|(?P<DISCOVER>6(?:011|4[4-9]\d|5\d\d)\d{12,15})|(?P<JCB>35\d{14,17})"
    r"|(?P<MAESTRO>(?:50[1-3]|5[6-9]\d|6[2379]\d)\d{10,16})",
    re.ASCII,
)


def is_card(text: str) -> bool:
    """Whether the digits of `text` are a number that an issuer gives out, with its check digit."""
    digits = _digits(text)
    return _ISSUED.fullmatch(digits) is not None and luhn(digits)


def _brand(text: str) -> str:
    match = _ISSUED.fullmatch(_digits(text))
    return (match.lastgroup or "") if match else ""


def _digits(text: str) -> str:
    return "".join(str(int(c)) for c in text.replace("%20", "") if c.isdecimal())


_GAP = rb"(?:[ \-.+]|%20)?"
CARD = Rule(
    kind="CARD",
    name="payment-card",
    group="digits",
    pattern=(
        rb"[2-6](?:(?<![\w\x80-\xff.\-].)|(?<=\\[nrtbf].)|(?<=%[0-9A-Fa-f]{2}.)|(?<=card[_\-].))"
        rb"(?:[0-9]{3}(?:" + _GAP + rb"[0-9]{4}){2}" + _GAP + rb"[0-9]{1,7}"
        rb"|[47][0-9]{2}" + _GAP + rb"[0-9]{6}" + _GAP + rb"[0-9]{5}"
        rb"|[0689][0-9]{2}" + _GAP + rb"[0-9]{6}" + _GAP + rb"[0-9]{4})(?![\w\x80-\xff]|\.[0-9]|-[0-9A-Fa-f]{4}-)"
    ),
    accept=is_card,
    normalise=_digits,
    classify=_brand,
    must_match=("card 4111 1111 1111 1111 declined", "pan=378282246310005", "3056 930902 5904"),
    must_not_match=("4111111111111112", "blk_4111111111111111", "1763373600123456", "4111111111111111.5"),
)  # fmt: skip


def _first_number(text: str) -> str:
    return re.split(r"[=Dd^]", text, maxsplit=1)[0]


TRACK = Rule(
    kind="CARD",
    name="track-of-a-payment-card",
    group="digits",
    # ISO/IEC 7813, and tag 57 of EMV: the number, the end of its validity, the code of service and what the issuer adds.
    pattern=(
        rb"[2-6](?:(?<![A-Za-z0-9\x80-\xff.\-].)|(?<=\\[nrtbf].)|(?<=%[0-9A-Fa-f]{2}.))"
        rb"[0-9]{12,18}[=D][0-9]{7,26}[Ff]?(?![\w\x80-\xff])"
    ),
    accept=lambda value: is_card(_first_number(value)),
    classify=lambda value: _brand(_first_number(value)),
    must_match=("4111111111111111=30092011055831520280",),
    must_not_match=("4111111111111112=30092011055831520280",),
)
FIRST_TRACK = Rule(
    kind="CARD",
    name="first-track-of-a-payment-card",
    literals=(b"^",),
    pattern=rb"(?<![A-Za-z0-9])[bB]([0-9]{13,19}\^[^\^?\r\n\x1e]{2,26}\^[0-9]{4,60})",
    accept=lambda value: is_card(_first_number(value)),
    classify=lambda value: _brand(_first_number(value)),
    must_match=("%B4111111111111111^DOE/JANE^3009201105583152028?",),
    must_not_match=("%B4111111111111112^DOE/JANE^3009201105583152028?",),
)

# Lengths of the country's account numbers: the IBAN registry of SWIFT.
_IBAN_LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BR": 29, "CH": 21,
    "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18, "FO": 18,
    "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23,
    "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LI": 21, "LT": 20, "LU": 20, "LV": 21,
    "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MR": 27, "MT": 31, "MU": 30, "NL": 18, "NO": 15, "PK": 24, "PL": 28,
    "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "TN": 24,
    "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20,
}  # fmt: skip


def is_iban(text: str) -> bool:
    """Whether `text` is an account number of a country's length whose check digits are right (ISO 13616, mod 97)."""
    compact = _compact(text)
    if len(compact) != _IBAN_LENGTHS.get(compact[:2]):
        return False
    return int("".join(str(int(c, 36)) for c in compact[4:] + compact[:4])) % 97 == 1


def _compact(text: str) -> str:
    return text.replace("%20", "").replace(" ", "").replace("-", "").replace("+", "").upper()


_SPACE = rb"(?:[ \-+]|%20)?"


def _by_length() -> bytes:
    lengths: dict[int, list[str]] = {}
    for country, length in _IBAN_LENGTHS.items():
        lengths.setdefault(length, []).append(country)
    parts = []
    for length, countries in sorted(lengths.items()):
        groups, rest = divmod(length - 4, 4)
        tail = _SPACE + rb"[A-Z0-9]{%d}" % rest if rest else b""
        group = rb"(?:" + _SPACE + rb"[A-Z0-9]{4}){%d}" % groups
        parts.append(rb"(?:" + "|".join(countries).encode() + rb")[0-9]{2}" + group + tail)
    return b"|".join(parts)


IBAN = Rule(
    kind="IBAN",
    name="iban",
    group="capitals",
    pattern=(
        rb"(?=[A-Z]{2}[0-9]{2}[ \-+%A-Z0-9])(?:(?<![\w\x80-\xff])|(?<=\\[nrtbf])|(?<=%[0-9A-Fa-f]{2})|(?<=iban[_\-]))"
        rb"(?:" + _by_length() + rb")(?![\w\x80-\xff])"
    ),
    accept=is_iban,
    normalise=_compact,
    must_match=("to DE89 3704 0044 0532 0130 00 today", "iban=GB82WEST12345698765432"),
    must_not_match=("DE89370400440532013001", "AB12CDEFGHIJKLMNOP"),
)

RULES = (FIRST_TRACK, TRACK, CARD, IBAN)
