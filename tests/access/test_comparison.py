"""That a grant is missing, unused or too wide is seen: each is tried on roles that are right otherwise."""

from __future__ import annotations

import pytest

from tests.access.comparison import compare, told
from tests.access.grants import Grant, grants_of
from tests.access.needs import Call, Need, Place, needs_of

HERE = Place("eu-central-1", "000000000000")
TABLE = "arn:aws:dynamodb:eu-central-1:000000000000:table"
DOCUMENT = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": ["s3:GetObject", "s3:GetObjectVersion"],
            "Resource": "arn:aws:s3:::example-logs/*",
        },
        {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::example-logs"},
        {
            "Effect": "Allow",
            "Action": ["dynamodb:Query", "dynamodb:PutItem"],
            "Resource": [f"{TABLE}/ledger", f"{TABLE}/notices/index/by-due"],
        },
        {
            "Effect": "Allow",
            "Action": "secretsmanager:GetSecretValue",
            "Resource": "arn:aws:secretsmanager:eu-central-1:000000000000:secret:example/key-??????",
        },
    ],
}
CALLS = [
    Call("f", "s3:HeadObject", {"Bucket": "example-logs", "Key": "a/b.log"}, error="404"),
    Call("f", "s3:GetObject", {"Bucket": "example-logs", "Key": "a/b.log", "VersionId": "1"}),
    *(
        Call("f", f"dynamodb:{operation}", about)
        for operation in ("Query", "PutItem")
        for about in ({"TableName": "ledger"}, {"TableName": "notices", "IndexName": "by-due"})
    ),
    Call("f", "secretsmanager:GetSecretValue", {"SecretId": "example/key"}),
]
GRANTS = list(grants_of("f", DOCUMENT))
NEEDS = [need for call in CALLS for need in needs_of(call, HERE)]


def test_roles_that_are_what_is_called_differ_in_nothing() -> None:
    assert told(compare(GRANTS, NEEDS)) == ""
    assert len(GRANTS) == 8


@pytest.mark.parametrize("gone", GRANTS, ids=lambda grant: f"{grant.action} {grant.resource}")
def test_each_grant_that_is_taken_away_is_missed(gone: Grant) -> None:
    difference = compare([grant for grant in GRANTS if grant != gone], NEEDS)

    assert difference.missing
    assert all(gone.covers(need) for need in difference.missing)
    assert "called, and no role allows it: f " in told(difference)


@pytest.mark.parametrize("need", sorted(set(NEEDS)), ids=lambda need: f"{need.action} {need.resource}")
def test_each_call_that_is_no_longer_made_leaves_a_grant_unused(need: Need) -> None:
    difference = compare(GRANTS, [each for each in NEEDS if each != need])

    [unused] = difference.unused
    assert unused.covers(need)
    assert "allowed, and nothing uses it: f " in told(difference)


@pytest.mark.parametrize(
    "more",
    [
        Grant("f", "s3:DeleteObject", "arn:aws:s3:::example-logs/*"),  # another action
        Grant("f", "s3:GetObject", "arn:aws:s3:::example-work/*"),  # another bucket
        Grant("f", "dynamodb:Query", f"{TABLE}/notices"),  # the table beside its index
        Grant("g", "dynamodb:Query", f"{TABLE}/ledger"),  # another function
    ],
)
def test_a_grant_too_many_is_unused_until_it_is_excused(more: Grant) -> None:
    assert compare([*GRANTS, more], NEEDS).unused == [more]
    assert told(compare([*GRANTS, more], NEEDS, {more: "a reason"})) == ""


def test_an_excuse_that_nothing_needs_is_told() -> None:
    used, unheard_of = GRANTS[0], Grant("f", "s3:DeleteObject", "arn:aws:s3:::example-logs/*")

    assert compare(GRANTS, NEEDS, {used: "a reason"}).needless == [used]
    assert compare(GRANTS, NEEDS, {unheard_of: "a reason"}).needless == [unheard_of]


@pytest.mark.parametrize(
    "wide", [Grant("f", "s3:*", "arn:aws:s3:::example-logs/*"), Grant("f", "dynamodb:Query", "*")]
)
def test_a_wildcard_is_too_wide_even_where_it_is_used(wide: Grant) -> None:
    assert compare([*GRANTS, wide], NEEDS).too_wide == [wide]


@pytest.mark.parametrize(
    ("call", "actions"),
    [
        (Call("f", "s3:UploadPart", {"Bucket": "b", "Key": "k"}), ["s3:PutObject b/k"]),
        (Call("f", "s3:ListObjectsV2", {"Bucket": "b"}), ["s3:ListBucket b"]),
        (
            Call("f", "s3:CopyObject", {"Bucket": "b", "Key": "k", "copied": "a/j%20k"}),
            ["s3:GetObject a/j k", "s3:PutObject b/k"],
        ),
        (
            Call("f", "s3:CopyObject", {"Bucket": "b", "Key": "k", "copied": "a/j?versionId=1"}),
            ["s3:GetObjectVersion a/j", "s3:PutObject b/k"],
        ),
        (
            Call(
                "f",
                "dynamodb:TransactWriteItems",
                {"transaction": [["ConditionCheck", "t"], ["Update", "u"]]},
            ),
            ["dynamodb:ConditionCheckItem table/t", "dynamodb:UpdateItem table/u"],
        ),
        (Call("f", "dynamodb:BatchWriteItem", {"tables": ["t"]}), ["dynamodb:BatchWriteItem table/t"]),
        (
            Call("f", "sqs:SendMessageBatch", {"QueueUrl": "https://h/0/q.fifo"}),
            ["sqs:SendMessage q.fifo"],
        ),
        (Call("f", "events:PutEvents", {"buses": ["bus"]}), ["events:PutEvents event-bus/bus"]),
        (
            Call("crosscut-x-f", "stepfunctions:SendTaskSuccess", {}),
            ["states:SendTaskSuccess crosscut-x-backfill"],
        ),
        (Call("f", "sts:GetCallerIdentity", {}), []),
    ],
)
def test_what_a_call_needs(call: Call, actions: list[str]) -> None:
    found = [f"{need.action} {need.resource.rpartition(':')[2]}" for need in needs_of(call, HERE)]

    assert found == actions


@pytest.mark.parametrize("service", ["s3", "dynamodb", "sqs", "kinesis", "sts"])
def test_a_call_of_which_nothing_is_known_fails_the_test(service: str) -> None:
    about = {"Bucket": "b", "TableName": "t", "QueueName": "q"}

    with pytest.raises(ValueError, match=r"say in tests\.access\.needs what it needs"):
        needs_of(Call("f", f"{service}:PurgeEverything", about), HERE)


@pytest.mark.parametrize(
    "statement",
    [
        {"Effect": "Deny", "Action": "s3:GetObject", "Resource": "*"},
        {"Effect": "Allow", "NotAction": "s3:GetObject", "Resource": "*"},
        {"Effect": "Allow", "Action": "s3:GetObject", "NotResource": "*"},
    ],
)
def test_a_policy_that_cannot_be_compared_fails_the_test(statement: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="more than plain grants"):
        list(grants_of("f", {"Statement": statement}))
