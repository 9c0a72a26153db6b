"""Numbers that states give to people: by shape and check digit where these suffice, else under a name that says so."""

from __future__ import annotations

import re

from crosscut.redaction.national_checks import (
    compact,
    digits_of,
    is_ahv,
    is_codice_fiscale,
    is_cpf,
    is_day_first,
    is_dni,
    is_hetu,
    is_insee,
    is_personnummer,
    is_resident_cn,
    is_rijksregister,
    is_rut,
    is_verhoeff,
)
from crosscut.redaction.rule import Rule
from crosscut.redaction.values import EDGE, IS, OPENED, SAID

_KIND = "NATIONAL_ID"
_BEFORE = rb"(?:(?<![\w\x80-\xff.\-/:])|(?<=\\[nrtbf])|(?<=%[0-9A-Fa-f]{2}))"
_AFTER = rb"(?![\w\x80-\xff]|[.\-/:][\w\x80-\xff])"
# For those of which shape and check leave no doubt: in paths too.
_BEFORE_SURE = rb"(?:(?<![\w\x80-\xff.\-])|(?<=\\[nrtbf])|(?<=%[0-9A-Fa-f]{2}))"
_AFTER_SURE = rb"(?![\w\x80-\xff]|[.\-:][\w\x80-\xff])"
_GAP = rb"(?:[ .\-]|%20)?"


US_SSN = Rule(
    kind=_KIND,
    name="us-social-security-number",
    group="digits",
    # Areas 000, 666 and 900 up, group 00 and serial 0000 are not given out.
    pattern=_BEFORE + rb"(?!000|666|9)[0-9]{3}-(?!00)[0-9]{2}-(?!0000)[0-9]{4}" + _AFTER,
    normalise=compact,
    must_match=("ssn 219-09-9999 on file",),
    must_not_match=("000-12-3456", "2026-11-17", "219-09-99999", "a-219-09-9999"),
)
UK_NINO = Rule(
    kind=_KIND,
    name="uk-national-insurance-number",
    group="capitals",
    pattern=(
        rb"(?=[A-CEGHJ-PR-TW-Z])" + _BEFORE + rb"(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]"
        + _GAP + rb"[0-9]{2}" + _GAP + rb"[0-9]{2}" + _GAP + rb"[0-9]{2}" + _GAP + rb"[A-D]" + _AFTER
    ),
    normalise=compact,
    must_match=("NI QQ 12 34 56 C".replace("QQ", "AB"), "AB123456C"),
    must_not_match=("GB123456A", "AB1234567", "QQ123456C"),
)  # fmt: skip
IT_CODICE_FISCALE = Rule(
    kind=_KIND,
    name="it-codice-fiscale",
    group="capitals",
    pattern=_BEFORE_SURE
    + rb"[A-Z]{6}[0-9LMNP-V]{2}[A-EHLMPR-T][0-9LMNP-V]{2}[A-Z][0-9LMNP-V]{3}[A-Z]"
    + _AFTER_SURE,
    accept=lambda value: any(c.isdigit() for c in value) and is_codice_fiscale(value),
    normalise=compact,
    must_match=("RSSMRA85T10A562S",),
    must_not_match=("RSSMRA85T10A562T",),
)
ES_DNI = Rule(
    kind=_KIND,
    name="es-dni",
    group="digits",
    pattern=_BEFORE_SURE + rb"[0-9]{8}[ \-]?[A-HJ-NP-TV-Z]" + _AFTER_SURE,
    accept=is_dni,
    normalise=compact,
    must_match=("12345678Z",),
    must_not_match=("12345678A",),
)
ES_NIE = Rule(
    kind=_KIND,
    name="es-nie",
    pattern=rb"[XYZ](?:(?<![\w\x80-\xff.\-].)|(?<=\\[nrtbf].)|(?<=%[0-9A-Fa-f]{2}.))-?[0-9]{7}[ \-]?[A-HJ-NP-TV-Z]"
    + _AFTER_SURE,
    accept=is_dni,
    normalise=compact,
    must_match=("X1234567L", r"42\tX1234567L\tok"),
    must_not_match=("X1234567M",),
)
FR_INSEE = Rule(
    kind=_KIND,
    name="fr-insee-number",
    group="digits",
    pattern=(
        _BEFORE + rb"[12]" + _GAP + rb"[0-9]{2}" + _GAP + rb"(?:0[1-9]|1[0-2]|[2-9][0-9])" + _GAP
        + rb"(?:[0-9]{2}|2[AB])" + _GAP + rb"[0-9]{3}" + _GAP + rb"[0-9]{3}" + _GAP + rb"[0-9]{2}" + _AFTER
    ),
    accept=is_insee,
    normalise=compact,
    must_match=("1 84 12 76 451 089 46", "184127645108946"),
    must_not_match=("184127645108947",),
)  # fmt: skip
BR_CPF = Rule(
    kind=_KIND,
    name="br-cpf",
    group="digits",
    pattern=_BEFORE_SURE + rb"[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2}" + _AFTER_SURE,
    accept=is_cpf,
    normalise=compact,
    must_match=("529.982.247-25",),
    must_not_match=("529.982.247-26",),
)
FI_HETU = Rule(
    kind=_KIND,
    name="fi-hetu",
    group="digits",
    pattern=_BEFORE_SURE + rb"[0-9]{6}[+\-A-FU-Y][0-9]{3}[0-9A-FHJ-NPR-Y]" + _AFTER_SURE,
    accept=is_hetu,
    normalise=compact,
    must_match=("131052-308T", "/v1/accounts/131052-308T/orders"),
    must_not_match=("131052-308U", "991399-308T"),
)
CN_RESIDENT = Rule(
    kind=_KIND,
    name="cn-resident-id",
    group="digits",
    pattern=_BEFORE_SURE + rb"[1-9][0-9]{16}[0-9Xx]" + _AFTER_SURE,
    accept=is_resident_cn,
    normalise=compact,
    must_match=("11010519491231002X",),
    must_not_match=("110105194912310021", "176337360012345678"),
)
CL_RUT = Rule(
    kind=_KIND,
    name="cl-rut",
    group="digits",
    pattern=_BEFORE_SURE + rb"[0-9]{1,2}\.[0-9]{3}\.[0-9]{3}-[0-9Kk]" + _AFTER_SURE,
    accept=is_rut,
    normalise=compact,
    must_match=("12.345.678-5",),
    must_not_match=("12.345.678-4",),
)
IN_AADHAAR = Rule(
    kind=_KIND,
    name="in-aadhaar",
    group="digits",
    pattern=_BEFORE
    + rb"(?<![0-9]{4} )[2-9][0-9]{3}(?: [0-9]{4} |-[0-9]{4}-)[0-9]{4}(?! ?[0-9]{4}(?![0-9]))"
    + _AFTER,
    accept=is_verhoeff,
    normalise=compact,
    must_match=("2345 6789 0124",),
    must_not_match=("2345 6789 0123",),
)

KEYED_ID = Rule(
    kind=_KIND,
    name="national-id-under-its-name",
    group="keyed",
    # Without a check, for a mistyped one is a person's too.
    pattern=(
        rb"(?:" + EDGE + rb"(?:ssn|nino|bsn|cpf|dni|nie|nir|nif|pesel|cnp|sin|tin|insee|aadhaar|aadhar|svnr|ahv|cf|hetu|rut|tckn|curp|oib|egn|cedula|pan_?card|ni_?number|rrn|fnr|cpr|nrn|nric|jmbg|amka|tfn|cuit|cuil)(?:[ _\-]?(?:nr|no|num|number|nummer|id|contribuinte))?"
        rb"|f(?:o|oe|\xc3\xb8|\xc3\x98)dselsnummer|rijksregisternummer|cprnummer|burgerservicenummer|(?:tc_?)?kimlik(?:_?no)?|nr[_\-]?pesel|person_nummer|voter[ _\-]?(?:id|number)"
        rb"|social[ _\-]?security(?:[ _\-]?(?:number|no))?|tax[ _\-]?(?:payer|file|reference|identification|registration)?[ _\-]?(?:identification[ _\-]?)?(?:id|number|no|nr|reference)|utr|unique[ _\-]?taxpayer[ _\-]?reference|steuer(?:identifikations)?[ _\-]?(?:id|nummer)|nationalid"
        rb"|personal[ _\-]?(?:identification[ _\-]?)?(?:number|no|id|code)|resident[ _\-]?(?:registration[ _\-]?)?(?:id|number|card)|residence[ _\-]?permit(?:[ _\-]?(?:number|no))?|civil[ _\-]?(?:registration[ _\-]?)?(?:id|number)|alien[ _\-]?registration[ _\-]?number|green[ _\-]?card(?:[ _\-]?(?:number|no))?|emirates[ _\-]?id|health[ _\-]?(?:card|insurance)[ _\-]?(?:number|no|id)|(?:sozial|renten)versicherungsnummer|versichertennummer|kvnr|num(?:e|\xc3\xa9)ro[ _\-]?(?:de[ _\-]?)?s(?:e|\xc3\xa9)curit(?:e|\xc3\xa9)[ _\-]?sociale|numero[ _\-]?fiscal|kennitala|isikukood|emso|mykad|bvn|id[_\-]?card(?:[_\-]?(?:number|no))?|citizen[ _\-]?(?:id|number)|government[ _\-]?id|fiscal[ _\-]?(?:code|id|number)|social[ _\-]?insurance[ _\-]?(?:number|no)|identity[ _\-]?(?:card[ _\-]?)?(?:number|no)|id[_\-]?(?:number|no)|nhs[ _\-]?(?:number|no)|national[ _\-]?(?:id|identity|identification|registration|insurance)(?:[ _\-]?(?:number|no|code|card))?|codice[ _\-]?fiscale|personnummer"
        rb"|passport(?:[ _\-]?(?:number|no|id))?|(?:driver'?s?|driving)[ _\-]?licen[cs]e(?:[ _\-]?(?:number|no))?)"
        + rb"(?:" + IS + rb"|" + SAID + rb")" + OPENED + rb"((?=[a-z .+\-/]{0,6}[0-9])[a-z0-9](?:(?:(?:[ +]|%20)(?=[0-9]|[a-z](?![a-z0-9]))|[.\-/])?[a-z0-9]){5,24}+)(?![\w\x80-\xff])"
    ),
    accept=lambda value: (len(digits_of(value)) >= 5 and (not value[:4].isalpha() or value[4:10].isdecimal())) or len(compact(value)) == 16,
    normalise=compact,
    lowered=True,
    must_match=("taxFileNumber='123456782'", "utr: 1234567890", "national_identification_number=86095742719", "driving_licence=MORGA657054SM9IJ", "ssn=219099999", '{"tax_id": "86095742719"}', "bsn: 111222333", "passport_number=C01X00T47"),
    must_not_match=("business: 123456789", "tin: none", "cf: 1"),
)  # fmt: skip

_SAID = (
    b"ssn", b"bsn", b"cpf", b"dni", b"nie", b"nif", b"pesel", b"cnp", b"insee", b"aadhaar", b"svnr", b"ahv", b"oib", b"egn", b"rut", b"curp",
    b"rrn", b"fnr", b"cpr", b"nric", b"jmbg", b"amka", b"tfn", b"cuit", b"cuil", b"tckn", b"personnummer", b"f\xc3\xb8dselsnummer", b"fodselsnummer",
    b"rijksregisternummer", b"steuer-id", b"nhs", b"nhs number", b"nhs no", b"nhs no.", b"national id", b"tax id", b"social security number", b"insurance number",
    b"ssn is", b"pesel number", b"burgerservicenummer", b"cpf number", b"aadhaar number", b"personal number", b"national insurance number", b"id number", b"identity number",
)  # fmt: skip


def _in_any_case(text: bytes) -> bytes:
    return b"".join(b"[%c%c]" % (c, c - 32) if 97 <= c <= 122 else re.escape(bytes((c,))) for c in text)


def _after_one_of(names: tuple[bytes, ...]) -> bytes:
    """Return the look-behinds of these names and a blank: by their last letter, so that most are not tried where a number stands."""
    lasts: dict[bytes, list[bytes]] = {}
    for name in names:
        lasts.setdefault(name[-1:], []).append(rb"(?<=" + _in_any_case(name) + rb"[ ])")
    return rb"(?<=[A-Za-z.][ ])(?:" + b"|".join(
        rb"(?<=" + _in_any_case(last) + rb"[ ])(?:" + b"|".join(some) + rb")" for last, some in lasts.items()
    ) + rb")"  # fmt: skip


SAID_ID = Rule(
    kind=_KIND,
    name="national-id-after-its-name-in-prose",
    group="digits",
    # "applicant's BSN 111222333 does not match": a name and a number, and nothing between them.
    pattern=(
        _after_one_of(_SAID) +
        rb"[0-9](?:[ .\-/]?[0-9]){6,16}(?:[ \-]?[A-Za-z])?(?![\w\x80-\xff]|[.\-/][0-9])"
    ),
    normalise=compact,
    must_match=("applicant's BSN 111222333 does not match", "NHS number 943 476 5919 not found"),
    must_not_match=("rut 12", "version 1.2.3"),
)  # fmt: skip


CH_AHV = Rule(
    kind=_KIND,
    name="ch-ahv-number",
    group="digits",
    pattern=_BEFORE_SURE + rb"756\.[0-9]{4}\.[0-9]{4}\.[0-9]{2}" + _AFTER_SURE,
    accept=is_ahv,
    normalise=compact,
    must_match=("756.9217.0769.85",),
    must_not_match=("756.9217.0769.84",),
)


BE_RIJKSREGISTER = Rule(
    kind=_KIND,
    name="be-national-number",
    group="digits",
    pattern=_BEFORE_SURE + rb"[0-9]{2}\.[0-9]{2}\.[0-9]{2}-[0-9]{3}\.[0-9]{2}" + _AFTER_SURE,
    accept=is_rijksregister,
    normalise=compact,
    must_match=("85.07.30-033.28",),
    must_not_match=("85.07.30-033.29",),
)


KR_RRN = Rule(
    kind=_KIND,
    name="kr-resident-registration-number",
    group="digits",
    # Since October 2020 the last digits are random: no check holds for all.
    pattern=_BEFORE_SURE + rb"[0-9]{6}-[1-8][0-9]{6}" + _AFTER_SURE,
    accept=is_day_first,
    normalise=compact,
    must_match=("900101-1234567",),
    must_not_match=("901301-1234567", "900101-9234567"),
)


SE_PERSONNUMMER = Rule(
    kind=_KIND,
    name="se-personal-identity-number",
    group="digits",
    pattern=_BEFORE_SURE + rb"(?:19|20)?[0-9]{6}[\-+][0-9]{4}" + _AFTER_SURE,
    accept=is_personnummer,
    normalise=compact,
    must_match=("811228-9874", "19811228-9874"),
    must_not_match=("811228-9875", "811328-9874"),
)

RULES = (
    SAID_ID,
    CH_AHV,
    BE_RIJKSREGISTER,
    KR_RRN,
    SE_PERSONNUMMER,
    US_SSN,
    UK_NINO,
    IT_CODICE_FISCALE,
    ES_DNI,
    ES_NIE,
    FR_INSEE,
    BR_CPF,
    FI_HETU,
    CN_RESIDENT,
    CL_RUT,
    IN_AADHAAR,
    KEYED_ID,
)
