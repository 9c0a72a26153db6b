"""Ordinary visitors of the shop, among whom the attackers stand: pages, a crawler's 404s, a mistyped password."""

from __future__ import annotations

import http.client
import random

from tests.benchmarks.attacks.site import Site

VISITORS = tuple(f"192.0.2.{n}" for n in range(1, 61))
PAGES_EACH = 25
_PAGES = (
    "/",
    "/search?q=shoes",
    "/search?q=o%27neill",
    "/product?id=7",
    "/product?id=12",
    "/download?file=guide.pdf",
)
_AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


def visit(site: Site) -> None:
    """Let every visitor look at some pages; some ask for an old link, some mistype a password once or twice."""
    dice = random.Random(6)
    requests = [(visitor, dice.choice(_PAGES), None) for visitor in VISITORS for _ in range(PAGES_EACH)]
    requests += [(visitor, "/old/page.html", None) for visitor in VISITORS[::5] for _ in range(3)]
    requests += [
        (visitor, "/login", b"user=ana&password=oops") for visitor in VISITORS[::7] for _ in range(2)
    ]
    dice.shuffle(requests)
    host, _, port = site.url.removeprefix("http://").partition(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=5)
    for visitor, page, body in requests:
        headers = {"X-Forwarded-For": visitor, "User-Agent": _AGENT}
        connection.request("POST" if body else "GET", page, body=body, headers=headers)
        connection.getresponse().read()  # also a 401 or 404, as it should be
    connection.close()
