"""What sshd, PAM, sudo, su, cron, systemd and the account tools say in their messages: who, from where, which command.

https://man.openbsd.org/sshd, https://www.sudo.ws/docs/man/sudoers.man/#EVENT_LOGGING, https://man7.org/linux/man-pages/
"""

from __future__ import annotations

import re
from collections.abc import Callable

from crosscut.formats import dmesg, severities
from crosscut.formats import unix_patterns as patterns
from crosscut.model import AttributeValue

Attributes = dict[str, AttributeValue]

_SERIOUS = re.compile(
    r"Failed (?:password|none|publickey|keyboard-interactive)|(?:Invalid|Illegal) user|[Aa]uthentication failure"
    r"|more authentication failures?|maximum authentication attempts|NOT in sudoers|incorrect password attempt"
    r"|command not allowed|FAILED (?:SU|su)\b|POSSIBLE BREAK-IN"
)
_BROKEN = re.compile(
    r"Failed with result '|Main process exited, code=(?:killed|dumped)|Failed to start |Dependency failed for "
    r"|Main process exited, code=exited, status=(?!0\b)"
)


def enrich(program: str, body: str) -> Attributes:
    """Return what a message of `program` (the syslog tag, without the pid) tells; nothing for other programs.

    `user.name` is who acts or tries to, `user.target.name` is who they become, `process.command_line` the command.
    """
    name = program.rpartition("/")[2]
    bare, bracket, _ = name.partition("(")  # sshd(pam_unix)
    reader = _READERS.get(bare)
    if bracket or body.startswith("pam_"):
        found = _pam(body)
        if found or bracket:
            return found
    return reader(body) if reader else {}


def severity(program: str, body: str) -> int:
    """Return WARN for an attack, a mistake or a failed unit, ERROR for what the kernel calls broken, else 0."""
    name = program.rpartition("/")[2].partition("(")[0]
    if name == "kernel":
        return dmesg.severity(body)
    if name == "systemd" and _BROKEN.search(body, 0, 400):
        return severities.WARN  # a single unit that fails at boot is everyday; many are a finding
    if name in _READERS or body.startswith("pam_"):
        return severities.WARN if _SERIOUS.search(body, 0, 400) else 0
    return 0


def _sshd(body: str) -> Attributes:
    match = patterns.SSHD.match(body)
    if not match:
        return _pam(body)
    found = _named(match)
    attributes: Attributes = {}
    if found.get("user"):
        attributes["user.name"] = found["user"]
    if found.get("address"):
        attributes["client.address"] = found["address"]
    if found.get("port"):
        attributes["client.port"] = int(found["port"])
    if found.get("method"):
        attributes["auth.method"] = found["method"]
    return attributes


def _pam(body: str) -> Attributes:
    match = patterns.PAM.match(body)
    if not match:
        return {}
    attributes: Attributes = {}
    user = match["user"] or match["who"] or match["changed"] or match["unknown"] or ""
    if match["failed"] and not match["user"] and match["ruser"]:
        user = match["ruser"]
    for name, value in (("user.name", user), ("tty", match["tty"]), ("client.address", match["rhost"])):
        if value:
            attributes[name] = value
    if match["session"]:
        attributes["session"] = match["session"]
    return attributes


def _sudo(body: str) -> Attributes:
    match = patterns.SUDO.match(body)
    if not match or not (match["command"] or match["target"]):
        return _pam(body)
    attributes: Attributes = {"user.name": match["user"]}
    for name, value in (
        ("user.target.name", match["target"]), ("tty", match["tty"]), ("process.working_directory", match["pwd"]),
        ("process.command_line", match["command"]), ("reason", match["what"]),
    ):  # fmt: skip
        if value and value != "unknown":
            attributes[name] = value
    return attributes


def _su(body: str) -> Attributes:
    match = patterns.SU.match(body)
    if not match:
        return _pam(body)
    found = _named(match)
    attributes: Attributes = {"user.name": found["user"], "user.target.name": found["target"]}
    if found.get("tty", "none") != "none":
        attributes["tty"] = found["tty"]
    return attributes


def _cron(body: str) -> Attributes:
    match = patterns.CRON.match(body)
    if not match:
        return _pam(body)
    attributes: Attributes = {"user.name": match["user"]}
    if match["what"].startswith("CMD"):
        attributes["process.command_line"] = match["command"]
    return attributes


def _account(body: str) -> Attributes:
    match = patterns.ACCOUNTS.match(body)
    return {"user.name": next(value for value in match.groups() if value)} if match else _pam(body)


def _systemd(body: str) -> Attributes:
    match = patterns.SYSTEMD.match(body)
    if not match:
        return _pam(body)
    attributes: Attributes = {"systemd.unit": match["unit"]}
    if match["status"]:
        attributes["process.exit.code"] = int(match["status"])
        attributes["reason"] = match["name"] or match["code"]
    if match["result"]:
        attributes["reason"] = match["result"]
    if match["restarts"]:
        attributes["restarts"] = int(match["restarts"])
    return attributes


def _logind(body: str) -> Attributes:
    match = patterns.LOGIND.match(body)
    return {"user.name": match["user"]} if match else {}


def _inetd(body: str) -> Attributes:
    match = patterns.CONNECTION.match(body)
    return {"client.address": match["address"]} if match else _pam(body)


def _named(match: re.Match[str]) -> dict[str, str]:
    return {key.rstrip("0123456789"): value for key, value in match.groupdict().items() if value is not None}


_READERS: dict[str, Callable[[str], Attributes]] = {
    "sshd": _sshd, "sshd-session": _sshd, "sshd-auth": _sshd, "sudo": _sudo, "su": _su, "cron": _cron, "CRON": _cron,
    "crond": _cron, "CROND": _cron, "crontab": _cron, "anacron": _cron, "systemd": _systemd, "systemd-logind": _logind,
    "useradd": _account, "userdel": _account, "usermod": _account, "groupadd": _account, "gpasswd": _account,
    "passwd": _pam, "chpasswd": _pam, "login": _pam, "ftpd": _inetd, "vsftpd": _inetd, "polkitd": _pam, "gdm": _pam,
    "kernel": dmesg.describe,
}  # fmt: skip
