"""People where a trade's protocol has a place for them: claims of X12, searches of FHIR, DICOM, SMPP, Diameter, directories."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crosscut.redaction.accounts import is_persons
from crosscut.redaction.dumps import Field
from crosscut.redaction.persons import is_person

# https://x12.org, 837: NM1*IL*1*LAST*FIRST, of a person by the 1; its street; its birthday.
_NM1 = re.compile(rb"NM1\*[A-Z0-9]{2,3}\*1\*([^*~|\r\n\x1e\"\\]{1,60})(?:\*([^*~|\r\n\x1e\"\\]{1,60}))?")
_N3 = re.compile(rb"(?<![A-Z0-9])N3\*([^*~|\r\n\x1e\"\\]{3,80})")
_DMG = re.compile(rb"(?<![A-Z0-9])DMG\*D8\*([0-9]{8})")
# https://hl7.org/fhir/search.html: parameters of searches for people.
_SEARCH = re.compile(rb"(?:Patient|Practitioner|RelatedPerson|Person)(?:/_search)?\?[^\s\"\x1e]{1,2000}")
_PARAMETER = re.compile(
    rb"[?&](family|given|name|telecom|phone|birthdate|address|address-postalcode|identifier)(?::\w{1,16})?=([^&\s\"\x1e]{1,200})"
)
_OF_SEARCH = {
    b"family": b"surname", b"given": b"first_name", b"name": b"full_name", b"telecom": b"msisdn", b"phone": b"msisdn", b"birthdate": b"dob",
    b"address": b"street_address", b"address-postalcode": b"postal_code", b"identifier": b"patient_id",
}  # fmt: skip
_SYSTEM = re.compile(rb".*(?:\||%7[cC])", re.DOTALL)
_DICOM = re.compile(rb"Patient'?s? ?Name ?[=:] ?\[?([^\s\"'=\[\],;\x1e]{1,60}\^[^\s\"'=\[\],;\x1e]{1,60})")
# SMPP 3.4 and RFC 4006.
_MESSAGE = re.compile(rb"(?:deliver|submit|data)_sm[^\r\n\x1e]{0,400}")
_ADDRESS = re.compile(
    rb"(?:src|dst|source|dest|destination|from|to)(?:_addr)?[=:] ?\"?\+?([0-9]{9,15})(?![0-9.:])"
)
_SUBSCRIBER = re.compile(
    rb"END_USER_(E164|IMSI)[^\r\n\x1e]{1,80}?Subscription-Id-Data\W{1,4}([0-9]{8,15})(?![0-9])"
)
# RFC 4519, in a line: `cn` and `sn` say nothing alone, but beside another attribute of an entry.
_ATTRIBUTE = rb"(?:sn|cn|gn|uid|givenName|givenname|displayName|mail|telephoneNumber|mobile|employeeType|employeeNumber|objectClass|title|initials|departmentNumber|homePhone|postalAddress|memberOf)"
_ENTRY = re.compile(
    rb"(?<![\w.\-])(?=(?:cn|sn|gn)(?:: |=)|uid=)(cn|sn|gn|uid)(?:: |=)['\"]?([A-Za-z\x80-\xff][^'\":=,;<>()\[\]{}\r\n\x1e]{0,80}?)['\"]?"
    rb"(?=,? " + _ATTRIBUTE + rb"(?:: |=)|[,;]?\)?(?: {1,8}[a-z_]{2,24}[=:]| {0,8}$| {0,8}[\r\n\x1e]))"
)  # fmt: skip
_BESIDE = re.compile(rb"(?<![\w.\-])" + _ATTRIBUTE + rb"(?:: |=)[^\s=:]")
_OF_ENTRIES = {
    b"cn": b"full_name",
    b"sn": b"surname",
    b"gn": b"given_name",
    b"uid": b"username",
}
_LINE = re.compile(rb"[^\r\n\x1e]*")
# FreeIPA: user_add/1('anna', givenname=...).
_COMMAND = re.compile(
    rb"(?:stage)?user_(?:add|mod|del|show|find|disable|enable|unlock|status|undel)[a-z_]{0,16}(?:/[0-9])?\(u?['\"]([\w.\-]{1,64})['\"]"
)

# For a look at a block before all else: what stands in it where there is something of the above.
TRADES = (
    rb"NM1\*|N3\*|DMG\*D8|(?:Patient|Practitioner|Person)(?:/_search)?\?|Patient'?s? ?Name ?[=:]|(?:iver|bmit|data)_sm|END_USER_|user_[a-z_]*+(?:/[0-9])?\(u?['\"]"
    rb"|(?<![\w.\-])(?:cn|sn|gn)(?:: |=)['\"]?[A-Za-z\x80-\xff]|(?<![\w.\-])uid=['\"]?[A-Za-z\x80-\xff]"
)  # fmt: skip


def fields(data: bytes) -> Iterator[Field]:
    """Yield the name that tells what it is of each value that has such a place, and where the value is."""
    for claim in _NM1.finditer(data):
        yield b"surname", *claim.span(1)
        if claim[2]:
            yield b"first_name", *claim.span(2)
    for name, pattern in (
        (b"street_address", _N3),
        (b"dob", _DMG),
        (b"full_name", _DICOM),
        (b"username", _COMMAND),
    ):
        for match in pattern.finditer(data):
            yield name, *match.span(1)
    for search in _SEARCH.finditer(data):
        for parameter in _PARAMETER.finditer(data, *search.span()):
            start, end = parameter.span(2)
            if parameter[1] == b"identifier" and (system := _SYSTEM.match(data, start, end)):
                start = system.end()
            if start < end:
                yield _OF_SEARCH[parameter[1]], start, end
    for message in _MESSAGE.finditer(data):
        for address in _ADDRESS.finditer(data, *message.span()):
            yield b"msisdn", *address.span(1)
    for subscriber in _SUBSCRIBER.finditer(data):
        yield b"imsi" if subscriber[1] == b"IMSI" else b"msisdn", *subscriber.span(2)
    yield from _entries(data)


def _entries(data: bytes) -> Iterator[Field]:
    """Yield the same of attributes of a directory that stand beside others in a line."""
    begin, done, is_entry = 0, -1, False
    for attribute in _ENTRY.finditer(data):
        start = attribute.start()
        if start >= done:  # in another line
            begin = data.rfind(b"\n", max(done, 0), start) + 1
            line = _LINE.match(data, max(begin, 0))
            done = line.end() if line else start + 1
            is_entry = len(_BESIDE.findall(data, begin, done)) >= 2
        if not is_entry:
            continue
        value = data[slice(*attribute.span(2))].decode("utf-8", "replace")
        name = _OF_ENTRIES[attribute[1].lower()]
        if (
            is_persons(value)
            if name == b"username"
            else is_person(value) and not any(c.isdigit() for c in value)
        ):
            yield name, *attribute.span(2)
