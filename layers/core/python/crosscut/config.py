"""The only reader of the environment and of the sources file."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    ValidationError,
    field_validator,
    model_validator,
)

from crosscut.errors import ConfigurationError
from crosscut.grants import Grant, grants_of
from crosscut.limits import ReadLimits
from crosscut.model import Severity, SourceName
from crosscut.model_table import MICRO, ModelEntry
from crosscut.notifying import Maintenance, Notifying, QuietHours, SlackChannel
from crosscut.yaml_lines import line_of

# The layer that synth writes from the sources file holds this folder, beside the core's own.
DEPLOYED_SOURCES = Path("crosscut_deployment") / "sources.json"

DEFAULT_LIMITS = ReadLimits()
SAME_MODEL = "same"  # in place of a model's id: the one that is asked for everything else


class Budget(BaseModel):
    """The most that model calls may take in a day (UTC). None: no limit of this kind."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    usd_per_day: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    tokens_per_day: int | None = Field(default=None, ge=1)

    @property
    def micro_usd(self) -> int | None:
        """The dollars in whole millionths."""
        return None if self.usd_per_day is None else int(self.usd_per_day * MICRO)

    @property
    def words(self) -> str:
        """For people: "$10.00 and 2,000,000 tokens a day"."""
        parts = [f"${self.usd_per_day:,.2f}"] if self.usd_per_day is not None else []
        parts += [f"{self.tokens_per_day:,} tokens"] if self.tokens_per_day is not None else []
        return f"{' and '.join(parts)} a day" if parts else "no limit"

    def has_room(self, *, micro_usd: int, tokens: int) -> bool:
        """Whether so much in all is within it."""
        fits = self.micro_usd is None or micro_usd <= self.micro_usd
        return fits and (self.tokens_per_day is None or tokens <= self.tokens_per_day)


class Source(BaseModel):
    """One system whose logs arrive under one prefix of the log bucket."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: SourceName
    prefix: str = ""  # of the keys in the log bucket; "<name>/" when empty
    environment: str = "production"
    owners: str = ""  # who looks after it, for the analyst: a team, not a person
    context: str = ""  # a paragraph about the system, for the analyst
    format: str = ""  # of its logs, by name (docs/formats.md); found out by content when empty
    slack_channel: SlackChannel = ""  # for the bot token; a webhook has its own channel
    notify_at: Severity = Severity.CRITICAL
    sns: bool = True  # whether the topic is told too
    quiet_hours: tuple[QuietHours, ...] = ()  # in place of those of `notify:`
    maintenance: tuple[Maintenance, ...] = ()  # besides those of `notify:`
    runbook: str = Field(default="", pattern=r"^(https://[^\s<>|]{1,500})?$")  # linked from its messages
    # As it was written: what it may hold only redaction knows, and policies.py asks it.
    redaction: dict[str, JsonValue] = Field(default_factory=dict)
    # As it was written, too: which rules there are only detection knows, and rule_settings.py asks it.
    rules: dict[str, JsonValue] = Field(default_factory=dict)
    urgent: bool = True  # false: the model is asked in batches, at half the price, and answers within a day
    budget: Budget = Budget()  # of its model calls; the deployment's holds for all sources together

    @model_validator(mode="before")
    @classmethod
    def _prefix_from_name(cls, data: object) -> object:
        if isinstance(data, dict) and not data.get("prefix") and isinstance(data.get("name"), str):
            return {**data, "prefix": f"{data['name']}/"}
        return data

    @field_validator("prefix")
    @classmethod
    def _prefix_is_a_folder(cls, prefix: str) -> str:
        if prefix.startswith("/") or not prefix.endswith("/"):
            raise ValueError("a prefix ends with '/' and does not begin with it, as in 'shop/api/'")
        return prefix


class Sources(BaseModel):
    """The sources file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sources: tuple[Source, ...] = ()
    models: dict[str, ModelEntry] = Field(
        default_factory=dict
    )  # beside those of models.toml, or in their place
    notify: Notifying = Notifying()

    @model_validator(mode="after")
    def _no_twins(self) -> Self:
        for field in ("name", "prefix"):
            seen: set[str] = set()
            for source in self.sources:
                value = getattr(source, field)
                if value in seen:
                    raise ValueError(f"two sources have the {field} {value!r}; it must be unique")
                seen.add(value)
        return self

    def named(self, name: str) -> Source:
        """Return the source of that name, or a default one when the file has none."""
        return next((s for s in self.sources if s.name == name), None) or Source(name=name)

    def for_key(self, key: str) -> Source:
        """Return the source whose prefix is the longest one that `key` starts with.

        A key under no known prefix belongs to a source named after its first folder, or to `default`.
        """
        matching = [s for s in self.sources if key.startswith(s.prefix)]
        if matching:
            return max(matching, key=lambda s: len(s.prefix))
        folder = key.split("/", 1)[0].lower() if "/" in key else "default"
        name = "".join(c if c.isascii() and (c.isalnum() or c in "_.-") else "-" for c in folder)
        name = name[:63].lstrip("-._") or "default"
        if any(s.name == name for s in self.sources):
            # As like as its name is ("SHOP-API/" and "shop-api/"), it is not that source: it has another prefix.
            name = f"{name[:55]}-{hashlib.sha256(folder.encode('utf-8', 'surrogatepass')).hexdigest()[:6]}"
        return Source(name=name)


def parse_sources(text: str, *, where: str) -> Sources:
    """Parse the sources file (YAML; JSON is YAML too).

    Raises `ConfigurationError` with one line that names the file, the line where YAML says so, and the field.
    """
    return _validated(parse_yaml(text, where=where), where=where, text=text)


def parse_yaml(text: str, *, where: str) -> object:
    """Return what the YAML holds, an empty mapping where it holds nothing.

    Raises `ConfigurationError` with one line that names the file and the line.
    """
    import yaml  # in a Lambda files are JSON already

    try:
        return yaml.safe_load(text) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "not YAML"
        raise ConfigurationError(f"{where}{line}: {problem}") from None
    except (ValueError, RecursionError):  # a date that is none; brackets without end
        raise ConfigurationError(f"{where}: not YAML") from None


def read_text(file: Path, *, what: str) -> str:
    """Return the text of a file of ours. Raises `ConfigurationError` that names it."""
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{file}: cannot read {what} ({error.__class__.__name__})") from None


def sources_file(path: Path | None = None, environ: Mapping[str, str] = os.environ) -> Path | None:
    """Return the sources file that was named: `path`, else what `CROSSCUT_SOURCES` says."""
    return path or (Path(environ["CROSSCUT_SOURCES"]) if environ.get("CROSSCUT_SOURCES") else None)


def load_sources(path: Path | None = None, environ: Mapping[str, str] = os.environ) -> Sources:
    """Load the sources file from `path`, else from `CROSSCUT_SOURCES`, else from the deployed layer.

    Returns no sources when there is no such file and none was named.
    """
    named = sources_file(path, environ)
    if named is not None:
        return parse_sources(read_text(named, what="the sources file"), where=str(named))
    for folder in sys.path:
        deployed = Path(folder) / DEPLOYED_SOURCES
        if deployed.is_file():
            return _validated(json.loads(deployed.read_text(encoding="utf-8")), where=str(DEPLOYED_SOURCES))
    return Sources()


def _validated(data: object, *, where: str, text: str = "") -> Sources:
    """Raises `ConfigurationError` with the field and, where the `text` of the file is given, its line."""
    try:
        return Sources.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "file"
        line = line_of(text, first["loc"]) if text else 0
        at = f"{where}:{line}" if line else where
        raise ConfigurationError(f"{at}: {place}: {first['msg'].removeprefix('Value error, ')}") from None


class _Environment(BaseModel):
    """Settings of one Lambda, read from its environment: field `work_bucket` is `CROSSCUT_WORK_BUCKET`."""

    model_config = ConfigDict(frozen=True)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """Read the settings. Raises `ConfigurationError` that names what is missing."""
        values = {
            name: value
            for name, field in cls.model_fields.items()
            # Set but empty is not set, where there is a default.
            if (value := environ.get(f"CROSSCUT_{name.upper()}", ""))
            or (field.is_required() and f"CROSSCUT_{name.upper()}" in environ)
        }
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            variable = f"CROSSCUT_{str(first['loc'][0]).upper()}"
            raise ConfigurationError(f"environment variable {variable}: {first['msg']}") from None


class _LambdaSettings(_Environment):
    """Environment of every Lambda."""

    stage: str = Field(default="dev", min_length=1)  # a dimension of its metrics


class _QueueSettings(_LambdaSettings):
    """Environment of every Lambda that reads a queue."""

    # Before the second delivery of a message that failed; doubles with each one, up to ten minutes.
    retry_seconds: int = Field(default=20, ge=0, le=600)


class _ReadSettings(_Environment):
    """How much one object may be, and become; what is over is cut, marked and counted."""

    max_line_bytes: int = Field(default=DEFAULT_LIMITS.max_line_bytes, ge=1_000)
    max_inflated_bytes: int = Field(default=DEFAULT_LIMITS.max_inflated_bytes, ge=1)
    max_inflation_ratio: float = Field(default=DEFAULT_LIMITS.max_ratio, gt=1)

    @property
    def limits(self) -> ReadLimits:
        """The limits as reading takes them."""
        return ReadLimits(
            max_line_bytes=self.max_line_bytes,
            max_inflated_bytes=self.max_inflated_bytes,
            max_ratio=self.max_inflation_ratio,
        )


class SanitizeSettings(_QueueSettings, _ReadSettings):
    """Environment of the sanitize Lambda."""

    log_bucket: str
    work_bucket: str
    intake_queue_url: str  # takes the parts of large objects
    part_bytes: int = Field(default=128 << 20, ge=1 << 16)  # of a plain object that one run reads
    digest_queue_url: str
    # Whose objects a backfill may read besides the log bucket's: "bucket" or "bucket/prefix", by commas.
    backfill_buckets: str = ""
    pseudonym_key_secret: str  # name of the secret whose whole string is the HMAC key
    idempotency_table: str
    ledger_table: str

    @property
    def readable(self) -> list[Grant]:
        """The buckets that may be read, and what the keys begin with: a message does not choose."""
        return [Grant(self.log_bucket), *grants_of(self.backfill_buckets)]


class AnalyzeSettings(_QueueSettings):
    """Environment of the analyze Lambda."""

    work_bucket: str
    insights_table: str
    incidents_table: str
    catalog_table: str
    baselines_table: str
    ledger_table: str
    digest_queue_url: str  # its own: a source that seems silent is judged behind what still waits of it
    event_bus: str
    provider: Literal["anthropic", "bedrock", "offline"] = "anthropic"
    model: str = "claude-sonnet-5-5"
    model_small: str = SAME_MODEL  # for findings of medium severity
    model_large: str = SAME_MODEL  # for critical ones, and many at once
    anthropic_secret: str = ""  # name of the secret: {"api_key": "..."}; an empty object means offline
    anthropic_url: str = "https://api.anthropic.com"
    model_deadline_seconds: float = Field(default=120, gt=0, le=900)
    # After so many deliveries of one digest without an answer of the model, the offline analyst answers.
    model_attempts: int = Field(default=3, ge=1)
    digest_tokens: int = Field(default=6_000, ge=500, le=200_000)
    budget_table: str
    budget_usd_per_day: float = Field(default=10, gt=0, le=1_000_000)  # of all sources together
    budget_tokens_per_day: int = Field(default=50_000_000, ge=1)

    @property
    def budget(self) -> Budget:
        """The deployment's budget."""
        return Budget(usd_per_day=self.budget_usd_per_day, tokens_per_day=self.budget_tokens_per_day)


class NotifySettings(_QueueSettings):
    """Environment of the notify Lambda."""

    work_bucket: str  # holds the pages that messages link to
    # How long such a link works; the longest that S3 takes is a week.
    page_url_seconds: int = Field(default=12 * 3600, ge=60, le=7 * 24 * 3600)
    topic_arn: str
    queue_url: str  # its own: what was put off is looked at again in its turn
    insights_table: str
    notices_table: str
    slack_secret: str  # name of the secret: {"webhook_url": "..."} or {"bot_token": "..."}; empty: no Slack
    slack_api_url: str = "https://slack.com/api"


class SlackSettings(_LambdaSettings):
    """Environment of the slack Lambda, which takes what is pressed."""

    insights_table: str
    incidents_table: str
    event_bus: str
    slack_secret: str  # name of the secret: {"signing_secret": "..."}


class ReconcileSettings(_QueueSettings):
    """Environment of the reconcile Lambda."""

    log_bucket: str
    ledger_table: str
    insights_table: str
    notices_table: str
    look_back_hours: int = Field(default=48, ge=1, le=24 * 90)  # of arrival
    grace_minutes: int = Field(default=60, ge=0)  # what arrived so recently may still be on its way


class ToolSettings(_ReadSettings):
    """Environment of the command line."""

    insights_table: str = ""
    incidents_table: str = ""
    catalog_table: str = ""
    baselines_table: str = ""
    notices_table: str = ""
    work_bucket: str = ""
    pseudonym_key: str = ""
    provider: Literal["anthropic", "bedrock"] = "anthropic"
    model: str = "claude-sonnet-5-5"
    model_small: str = SAME_MODEL  # for findings of medium severity
    model_large: str = SAME_MODEL  # for critical ones, and many at once
    anthropic_url: str = "https://api.anthropic.com"
    model_deadline_seconds: float = Field(default=120, gt=0, le=900)
    digest_tokens: int = Field(default=6_000, ge=500, le=200_000)
    budget_usd: float = Field(default=1, gt=0, le=1_000_000)  # of one run
    budget_table: str = ""
    ledger_table: str = ""
    debug: str = ""  # anything: show tracebacks


def anthropic_api_key(environ: Mapping[str, str] = os.environ) -> str:
    """Return `ANTHROPIC_API_KEY`, or the empty string."""
    return environ.get("ANTHROPIC_API_KEY", "").strip()
