"""CloudTrail: who called what, and whether it was allowed."""

from __future__ import annotations

from crosscut.formats.cloudtrail import CloudTrail
from crosscut.formats.parsed import Parsed
from tests.unit.formats.parsing import RECEIVED, nanos
from tests.unit.formats.values import values_of


def calls() -> list[Parsed]:
    found = [CloudTrail().parse_document(d, RECEIVED) for d in values_of("cloudtrail.json")[0]["Records"]]
    return [call for call in found if call is not None]


def test_the_body_is_the_call_with_its_error_and_the_severity_is_the_error_s() -> None:
    assert [(call.body, call.severity_number) for call in calls()] == [
        ("StartInstances", 9),
        ("GetObject AccessDenied", 13),
        ("ConsoleLogin Failure", 13),
        ("Decrypt InternalFailure", 17),
    ]


def test_who_where_and_when() -> None:
    allowed, denied, sign_in, service = calls()

    assert allowed.time_unix_nano == nanos("2026-11-17T10:00:00")
    assert allowed.attributes["user.name"] == "anna"
    assert allowed.attributes["client.address"] == "203.0.113.7"
    assert allowed.resource == {
        "service.name": "ec2.amazonaws.com",
        "cloud.region": "eu-west-1",
        "cloud.account.id": "111122223333",
    }
    assert denied.attributes["user.name"] == "checkout-role"
    assert denied.attributes["error.type"] == "AccessDenied"
    assert str(denied.attributes["error.message"]).startswith("User: arn:aws:sts::111122223333:")
    assert sign_in.attributes["user.name"] == "root"
    assert service.attributes["user.name"] == "autoscaling.amazonaws.com"


def test_eventbridge_passes_the_same_on() -> None:
    call = values_of("cloudtrail.json")[0]["Records"][1]
    passed = {
        "version": "0",
        "detail-type": "AWS API Call via CloudTrail",
        "source": "aws.s3",
        "detail": call,
    }

    parsed = CloudTrail().parse_document(passed, RECEIVED)

    assert parsed is not None
    assert parsed.body == "GetObject AccessDenied"


def test_other_records_with_an_event_name_are_not_its() -> None:
    notified = {"eventVersion": "2.1", "eventName": "ObjectCreated:Put", "awsRegion": "eu-west-1"}

    assert CloudTrail().parse_document(notified, RECEIVED) is None
    assert CloudTrail().parse('{"eventName": "cart"}', RECEIVED) is None
    assert CloudTrail().parse("StartInstances", RECEIVED) is None
