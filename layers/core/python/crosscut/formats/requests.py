"""A request line (`GET /x?a=1 HTTP/1.1`) under its OpenTelemetry names, for all formats that log requests.

https://opentelemetry.io/docs/specs/semconv/http/http-spans/
"""

from __future__ import annotations

from crosscut.formats.digits import is_number
from crosscut.model import AttributeValue

_NAMES = (
    "GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH PROPFIND PROPPATCH MKCOL COPY MOVE LOCK UNLOCK REPORT"
    " SEARCH PURGE PRI QUERY"
)
_METHODS = frozenset(_NAMES.split())
_NOTHING_SENT = ("", "-", "- - -", "- - - ")  # a connection that ended before a request


def read_request(request: str, attributes: dict[str, AttributeValue]) -> str:
    """Put the request's parts into `attributes` and return "METHOD /path".

    Returns "malformed request" for bytes that are no HTTP, and "no request" where nothing was sent.
    """
    method, _, rest = request.partition(" ")
    if method not in _METHODS:
        return "no request" if request in _NOTHING_SENT else "malformed request"
    target = rest.rpartition(" HTTP/")[0] or rest
    if not target:
        return "malformed request"
    attributes["http.request.method"] = method
    path, mark, query = target.partition("?")
    if path[:1] != "/":
        path = _absolute(path, attributes)
    attributes["url.path"] = path
    if mark and query:
        attributes["url.query"] = query
    return f"{method} {path}"


def _absolute(target: str, attributes: dict[str, AttributeValue]) -> str:
    """Take `https://host:443/path` apart; anything else (`*`, CONNECT's host:port) is its own path."""
    scheme, mark, rest = target.partition("://")
    if not mark or not scheme.isalpha():
        return target
    host, slash, path = rest.partition("/")
    attributes["url.scheme"] = scheme.lower()
    name, colon, port = host.rpartition(":")
    if colon and is_number(port):
        attributes["server.address"], attributes["server.port"] = name, int(port)
    elif host:
        attributes["server.address"] = host
    return slash + path or "/"
