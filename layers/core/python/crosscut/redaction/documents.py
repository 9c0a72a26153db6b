"""Numbers of passports and other documents, and ids of states that begin with letters: under a name, or behind it in a sentence."""

from __future__ import annotations

import re

from crosscut.redaction.finance import luhn
from crosscut.redaction.national_checks import compact, digits_of
from crosscut.redaction.rule import Rule
from crosscut.redaction.values import EDGE, IS, OPENED, SAID

_KIND = "NATIONAL_ID"
MX_CURP = Rule(
    kind=_KIND,
    name="mx-curp",
    group="capitals",
    # Letters of the names, the birthday, sex, state and consonants: nothing else has this form.
    pattern=(
        rb"(?:(?<![\w\x80-\xff])|(?<=\\[nrtbf])|(?<=%[0-9A-Fa-f]{2}))[A-Z]{4}[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[HMX][A-Z]{2}[B-DF-HJ-NP-TV-Z]{3}[A-Z0-9][0-9](?![\w\x80-\xff])"
    ),
    normalise=compact,
    must_match=(
        "no record for CURP ABCD900131HDFRLL09",
        r"42\tABCD900131HDFRLL09\tok",
        "q%3DABCD900131HDFRLL09%26p",
    ),
    must_not_match=("ABCD901331HDFRLL09", "XABCD900131HDFRLL09"),
)
CA_SIN = Rule(
    kind=_KIND,
    name="ca-social-insurance-number",
    group="digits",
    # In capitals, for `sin` is a word of Spanish and a function.
    pattern=rb"(?<=SIN[ :#])(?<![A-Za-z]SIN.)[0-9]{3}[ \-]?[0-9]{3}[ \-]?[0-9]{3}(?![\w\x80-\xff]|[.\-/][0-9])",
    accept=lambda value: not value.isdecimal() or luhn(value),
    normalise=compact,
    must_match=("payroll: SIN 046-454-286 missing", "SIN:046 454 286"),
    must_not_match=("SIN 123456789", "BASIN 046-454-286", "sin 046-454-286"),
)
KEYED_PASSPORT = Rule(
    kind=_KIND,
    name="passport-under-its-name",
    group="keyed",
    # Some have one digit only (ICAO Doc 9303 says no more than nine letters and digits).
    pattern=(
        rb"(?:" + EDGE + rb"passport[ _\-]?(?:number|no|num|id|nr|document)|" + EDGE + rb"driver'?s?[ _\-]?licen[cs]e(?:[ _\-]?(?:number|no))?)"
        + rb"(?:" + IS + rb"|" + SAID + rb")" + OPENED + rb"((?=[a-z]{0,8}[0-9])[a-z0-9]{6,14})(?![\w\x80-\xff])"
    ),
    normalise=compact,
    lowered=True,
    must_match=('"passportNumber":"CC6WPLH98"', "passport_no=L8FXYZTG1"),
    must_not_match=("passport_number=missing", "passport=v0.6.0"),
)  # fmt: skip
_PASSPORT = rb"(?:passport|passeport|pasaporte|passaporte|passaporto|reisepass|paspoort|paszport|pass?nummer)"
_NAMES = (
    _PASSPORT
    + rb"|curp|nino|national insurance|ni|ppsn?|aadhaar|voter id|epic|driver'?s? licen[cs]e|driving licen[cs]e|f\xc3\xbchrerschein|permis de conduire|permiso de conducir"
    rb"|codice fiscale|personalausweis|ausweis|identity card|id card|identity document|residence permit|national id|national identity|citizen id|resident id|social security|social insurance|tax id|tax identification"
    rb"|mykad|hkid|nric|ktp|nik|cnic|emirates id|iqama|isikukood|kennitala|rodn[e\xc3\xa9]{1,2} \xc4?\x8d?c?islo|emso|medicare|itin|steuer-?id|steueridentifikationsnummer|steuernummer|cedula|c\xc3\xa9dula|visa application"
)
_NUMBER = rb"(?:[ ](?:number|num|no\.?|nr\.?|id|num[e\xc3\xa9]{1,2}ro|n\xc2\xb0|#|card))?(?: is| was| of)?"
_TOKEN = rb"(?=[a-z]{0,8}[0-9])[a-z0-9]{5,18}(?:[.\-/][a-z0-9]{1,12}){0,4}+|[0-9]{2,5}(?:[ ][0-9]{2,5}){1,5}(?:[ ]?[a-z])?"
_NO_DATE = re.compile(r"[12][0-9]{3}[\-./][0-9]{2}[\-./][0-9]{2}\Z|v?[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\Z")


def is_document(value: str) -> bool:
    """Whether it can be the number of a document: long enough, with digits, and no date, version or ordinal."""
    plain = compact(value)
    if len(plain) < 6 or not digits_of(value) or _NO_DATE.match(value):
        return False
    return len(digits_of(value)) >= 3 or len(plain) == 9


_KEYS = rb"mrn|medical[ _\-]?record(?:[ _\-]?(?:number|no|id))?|medicare(?:[ _\-]?(?:number|no|id))?|ppsn?(?:[ _\-]?(?:number|no))?|hkid|cnic|iqama|itin|(?:licen[cs]e|number)[_\-]?plate"
KEYED_DOCUMENT = Rule(
    kind=_KIND,
    name="document-under-its-name",
    group="keyed",
    pattern=(
        EDGE + rb"(?:(?:" + _KEYS + rb")(?:" + IS + rb"|" + SAID + rb")" + OPENED + rb"((?=[a-z \-]{0,8}[0-9])[a-z0-9](?:[ .\-/(]?[a-z0-9]){4,18}+\)?)(?![\w\x80-\xff])"
        rb"|(?:rfc|pan(?:[_\-]?(?:number|no|card))?)(?:" + IS + rb"|" + SAID + rb")" + OPENED + rb"([a-z]{5}[0-9]{4}[a-z]|[a-z]{3,4}[0-9]{6}[a-z0-9]{3})(?![\w\x80-\xff]))"
    ),
    accept=is_document,
    normalise=compact,
    lowered=True,
    must_match=('"mrn":"00443322"', '"rfc":"ABCD561231GR8"', "pan_number=ABCDE1234F", '"medicare_number":"2123 45670 1"', "hkid=A123456(7)"),
    must_not_match=("rfc: 7231", "mrn: none", "pan=left"),
)  # fmt: skip
SAID_DOCUMENT = Rule(
    kind=_KIND,
    name="number-of-a-document-in-prose",
    pattern=rb"(?<![a-z])(?:"
    + _NAMES
    + rb")"
    + _NUMBER
    + rb"[ ]?[:#]?[ ][\"'(]?("
    + _TOKEN
    + rb")(?![\w\x80-\xff]|[.\-/:][\w])"
    + rb"|(?<![a-z])(?:pan|rfc) ([a-z]{5}[0-9]{4}[a-z]|[a-z]{3,4}[0-9]{6}[a-z0-9]{3})(?![\w\x80-\xff])",
    accept=is_document,
    normalise=compact,
    lowered=True,
    must_match=("passport C01X00T47 has expired", "passport number is CC6WPLH98", "driving licence no. MORGA657054SM9IJ", "HKID A1234567", "Reisepass Nr. C01X00T47"),
    must_not_match=("passport control", "passport 2026-11-17", "tax id missing", "national id required", "medicare 12", "ni 5"),
)  # fmt: skip

RULES = (MX_CURP, CA_SIN, KEYED_PASSPORT, KEYED_DOCUMENT, SAID_DOCUMENT)
