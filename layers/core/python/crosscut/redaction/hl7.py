"""Patients and their kin in messages of HL7: version 2, where what a field is shows by its place alone, and FHIR."""

from __future__ import annotations

import re
from collections.abc import Iterator

# https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185, chapters 3 and 6: PID, NK1, GT1 and IN1, fields by number.
_FIELDS = {
    b"PID": {
        2: b"patient_id", 3: b"patient_id", 4: b"patient_id", 5: b"full_name", 6: b"maiden_name", 7: b"dob", 9: b"full_name",
        11: b"street_address", 13: b"phone", 14: b"phone", 18: b"account_holder", 19: b"ssn", 20: b"driver_license",
    },
    b"NK1": {2: b"full_name", 4: b"street_address", 5: b"phone", 6: b"phone"},
    b"GT1": {3: b"full_name", 4: b"full_name", 5: b"street_address", 6: b"phone", 7: b"phone", 8: b"dob", 12: b"ssn"},
    b"IN1": {16: b"full_name", 18: b"dob", 19: b"street_address", 36: b"patient_id"},
}  # fmt: skip
_SEGMENT = re.compile(
    rb"(?:(?<![A-Za-z0-9])|(?<=\\[rn])|(?<=\\x0[dDaA])|(?<=\\u000[dDaA]))(PID|NK1|GT1|IN1)\|([^\r\n\x1e\"\\]{0,4096})"
)


def fields(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield the name that tells what it is of each field that has a value, and where the value is."""
    for segment in _SEGMENT.finditer(data):
        names = _FIELDS[segment[1]]
        start = segment.start(2)
        for number, value in enumerate(segment[2].split(b"|"), start=1):
            if value and number in names:
                yield names[number], start, start + len(value)
            start += len(value) + 1


# https://hl7.org/fhir/datatypes.html: HumanName, Address and Identifier of a resource, in a line that says it is one.
_RESOURCE = re.compile(rb"[^\r\n\x1e]*resourceType[^\r\n\x1e]*")
_NAMES = {
    b"family": b"full_name",
    b"given": b"full_name",
    b"text": b"full_name",
    b"line": b"street_address",
    b"value": b"patient_id",
    b"city": b"street_address",
    b"postalCode": b"street_address",
}
_MEMBER = re.compile(
    rb"\\{0,16}\"(family|given|line|text|value|city|postalCode)\\{0,16}\"[ ]?:[ ]?\[?[ ]?\\{0,16}\"([^\"\\\r\n\x1e]{2,200})"
)


def members(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield the same of the members of FHIR resources."""
    for resource in _RESOURCE.finditer(data):
        for member in _MEMBER.finditer(data, *resource.span()):
            yield _NAMES[member[1]], *member.span(2)
