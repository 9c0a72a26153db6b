"""The boto3 clients: made when first asked for, one of each per container."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, cast

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient

CONNECT_SECONDS = 3
READ_SECONDS = 20  # of silence, not in all
ATTEMPTS = 4  # with botocore's own backoff: about 10 s in all, then the queue's redelivery takes over


class Endpoint(NamedTuple):
    """Where to go instead of the AWS that the environment points to, for example the local one."""

    url: str
    region: str
    access_key_id: str
    secret_access_key: str
    certificate: str = ""  # the file of the one that it shows; "" is one of the usual authorities


@cache
def client(service: str, endpoint: Endpoint | None = None) -> object:
    """Return the client of one service. Callers other than this module use the typed functions below.

    Raises `ConfigurationError` when no region is known.
    """
    import boto3
    from botocore.config import Config

    from crosscut.aws.failures import translated

    config = Config(
        retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
        # Of TLS to the local AWS the handshake counts, which waits while the emulator is at something else.
        connect_timeout=CONNECT_SECONDS if endpoint is None else READ_SECONDS,
        read_timeout=READ_SECONDS,
        user_agent_extra="crosscut",
        # Links to objects are signed like everything else; botocore's default is an older way in some regions.
        signature_version="s3v4" if service == "s3" else None,
    )
    with translated(f"connecting to {service}"):
        if endpoint is None:
            return cast(object, boto3.client(service, config=config))  # type: ignore[call-overload]
        return cast(
            object,
            boto3.client(  # type: ignore[call-overload]
                service,
                config=config,
                endpoint_url=endpoint.url,
                region_name=endpoint.region,
                aws_access_key_id=endpoint.access_key_id,
                aws_secret_access_key=endpoint.secret_access_key,
                verify=endpoint.certificate or None,
            ),
        )


def s3(endpoint: Endpoint | None = None) -> S3Client:
    return cast("S3Client", client("s3", endpoint))


def sqs(endpoint: Endpoint | None = None) -> SQSClient:
    return cast("SQSClient", client("sqs", endpoint))


def dynamodb(endpoint: Endpoint | None = None) -> DynamoDBClient:
    return cast("DynamoDBClient", client("dynamodb", endpoint))


def events(endpoint: Endpoint | None = None) -> EventBridgeClient:
    return cast("EventBridgeClient", client("events", endpoint))


def sns(endpoint: Endpoint | None = None) -> SNSClient:
    return cast("SNSClient", client("sns", endpoint))


def secretsmanager(endpoint: Endpoint | None = None) -> SecretsManagerClient:
    return cast("SecretsManagerClient", client("secretsmanager", endpoint))


def account(endpoint: Endpoint | None = None) -> str:
    """Return the id of the account that the credentials are of."""
    from crosscut.aws.failures import translated

    with translated("asking whose credentials these are"):
        sts = cast(Any, client("sts", endpoint))  # its type stubs are not among the project's
        return str(sts.get_caller_identity()["Account"])
