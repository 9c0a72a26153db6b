"""The local AWS of this run lets nobody do what no policy allows."""

from __future__ import annotations

from typing import Any, cast

import pytest
from botocore.exceptions import ClientError

from crosscut.aws import clients
from tests.e2e.harness import Local


def test_who_has_no_policy_is_refused(local: Local) -> None:
    iam = cast(Any, clients.client("iam", local.aws.endpoint))
    iam.create_user(UserName="stranger")
    key = iam.create_access_key(UserName="stranger")["AccessKey"]
    stranger = local.aws.endpoint._replace(
        access_key_id=key["AccessKeyId"], secret_access_key=key["SecretAccessKey"]
    )
    bucket = local.output("LogBucketName")

    clients.s3(local.aws.endpoint).list_objects_v2(Bucket=bucket)  # the account's root, to compare with
    with pytest.raises(ClientError, match="AccessDenied"):
        clients.s3(stranger).list_objects_v2(Bucket=bucket)
    with pytest.raises(ClientError, match="not authorized to perform: dynamodb:Scan"):
        clients.dynamodb(stranger).scan(TableName="crosscut-local-insights")
