"""What Step Functions does for a backfill, in the Amazon States Language (https://states-language.net).

One child for each line of a list in the work bucket: a batch, as the command line has made it. sanitize is asked until
nothing of the batch is left; then one digest is put on the digests' queue, and the child waits until analyze says that
it is done. So what is bounded is the work, not the sending of it.
"""

from __future__ import annotations

from typing import Any

WAITERS = (
    "#backfill"  # message group of the digests: one at a time for all sources, beside those of live logs
)
ANALYSIS_SECONDS = 6 * 3600
_BUSY = ("Lambda.TooManyRequestsException", "Lambda.ServiceException", "Lambda.AWSLambdaException",
         "Lambda.SdkClientException")  # fmt: skip


def definition(*, sanitize_arn: str, digests_url: str, at_once: int | None) -> dict[str, Any]:
    """Return the state machine. Its input: bucket, list (a key), results (a prefix), at_once."""
    limit = {"MaxConcurrency": at_once} if at_once else {"MaxConcurrencyPath": "$.at_once"}
    batches = {
        "Type": "Map",
        "Label": "batches",
        **limit,
        # Batches fail one by one, and are listed; where so many do, something else is wrong.
        "ToleratedFailurePercentage": 20,
        "ItemReader": {
            "Resource": "arn:aws:states:::s3:getObject",
            "ReaderConfig": {"InputType": "JSONL"},
            "Parameters": {"Bucket.$": "$.bucket", "Key.$": "$.list"},
        },
        "ItemProcessor": {
            "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
            **_batch(sanitize_arn, digests_url),
        },
        # Without it the outputs of many children would be too large a state.
        "ResultWriter": {
            "Resource": "arn:aws:states:::s3:putObject",
            "Parameters": {"Bucket.$": "$.bucket", "Prefix.$": "$.results"},
        },
        "End": True,
    }
    return {"Comment": "crosscut backfill", "StartAt": "Batches", "States": {"Batches": batches}}


def _batch(sanitize_arn: str, digests_url: str) -> dict[str, Any]:
    busy = {
        "ErrorEquals": list(_BUSY),
        "IntervalSeconds": 2,
        "MaxAttempts": 8,
        "BackoffRate": 2,
        "MaxDelaySeconds": 60,
    }
    ask = {
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke",
        "Parameters": {"FunctionName": sanitize_arn, "Payload": {"backfill.$": "$"}},
        "OutputPath": "$.Payload",
        "Next": "What next",
    }
    killed = {"ErrorEquals": ["States.ALL"], "IntervalSeconds": 5, "MaxAttempts": 2, "BackoffRate": 2}
    give_up = [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.error", "Next": "Give up"}]
    message = {
        "source.$": "$.source",
        "digest_key.$": "$.digest_key",
        "object_id.$": "$.digest_id",
        "past": {
            "backfill.$": "$.backfill",
            "batch.$": "$.batch",
            "parts.$": "$.done",
            "notify.$": "$.notify",
            "share.$": "$.share",
            "token.$": "$$.Task.Token",
        },
    }
    return {
        "StartAt": "Sanitize",
        "States": {
            "Sanitize": {**ask, "Retry": [busy, killed], "Catch": give_up},
            "Give up": {**ask, "Retry": [busy]},
            "What next": {
                "Type": "Choice",
                "Choices": [
                    {"Variable": "$.next", "StringEquals": "analyse", "Next": "Analyse"},
                    {"Variable": "$.next", "StringEquals": "sanitize", "Next": "Pause"},
                ],
                "Default": "Done",
            },
            "Pause": {"Type": "Wait", "SecondsPath": "$.pause", "Next": "Sanitize"},
            "Analyse": {
                "Type": "Task",
                "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
                "Parameters": {"QueueUrl": digests_url, "MessageGroupId": WAITERS, "MessageBody": message},
                "TimeoutSeconds": ANALYSIS_SECONDS,
                "End": True,
            },
            "Done": {"Type": "Pass", "Result": {}, "End": True},
        },
    }
