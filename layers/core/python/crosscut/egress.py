"""Where something may be sent: over https, to a host by its name, and to this machine for a trial.

An address that somebody has put into a setting or a secret must not lead to the network behind a Lambda or to the
metadata of a machine (server-side request forgery), so numbers in place of names are refused however they are written.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection
from urllib.parse import SplitResult, urlsplit

from crosscut.errors import ConfigurationError

SLACK_HOSTS = frozenset({"slack.com", "hooks.slack.com", "slack-gov.com", "hooks.slack-gov.com"})
_NAME = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]", re.ASCII)
_INSIDE = (".internal", ".local", ".localhost", ".localdomain", ".arpa")


def checked(url: str, *, what: str, hosts: Collection[str] = (), loopback: bool = True) -> SplitResult:
    """Return the URL in parts; with `hosts`, only of these or, with `loopback`, of this machine.

    Raises `ConfigurationError` with one line that does not have the URL in it: a webhook's is a secret.
    """
    url = url.strip()
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise ConfigurationError(f"the {what} is not a URL") from None
    if parts.scheme not in ("http", "https") or not host or port == 0 or not re.fullmatch(r"[!-~]+", url):
        raise ConfigurationError(f"the {what} is not an https:// URL")
    if "@" in parts.netloc or "\\" in url:
        raise ConfigurationError(f"the {what} has a name or a password before its host; leave them out")
    if loopback and is_loopback(host):
        return parts
    if parts.scheme == "http":
        raise ConfigurationError(f"the {what} is http://; findings go over https only, save to this machine")
    if not _NAME.fullmatch(host) or host.endswith(_INSIDE) or len(host) > 253:
        raise ConfigurationError(f"the {what} names no public host; give its name, not its address")
    if hosts and host not in hosts:
        raise ConfigurationError(f"the {what} is not one of {', '.join(sorted(hosts))}")
    return parts


def is_loopback(host: str) -> bool:
    """Whether it is this machine, as people and tests write it."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
