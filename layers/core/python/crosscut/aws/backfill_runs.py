"""The runs of backfills: their lists in the work bucket, and their executions in Step Functions."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from crosscut.aws import clients
from crosscut.aws.backfill_task import Task
from crosscut.aws.failures import code_of, translated
from crosscut.errors import ConfigurationError, PermanentError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

    from crosscut.aws.clients import Endpoint
    from crosscut.backfill import Plan

_SPOOLED_BYTES = 8 << 20  # of a list, until it goes to a file


class Run(NamedTuple):
    """How an execution stands."""

    status: str  # RUNNING, SUCCEEDED, FAILED, TIMED_OUT, ABORTED; NONE: never begun, or forgotten
    reason: str = ""


class Lists:
    """The lists: one batch a line."""

    def __init__(self, s3: S3Client, bucket: str) -> None:
        self._s3 = s3
        self.bucket = bucket

    def write(self, plan: Plan, tasks: Iterable[Task]) -> int:
        """Write the list of the plan's run, and return how many batches it has."""
        count = 0
        with tempfile.SpooledTemporaryFile(max_size=_SPOOLED_BYTES) as file:
            for task in tasks:
                file.write(task.to_json().encode() + b"\n")
                count += 1
            file.seek(0)
            with translated(f"writing s3://{self.bucket}/{list_key(plan.id, plan.run)}"):
                self._s3.upload_fileobj(file, self.bucket, list_key(plan.id, plan.run))
        return count

    def read(self, backfill: str, run: int) -> Iterator[Task]:
        """Yield the batches of a run. Raises `PermanentError` when the list is gone."""
        from botocore.exceptions import ClientError

        key = list_key(backfill, run)
        with translated(f"reading s3://{self.bucket}/{key}"):
            try:
                body = self._s3.get_object(Bucket=self.bucket, Key=key)["Body"]
            except ClientError as error:
                if code_of(error) == "NoSuchKey":
                    raise PermanentError(
                        f"the list of backfill {backfill} is gone; begin another one"
                    ) from error
                raise
            for line in body.iter_lines():
                yield Task.model_validate_json(line)


class Machine:
    """The state machine of a deployment."""

    def __init__(self, endpoint: Endpoint | None, name: str) -> None:
        # The type stubs of this service are not among the project's.
        self._states = cast(Any, clients.client("stepfunctions", endpoint))
        self._account = clients.account(endpoint)
        self._name = name

    def start(self, plan: Plan, *, bucket: str) -> None:
        """Begin the plan's run. One that has begun already goes on."""
        from botocore.exceptions import ClientError

        given = {
            "bucket": bucket,
            "list": list_key(plan.id, plan.run),
            "results": f"backfills/{plan.id}/results",
            "at_once": plan.at_once,
        }
        with translated(f"starting {self._name}"):
            try:
                self._states.start_execution(
                    stateMachineArn=self._arn("stateMachine"), name=_run_name(plan), input=json.dumps(given)
                )
            except ClientError as error:
                if code_of(error) == "StateMachineDoesNotExist":
                    raise ConfigurationError(
                        f"there is no state machine {self._name}; check the stage, and that this version is deployed"
                    ) from error
                if code_of(error) != "ExecutionAlreadyExists":
                    raise

    def stop(self, plan: Plan) -> None:
        """End the plan's run, where it has not ended."""
        from botocore.exceptions import ClientError

        with translated(f"stopping {self._name}"):
            try:
                self._states.stop_execution(
                    executionArn=self._execution(plan), cause="crosscut backfill stop"
                )
            except ClientError as error:
                if code_of(error) not in ("ExecutionDoesNotExist", "ValidationException"):
                    raise

    def run(self, plan: Plan) -> Run:
        """Return how the plan's run stands."""
        from botocore.exceptions import ClientError

        with translated(f"looking at {self._name}"):
            try:
                found = self._states.describe_execution(executionArn=self._execution(plan))
            except ClientError as error:
                if code_of(error) == "ExecutionDoesNotExist":
                    return Run("NONE")
                raise
        return Run(str(found["status"]), f"{found.get('error', '')}: {found.get('cause', '')}".strip(": "))

    def _execution(self, plan: Plan) -> str:
        return f"{self._arn('execution')}:{_run_name(plan)}"

    def _arn(self, kind: str) -> str:
        meta = self._states.meta
        return f"arn:{meta.partition}:states:{meta.region_name}:{self._account}:{kind}:{self._name}"


def list_key(backfill: str, run: int) -> str:
    """Return where the list of a run lies in the work bucket."""
    return f"backfills/{backfill}/run-{run}.jsonl"


def _run_name(plan: Plan) -> str:
    return f"{plan.id}-{plan.run}"
