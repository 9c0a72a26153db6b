"""Lines as further programs write them, and the everyday traffic that surrounds an incident."""

# ruff: noqa: E501 - lines as programs write them
from __future__ import annotations

import json
from typing import Any

from tests.unit.writing import HOUR, Log, at, iso, plain

ROUTES = (
    "/",
    "/search?q={}",
    "/product/{}",
    "/cart",
    "/api/items/{}",
    "/static/app.{}.js",
    "/checkout",
    "/account",
)
AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36"


def clf(second: float) -> str:
    return f"{at(second):%d/%b/%Y:%H:%M:%S +0000}"


def request(
    second: float,
    client: str,
    request: str,
    status: int = 200,
    size: int = 2048,
    *,
    took: float | None = None,
    agent: str = AGENT,
) -> str:
    """A line of nginx's combined format, with $request_time behind it if `took` (seconds) is given."""
    line = f'{client} - - [{clf(second)}] "{request} HTTP/1.1" {status} {size} "-" "{agent}"'
    return line if took is None else f"{line} {took:.3f}"


def browsers(
    log: Log,
    *,
    step: float = 0.8,
    stop: float = HOUR,
    start: float = 0,
    took: bool = False,
    clients: int = 220,
    without: tuple[str, ...] = (),
) -> Log:
    """Add the requests of ordinary customers, with the redirects and dead links that always are among them."""
    routes = [route for route in ROUTES if route not in without]
    pick = log.random

    def line(second: float, _: int) -> str:
        client = f"198.51.100.{pick.randrange(1, clients)}"
        path = pick.choice(routes).format(pick.randrange(5000))
        status = pick.choices((200, 304, 301, 404), (90, 6, 2, 2))[0]
        size = int(pick.lognormvariate(8.5, 0.8)) if status == 200 else 153
        seconds = pick.lognormvariate(-3.0, 0.5) if took else None
        return request(second, client, f"GET {path}", status, size, took=seconds)

    return log.every(step, line, start=start, stop=stop)


def alb(second: float, client: str, method: str, path: str, elb: int, target: str, took: float) -> str:
    """A line of an application load balancer; `target` is its status or - where none answered."""
    times = f"0.001 {took:.3f} 0.000" if target != "-" else "-1 -1 -1"
    return (
        f"https {iso(second)[:-1]}000Z app/shop/50dc6c495c0c9188 {client}:40122 192.0.2.14:8080 {times} {elb} {target} "
        f'341 1824 "{method} https://shop.example.com:443{path} HTTP/1.1" "{AGENT}" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 '
        f'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/shop-web/73e2d6bc24d8a067 "Root=1-58337262-x" '
        f'"shop.example.com" "session-reused" 0 {iso(second)[:-1]}000Z "forward" "-" "-" "192.0.2.14:8080" "{target}" "-" "-"'
    )


def zap(second: float, level: str, logger: str, message: str, **fields: object) -> str:
    return json.dumps(
        {
            "level": level,
            "ts": at(second).timestamp(),
            "logger": logger,
            "caller": "cmd/main.go:88",
            "msg": message,
        }
        | fields
    )


def pino(second: float, level: int, service: str, message: str, **fields: object) -> str:
    """A line of pino: levels are 30 (info), 40, 50, 60 (fatal)."""
    when = int(at(second).timestamp() * 1000)
    return json.dumps(
        {"level": level, "time": when, "pid": 17, "hostname": "web-1", "name": service, "msg": message}
        | fields
    )


def logfmt(second: float, level: str, service: str, message: str, **fields: object) -> str:
    rest = "".join(
        f" {key}={json.dumps(value) if ' ' in str(value) else value}" for key, value in fields.items()
    )
    return f'ts={iso(second)} level={level} service={service} msg="{message}"{rest}'


def logrus(second: float, level: str, message: str, **fields: object) -> str:
    return json.dumps({**fields, "level": level, "msg": message, "time": f"{at(second):%Y-%m-%dT%H:%M:%SZ}"})


def haproxy(second: float, backend: str, server: str, status: int, timers: str, state: str, path: str) -> str:
    stamp = f"{at(second):%d/%b/%Y:%H:%M:%S}.{int(second * 1000) % 1000:03d}"
    return (
        f"{at(second):%b} {at(second).day:2d} {at(second):%H:%M:%S} lb-1 haproxy[561]: 198.51.100.{int(second) % 200 + 1}:45234 "
        f'[{stamp}] web {backend}/{server} {timers} {status} 182 - - {state} 12/12/3/1/0 0/0 "GET {path} HTTP/1.1"'
    )


def nginx_error(second: float, level: str, message: str) -> str:
    return f"{plain(second).replace('-', '/')} [{level}] 31#31: *{int(second * 7) + 100} {message}"


def cloudtrail(
    second: float,
    service: str,
    name: str,
    *,
    who: dict[str, Any] | str = "deploy",
    ip: str = "198.51.100.20",
    **more: Any,
) -> str:
    """One event of CloudTrail on a line. `who` is the name of an IAM user, or a whole identity."""
    identity = (
        {
            "type": "IAMUser",
            "arn": f"arn:aws:iam::111122223333:user/{who}",
            "accountId": "111122223333",
            "userName": who,
        }
        if isinstance(who, str)
        else who
    )
    event = {
        "eventVersion": "1.09",
        "userIdentity": identity,
        "eventTime": f"{at(second):%Y-%m-%dT%H:%M:%SZ}",
        "eventSource": f"{service}.amazonaws.com",
        "eventName": name,
        "awsRegion": "eu-west-1",
        "sourceIPAddress": ip,
        "userAgent": "aws-cli/2.17.1 Python/3.12.4",
        "requestParameters": None,
        "responseElements": None,
        "eventID": f"00000000-0000-4000-8000-{int(second * 1000):012d}",
        "readOnly": name.startswith(("Get", "List", "Describe")),
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": "111122223333",
        "eventCategory": "Management",
    }
    return json.dumps(event | more)


def accounts_work(log: Log, *, step: float = 2.5) -> Log:
    """Add the everyday calls in an AWS account."""
    calls = (
        ("ec2", "DescribeInstances"),
        ("s3", "GetBucketLocation"),
        ("sts", "AssumeRole"),
        ("ecs", "DescribeServices"),
        ("logs", "DescribeLogStreams"),
        ("lambda", "GetFunction20150331v2"),
    )
    users = ("deploy", "anna", "monitoring", "terraform")

    def line(second: float, _: int) -> str:
        service, name = log.random.choice(calls)
        return cloudtrail(second, service, name, who=log.random.choice(users))

    return log.every(step, line)


def kube_event(second: float, kind: str, reason: str, thing: str, message: str, *, count: int = 1) -> str:
    """One event of Kubernetes as `kubectl get events -o json` or an exporter writes it on a line."""
    resource, name = thing.split("/")
    return json.dumps(
        {
            "kind": "Event",
            "apiVersion": "v1",
            "metadata": {"name": f"{name}.17a{int(second):05x}", "namespace": "shop"},
            "involvedObject": {"kind": resource, "namespace": "shop", "name": name},
            "reason": reason,
            "message": message,
            "source": {"component": "kubelet", "host": "node-3"},
            "firstTimestamp": f"{at(second):%Y-%m-%dT%H:%M:%SZ}",
            "lastTimestamp": f"{at(second):%Y-%m-%dT%H:%M:%SZ}",
            "count": count,
            "type": kind,
        }
    )


def cluster_works(log: Log, *, step: float = 3) -> Log:
    """Add the everyday events of a cluster."""
    said = (
        ("Scheduled", "Successfully assigned shop/{} to node-3"),
        ("Pulled", 'Container image "registry.example.test/shop/{}:1.4.2" already present on machine'),
        ("Created", "Created container: {}"),
        ("Started", "Started container {}"),
    )

    def line(second: float, i: int) -> str:
        reason, message = said[i % 4]
        name = log.random.choice(("web", "cron-mail", "search", "images")) + f"-{i // 4:05d}"
        return kube_event(second, "Normal", reason, f"Pod/{name}", message.format(name.rsplit("-", 1)[0]))

    return log.every(step, line)


def mysql(second: float, level: str, code: str, part: str, message: str, thread: int = 0) -> str:
    return f"{iso(second)[:-1]}000Z {thread} [{level}] [MY-{code}] [{part}] {message}"


def pg(second: float, level: str, message: str, *, pid: int = 4711, who: str = "app@shop") -> str:
    """A line of PostgreSQL as Debian configures it."""
    return f"{plain(second)}.{int(second * 1000) % 1000:03d} UTC [{pid}] {who} {level}:  {message}"


def database_works(log: Log, *, step: float = 1.2) -> Log:
    """Add what a PostgreSQL with log_connections writes."""
    said = (
        "connection received: host=198.51.100.30 port={}",
        "connection authorized: user=app database=shop application_name=worker-{}",
        "disconnection: session time: 0:00:03.{} user=app database=shop host=198.51.100.30 port=55120",
        "checkpoint complete: wrote {} buffers (1.2%); 0 WAL file(s) added, 0 removed, 1 recycled",
    )

    def line(second: float, i: int) -> str:
        return pg(second, "LOG", said[i % 4].format(100 + log.random.randrange(800)))

    return log.every(step, line)


def lambda_works(
    log: Log, name: str = "resize", *, step: float = 2.0, memory: int = 180, stop: float = HOUR
) -> Log:
    """Add invocations of a Lambda function: START, a line of its own, END and REPORT."""
    for i in range(int(stop / step)):
        s = i * step
        log.add(
            s,
            *invocation(
                s, i, (f"[INFO]\t{iso(s)}\t{request_id(i)}\t{name} handled event {i}",), memory=memory
            ),
        )
    return log


def request_id(i: int) -> str:
    return f"8f5b0c1e-0000-4000-8000-{i:012d}"


def invocation(
    second: float, i: int, lines: tuple[str, ...], *, took: float = 102, memory: int = 180
) -> tuple[str, ...]:
    """The lines of one invocation of a Lambda function with 512 MB."""
    return (
        f"START RequestId: {request_id(i)} Version: $LATEST",
        *lines,
        f"END RequestId: {request_id(i)}",
        f"REPORT RequestId: {request_id(i)}\tDuration: {took + i % 7:.2f} ms\tBilled Duration: {int(took) + 8} ms\t"
        f"Memory Size: 512 MB\tMax Memory Used: {memory + i % 5} MB\t",
    )


def works(
    log: Log, write: Any, *services: str, step: float = 0.7, start: float = 0, stop: float = HOUR
) -> Log:
    """Add everyday lines of `services`; `write` is given second, service and message."""
    said = (
        "request finished",
        "loaded profile of customer {}",
        "cache miss for key item:{}",
        "order {} stored",
        "published message {} to topic events",
        "job {} done",
    )

    def line(second: float, _: int) -> str:
        message = log.random.choice(said).format(log.random.randrange(99_999))
        return str(write(second, log.random.choice(services), message))

    return log.every(step, line, start=start, stop=stop)


def machine_works(log: Log, *, step: float = 3, host: str = "web-1") -> Log:
    """Add what a Linux machine writes to syslog all day."""
    said = (
        ("CRON[{}]", "(root) CMD (/usr/lib/sysstat/sa1 1 1)"),
        ("systemd[1]", "Started session-{}.scope - Session {} of User deploy."),
        ("dhclient[812]", "bound to 198.51.100.12 -- renewal in {} seconds."),
        ("systemd[1]", "fstrim.service: Deactivated successfully after run {}."),
        ("chronyd[640]", "Selected source 203.0.113.123 (pool {})"),
    )

    def line(second: float, i: int) -> str:
        tag, message = said[i % 5]
        n = 1000 + log.random.randrange(9000)
        moment = at(second)
        return f"{moment:%b} {moment.day:2d} {moment:%H:%M:%S} {host} {tag.format(n)}: {message.format(n, n)}"

    return log.every(step, line)
