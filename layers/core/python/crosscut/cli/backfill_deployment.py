"""A deployment's backfills, and how each stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crosscut.backfill import Plan, Progress, progress_of
from crosscut.cli.deployment import Deployment, Where, deployment_of
from crosscut.errors import ConfigurationError

if TYPE_CHECKING:
    from crosscut.aws.backfill_runs import Lists, Machine, Run
    from crosscut.aws.backfills import Backfills
    from crosscut.aws.ledger import DynamoLedger


class Asked(NamedTuple):
    """Where the backfills of a deployment are."""

    deployment: Deployment
    backfills: Backfills
    ledger: DynamoLedger
    lists: Lists
    machine: Machine

    def one(self, backfill: str | None) -> Plan:
        """Return the backfill of that id or beginning of one, the latest where none is given."""
        plans = self.backfills.all()
        found = [plan for plan in plans if plan.id.startswith(backfill or "")]
        if not found:
            known = ", ".join(plan.id for plan in plans[:5])
            there = f"the latest are {known}" if known else "there is none in this deployment"
            raise ConfigurationError(f"no backfill {backfill!r}; {there}" if backfill else there)
        if backfill and len(found) > 1:
            raise ConfigurationError(f"{len(found)} backfills begin with {backfill!r}; give more of the id")
        return found[0]

    def running(self) -> Plan | None:
        """Return the backfill that is running, if one is."""
        return next((p for p in self.backfills.all()[:20] if self.machine.run(p).status == "RUNNING"), None)

    def standing(self, plan: Plan) -> Standing:
        """Return how it stands now."""
        run = self.machine.run(plan)  # before its outcomes: what they miss is not called lost
        return Standing(plan, run, progress_of(plan, self.backfills.outcomes(plan.id)))


class Standing(NamedTuple):
    """How one backfill stands."""

    plan: Plan
    run: Run
    progress: Progress

    @property
    def state(self) -> str:
        """One word: running, stopping, stopped, done, failed or incomplete."""
        if self.run.status == "RUNNING":
            return "stopping" if self.plan.stopped else "running"
        if not self.progress.left:
            return "done"
        if self.plan.stopped:
            return "stopped"
        return "failed" if self.run.status in ("FAILED", "TIMED_OUT") else "incomplete"

    @property
    def is_over(self) -> bool:
        """Whether nothing will change unless somebody goes on with it."""
        return self.run.status != "RUNNING"


def asked(where: Where) -> Asked:
    """Return where the backfills are of the deployment that the options name."""
    from crosscut.aws import clients
    from crosscut.aws.backfill_runs import Lists, Machine
    from crosscut.aws.backfills import Backfills
    from crosscut.aws.ledger import DynamoLedger

    deployment = deployment_of(where)
    dynamodb, table = clients.dynamodb(deployment.endpoint), deployment.table("ledger")
    return Asked(
        deployment,
        Backfills(dynamodb, table),
        DynamoLedger(dynamodb, table),
        Lists(clients.s3(deployment.endpoint), deployment.work_bucket()),
        Machine(deployment.endpoint, deployment.name("backfill")),
    )
