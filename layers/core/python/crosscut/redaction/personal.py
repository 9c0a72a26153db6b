"""What points to a person: email addresses, payment cards."""

from __future__ import annotations

import re
from urllib.parse import unquote

from crosscut.redaction.rule import Rule


def luhn(number: str) -> bool:
    """Whether the digits of `number` pass the check of ISO/IEC 7812-1, annex B."""
    digits = [int(c) for c in number if c.isdigit()]
    doubled = (d * 2 - 9 if d > 4 else d * 2 for d in digits[-2::-2])
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


# Issuer prefixes with the lengths of their numbers (ISO/IEC 7812): Visa, Mastercard, American Express, Diners Club,
# Discover, JCB, Maestro and UnionPay. Without them one id of ten would pass for a card.
_ISSUED = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})|(?:5[1-5]|2[2-7])\d{14}|3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11,16}"
    r"|6(?:011|4[4-9]\d|5\d\d)\d{12,15}|35\d{14,17}|(?:50[1-3]|5[6-9]\d|6[2379]\d)\d{10,16}",
    re.ASCII,
)


def is_card(text: str) -> bool:
    """Whether the digits of `text` are a number that an issuer gives out, with its check digit."""
    digits = _digits(text)
    return _ISSUED.fullmatch(digits) is not None and luhn(digits)


def _digits(text: str) -> str:
    return "".join(str(int(c)) for c in text if c.isdecimal())


def _canonical_email(text: str) -> str:
    # What is URL-encoded before it belongs to the query: `email%3Dbob%40example.com`.
    decoded = unquote(unquote(text)).lower()
    if decoded.count("@") > 1:  # a list, `a@example.com%2Cb@example.com`
        return decoded
    return re.split(r"[^\w.+\-@]", decoded)[-1].lstrip("-.")


_LABEL = r"[^\W_](?:[\w\-]{0,61}[^\W_])?"
_AT_DOMAIN = (
    r"(?:@|%(?:25)?40)(?!\dx\.|v?\d+\.\d)"
    rf"(?:{_LABEL}\.)+(?:xn--[a-zA-Z0-9\-]{{1,59}}|"
    r"(?!(?:service|socket|target|timer|mount|slice|scope|swap|device)(?![\w.\-]))[A-Za-z]{2,24}(?![A-Za-z0-9])"
    r"|[^\W\d_a-zA-Z][^\W\d_]{1,23})"
)
EMAIL = Rule(
    kind="EMAIL",
    name="email-address",
    # Not logo@2x.png, lodash@4.17.21 or user@1000.service of systemd.
    pattern=re.compile(rf"[\w.+%\-](?<![\w.+%\-].)[\w.+%\-]*{_AT_DOMAIN}(?:[\w.+%\-]*{_AT_DOMAIN})*"),
    triggers=("@", "%40", "%2540"),
    normalise=_canonical_email,
)

CARD = Rule(
    kind="CARD",
    name="payment-card",
    pattern=re.compile(
        r"[2-6](?:(?<![\w.\-].)|(?<=card[_\-].))"
        r"(?:\d{3}(?:[ \-.]?\d{4}){2}[ \-.]?\d{1,7}|[47]\d{2}[ \-.]?\d{6}[ \-.]?\d{5}"
        r"|[0689]\d{2}[ \-]\d{6}[ \-]\d{4})(?!\w|\.\d|-[0-9A-Fa-f]{4}-)"
    ),
    triggers=("2", "3", "4", "5", "6"),
    accept=is_card,
    normalise=_digits,
)

RULES = (EMAIL, CARD)
