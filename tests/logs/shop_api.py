"""shop-api/app.log: an hour of five services in JSON lines; the orders database goes away for 17 minutes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from dice import Dice

START = datetime(2026, 11, 17, 9, 30, tzinfo=UTC)
OUTAGE, POOL_EMPTY, RECOVERY = 1_931.0, 1_962.0, 2_980.0  # seconds after START: 10:02:11, 10:02:42, 10:19:40
END = 3_600.0
SERVICES = ("gateway", "orders", "payments", "users", "inventory")
DATABASE = "orders-db.shop.invalid"

REFUSED = f'connection to server at "{DATABASE}" (10.20.4.15), port 5432 failed: Connection refused'
EXHAUSTED = "QueuePool limit of size 20 overflow 10 reached"
REFUSED_TRACE = f"""Traceback (most recent call last):
  File "/app/orders/repository.py", line 88, in load_order
    row = connection.execute(LOAD_ORDER, order_id=order_id).one()
  File "/usr/lib/python3/site-packages/sqlalchemy/engine/base.py", line 145, in __init__
    self._dbapi_connection = engine.raw_connection()
  File "/usr/lib/python3/site-packages/psycopg/connection.py", line 117, in connect
    raise last_ex.with_traceback(None)
psycopg.OperationalError: connection failed: {REFUSED}
\tIs the server running on that host and accepting TCP/IP connections?"""
POOL_TRACE = f"""Traceback (most recent call last):
  File "/app/orders/repository.py", line 61, in _connection
    return self._pool.connect()
  File "/usr/lib/python3/site-packages/sqlalchemy/pool/impl.py", line 166, in _do_get
    raise exc.TimeoutError(
sqlalchemy.exc.TimeoutError: {EXHAUSTED}, connection timed out, timeout 30.00"""
TIMEOUT_TRACE = """java.util.concurrent.TimeoutException: GET /v1/orders timed out after 3000 ms
\tat com.example.payments.OrdersClient.await(OrdersClient.java:74)
\tat com.example.payments.CaptureService.capture(CaptureService.java:131)
\tat com.example.payments.CaptureController.post(CaptureController.java:42)"""


class Log:
    """Collects entries; sorts them by time at the end."""

    def __init__(self) -> None:
        self._entries: list[tuple[float, str]] = []

    def add(self, at: float, level: str, service: str, message: str, **more: object) -> None:
        stamp = (START + timedelta(seconds=at)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        entry: dict[str, object] = {"timestamp": stamp, "level": level, "service": service}
        entry |= {"instance": f"{service}-{1 + int(at * 7) % 3}", "message": message}
        self._entries.append((at, json.dumps(entry | more, ensure_ascii=False)))

    def lines(self) -> list[str]:
        return [line for _, line in sorted(self._entries, key=lambda entry: entry[0])]


class Call:
    """One request from outside, whose trace id runs through all that it sets off."""

    def __init__(self, log: Log, dice: Dice, at: float) -> None:
        self._log = log
        self.at = at
        self.dice = dice
        self._trace = dice.hex(32)
        self.order = dice.between(700_000, 799_999)

    def info(self, after: float, service: str, message: str, **more: object) -> None:
        self._log.add(self.at + after, "INFO", service, message, trace_id=self._trace, **more)

    def error(self, after: float, service: str, message: str, **more: object) -> None:
        self._log.add(self.at + after, "ERROR", service, message, trace_id=self._trace, **more)

    def answered(self, after: float, method: str, path: str, status: int) -> None:
        client = f"198.51.100.{self.dice.between(1, 120)}"
        took = self.dice.skewed(20, 400)
        self.info(
            after, "gateway", f"{method} {path} {status}", status=status, duration_ms=took, client_ip=client
        )

    def not_answered(self, after: float, message: str, status: int) -> None:
        took = int(after * 1000) + self.dice.between(5, 40)
        self.error(
            after, "gateway", message, method="GET", path="/v1/orders", status=status, duration_ms=took
        )


def lines() -> list[str]:
    """All lines in the order of time."""
    dice = Dice("shop-api")
    log = Log()
    _everyday(log, dice)
    _indiscretions(log)
    _turning_points(log)
    at = 0.0
    while at < END:
        at += dice.spread(1.2, 9.2)
        _request(Call(log, dice, at))
    return log.lines()


def _request(call: Call) -> None:
    dice = call.dice
    kind = dice.share()
    sku = f"SKU-{dice.between(1000, 1899)}"
    user = f"u-{dice.between(1000, 9999)}"
    call.info(0, "users", "access token verified", user_id=user, duration_ms=dice.skewed(2, 20))
    if kind < 0.25:
        call.info(0.02, "inventory", "stock level read", sku=sku, duration_ms=dice.skewed(3, 40))
        call.answered(0.06, "GET", "/v1/stock", 200)
    elif OUTAGE <= call.at < RECOVERY:
        _failed_order(call)
    elif kind < 0.7:
        call.info(0.03, "orders", "order loaded", order_id=call.order, duration_ms=dice.skewed(6, 90))
        call.answered(0.08, "GET", "/v1/orders", 404 if dice.chance(0.02) else 200)
    else:
        amount = dice.between(900, 24_900) / 100
        call.info(0.03, "inventory", "stock reserved", sku=sku, quantity=dice.between(1, 4))
        call.info(0.09, "orders", "order created", order_id=call.order, duration_ms=dice.skewed(12, 120))
        call.info(0.30, "payments", "payment authorised", order_id=call.order, amount_eur=amount)
        call.answered(0.35, "POST", "/v1/orders", 201)


def _failed_order(call: Call) -> None:
    """First orders cannot reach its database, then payments wait for orders, then the gateway gives up."""
    order = call.order
    if call.at < POOL_EMPTY or call.dice.chance(0.45):
        message = f"cannot load order: {REFUSED}"
        call.error(0.03, "orders", message, order_id=order, exception=REFUSED_TRACE)
        call.not_answered(0.05, "upstream orders answered 503", 503)
        return
    message = f"no database connection: {EXHAUSTED}"
    call.error(0.03, "orders", message, order_id=order, waited_ms=30_000, exception=POOL_TRACE)
    message = "timed out after 3000 ms waiting for orders"
    call.error(3.01, "payments", message, order_id=order, exception=TIMEOUT_TRACE)
    status = 502 if call.dice.chance(0.6) else 503
    call.not_answered(3.04, f"GET /v1/orders {status}: no healthy upstream for orders", status)


def _turning_points(log: Log) -> None:
    """What the services say about themselves around the outage."""
    server = f"{DATABASE}:5432"
    lost = f"lost connection to {server}: server closed the connection unexpectedly"
    log.add(OUTAGE - 1.2, "WARN", "orders", lost)
    log.add(OUTAGE - 0.4, "ERROR", "orders", f"database health check failed: {REFUSED}", database=DATABASE)
    for attempt in range(1, 16):
        message = f"reconnect attempt {attempt} to {server} failed, next in 66 s"
        log.add(OUTAGE + attempt * 66.0, "WARN", "orders", message, attempt=attempt)
    exhausted = "connection pool exhausted: 30 of 30 in use, 41 requests waiting"
    log.add(POOL_EMPTY, "ERROR", "orders", exhausted, pool="orders-rw")
    log.add(POOL_EMPTY + 9, "WARN", "gateway", "circuit breaker for orders opened after 50 failures")
    log.add(RECOVERY, "INFO", "orders", f"connected to {server} again after 1049 s, pool refilled to 20")
    log.add(RECOVERY + 4, "INFO", "gateway", "circuit breaker for orders closed")
    log.add(RECOVERY + 11, "INFO", "payments", "214 delayed captures replayed, 0 failed")


def _everyday(log: Log, dice: Dice) -> None:
    """What is always in such a log: health checks, and small troubles that are nobody's incident."""
    for minute in range(60):
        for service in SERVICES:
            if service != "orders" or not OUTAGE <= minute * 60 + 3 < RECOVERY:
                log.add(minute * 60 + dice.spread(0, 3), "DEBUG", service, "health check passed")
    for at in _times(dice, 14):
        log.add(at, "WARN", "inventory", f"slow query: {dice.between(510, 940)} ms", statement="SELECT")
    for at in _times(dice, 7):
        log.add(at, "WARN", "payments", "provider answered 429, retrying in 250 ms", trace_id=dice.hex(32))
        log.add(at + 0.3, "INFO", "payments", "retry succeeded", attempts=2)
    for at in _times(dice, 9):
        message = f"login failed for customer{dice.between(1, 400)}@example.com: wrong password"
        log.add(at, "WARN", "users", message, trace_id=dice.hex(32))
    for at in _times(dice, 3):
        message = f"supplier feed row {dice.between(10, 400)} skipped: price is not a number"
        log.add(at, "ERROR", "inventory", message, feed="spring-2027.csv")
    for at in _times(dice, 6):
        log.add(at, "INFO", "users", f"confirmation mail sent to customer{dice.between(1, 400)}@example.com")


def _indiscretions(log: Log) -> None:
    """What should not be in a log and always is. All of it is synthetic; redaction has to find it."""
    token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJzeW50aGV0aWMifQ.c3ludGhldGljLXNpZ25hdHVyZS1vbmx5"
    log.add(3.2, "INFO", "inventory", "object store configured: access key AKIAIOSFODNN7EXAMPLE")
    log.add(4.6, "DEBUG", "orders", f"dsn host={DATABASE} user=orders password=synthetic-Pa55phrase")
    log.add(212.5, "DEBUG", "gateway", f"forwarded header Authorization: Bearer {token}")
    log.add(640.1, "DEBUG", "payments", "card 4111 1111 1111 1111 accepted by the test acquirer")


def _times(dice: Dice, count: int) -> Iterator[float]:
    for _ in range(count):
        yield dice.spread(5, END - 5)
