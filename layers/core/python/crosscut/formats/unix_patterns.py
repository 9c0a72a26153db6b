"""The messages of sshd, PAM, sudo, su, cron, systemd and the account tools, as expressions.

A group's name ends in a digit where several alternatives have it.
"""

from __future__ import annotations

import re

_ADDRESS = r"[0-9A-Fa-f.:]{2,45}"
_HOST = r"[0-9A-Za-z.:%\-]{2,255}"
# A user's name may hold " from 203.0.113.9": the last " from" is sshd's own, so names are taken as long as they go.
SSHD = re.compile(
    r"(?:Accepted|Failed|Postponed|Partial) (?P<method>[\w\-/]+) for (?:(?:invalid|illegal) user )?"
    rf"(?P<user>.{{0,64}}) from (?P<address>{_HOST})(?: port (?P<port>\d{{1,5}}))?"
    rf"|(?:Invalid|Illegal) user (?:(?P<user2>.{{0,64}}) |)from (?P<address2>{_HOST})(?: port (?P<port2>\d{{1,5}}))?"
    r"|User (?P<user3>\S{1,64}) from (?P<address3>\S{2,255}) not allowed because"
    r"|(?:error: )?PAM: .{0,60}? for (?:(?:illegal|invalid) user )?(?P<user4>\S{1,64}) from (?P<address4>\S{2,255})"
    r"|(?:error: )?maximum authentication attempts exceeded for (?:invalid user )?(?P<user5>.{0,64}) from "
    r"(?P<address5>\S{2,255}) port (?P<port5>\d{1,5})"
    r"|(?:Connection (?:closed|reset)|Disconnected|Disconnecting|Received disconnect)(?: (?:by|from))?"
    rf"(?: (?:authenticating|invalid)? ?user (?P<user6>\S{{1,64}}))? (?P<address6>{_ADDRESS})"
    r"(?: port (?P<port6>\d{1,5}))?"
    rf"|(?:banner exchange: )?Connection from (?P<address7>{_ADDRESS}) port (?P<port7>\d{{1,5}})"
    r"|reverse mapping checking getaddrinfo for \S{1,255} \[(?P<address8>[^\]]{2,45})\] failed"
    r"|(?:Did not receive identification string|Bad protocol version identification .{0,200}?) from "
    r"(?P<address9>\S{2,45})(?: port (?P<port9>\d{1,5}))?"
    r"|input_userauth_request: invalid user (?P<user10>\S{0,64})",
    re.ASCII,
)
PAM = re.compile(
    r"(?:pam_\w+\([\w\-.@]+:\w+\): )?(?:"
    r"(?:PAM )?(?P<failed>authentication failure|\d{1,18} more authentication failures?); logname=\S* uid=\d* euid=\d* "
    r"tty=(?P<tty>\S*) ruser=(?P<ruser>\S*) rhost=(?P<rhost>\S*)(?:\s+user=(?P<user>\S+))?"
    r"|session (?P<session>opened|closed) for user (?P<who>[^\s(]{1,64})"
    r"|password changed for (?P<changed>\S{1,64})"
    r"|auth could not identify password for \[(?P<unknown>[^\]]{1,64})\])",
    re.ASCII,
)
SUDO = re.compile(
    r"\s*(?P<user>\S{1,64}) : (?:(?P<what>[^;=]{1,80}) ; )?(?:HOST=\S+ ; )?(?:TTY=(?P<tty>\S+) ; )?"
    r"(?:PWD=(?P<pwd>.{0,400}?) ; )?(?:USER=(?P<target>\S+) ; )?(?:GROUP=\S+ ; )?(?:TSID=\S+ ; )?"
    r"(?:ENV=.{0,400}? ; )?(?:COMMAND=(?P<command>.{0,4000}))?$",
    re.ASCII | re.S,
)
SU = re.compile(
    r"\(to (?P<target>\S{1,64})\) (?P<user>\S{1,64}) on (?P<tty>\S+)"
    r"|FAILED (?:SU|su) (?:\(to (?P<target2>\S{1,64})\)|for (?P<target3>\S{1,64}) by) (?P<user2>\S{1,64})"
    r"(?: on (?P<tty2>\S+))?"
    r"|(?:Successful|FAILED) su for (?P<target4>\S{1,64}) by (?P<user4>\S{1,64})",
    re.ASCII,
)
CRON = re.compile(
    r"\((?P<user>[^)]{1,64})\) (?P<what>CMD|CMDEND|CMDOUT|ERROR|REPLACE|DELETE|LIST|RELOAD|BEGIN EDIT|END EDIT) "
    r"\((?P<command>.{0,4000})\)$",
    re.ASCII | re.S,
)
ACCOUNTS = re.compile(
    r"new user: name=(?P<name>[^,\s]{1,64})|delete user '(?P<deleted>[^']{1,64})'"
    r"|(?:change|lock|unlock) (?:user )?'(?P<changed>[^']{1,64})'|add '(?P<added>[^']{1,64})' to (?:shadow )?group"
)
SYSTEMD = re.compile(
    r"(?P<unit>[\w@.:\\\-]{1,200}\.(?:service|socket|timer|mount|scope|slice|target|path|swap|device)): (?:"
    r"(?:Main|Control) process exited, code=(?P<code>\w+), status=(?P<status>\d{1,18})(?:/(?P<name>\w+))?"
    r"|Failed with result '(?P<result>[\w\-]+)'"
    r"|Scheduled restart job, restart counter is at (?P<restarts>\d{1,18})|)",
    re.ASCII,
)
LOGIND = re.compile(r"New session \S+ of user (?P<user>\S{1,64}?)\.?$")
CONNECTION = re.compile(rf"connection from (?P<address>{_ADDRESS})", re.ASCII)
