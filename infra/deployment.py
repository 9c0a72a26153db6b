"""What one deployment is: the context values of cdk.json and the command line, checked, and its sources."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Self

from aws_cdk import RemovalPolicy
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Node
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic.alias_generators import to_camel

from crosscut.config import SAME_MODEL, AnalyzeSettings, Sources, load_sources
from crosscut.errors import ConfigurationError
from crosscut.formats import format_names
from crosscut.grants import grants_of
from crosscut.model_table import model_entry
from crosscut.policies import check_policies
from crosscut.rule_settings import check_rules
from infra.network_context import check_network
from infra.stage import Stage, stage_named

if TYPE_CHECKING:
    from infra.network import Network

ROOT = Path(__file__).resolve().parent.parent

NONE = "none"
DEFAULT_MODEL: str = AnalyzeSettings.model_fields["model"].default
DEFAULT_USD: float = AnalyzeSettings.model_fields["budget_usd_per_day"].default
DEFAULT_TOKENS: int = AnalyzeSettings.model_fields["budget_tokens_per_day"].default

# What CloudWatch Logs takes (PutRetentionPolicy in its API reference), in days.
LOG_RETENTIONS = {
    1: logs.RetentionDays.ONE_DAY,
    3: logs.RetentionDays.THREE_DAYS,
    5: logs.RetentionDays.FIVE_DAYS,
    7: logs.RetentionDays.ONE_WEEK,
    14: logs.RetentionDays.TWO_WEEKS,
    30: logs.RetentionDays.ONE_MONTH,
    60: logs.RetentionDays.TWO_MONTHS,
    90: logs.RetentionDays.THREE_MONTHS,
    180: logs.RetentionDays.SIX_MONTHS,
    365: logs.RetentionDays.ONE_YEAR,
    731: logs.RetentionDays.TWO_YEARS,
}

ModelId = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9.:_-]*$")]
Days = Annotated[int, Field(ge=1, le=3653)]


class Context(BaseModel):
    """The context keys, in camel case as CDK has them; docs/deploy.md explains each."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel)

    stage: str = "dev"
    provider: Literal["anthropic", "bedrock", "offline"] = "anthropic"
    model: ModelId = DEFAULT_MODEL
    model_small: ModelId = SAME_MODEL
    model_large: ModelId = SAME_MODEL
    architecture: Literal["arm64", "x86_64"] = "arm64"
    python: Literal["3.11", "3.12", "3.13", "3.14"] = "3.13"
    sources: str = "sources.yaml"
    anthropic_url: str = "https://api.anthropic.com"
    slack_api_url: str = "https://slack.com/api"
    log_retention_days: Days | None = None
    raw_retention_days: Days | None = None
    page_url_hours: Annotated[int, Field(ge=1, le=168)] = 12
    budget_usd_per_day: Annotated[float, Field(gt=0, le=1_000_000)] = DEFAULT_USD
    budget_tokens_per_day: Annotated[int, Field(ge=1)] = DEFAULT_TOKENS
    keep_data: Literal["stage", "yes", "no"] = "stage"
    kms: str = "none"
    vpc: str = "none"
    vpc_subnets: str = NONE
    vpc_route_tables: str = NONE
    vpc_prefix_lists: str = NONE
    vpc_egress: Literal["none", "nat"] = "none"
    backfill_buckets: str = ""

    @field_validator("backfill_buckets")
    @classmethod
    def _buckets_are_named(cls, buckets: str) -> str:
        grants_of(buckets)
        return buckets

    @field_validator("stage")
    @classmethod
    def _stage_fits_in_a_bucket_name(cls, stage: str) -> str:
        if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", stage) or len(stage) > 16:
            raise ValueError(
                f"at most 16 lower-case letters, digits and single hyphens, as in 'dev', not {stage!r}"
            )
        return stage

    @field_validator("kms")
    @classmethod
    def _key_is_made_or_there(cls, key: str) -> str:
        if key not in (NONE, "create") and not re.fullmatch(r"arn:[\w-]+:kms:[\w-]+:\d{12}:key/[\w-]+", key):
            raise ValueError(
                f"'create', or the ARN of a key (of no alias), as in arn:aws:kms:..., not {key!r}"
            )
        return key

    @field_validator("log_retention_days")
    @classmethod
    def _cloudwatch_takes_it(cls, days: int | None) -> int | None:
        if days is not None and days not in LOG_RETENTIONS:
            choice = ", ".join(map(str, LOG_RETENTIONS))
            raise ValueError(f"the Lambdas' logs can be kept for {choice} days, not {days}")
        return days

    @model_validator(mode="after")
    def _bedrock_model_is_named(self) -> Self:
        if self.provider == "bedrock" and self.model == DEFAULT_MODEL:
            raise ValueError("provider=bedrock needs -c model=ID, of a Bedrock model or inference profile")
        return self

    @model_validator(mode="after")
    def _digests_and_keys_travel_encrypted(self) -> Self:
        for key, url in (("anthropicUrl", self.anthropic_url), ("slackApiUrl", self.slack_api_url)):
            if key == "slackApiUrl" and not self.tells_slack:
                continue
            if not re.fullmatch(r"https?://[^\s/@]+(/[^\s@]*)?", url):
                raise ValueError(f"{key}={url!r} is not a URL such as https://host/path")
            if url.startswith("http:") and self.stage != "local":
                raise ValueError(f"{key} must begin with https://; plain http is only for the stage 'local'")
        return self

    @model_validator(mode="after")
    def _network_is_whole(self) -> Self:
        check_network(self)
        return self

    @property
    def tells_slack(self) -> bool:
        """Whether Slack is told at all."""
        return self.slack_api_url != NONE

    @staticmethod
    def listed(ids: str) -> tuple[str, ...]:
        """Return the ids of a value such as `subnet-0a,subnet-0b`, or of `none`."""
        return tuple(each.strip() for each in ids.split(",")) if ids != NONE else ()

    @classmethod
    def of(cls, node: Node) -> Self:
        """Read and check the context. Raises `ConfigurationError`, also for a key that is none of ours."""
        # CDK's own keys carry a colon, a slash or a hyphen; a plain word is ours, or a slip of the pen.
        plain = {key: value for key, value in node.get_all_context().items() if key.isalpha()}
        if unknown := sorted(plain.keys() - {field.alias for field in cls.model_fields.values()}):
            known = ", ".join(str(field.alias) for field in cls.model_fields.values())
            raise ConfigurationError(f"context {unknown[0]}: no such key; there are {known}")
        try:
            return cls.model_validate(plain)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            key = ".".join(str(part) for part in first["loc"])
            message = first["msg"].removeprefix("Value error, ")
            got = f", not {first['input']!r}" if first["type"] != "value_error" else ""
            raise ConfigurationError(f"context{' ' + key if key else ''}: {message}{got}") from None


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """Everything that the constructs need to know."""

    stage: Stage
    context: Context
    sources: Sources
    key: kms.IKey | None = None  # of all that is stored; None: AWS's own keys. The stack sets it,
    network: Network | None = None  # and this: the Lambdas' VPC; None: they are in none

    @classmethod
    def of(cls, node: Node) -> Self:
        """Read the context and the sources file. Raises `ConfigurationError` with one line for people, also for a
        model of which no price is known.
        """
        context = Context.of(node)
        stage = stage_named(context.stage)
        stage = replace(
            stage,
            log_retention_days=context.log_retention_days or stage.log_retention_days,
            raw_retention_days=context.raw_retention_days or stage.raw_retention_days,
            keep_data=stage.keep_data if context.keep_data == "stage" else context.keep_data == "yes",
        )
        sources = _checked(context.sources)
        if context.provider != "offline":
            for model in {context.model, context.model_small, context.model_large} - {SAME_MODEL}:
                model_entry(model, sources.models)
        return cls(stage=stage, context=context, sources=sources)

    def name(self, suffix: str) -> str:
        """Return the name of a resource, for example `crosscut-dev-intake`."""
        return f"crosscut-{self.stage.name}-{suffix}"

    def secret_name(self, suffix: str) -> str:
        """Return the name of a secret, for example `crosscut/dev/slack`."""
        return f"crosscut/{self.stage.name}/{suffix}"

    @property
    def runtime(self) -> lambda_.Runtime:
        """The Lambdas' runtime."""
        return lambda_.Runtime(f"python{self.context.python}", lambda_.RuntimeFamily.PYTHON)

    @property
    def architecture(self) -> lambda_.Architecture:
        """The Lambdas' architecture."""
        arm = self.context.architecture == "arm64"
        return lambda_.Architecture.ARM_64 if arm else lambda_.Architecture.X86_64

    @property
    def log_retention(self) -> logs.RetentionDays:
        """How long the Lambdas' own logs are kept."""
        return LOG_RETENTIONS[self.stage.log_retention_days]

    @property
    def removal_policy(self) -> RemovalPolicy:
        """What becomes of data when the stack goes. A first deploy that fails leaves nothing behind."""
        return RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE if self.stage.keep_data else RemovalPolicy.DESTROY


def _checked(file: str) -> Sources:
    """Load the sources file. Raises `ConfigurationError` also for a format or a redaction policy that is none."""
    sources = check_policies(load_sources(ROOT / file), file=ROOT / file)
    check_rules(sources, file=ROOT / file)
    for number, source in enumerate(sources.sources):
        if source.format and source.format not in format_names():
            raise ConfigurationError(
                f"{file}: sources.{number}.format: unknown log format {source.format!r}; "
                f"known are {', '.join(format_names())}"
            )
    return sources
