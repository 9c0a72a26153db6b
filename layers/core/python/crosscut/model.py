"""The nouns of the pipeline, in the order in which a log becomes an insight.

`LogRecord` follows the OpenTelemetry log data model (https://opentelemetry.io/docs/specs/otel/logs/data-model/):
timestamp, severity number and text, body, attributes, resource. It is a named tuple because millions are
made; everything after folding is small and a frozen pydantic model, so that it checks itself at each queue.

Times are UTC. In records they are nanoseconds since the epoch, as in OpenTelemetry; later, `datetime`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar, NamedTuple, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from crosscut.times import in_utc
from crosscut.versioned import Unchanged, Versioned, added

# The attributes that mark a record as a sign of an attack, and whose; such records fold apart.
SIGNAL_ATTRIBUTE = "crosscut.signal"
SUSPECT_ATTRIBUTE = "crosscut.suspect"

Time = Annotated[datetime, AfterValidator(in_utc)]  # of what people are told

AttributeValue = str | int | float | bool
Attributes = Mapping[str, AttributeValue]


class LogRecord(NamedTuple):
    """One event of a log, of one or more lines (a stack trace is one record)."""

    line: int  # number of its first line in the object, from 1
    line_count: int
    text: str  # the lines as they stood, joined by \n, without line ends
    body: str  # the message
    time_unix_nano: int | None  # None: the record carries no time
    severity_number: int  # OpenTelemetry's 1 to 24; 0 is unspecified
    severity_text: str  # as written, or "" where nothing was
    attributes: Attributes
    resource: Attributes  # service.name, host.name, k8s.pod.name, ...


class RedactedRecord(LogRecord):
    """A record that has been through redaction. Only `redaction` makes these; later stages take nothing else."""

    __slots__ = ()


class Severity(StrEnum):
    """How bad a finding is, for people; not to be confused with a record's severity number."""

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for info to 4 for critical."""
        return list(Severity).index(self)


class Category(StrEnum):
    """What kind of trouble a finding is."""

    AVAILABILITY = "availability"
    DEPENDENCY = "dependency"
    RESOURCES = "resources"
    SECURITY = "security"
    DATA = "data"
    CONFIGURATION = "configuration"
    OTHER = "other"


SOURCE_NAME = r"^[a-z0-9][a-z0-9_.-]{0,62}$"
SourceName = Annotated[str, Field(pattern=SOURCE_NAME)]
ShortText = Annotated[str, Field(max_length=256)]  # an id or a time, in a message


class Frozen(BaseModel):
    """Base of the models: immutable, and strict about names."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Cut(Frozen):
    """A place between two lines of an object, at which reading stops or goes on."""

    line: int = Field(ge=1, lt=2**53)  # number of the first line behind it
    offset: int = Field(ge=0, lt=2**53)  # bytes of the object, as stored, that count to what is before it
    exact: bool  # whether that line's first byte stands at `offset`; otherwise it is found by reading from the start


BEGINNING = Cut(line=1, offset=0, exact=True)


class ReadProblem(Frozen):
    """Why an object was not read, or not to its end."""

    file: str
    reason: str  # without the object's name, and without anything of its content
    lines: int  # that could be read before it


class Ledger(Frozen):
    """What went in and what became of it. The law: lines_read = lines_folded + lines_quarantined."""

    objects: int = 0
    objects_unreadable: int = 0  # of them, those that could not be read to their end
    bytes_read: int = 0  # as stored, so compressed bytes for a compressed object
    bytes_replaced: int = 0  # that were no character of the object's encoding
    lines_read: int = 0
    lines_cut: int = 0  # of them, those that were longer than the limit
    records: int = 0
    lines_folded: int = 0
    lines_quarantined: int = 0
    redactions: dict[str, int] = Field(default_factory=dict)  # kind to count

    @property
    def balanced(self) -> bool:
        """Whether the law holds."""
        return self.lines_read == self.lines_folded + self.lines_quarantined

    def __add__(self, other: Ledger) -> Ledger:
        kinds = sorted(self.redactions.keys() | other.redactions.keys())
        return Ledger(
            objects=self.objects + other.objects,
            objects_unreadable=self.objects_unreadable + other.objects_unreadable,
            bytes_read=self.bytes_read + other.bytes_read,
            bytes_replaced=self.bytes_replaced + other.bytes_replaced,
            lines_read=self.lines_read + other.lines_read,
            lines_cut=self.lines_cut + other.lines_cut,
            records=self.records + other.records,
            lines_folded=self.lines_folded + other.lines_folded,
            lines_quarantined=self.lines_quarantined + other.lines_quarantined,
            redactions={k: self.redactions.get(k, 0) + other.redactions.get(k, 0) for k in kinds},
        )


class Exemplar(Frozen):
    """A redacted record kept as it stood, to quote from."""

    file: str
    line: int
    time: datetime | None
    text: str
    before: tuple[str, ...] = ()  # the records around it, shortened; of a template's first exemplar only
    after: tuple[str, ...] = ()

    @property
    def line_id(self) -> str:
        """How the analyst and the verifier name this record, for example `app.log:1042`."""
        return f"{self.file}:{self.line}"


class ParameterStats(Frozen):
    """What one variable part of a template, or one attribute of its records, was."""

    name: str  # "0", "1", ... for positions in the template's text; the attribute's name otherwise
    count: int
    distinct: int
    distinct_is_exact: bool = True  # else estimated, to about 7 %
    top: tuple[tuple[str, int], ...] = ()  # most frequent values first
    kind: str = (
        ""  # what its values are: "number", "duration", "size", "path", "ip", ...; "" for several kinds
    )
    minimum: float | None = None  # of the numeric values; durations in milliseconds, sizes in bytes
    median: float | None = None
    p95: float | None = None
    maximum: float | None = None
    registers: str = ""  # a sketch of the distinct values, where `top` is not all of them
    buckets: dict[int, int] = Field(default_factory=dict)  # a sketch of the numbers, likewise
    # Of durations: by the first minute of a stretch of time, how many numbers were in which bucket, coarser ones.
    over_time: dict[int, dict[int, int]] = Field(default_factory=dict)
    stretch_minutes: int = 1


class Template(Frozen):
    """Records that are alike but for their variable parts, which `text` shows as `<*>`."""

    id: str  # depends on service, severity, signal and text alone
    text: str
    service: str
    severity_number: int
    severity_text: str
    count: int  # records
    first_seen: datetime | None
    last_seen: datetime | None
    signal: str = ""  # the sign of an attack that its records are; `text` ends in it
    minutes: dict[int, int] = Field(default_factory=dict)  # minutes since the epoch to records
    exemplars: tuple[Exemplar, ...] = ()  # the first ones, in order of time
    parameters: tuple[ParameterStats, ...] = ()  # one for each `<*>` of the text, in their order
    attributes: tuple[ParameterStats, ...] = ()
    aliases: tuple[str, ...] = ()  # ids under which parts of it may have been known before; at most 32

    @property
    def is_error(self) -> bool:
        """Whether its records are at ERROR or above (OpenTelemetry 17 to 24)."""
        return self.severity_number >= 17


class Digest(Versioned):
    """All that is known of a window of one source, without its lines. Digests of one source add up."""

    schema_version: int = 1
    source: str
    objects: tuple[str, ...]  # names of the objects or files it was made from
    first_seen: datetime | None
    last_seen: datetime | None
    severities: dict[int, int] = Field(default_factory=dict)  # severity number to records
    templates: tuple[Template, ...] = ()  # by count, descending, then id
    other_count: int = 0  # records beyond the bound on templates
    problems: tuple[ReadProblem, ...] = ()
    ledger: Ledger
    # Of its records, in the work bucket; more than these are of an earlier reading. None: not noted.
    chunks: int | None = added(None)


class Chunk(Frozen):
    """Where one stretch of redacted records lies in the work bucket."""

    key: str
    records: int
    lines: int
    bytes: int  # compressed


class Evidence(Frozen):
    """A redacted line that a finding stands on."""

    file: str
    line: int
    text: str
    verified: bool = True  # code has found `text` in that line


class Detection(Frozen):
    """What a deterministic rule saw. The floor under every insight: nothing later may lower its severity."""

    rule: str
    severity: Severity
    category: Category
    title: str
    summary: str
    cause: str
    service: str
    template_ids: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    first_seen: datetime | None
    last_seen: datetime | None
    count: int
    entity: str = ""  # who or what it is about, where that tells two findings apart (an address, a target)
    confidence: Annotated[float, Field(ge=0, le=1)] = 0.5  # in the cause
    topics: tuple[
        str, ...
    ] = ()  # what the knowledge base has entries on besides the rule, the most telling first
    techniques: tuple[str, ...] = ()  # of MITRE ATT&CK (or ATLAS), by id: "T1110.003"

    @property
    def id(self) -> str:
        """The same for the same problem of a source in every window: 48 bits in hexadecimal."""
        about = self.entity or (self.template_ids[0] if self.template_ids else self.title)
        parts = "\0".join((self.category, self.service, about))
        return hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()[:12]


class Usage(Frozen):
    """What one model call took."""

    model: str
    input_tokens: int
    output_tokens: int
    cost_usd: float
    request_id: str = ""  # of a batch, its id
    batch: bool = False  # asked in a batch, at the batch's price


class Risk(StrEnum):
    """What a step may do to what still works."""

    NONE = "none"  # it only looks
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    UNKNOWN = "unknown"


class Step(Frozen):
    """One thing to do."""

    action: str
    risk: Risk = Risk.UNKNOWN
    risk_reason: str = ""  # what may go wrong
    verify: str = ""  # the command that shows, before it is done, that it is the right thing to do
    undo: str = ""


class Hypothesis(Frozen):
    """A possible cause, and what in the log speaks for and against it."""

    cause: str
    speaks_for: tuple[str, ...] = ()
    speaks_against: tuple[str, ...] = ()
    check: str = ""  # the command or question that decides


class Role(StrEnum):
    """What a moment is to the problem."""

    CAUSE = "cause"
    CONSEQUENCE = "consequence"
    PRECURSOR = "precursor"  # seen before the cause was
    CONTEXT = "context"


class Moment(Frozen):
    """When something of a problem began, in which service, and why it is held to belong to it."""

    time: Time | None
    service: str
    what: str
    role: Role = Role.CONTEXT
    because: str = ""  # for example "has 40 trace ids of the cause"


class Status(StrEnum):
    """How far people are with an insight."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"


class Said(StrEnum):
    """What a person may say about an insight."""

    ACKNOWLEDGE = "acknowledge"
    RESOLVE = "resolve"
    FALSE_ALARM = "false_alarm"
    MUTE = "mute"
    UNMUTE = "unmute"
    REOPEN = "reopen"


class Decision(Frozen):
    """What a person said about an insight. The same `said`, `by` and `at` are the same decision."""

    said: Said
    by: str
    at: Time
    until: Time | None = None  # of a mute alone
    note: str = ""
    # How things stood then; filled in by who stores it, to tell later whether they have become worse.
    severity: Severity | None = None
    seen: Time | None = None  # when the insight was last seen
    peak: int = 0  # the most records in one minute of a sighting

    @model_validator(mode="after")
    def _mutes_alone_end(self) -> Decision:
        if (self.until is not None) != (self.said is Said.MUTE):
            raise ValueError("a mute has an `until`, and nothing else has one")
        return self


class Sighting(Frozen):
    """One time that a finding was seen: in one digest."""

    at: Time  # of its last record; of the analysis where its records carry no time
    since: Time | None = None  # of its first record
    count: int  # records
    digest: str  # id of the digest; a digest is one sighting
    object: str = ""  # the last object of the digest
    severity: Severity
    peak: int = 0  # records in its busiest minute; 0 where they carry no time


class Rate(Frozen):
    """How many records there were when, for a sparkline: counts of stretches of equal length, without gaps."""

    start: int = 0  # minutes since the epoch; a multiple of `width`
    width: int = 1  # minutes of a stretch: a power of two
    counts: tuple[int, ...] = ()  # at most 60; the first and the last are not 0; empty where no time is known


INSIGHT_SCHEMA = 3  # 1 had steps of text alone; 2 had no status, and none of what people said


class Insight(Versioned):
    """A finding for people. The same finding again is the same `id`, with `count` and `last_seen` raised."""

    newest: ClassVar[int] = INSIGHT_SCHEMA

    schema_version: int = INSIGHT_SCHEMA
    id: str
    source: str
    severity: Severity
    category: Category
    title: str
    summary: str
    root_cause: str
    hypotheses: tuple[Hypothesis, ...] = ()  # the likeliest first; none where the cause is not in doubt
    evidence: tuple[Evidence, ...]
    timeline: tuple[Moment, ...] = ()  # in order of time
    first_seen: Time | None
    last_seen: Time | None
    count: int  # records
    confidence: Annotated[float, Field(ge=0, le=1)]
    confidence_reason: str = ""  # what was measured or weighed
    inconclusive: bool = False  # the logs do not tell the cause
    missing: tuple[str, ...] = ()  # what is not in the logs and would tell
    analyst: str  # "offline", or the model's id
    remediation: tuple[Step, ...]
    services: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()  # the detections it stands on
    knowledge: tuple[str, ...] = ()  # entries of the knowledge base that it draws on
    techniques: tuple[str, ...] = ()  # of MITRE ATT&CK (or ATLAS), of these detections
    traces: tuple[str, ...] = ()  # trace and request ids of its records, at most 20
    targets: tuple[str, ...] = ()  # what its detections are about: a host, a product, an address
    triage: str = ""  # why a model was asked, or why none was
    explained_at: Time | None = None  # when a model wrote the text; null where the rules did
    notes: tuple[str, ...] = ()  # what the verifier dropped or capped, why a model gave no answer
    usage: Usage | None = None
    objects: tuple[str, ...] = ()
    prompt_version: str = ""
    created_at: Time
    status: Status = Status.OPEN  # follows from `decisions` and from whether it was seen since
    muted_until: Time | None = None  # nobody is told of it until then
    decisions: tuple[Decision, ...] = ()  # the latest, in order of time
    sightings: tuple[Sighting, ...] = ()  # the latest, in order of time
    rate: Rate = Rate()
    incident: str = ""  # id of the incident that it belongs to, or empty

    @model_validator(mode="before")
    @classmethod
    def _of_an_earlier_version(cls, data: Any) -> Any:
        """Read what was stored by version 1, whose steps were text, and by version 2, which had less."""
        if not isinstance(data, dict) or data.get("schema_version") not in (1, 2):
            return data
        steps = data.get("remediation", ())
        if not isinstance(steps, list | tuple):
            return data
        return {
            **data,
            "schema_version": INSIGHT_SCHEMA,
            "remediation": [{"action": step} if isinstance(step, str) else step for step in steps],
        }


class Tick(Unchanged):
    """What the clock sends to analyze: look whether a source has fallen silent."""

    tick: ShortText  # when, as the clock says it: two ticks are never the same message


class Listen(Unchanged):
    """What analyze sends itself, behind the digests of the source: judge whether it is silent."""

    listen: SourceName


class Collect(Unchanged):
    """What analyze sends itself, behind the digests of the source: see whether a batch has answered on a digest."""

    collect: ShortText  # the digest's id
    source: SourceName


class PastMessage(Frozen):
    """What analyze is told of a digest that a backfill has made of many objects."""

    backfill: str  # its id
    batch: str  # of which objects the digest is
    parts: tuple[str, ...]  # ids of those in the ledger, all of the day in the digest's key
    notify: bool = False  # whether people are told what is found
    share: int = Field(
        default=50, ge=0, le=100
    )  # percent of the day's budget, beyond which no model is asked
    token: str = ""  # of who waits for the analysis


class DigestMessage(Unchanged):
    """What sanitize sends to analyze: where a digest lies."""

    source: SourceName
    digest_key: str = Field(max_length=1_024)
    object_id: ShortText
    arrived: datetime | None = None  # when the object was dropped, as S3 says it
    replay: int = 0  # another number each time that somebody has it analysed again on purpose
    past: PastMessage | None = added(None)  # None: logs that have just arrived

    @model_validator(mode="after")
    def _digest_is_of_the_source(self) -> Self:
        place = rf"(digests|merged)/{re.escape(self.source)}/[0-9/]*[A-Za-z0-9._-]+\.json"
        if not re.fullmatch(place, self.digest_key):
            raise ValueError("a digest lies under the name of its source")
        return self
