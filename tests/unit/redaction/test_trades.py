"""People go where a trade's protocol has a place for them; what is written alike and is nobody's stays."""

from __future__ import annotations

import pytest

from crosscut.redaction import Redactor
from crosscut.redaction.matching import Engine, available
from tests.unit.redaction.redacting import KEY

ENGINES: list[Engine] = [available(), "pcre2", "re"]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("837P loop=2010BA NM1*IL*1*HOEKSTRA*BEATRIZ****MI*W64~N3*Calle Example 73~N4*X*OH", ("HOEKSTRA", "BEATRIZ", "Example 73")),
        ("NM1*QC*1*EXAMPLE*ANNA~DMG*D8*19800101*F~", ("EXAMPLE", "ANNA", "19800101")),
        ("GET /fhir/Patient?family=Fontaine&given=Beatriz&telecom=447383964728 took 48ms", ("Fontaine", "Beatriz", "447383964728")),
        ("GET /fhir/Patient?identifier=https%3A%2F%2Ffhir.example%2FId%7C4161788215&_count=10", ("4161788215",)),
        ("C-FIND-RQ PatientName=EXAMPLE^FREYA StudyDate=20260311-", ("EXAMPLE", "FREYA")),
        ("smppd: deliver_sm src=BANKINFO dst=447854452785 stat:DELIVRD err:000", ("447854452785",)),
        ("smppd: submit_sm src=447854452786 dst=447854452785 esm_class=4", ("447854452785", "447854452786")),
        ("CCR-I Subscription-Id-Type=END_USER_E164 Subscription-Id-Data=14153324357 APN=internet", ("14153324357",)),
        ("idm-sync add cn: Marek Example sn: Gallagher employeeType: staff", ("Marek Example", "Gallagher")),
        ("resolved mail=a@host.example displayName=x uid=petrescud", ("petrescud",)),
        ("user_add/1('chatterjeel', givenname='Anna', sn='Abernathy', mail=('a@host.example',)): SUCCESS", ("chatterjeel", "Abernathy")),
        ("[Server thread/INFO]: gallagheri[/203.0.113.9:53387] logged in with entity id 6601", ("gallagheri",)),
    ],
)  # fmt: skip
def test_people_of_protocols_go(line: str, values: tuple[str, ...], engine: Engine) -> None:
    redacted = Redactor(KEY, engine=engine).text(line)

    assert not [value for value in values if value in redacted]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    "line",
    [
        "NM1*41*2*EXAMPLE CLAIMS CORP*****46*TGJ23~",
        "ISA control=1 GS=HC segments=1422 N3 accepted",
        "GET /fhir/Patient?_count=10&_sort=family",
        "smppd: deliver_sm src=BANKINFO stat:DELIVRD",
        "cert cn: web-1 issued",
        "sn: 12345 model: X",
        "uid=1000 gid=1000",
        "session opened for user root(uid=0) by (uid=1001)",
        "sn: surname cn: web-1 uid=1001 gid=5",
        "slapd: mapping sn=surname only",
        "[Server thread/INFO]: Done loading",
    ],
)
def test_what_is_written_alike_stays(line: str, engine: Engine) -> None:
    assert Redactor(KEY, engine=engine).text(line) == line
