"""The default layouts of log4j, logback and Spring Boot, and those of programs that are known by them.

https://logging.apache.org/log4j/2.x/manual/pattern-layout.html, https://logback.qos.ch/manual/layouts.html,
https://docs.spring.io/spring-boot/reference/features/logging.html#features.logging.log-format
"""

from __future__ import annotations

import re
from datetime import datetime

from crosscut.formats import clock, severities
from crosscut.formats.parsed import Parsed
from crosscut.model import AttributeValue

_DATE = r"(?:\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:[,.]\d{3,9})?(?:Z|[+-]\d\d:?\d\d)?)"
_TIME = rf"(?P<time>{_DATE}|\d\d:\d\d:\d\d[,.]\d{{3}}|\d{{1,9}}(?= +\[))"
_LEVEL = r"(?:TRACE|DEBUG|INFO|NOTICE|WARN|ERROR|FATAL|OFF)"
_LOGGER = r"[\w.$/\-\[\]]+"
_THREAD = r"[^\[\]\n]{1,300}(?:\[[^\[\]\n]{0,60}\][^\[\]\n]{0,100}){0,2}"

_LINE = re.compile(
    rf"{_TIME}(?:"
    # Spring Boot: 2026-11-17T10:00:00.123Z  INFO 4123 --- [shop] [nio-8080-exec-1] c.s.OrderService   : message
    rf" +(?P<level1>{_LEVEL}) (?:\[(?P<context1>[^\]\n]{{0,200}})\] )?(?P<pid1>\d{{1,18}}) --- "
    rf"(?:\[(?P<app1>[^\]\n]{{0,100}})\] )?"
    rf"\[(?P<thread1>[^\]\n]{{0,100}})\] (?:\[(?P<trace1>[^\]\n]{{0,100}})\] )?(?P<logger1>{_LOGGER}) *: "
    # 10:00:00.123 [main] INFO  c.s.OrderService - message
    rf"| +\[(?P<thread2>{_THREAD})\] (?P<level2>{_LEVEL}) +(?P<logger2>{_LOGGER}) *(?:-|:) "
    # 2026-11-17 10:00:00,123 INFO  [main] c.s.OrderService - message, Hadoop's with a colon
    rf"| +(?P<level3>{_LEVEL}) +\[(?P<thread3>{_THREAD})\] (?P<logger3>{_LOGGER})(?: \([^)\n]{{1,100}}\))? ?(?:-|:) "
    # ZooKeeper: 2026-11-17 10:00:00,123 [myid:1] - INFO  [main:QuorumPeer@774] - message
    rf"|(?: \[myid:\d*\])? - (?P<level4>{_LEVEL}) +\[(?P<thread4>[^\n]{{0,200}}?):(?P<logger4>[\w$]+)"
    rf"(?:@(?P<number4>\d{{1,18}}))?\] - "
    # 2026-11-17 10:00:00,123 INFO OrderService: message, or with a dash
    rf"| +(?P<level5>{_LEVEL}) +(?P<logger5>{_LOGGER})(?::| -) "
    # WildFly: 10:00:00,123 INFO  [org.jboss.as] (main) message
    rf"| +(?P<level6>{_LEVEL}) +\[(?P<logger6>[\w.$]+)\] \((?P<thread6>[^)\n]{{1,100}})\) "
    r")(?P<body>.*)",
    re.ASCII | re.S,
)
# Elasticsearch: [2026-11-17T10:00:00,123][INFO ][o.e.n.Node               ] [node-1] message
_ELASTIC = re.compile(
    rf"\[({_DATE})\]\[({_LEVEL}|DEPRECATION|CRITICAL) *\]\[([\w.$\-]+) *\] (?:\[([\w\-]+)\] ?)?(.*)",
    re.ASCII | re.S,
)
# Kafka: [2026-11-17 10:00:00,123] INFO [Broker id=1] message (kafka.server.KafkaServer)
_KAFKA = re.compile(
    rf"\[({_DATE})\] ({_LEVEL}) (.{{0,4000}}?) \(((?:[a-z]\w*\.)+[\w.$]+)\)$", re.ASCII | re.S
)
# Tomcat: 17-Nov-2026 10:00:00.123 INFO [main] org.apache.catalina.startup.Catalina.start message
_TOMCAT = re.compile(
    r"(\d\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d\.\d{3}) (SEVERE|WARNING|INFO|CONFIG|FINE|FINER|FINEST) "
    r"\[([^\]\n]{1,100})\] ([\w.$<>]+) (.*)",
    re.ASCII | re.S,
)
_LEVELS = {"OFF": severities.FATAL, "DEPRECATION": severities.WARN}


class Log4j:
    """One message a line; the stack trace behind it is of the same record."""

    name = "log4j"

    def parse(self, line: str, received: datetime) -> Parsed | None:
        """Return the message; a time of day alone, or milliseconds since the start, are no time."""
        match = _LINE.match(line)
        if match:
            return _layout(match)
        if line[:1] == "[":
            return _elastic(line) or _kafka(line)
        return _tomcat(line)


def _layout(match: re.Match[str]) -> Parsed:
    found = {key.rstrip("0123456789"): value for key, value in match.groupdict().items() if value}
    attributes: dict[str, AttributeValue] = {"otel.scope.name": found["logger"]}
    resource: dict[str, AttributeValue] = {}
    if "thread" in found:
        attributes["thread.name"] = found["thread"].strip()
    if "pid" in found:
        attributes["process.pid"] = int(found["pid"])
    if "number" in found:
        attributes["code.line.number"] = int(found["number"])
    if "app" in found and found["app"].strip():
        resource["service.name"] = found["app"].strip()
    context = (found.get("context") or found.get("trace", "")).strip()
    if context:  # Sleuth: [shop,5f3b...,9ad0...]; Micrometer: [5f3b...-9ad0...]
        parts = context.split(",")
        if len(parts) >= 2:
            resource.setdefault("service.name", parts[0])
            parts = parts[1:]
        if parts[0]:
            attributes["trace.id"] = parts[0].partition("-")[0]
    level, time = found["level"], found["time"]
    nanos = clock.iso(time) if len(time) >= 19 else None
    return Parsed(found.get("body", ""), nanos, _number(level), level, attributes, resource)


def _elastic(line: str) -> Parsed | None:
    match = _ELASTIC.match(line)
    if not match:
        return None
    time, level, logger, node, body = match.groups()
    resource = {"host.name": node} if node else {}
    return Parsed(body, clock.iso(time), _number(level), level, {"otel.scope.name": logger}, resource)


def _kafka(line: str) -> Parsed | None:
    match = _KAFKA.match(line)
    if not match:
        return None
    time, level, body, logger = match.groups()
    attributes = {"otel.scope.name": logger}
    return Parsed(body, clock.iso(time), _number(level), level, attributes)


def _tomcat(line: str) -> Parsed | None:
    match = _TOMCAT.match(line)
    if not match:
        return None
    time, level, thread, function, body = match.groups()
    attributes = {"thread.name": thread, "code.function.name": function}
    return Parsed(body, clock.clf(time), _number(level), level, attributes)


def _number(level: str) -> int:
    return severities.from_word(level) or _LEVELS.get(level, severities.UNSPECIFIED)
