"""The backfill's state machine: what lies in buckets already, through sanitize and analyze, so much at once."""

from __future__ import annotations

from aws_cdk import ArnFormat, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from infra.analyze import Analyze
from infra.backfill_definition import definition
from infra.deployment import Deployment
from infra.encryption import allow
from infra.sanitize import Sanitize
from infra.work_bucket import BACKFILLS, WorkBucket
from infra.work_queue import WorkQueue


class Backfill(Construct):
    """Reads no log: sanitize does, which alone may. It holds lists of objects, and passes batches on."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        deployment: Deployment,
        lists: WorkBucket,
        sanitize: Sanitize,
        hands_to: WorkQueue,
        analyze: Analyze,
    ) -> None:
        super().__init__(scope, id_)
        stack, name = Stack.of(self), deployment.name("backfill")
        self._key = deployment.key
        self._role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("states.amazonaws.com"))
        asl = definition(
            sanitize_arn=sanitize.function.function_arn,
            digests_url=hands_to.queue.queue_url,
            at_once=deployment.stage.backfill_at_once,
        )
        self.machine = sfn.StateMachine(
            self,
            "Machine",
            state_machine_name=name,
            role=self._role,
            definition_body=sfn.DefinitionBody.from_string(stack.to_json_string(asl)),
            logs=sfn.LogOptions(
                # Under this prefix a log group needs no place in the account's one resource policy.
                destination=logs.LogGroup(
                    self,
                    "Logs",
                    log_group_name=f"/aws/vendedlogs/states/{name}",
                    retention=deployment.log_retention,
                    encryption_key=deployment.key,
                    removal_policy=RemovalPolicy.DESTROY,
                ),
                level=sfn.LogLevel.ALL,
                include_execution_data=False,  # keys of objects are in it
            ),
            tracing_enabled=True,
        )
        # By its name: the machine's policy stands before the machine.
        own = stack.format_arn(
            service="states",
            resource="stateMachine",
            resource_name=name,
            arn_format=ArnFormat.COLON_RESOURCE_NAME,
        )
        self._allow("lambda:InvokeFunction", on=[sanitize.function.function_arn])
        self._allow("sqs:SendMessage", on=[hands_to.queue.queue_arn])
        self._allow("states:StartExecution", on=[own])  # its children
        below = lists.arn_for_objects(f"{BACKFILLS}*")
        calls = ("GetObject", "PutObject", "ListMultipartUploadParts", "AbortMultipartUpload")
        self._allow(*(f"s3:{call}" for call in calls), on=[below])
        analyze.allow("states:SendTaskSuccess", on=[own])

    def _allow(self, *actions: str, on: list[str]) -> None:
        allow(self._role, *actions, on=on, key=self._key)
