"""Which deployment a command asks: one in AWS by its stage, or the local AWS."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import click

from crosscut.config import ToolSettings
from crosscut.errors import ConfigurationError

if TYPE_CHECKING:
    from crosscut.aws.clients import Endpoint

DEFAULT_STAGE, LOCAL_STAGE = "dev", "local"


class Where(NamedTuple):
    """What the options say."""

    local: bool
    stage: str | None

    @property
    def is_default(self) -> bool:
        """Whether no option says anything, so that the environment may."""
        return not (self.local or self.stage)


class Deployment(NamedTuple):
    """One deployment: the stage in its names, and where it answers."""

    stage: str
    endpoint: Endpoint | None  # None: the AWS that the environment points to
    by_default: bool = False  # nobody has said which, so that the environment may name its tables

    def name(self, part: str) -> str:
        """Return the name of one of its queues or tables."""
        return f"crosscut-{self.stage}-{part}"

    def table(self, part: str) -> str:
        """Return the name of one of its tables: what `CROSSCUT_<PART>_TABLE` says where nobody has named a stage."""
        return self._from_environment(f"{part}_table") or self.name(part)

    def work_bucket(self) -> str:
        """Return the name of its work bucket, in which the account and region stand. Asks AWS for the account."""
        return self._from_environment("work_bucket") or self._bucket("work")

    def log_bucket(self) -> str:
        """Return the name of its log bucket, likewise."""
        return self._bucket("logs")

    def queue_url(self, part: str) -> str:
        """Return where one of its queues answers; `part` as in `name`. Asks AWS."""
        from crosscut.aws import clients
        from crosscut.aws.failures import translated

        name = self.name(part)
        with translated(f"looking for the queue {name}"):
            return clients.sqs(self.endpoint).get_queue_url(QueueName=name)["QueueUrl"]

    def _from_environment(self, field: str) -> str:
        return str(getattr(ToolSettings.from_environment(), field)) if self.by_default else ""

    def _bucket(self, part: str) -> str:
        from crosscut.aws import clients

        region = clients.s3(self.endpoint).meta.region_name
        return f"{self.name(part)}-{clients.account(self.endpoint)}-{region}"


def place_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add --local and --stage, which become the parameters `local` and `stage`."""
    command = click.option(
        "--stage", metavar="STAGE", help=f"Which deployment ({DEFAULT_STAGE} if not given)."
    )(command)
    return click.option("--local", is_flag=True, help="Ask the local AWS of `crosscut local`.")(command)


def deployment_of(where: Where) -> Deployment:
    """Return the deployment. Raises `UsageError` for both options, `ConfigurationError` when the local AWS is down."""
    if where.local and where.stage:
        raise click.UsageError("--local and --stage exclude each other: the local AWS has one stage")
    return _local() if where.local else Deployment(where.stage or DEFAULT_STAGE, None, where.is_default)


def _local() -> Deployment:
    from crosscut.cli.local.places import places
    from crosscut.cli.local.processes import alive
    from crosscut.cli.local.state import read_state
    from crosscut.cli.local.up import connect

    state = read_state(places())
    if state.deployment is None or not alive(state.emulator):
        raise ConfigurationError("the local AWS is not running; start it with `crosscut local up`")
    return Deployment(LOCAL_STAGE, connect(state).endpoint)
