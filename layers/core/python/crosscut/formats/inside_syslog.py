"""Servers that have a format of their own and write it through syslog: HAProxy, nginx, Apache, PostgreSQL, kubelet."""

from __future__ import annotations

import re
from datetime import datetime

from crosscut.formats import haproxy
from crosscut.formats.access import Access
from crosscut.formats.apache_error import ApacheError
from crosscut.formats.dmesg import Dmesg
from crosscut.formats.klog import Klog
from crosscut.formats.mysql import MySQLError
from crosscut.formats.nginx_error import NginxError
from crosscut.formats.parsed import Format, Parsed
from crosscut.formats.postgresql import PostgreSQL
from crosscut.formats.postgresql_fields import Message, to_parsed

_FORMATS: dict[str, tuple[Format, ...]] = {
    "nginx": (Access(), NginxError()), "apache2": (Access(), ApacheError()), "httpd": (Access(), ApacheError()),
    "postgres": (PostgreSQL(),), "postgresql": (PostgreSQL(),), "mysqld": (MySQLError(),), "mariadbd": (MySQLError(),),
    "kernel": (Dmesg(),),
    **dict.fromkeys(
        ("kubelet", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kube-proxy", "hyperkube",
         "cloud-controller-manager"), (Klog(),),
    ),
}  # fmt: skip
# PostgreSQL numbers its messages and their parts: [5-1]; log_line_prefix is often empty here.
_NUMBERED = re.compile(r"\[\d{1,18}-\d{1,18}\] ", re.ASCII)
_BARE = re.compile(
    r"(?:(?P<user>[\w.\-]{1,63})@(?P<db>[\w.\-]{1,63}) )?"
    r"(DEBUG[1-5]?|INFO|NOTICE|WARNING|ERROR|LOG|FATAL|PANIC):  (.*)",
    re.S,
)


def parse_inner(program: str, body: str, received: datetime) -> Parsed | None:
    """Return the fields of a message of a server that this knows, or None.

    `program` is the syslog tag without the pid. The time is None where only the syslog header has one.
    """
    name = program.rpartition("/")[2]
    if name == "haproxy":
        return haproxy.parse_message(body)
    formats = _FORMATS.get(name)
    if not formats:
        return None
    if name.startswith("postgres"):
        numbered = _NUMBERED.match(body)
        body = body[numbered.end() :] if numbered else body
        bare = _BARE.match(body)
        if bare:
            user, database, level, text = bare.groups()
            return to_parsed(Message(None, level, text, user=user or "", database=database or ""))
    return next((parsed for format_ in formats if (parsed := format_.parse(body, received))), None)
