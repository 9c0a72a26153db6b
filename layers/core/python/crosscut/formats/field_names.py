"""What the fields of structured lines are called by those who write them, and what each is in OpenTelemetry's terms.

The names are those of pino, bunyan, winston, structlog, python-json-logger, loguru, zap, zerolog, logrus, slog, hclog,
tracing, log4j2, logback, Serilog, Monolog, ECS, GELF, MongoDB, Caddy, Envoy, Traefik, nginx, Datadog and Google Cloud.
"""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from typing import NamedTuple


class Part(Enum):
    """Of which part of a record a field can be."""

    TIME = 1
    LEVEL = 2
    BODY = 3
    SERVICE = 4
    RESOURCE = 5
    ATTRIBUTE = 6


class Role(NamedTuple):
    """What a field can be: of two fields of one part, the lower rank is taken. `name` is OpenTelemetry's, if any."""

    part: Part
    name: str
    rank: int


# Written without case, `_`, `-` and `@`, by which programs differ: see `role_of`. In the order in which they are taken.
_TIME = """
    timestamp timestamp.seconds time ts t datetime date eventtime asctime timeunixnano t.$date instant.epochsecond
    timemillis record.time.timestamp datetime.date timeiso8601 timelocal requesttimeepoch requesttime timestampms tsms
    unixtime epoch msec loggedat eventtimestamp event.created receivetimestamp observedtimeunixnano ingestiontime
"""
_LEVEL = """
    levelname level severity lvl log.level loglevel severitytext record.level.name severitynumber levelno
"""
_BODY = """
    message msg record.message event renderedmessage body log textpayload shortmessage text messagetemplate line
    event.original logmessage fullmessage payload.message attributes.message
"""
_SERVICE = """
    service.name service app application servicename appname faas.name kubernetes.labels.app.kubernetes.io/name
    kubernetes.labels.app kubernetes.labels.appkubernetesio/name k8s.container.name kubernetes.containername
    kubernetes.container.name containername ecstaskdefinition program syslogidentifier component logger loggername
    name
"""
_RESOURCE = {
    "host.name": "host hostname host.name host.hostname computername machinename nodename",
    "k8s.pod.name": "k8s.pod.name kubernetes.podname kubernetes.pod.name podname pod resource.labels.podname",
    "k8s.namespace.name":
        "k8s.namespace.name kubernetes.namespacename kubernetes.namespace namespace resource.labels.namespacename",
    "k8s.container.name": "resource.labels.containername",
    "k8s.node.name": "k8s.node.name kubernetes.host kubernetes.node.name",
    "k8s.cluster.name": "k8s.cluster.name resource.labels.clustername",
    "container.id": "containerid container.id",
    "service.instance.id": "service.instance.id instanceid instance",
    "service.version": "service.version",
    "deployment.environment.name": "deployment.environment.name deployment.environment env environment",
    "cloud.region": "cloud.region awsregion",
    "cloud.account.id": "cloud.account.id",
}  # fmt: skip
_ATTRIBUTE = {
    "http.response.status_code":
        "http.response.statuscode status statuscode http.statuscode http.status response.status response.statuscode"
        " res.statuscode res.status responsecode downstreamstatus httprequest.status httpstatus",
    "http.request.method":
        "http.request.method method http.method req.method request.method requestmethod httpmethod"
        " httprequest.requestmethod",
    "url.path":
        "url.path path http.path uri url req.url request.uri request.url request.path requesturi requestpath http.url"
        " url.original url.full req.path httprequest.requesturl request httprequest.uri",
    "url.query": "url.query querystring",
    "http.route": "http.route route routekey resourcepath",
    "client.address":
        "client.address client.ip clientip remoteaddr remoteaddress remoteip request.remoteip request.clientip ip srcip"
        " sourceip source.ip source.address req.remoteaddress clienthost downstreamremoteaddress httprequest.remoteip"
        " httprequest.clientip sourceipaddress",
    "server.address": "server.address authority request.host requesthost httprequest.host",
    "http.response.body.size": "http.response.body.size bodybytessent responselength size.response",
    "user_agent.original":
        "useragent.original useragent httpuseragent req.headers.useragent request.headers.useragent"
        " httprequest.useragent",
    "user.name": "user.name user username remoteuser",
    "user.id": "user.id userid enduser.id",
    "trace.id": "trace.id traceid dd.traceid oteltraceid xraytraceid",
    "span.id": "span.id spanid dd.spanid otelspanid",
    "request.id": "request.id requestid reqid req.id http.request.id awsrequestid",
    "process.pid": "process.pid pid process.id record.process.id processid",
    "thread.name": "thread.name thread threadname process.thread.name record.thread.name",
    "code.function.name":
        "code.function.name code.function source.function record.function log.origin.function function funcname",
    "code.file.path": "code.file.path code.filepath source.file record.file.path log.origin.file.name",
    "code.line.number": "code.line.number code.lineno source.line record.line log.origin.file.line lineno",
    "otel.scope.name": "otel.scope.name log.logger",
    "exception.type":
        "exception.type error.type err.type errortype error.name err.name error.kind exception.class exception.name"
        " thrown.name exctype exceptiontype errorcode error.code record.exception.type errorclass",
    "exception.message":
        "exception.message error.message err.message error err errormessage errmsg error.msg exception.value exc.value"
        " excvalue thrown.message exceptionmessage record.exception.value error.detail",
    "exception.stacktrace":
        "exception.stacktrace error.stacktrace err.stack error.stack stack stacktrace exception excinfo exctext"
        " backtrace thrown.extendedstacktrace exception.trace exception.stack exception.stackstring traceback",
}  # fmt: skip
# Names that mean something in this spelling alone: Serilog's compact format, Splunk, journald.
_EXACT = {
    "@t": "timestamp", "@l": "level", "@m": "message", "@mt": "messagetemplate", "@x": "exception", "_raw": "line",
    "PRIORITY": "level",
}  # fmt: skip
# When a request began, which is the time of the record only where the record is about a request (Envoy, Traefik).
_BEGUN = ("starttime", "startutc")
BEGUN = "begun"
# Objects into which shippers put the whole record, and those into which programs put what they log beside it.
_ENVELOPES = ("fields.", "jsonpayload.", "source.", "result.", "event.")
_BESIDE = "properties. attributes. context. contextmap. extra. payload. mdc. meta. attr. message."
_WRAPPERS = (*_ENVELOPES, *_BESIDE.split())
_INSIDE = 1_000  # rank of what lies in a wrapper, below that of anything outside
_LONGEST = 128  # characters; none of the names is longer, and what is remembered stays small
_UNPUNCTUATED = str.maketrans("", "", "_-@")


def _table() -> dict[str, Role]:
    table: dict[str, Role] = {}
    for part, names in (
        (Part.TIME, _TIME),
        (Part.LEVEL, _LEVEL),
        (Part.BODY, _BODY),
        (Part.SERVICE, _SERVICE),
    ):
        table |= {name: Role(part, "", rank) for rank, name in enumerate(names.split())}
    for part, targets in ((Part.RESOURCE, _RESOURCE), (Part.ATTRIBUTE, _ATTRIBUTE)):
        for target, listed in targets.items():
            table |= {name: Role(part, target, rank) for rank, name in enumerate(listed.split())}
    return table | {name: Role(Part.TIME, BEGUN, 100 + rank) for rank, name in enumerate(_BEGUN)}


_ROLES = _table()


def role_of(key: str) -> Role | None:
    """Return what a field can be, by its name; the names of nested objects' fields are joined with dots."""
    return _role_of(key) if len(key) <= _LONGEST else None


@lru_cache(maxsize=4096)
def _role_of(key: str) -> Role | None:
    exact = _EXACT.get(key)
    if exact:
        return _ROLES[exact]
    name = key.lower().translate(_UNPUNCTUATED)
    role = _ROLES.get(name)
    if role or "." not in name:
        return role
    if name.startswith("resource.attributes."):  # OpenTelemetry's console exporters
        return Role(Part.RESOURCE, key.partition(".")[2].partition(".")[2], 0)
    for wrapper in _WRAPPERS:
        if name.startswith(wrapper):
            inner = _role_inside(_EXACT.get(key[len(wrapper) :], name[len(wrapper) :]))
            if inner and (inner.part is Part.ATTRIBUTE or wrapper in _ENVELOPES):
                return inner._replace(rank=inner.rank + _INSIDE)
    return None


def _role_inside(name: str) -> Role | None:
    role = _ROLES.get(name)
    return role if role and role.part not in (Part.SERVICE, Part.RESOURCE) else None
