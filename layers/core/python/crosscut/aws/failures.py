"""AWS's errors in Crosscut's terms: what to set right, and what to try again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from crosscut.errors import ConfigurationError, CrosscutError, PermanentError, RetryableError

if TYPE_CHECKING:
    from botocore.exceptions import BotoCoreError, ClientError

_MISSING = frozenset(
    {
        "NoSuchBucket",
        "NotFound",
        "NotFoundException",
        "QueueDoesNotExist",
        "AWS.SimpleQueueService.NonExistentQueue",
        "ResourceNotFoundException",
    }
)
_REFUSED = frozenset(
    {
        "AccessDenied",
        "AccessDeniedException",
        "AuthorizationError",
        "ExpiredToken",
        "ExpiredTokenException",
        "InvalidAccessKeyId",
        "InvalidClientTokenId",
        "KMSAccessDeniedException",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    }
)
_INVALID = frozenset(
    {"InvalidParameter", "InvalidParameterValue", "InvalidRequestException", "ValidationException"}
)
_NOT_SET_UP = {
    "NoCredentialsError": "no AWS credentials; set AWS_PROFILE or run `aws configure`",
    "PartialCredentialsError": "half of the AWS credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    "NoRegionError": "no AWS region; set AWS_DEFAULT_REGION",
    "ProfileNotFound": "AWS_PROFILE names a profile that ~/.aws/config does not have",
}


@contextmanager
def translated(doing: str) -> Iterator[None]:
    """Turn botocore's errors into `CrosscutError`s that begin with `doing`.

    Only codes and names of operations are taken over: AWS's messages can quote what was sent.
    Refusals count as worth a retry, because a role's new policy takes a while to reach every endpoint.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except ClientError as error:
        raise _from_client_error(doing, error) from error
    except BotoCoreError as error:
        raise _from_botocore_error(doing, error) from error


def code_of(error: ClientError) -> str:
    """Return AWS's error code, for example `NoSuchKey`."""
    return error.response.get("Error", {}).get("Code", "")


def _from_client_error(doing: str, error: ClientError) -> CrosscutError:
    code = code_of(error)
    what = f"{doing}: {error.operation_name} answered {code or 'an error'}"
    if code in _MISSING:
        return ConfigurationError(f"{what}; check the name, the region and that the stack is deployed")
    if code in _REFUSED:
        return RetryableError(f"{what}; check the credentials and what their role may do")
    if code in _INVALID:
        return PermanentError(what)
    return RetryableError(what)


def _from_botocore_error(doing: str, error: BotoCoreError) -> CrosscutError:
    name = type(error).__name__
    if name in _NOT_SET_UP:
        return ConfigurationError(f"{doing}: {_NOT_SET_UP[name]}")
    return RetryableError(f"{doing}: no whole answer from AWS ({name})")
