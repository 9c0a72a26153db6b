"""shop-web/access.log: two hours of a web shop in nginx's combined format, with one attack in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from dice import Dice

START = datetime(2026, 11, 17, 13, 0, tzinfo=UTC)
ATTACKER = "203.0.113.66"
# fmt: off
BROWSERS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148",
    "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
)
CRAWLER = "Mozilla/5.0 (compatible; ExampleBot/2.1; +https://bot.example.com/about)"
SCANNER = "Mozilla/5.0 (compatible; example-scan/3.4)"
CATEGORIES = ("shoes", "jackets", "t-shirts", "bags", "hats", "outlet")
# Words that look like an injection and are not: people do search for these.
SEARCHES = (
    "union+jack+t-shirt", "select+sizes+shoes", "drop+earrings", "or+1+piece+swimsuit", "rain+jacket", "hat",
    "script+font+mug", "etc+hosts+t-shirt", "root+beer+glass", "kids+sandals", "table+cloth+from+linen",
)
SCANNED = (
    "/.env", "/.env.bak", "/.git/config", "/.git/HEAD", "/.aws/credentials", "/.svn/entries", "/.DS_Store",
    "/wp-login.php", "/wp-admin/setup-config.php", "/xmlrpc.php", "/phpmyadmin/index.php", "/pma/",
    "/admin.php", "/administrator/", "/backup.zip", "/backup.sql", "/db.sql", "/dump.sql", "/config.php.bak",
    "/config.json", "/server-status", "/actuator/env", "/actuator/heapdump", "/solr/admin/info/system",
    "/manager/html", "/cgi-bin/test.cgi", "/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php",
    "/api/swagger.json", "/api/v1/users", "/console/", "/.well-known/openid-configuration", "/shell.php",
    "/old/", "/test/", "/debug/pprof/",
)
INJECTIONS = (
    ("/search?q=%27", 200),
    ("/search?q=1%27%20OR%20%271%27%3D%271", 200),
    ("/search?q=%27%20OR%201%3D1--%20-", 500),
    ("/product/1042%27%20AND%201%3D1--", 404),
    ("/product/1042%20UNION%20SELECT%20NULL%2CNULL%2CNULL--", 404),
    ("/search?q=%27%20UNION%20SELECT%20username%2Cpassword%20FROM%20users--", 500),
    ("/search?q=1%3BSELECT%20pg_sleep%285%29--", 500),
    ("/search?q=%27%3B%20DROP%20TABLE%20users%3B--", 403),
    ("/category/shoes?sort=price%29%20AND%20%28SELECT%201%20FROM%20information_schema.tables%29--", 400),
    ("/search?q=%3Cscript%3Ealert%281%29%3C%2Fscript%3E", 200),
)
TRAVERSALS = (
    ("/static/..%2f..%2f..%2f..%2fetc%2fpasswd", 400),
    ("/static/%2e%2e/%2e%2e/%2e%2e/etc/passwd", 400),
    ("/download?file=../../../../etc/passwd", 403),
    ("/download?file=..%252f..%252f..%252fetc%252fshadow", 403),
    ("/download?file=....//....//....//etc/passwd", 403),
    ("/download?file=/proc/self/environ", 403),
    ("/download?file=C:%5CWindows%5Cwin.ini", 403),
)
# What the attacker does with the account.
PLUNDER = (
    ("POST /login", 302, 0),
    ("GET /account", 200, 7_730),
    ("GET /account/orders?page=1", 200, 14_120),
    ("GET /account/orders?page=2", 200, 13_871),
    ("GET /account/addresses", 200, 5_903),
    ("GET /account/export?format=csv", 200, 88_214),
    ("GET /admin/", 403, 153),
)
# fmt: on


class Hit(NamedTuple):
    """One request; `at` carries a fraction of a second that nginx does not write, to keep the order."""

    at: float
    client: str
    request: str
    status: int
    size: int
    agent: str
    referer: str = "-"

    def line(self) -> str:
        when = (START + timedelta(seconds=self.at)).strftime("%d/%b/%Y:%H:%M:%S +0000")
        request = f'"{self.request} HTTP/1.1" {self.status} {self.size}'
        return f'{self.client} - - [{when}] {request} "{self.referer}" "{self.agent}"'


def lines() -> list[str]:
    """All lines in the order of time."""
    dice = Dice("shop-web")
    hits = [*_visitors(dice), *_crawler(dice), *_monitor(dice), *_attack(dice)]
    return [hit.line() for hit in sorted(hits, key=lambda hit: hit.at)]


def _visitors(dice: Dice) -> Iterator[Hit]:
    for number in range(1, 206):
        at = dice.spread(0, 7_050)
        client = _address(dice, number)
        agent = dice.pick(BROWSERS)
        referer = "https://shop.example.com/"
        for request, status, size in _visit(dice, number):
            yield Hit(at, client, request, status, size, agent, referer)
            at += dice.spread(0.3, 14)


def _visit(dice: Dice, number: int) -> Iterator[tuple[str, int, int]]:
    yield "GET /", 200, dice.between(18_200, 18_900)
    for asset in ("/static/app.4f1c.css", "/static/app.9ab2.js"):
        fresh = dice.chance(0.6)
        yield f"GET {asset}", 200 if fresh else 304, dice.between(41_000, 42_000) if fresh else 0
    if dice.chance(0.4):
        yield f"GET /search?q={dice.pick(SEARCHES)}", 200, dice.between(9_000, 16_000)
    yield f"GET /category/{dice.pick(CATEGORIES)}", 200, dice.between(21_000, 29_000)
    for _ in range(dice.between(1, 3)):
        yield f"GET /product/{dice.between(1_000, 1_899)}", 200, dice.between(12_000, 19_000)
    if dice.chance(0.02):
        yield f"GET /product/{dice.between(1_900, 1_999)}", 404, 1_532
    if dice.chance(0.35):
        if dice.chance(0.12):  # people mistype their password, and then they do not
            yield "POST /login", 401, 612
        yield "POST /login", 302, 0
        yield "GET /account", 200, dice.between(7_000, 8_200)
    if number % 40 == 0:  # forms that put into the URL what does not belong there
        yield f"GET /newsletter/confirm?email=customer{number}%40example.com&name=Ada+Example", 200, 2_114
    if number % 68 == 0:
        token = f"synthetic-reset-{dice.hex(24)}"
        yield f"GET /reset?email=customer{number}@example.com&token={token}", 200, 3_020
    if dice.chance(0.3):
        yield "POST /cart", 303, 0
        yield "GET /cart", 200, dice.between(6_000, 7_900)
        if dice.chance(0.5):
            yield "POST /checkout", 302, 0
            yield f"GET /order/{dice.between(700_000, 799_999)}/thanks", 200, dice.between(5_000, 5_600)


def _crawler(dice: Dice) -> Iterator[Hit]:
    """A polite robot with old links: its 404s are everyday life."""
    at = 240.0
    yield Hit(at, "192.0.2.200", "GET /robots.txt", 200, 164, CRAWLER)
    for _ in range(150):
        at += dice.spread(20, 64)
        if at > 7_150:
            return
        if dice.chance(0.35):
            path = f"/old-catalogue/{dice.between(100, 999)}.html"
            yield Hit(at, "192.0.2.200", f"GET {path}", 404, 1_532, CRAWLER)
        else:
            path = f"/product/{dice.between(1_000, 1_899)}"
            yield Hit(at, "192.0.2.200", f"GET {path}", 200, dice.between(12_000, 19_000), CRAWLER)


def _monitor(dice: Dice) -> Iterator[Hit]:
    for minute in range(120):
        at = minute * 60 + dice.spread(0, 0.5)
        yield Hit(at, "198.51.100.9", "GET /healthz", 200, 2, "ExampleMonitor/1.0")


def _attack(dice: Dice) -> Iterator[Hit]:
    """14:02 scan, 14:07 injection and traversal, 14:15 brute force, 14:31 in."""
    at = 3_725.0
    for _ in range(4):
        for path in SCANNED:
            at += dice.spread(0.5, 1.9)
            forbidden = path.startswith(("/.git", "/.env", "/.aws"))
            yield Hit(at, ATTACKER, f"GET {path}", 403 if forbidden else 404, 153, SCANNER)
    at = 4_030.0
    for path, status in (*INJECTIONS, *TRAVERSALS, *INJECTIONS, *TRAVERSALS[:4]):
        at += dice.spread(3, 12)
        yield Hit(at, ATTACKER, f"GET {path}", status, dice.between(180, 640), SCANNER)
    at = 4_500.0
    yield Hit(at, ATTACKER, "GET /login?username=admin&password=Synthetic-Winter-2026", 200, 4_410, SCANNER)
    for _ in range(430):
        at += dice.spread(1.3, 3.1)
        yield Hit(at, ATTACKER, "POST /login", 401, 612, SCANNER, "https://shop.example.com/login")
    for request, status, size in PLUNDER:
        at += dice.spread(2, 5)
        yield Hit(at, ATTACKER, request, status, size, SCANNER, "https://shop.example.com/login")


def _address(dice: Dice, number: int) -> str:
    """An address from the ranges kept for documentation (RFC 5737, RFC 3849), never the attacker's."""
    if number % 7 == 0:
        return f"2001:db8:{dice.hex(3).lstrip('0') or '1'}::{dice.between(1, 999)}"
    return f"{dice.pick(('192.0.2', '198.51.100'))}.{dice.between(10, 190)}"
