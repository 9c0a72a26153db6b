"""What points to a person by its shape: email addresses and phone numbers."""

from __future__ import annotations

import re
from urllib.parse import unquote

from crosscut.redaction.rule import Rule
from crosscut.redaction.values import EDGE, IS, OPENED, PSEUDONYM, SAID


def _canonical_email(text: str) -> str:
    # What is URL-encoded before it belongs to the query: `email%3Dbob%40example.com`.
    decoded = unquote(unquote(text)).lower()
    if decoded.count("@") > 1:  # a list, `a@example.com%2Cb@example.com`
        return decoded
    return re.split(r"[^\w.+\-@]", decoded)[-1].lstrip("-.")


# Providers of mailboxes for anyone; of such an address the domain tells nothing about the person.
_FREE = re.compile(
    r"@(?:gmail|googlemail|outlook|hotmail|live|yahoo|ymail|icloud|me|aol|gmx|web|proton|protonmail|mail)\.[a-z.]{2,6}$"
)


def _email_class(text: str) -> str:
    return "FREE" if _FREE.search(_canonical_email(text)) else ""


_LOCAL = rb"[\w.+%\-\x80-\xff]"
_DOMAIN = (
    rb"(?![0-9]x\.|v?[0-9]+\.[0-9])(?>(?:[A-Za-z0-9\x80-\xff][\w\-\x80-\xff]{0,62}+\.){1,12}(?:xn--[a-zA-Z0-9\-]{1,59}|"
    rb"(?!(?:service|socket|target|timer|mount|slice|scope|swap|device)(?![\w.\-]))[A-Za-z]{2,24}(?![A-Za-z0-9])"
    rb"|[\x80-\xff]{2,48}))"
)
EMAIL = Rule(
    kind="EMAIL",
    name="email-address",
    # Not logo@2x.png, lodash@4.17.21 or user@1000.service of systemd. An escaped line end before it is none of it.
    pattern=(
        _LOCAL + rb"(?:(?<!" + _LOCAL + rb".)(?<!\\[nrtbf])|(?<=\\[nrtbf].))" + _LOCAL + rb"*+@" + _DOMAIN
        + rb"(?:" + _LOCAL + rb"*+@" + _DOMAIN + rb")*+"
    ),
    gate=rb"@",
    normalise=_canonical_email,
    classify=_email_class,
    must_match=("mail to alice.o@example.com failed", "bob@exämple.de", r"to:\nbob@example.com"),
    must_not_match=("java.lang.Object@1b2c3d4e", "lodash@4.17.21", "GET /img/logo@2x.png", "user@1000.service"),
)  # fmt: skip
EMAIL_ENCODED = Rule(
    kind="EMAIL",
    name="email-address-url-encoded",
    pattern=(
        rb"[\w.+\-\x80-\xff](?<![\w.+\-\x80-\xff].)(?:[\w.+\-\x80-\xff]++|%(?!(?:25)?40))*+%(?:25)?40"
        + _DOMAIN
    ),
    gate=rb"%(?:25)?40",
    normalise=_canonical_email,
    classify=_email_class,
    must_match=("email=alice%40example.com&x", "alice%2540example.com"),
    must_not_match=("a%40b",),
)


_NO_DIGITS = re.compile(r"[^0-9]+")


def _is_phone(text: str) -> bool:
    return 7 <= len(_NO_DIGITS.sub("", text)) <= 15


def _phone_digits(text: str) -> str:
    digits = _NO_DIGITS.sub("", unquote(text).partition("x")[0])
    return digits[2:] if digits.startswith("00") else digits


PHONE = Rule(
    kind="PHONE",
    name="phone-number",
    # With the country's code (ITU-T E.123), or as written in North America; a time zone is +0100.
    pattern=(
        rb"(?:\+|%2[bB])(?:(?<![\w+.:\x80-\xff].)|(?<=\\[nrt].)|(?<=%2[bB]))[1-9](?:[ \-.]?\(?[0-9]\)?|%20[0-9]){7,14}+"
        rb"(?:[ ]?(?:x|ext\.?) ?[0-9]{1,6})?(?![\w\x80-\xff]|[.:\-][0-9])"
    ),
    accept=_is_phone,
    normalise=_phone_digits,
    must_match=("call +49 30 901820", "+14155550123"),
    must_not_match=("+0100", "17/Nov/2026:13:00:00 +0000"),
)
_SUBSCRIBER = rb"[2-9][0-9]{2}[.\-][0-9]{4}(?: ?(?:x|ext\.?) ?[0-9]{1,6})?(?![\w\x80-\xff]|[.:\-/][0-9])"
PHONE_US = Rule(
    kind="PHONE",
    name="phone-number-north-america",
    group="digits",
    pattern=(
        rb"(?:(?<![\w.+\-/:\x80-\xff])|(?<=\\[nrt]))(?:(?:00)?1[ .\-](?:\([2-9][0-9]{2}\) ?|[2-9][0-9]{2}[.\-])|[2-9][0-9]{2}[.\-])"
        + _SUBSCRIBER
    ),
    normalise=_phone_digits,
    must_match=("415-555-0123 x12", "001-415-555-0123"),
    must_not_match=("2026-11-17 1763373600123", "1.2.3-456.7890"),
)  # fmt: skip
PHONE_PARENTHESIS = Rule(
    kind="PHONE",
    name="phone-number-with-parenthesis",
    pattern=rb"\((?:(?<![\w.].)|(?<=\\[nrt].))[2-9][0-9]{2}\) ?" + _SUBSCRIBER,
    normalise=_phone_digits,
    must_match=("(415) 555-0123",),
    must_not_match=("(415) 555",),
)
KEYED_PHONE = Rule(
    kind="PHONE",
    name="phone-number-under-its-name",
    group="keyed",
    pattern=(
        rb"(?:phone|mobile|msisdn|telephone|whatsapp|landline|wa_id|" + EDGE + rb"(?:tel|fax|cell|telefon[a-z\x80-\xff]{0,8}|t\xc3\xa9l(?:\xc3\xa9phone)?|telefoon(?:nummer)?|puhelin(?:numero)?|celular|m(?:o|\xc3\xb3)vil|handy(?:nummer)?|mobil(?:nummer|telefon)?|cellulare|gsm|(?:\xd1\x82|\xd0\xa2)\xd0\xb5\xd0\xbb\xd0\xb5\xd1\x84\xd0\xbe\xd0\xbd))(?:[_\-]?(?:number|no|nr))?(?!(?<=<phone)" + PSEUDONYM + rb")"
        + rb"(?:" + IS + rb"|" + SAID + rb")" + OPENED + rb"((?:\+|%2b|\(|[0-9])(?:[ \-./()+]{0,2}[0-9]|%20[0-9]){5,16}+(?: ?x[0-9]{1,6})?)(?![\w\x80-\xff])"
    ),
    lowered=True,
    accept=_is_phone,
    normalise=_phone_digits,
    must_match=("phone: 0171 1234567", "telefono: 612345678", "Telefonnummer=030 901820", '{"mobile":"01711234567"}', "tel=030/901820", "<phone>030/901820</phone>", "{'fax': b'030 901820'}"),
    must_not_match=("telemetry: 12345678", "phone: unknown"),
)  # fmt: skip

RULES = (EMAIL, EMAIL_ENCODED, PHONE, PHONE_US, PHONE_PARENTHESIS, KEYED_PHONE)
