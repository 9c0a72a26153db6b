"""Commands and requests that only an intruder makes, in what auditd, sudo, cron, shells, Sysmon and programs log.

MITRE ATT&CK: T1059 (interpreters), T1105 (tool transfer), T1496 (resource hijacking), T1003 (credential dumping), T1070 and
T1562 (traces, defenses), T1053 and T1098.004 (persistence), T1548 and T1068 (escalation), T1611 (escape), T1552.005 (metadata).
"""

# ruff: noqa: E501 - patterns and sentences are easier to read and to compare when they are not cut
from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from crosscut.detection.found import Words, found, mostly
from crosscut.detection.wording import filled
from crosscut.model import AttributeValue, Category, Detection, Digest, RedactedRecord, Severity, Template


class _Sort(NamedTuple):
    """One sort of hostile act."""

    id: str
    said: str
    technique: str
    severity: Severity
    shape: re.Pattern[str]  # in lower case


_C, _H, _M = Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM
MINER, SHELL, DUMP, ESCAPE, COVER, LIFT, PERSIST, FETCH, METADATA = (
    "miner", "reverse-shell", "credential-dump", "container-escape", "traces-removed", "root-exploit", "persistence",
    "download-and-run", "metadata-request",
)  # fmt: skip
_SORTS = (
    _Sort(
        MINER, "a miner of cryptocurrency runs", "T1496", _H,
        re.compile(
            r"\bxmr(?:ig|-stak)|\bminerd\b|kdevtmpfsi|\bkinsing\b|stratum(?:\+|2\+)?(?:tcp|ssl|tls)://|cryptonight|randomx\b|donate-level"
            r"|\b(?:ethminer|nbminer|t-rex|lolminer|cpuminer|nanominer|xmr\.pool)\b"
        ),
    ),
    _Sort(
        SHELL, "a shell is opened to outside", "T1059", _H,
        re.compile(
            r"/dev/(?:tcp|udp)/|\bnc(?:at)?\b[^\n]{0,60} (?:-e|-c|--exec) |\bbash -i\b[^\n]{0,20}>&|socat [^\n]{0,80}exec:"
            r"|mkfifo [^\n]{0,60}\|[^\n]{0,20}sh\b[^\n]{0,40}\bnc\b|python\d? -c [^\n]{0,80}socket[^\n]{0,200}(?:dup2|pty)"
            r"|net\.sockets\.tcpclient|\bmsfvenom|meterpreter"
        ),
    ),
    _Sort(
        DUMP, "stored passwords are read", "T1003", _H,
        re.compile(
            r"\b(?:cat|cp|less|more|head|tail|grep|tar|scp|dd|strings|base64|unshadow|rsync|curl)\b[^\n]{0,80}/etc/shadow\b"
            r"|mimikatz|sekurlsa|lsadump|\bdcsync\b|(?:procdump|minidump)[^\n]{0,80}lsass|lsass[^\n]{0,80}(?:procdump|minidump|\.dmp)"
            r"|comsvcs(?:\.dll)?[, ]+(?:minidump|#24)|reg(?:\.exe)? save hklm.(?:sam|security|system)|ntdsutil|\blaz[ae]gne\b"
        ),
    ),
    _Sort(
        ESCAPE, "a container is left for its host", "T1611", _H,
        re.compile(
            r"nsenter [^\n]{0,40}(?:-t|--target)[ =]1\b|\brelease_agent\b|chroot /(?:host|mnt|hostfs)\b|/proc/1/root/"
            r"|(?:docker|curl|ctr) [^\n]{0,60}(?:--privileged|-v /:/|docker\.sock)|core_pattern[^\n]{0,20}\|"
        ),
    ),
    _Sort(
        LIFT, "a weakness is used to become root", "T1068", _H,
        re.compile(
            r"gconv_path=|pwnkit|value for the shell variable was not found|dirtypipe|dirty_?cow|sudoedit -s [^\n]{0,20}\\|baron ?samedit"
            r"|looney ?tunables|glibc_tunables=|chmod [^\n]{0,20}(?:[ugo]*\+[rwx]*s|\b[2467][0-7]{3}) [^\n]{0,60}(?:/bash|/sh|/tmp|/dev/shm)"
            r"|ptrace[^\n]{0,20}exploit"
        ),
    ),
    _Sort(
        COVER, "traces are removed or protection is switched off", "T1070, T1562", _H,
        re.compile(
            r"history -c\b|unset histfile|histfile=/dev/null|\bshred [^\n]{0,40}(?:log|history)|rm -[rf]+ [^\n]{0,40}(?:/var/log|bash_history)"
            r"|(?:truncate -s ?0|> ?|cat /dev/null ?>) ?/var/log/|auditctl -(?:e ?0|d)\b|setenforce 0|\bufw disable|iptables -f\b"
            r"|systemctl [^\n]{0,12}(?:stop|disable|mask)[^\n]{0,8} (?:auditd|falcon-sensor|crowdsec|fail2ban|osqueryd|wazuh-agent|rsyslog|apparmor|firewalld)"
            r"|wevtutil(?:\.exe)? cl\b|clear-eventlog|set-mppreference [^\n]{0,40}-disable|add-mppreference [^\n]{0,20}-exclusion"
            r"|vssadmin(?:\.exe)? delete shadows|wmic [^\n]{0,20}shadowcopy delete|wbadmin delete|bcdedit [^\n]{0,60}(?:recoveryenabled|ignoreallfailures)"
        ),
    ),
    _Sort(
        PERSIST, "a way back in is left", "T1053, T1098.004, T1547", _H,
        re.compile(
            r"(?:>>?|tee(?: -a)?|cp [^\n]{0,60}|echo [^\n]{0,300}) ?[^\s\n]{0,40}(?:/etc/(?:cron\.\w+/|crontab|rc\.local|ld\.so\.preload|sudoers)|/var/spool/cron|authorized_keys)"
            r"|\binsmod [^\n]{0,60}(?:/tmp|/dev/shm|\./)|ld_preload=/(?:tmp|dev/shm)|useradd [^\n]{0,40}-o[^\n]{0,10} -u ?0\b|schtasks(?:\.exe)? /create [^\n]{0,200}(?:http|powershell|\\temp\\)"
            r"|net1?(?:\.exe)? (?:user [^\n]{1,40} /add|localgroup administrators [^\n]{1,60}/add)"
        ),
    ),
    _Sort(
        FETCH, "a program is fetched from outside and run", "T1105, T1059", _H,
        re.compile(
            r"\b(?:curl|wget|fetch|lwp-download)\b[^\n|]{0,300}\|[^\n]{0,30}\b(?:ba|z|da|k)?sh\b|\b(?:curl|wget)\b[^\n]{0,200}(?:-o|-O|>)[ =]?\S{0,20}/(?:tmp|dev/shm|var/tmp)/"
            r"|base64 (?:-d|--decode|-\w*d)[^\n]{0,60}\|[^\n]{0,20}\b(?:ba|z|da)?sh\b|(?:^|[\s\"'=])(?:/tmp|/dev/shm|/var/tmp)/\.[\w.\-]{1,60}"
            r"|powershell(?:\.exe)?[^\n]{0,200} -e(?:nc|ncodedcommand|c)?\b|downloadstring\(|\biex ?[(\s]\(?new-object|certutil(?:\.exe)?[^\n]{0,40}-urlcache"
            r"|mshta(?:\.exe)? +(?:https?:|vbscript|javascript)|regsvr32[^\n]{0,40}/i:http|bitsadmin [^\n]{0,20}/transfer"
        ),
    ),
    _Sort(
        METADATA, "credentials of the machine are asked for through a program (SSRF)", "T1552.005, T1190", _H,
        re.compile(
            r"https?://[^\s/]{1,80}/(?:latest|\d{4}-\d\d-\d\d)/(?:meta-data|user-data|dynamic|api/token)|computemetadata/v1|meta-data/iam|iam/security-credentials"
            r"|/metadata/(?:identity|instance)\b|\bgopher://|\bdict://[^\s]{1,80}:\d|url[\"'=: ]{1,4}file:///(?:etc|proc)"
        ),
    ),
)  # fmt: skip
HOSTILE = frozenset(sort.id for sort in _SORTS)
SHAPES = tuple(sort.shape for sort in _SORTS)  # of what is said in lower case
SAID = {sort.id: (sort.said, sort.technique, sort.severity) for sort in _SORTS}
_MAX_CHARACTERS = 1_500
# Under which names records hold a command or what was started.
_COMMANDS = frozenset(
    [
        "a0",
        "a1",
        "a2",
        "a3",
        "exe",
        "comm",
        "command",
        "cmd",
        "cmdline",
        "commandline",
        "command_line",
        "proctitle",
        "process.command_line",
        "process.executable",
        "image",
        "newprocessname",
        "parentimage",
        "proc.cmdline",
        "process_command_line",
        "args",
        "process.args",
        "execve",
        "scriptblocktext",
        "url",
        "target_url",
        "uri",
        "requested_url",
        "destination_url",
        "output",
    ]
)


@lru_cache(maxsize=2_000)
def _commands(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(
        n for n in names if n.lower().rpartition("event.")[2].rpartition("eventdata.")[2] in _COMMANDS
    )


def names_commands(attributes: Mapping[str, AttributeValue]) -> bool:
    """Whether a record with these attributes holds a command, or what was started, among them."""
    return bool(_commands(tuple(attributes)))


def hostile_signal(record: RedactedRecord, lowered: str, may: int = -1) -> str:
    """Return which sort of hostile act a record tells of, or the empty string. `lowered` is its message in lower case.

    `may` has a bit for each of `SHAPES` that may be in what it says.
    """
    if record.attributes and (names := _commands(tuple(record.attributes))):
        said = " ".join(str(record.attributes[n]) for n in names)[:_MAX_CHARACTERS].lower()
        return _sort_of(f"{lowered[:300]} {said}", may)
    if (
        ("com" in lowered and ("command" in lowered or "comm=" in lowered))
        or "cmd" in lowered
        or "exec" in lowered
        or "meta" in lowered
        or "/dev/" in lowered
        or "shell" in lowered
    ):
        return _sort_of(lowered[:_MAX_CHARACTERS], may)
    return ""


@lru_cache(maxsize=8_192)
def _sort_of(said: str, may: int) -> str:
    some = (sort for n, sort in enumerate(_SORTS) if may >> n & 1)
    return next((sort.id for sort in some if sort.shape.search(said)), "")


_WHERE = (
    "host.name",
    "host",
    "hostname",
    "node",
    "computer",
    "computername",
    "k8s.pod.name",
    "container.name",
    "output_fields.container.name",
)


def hostile(digest: Digest) -> Iterator[Detection]:
    """Yield a detection for each host on which somebody did what only intruders do."""
    by_place: dict[str, list[Template]] = defaultdict(list)
    for template in digest.templates:
        if template.signal in HOSTILE:
            by_place[_place(template)].append(template)
    for place, templates in sorted(by_place.items()):
        order = [sort.id for sort in _SORTS]
        templates.sort(key=lambda t: (order.index(t.signal), t.id))
        yield _judge(place, templates)


def _place(template: Template) -> str:
    return mostly(template, *_WHERE)


def _judge(place: str, templates: list[Template]) -> Detection:
    kinds = list(dict.fromkeys(t.signal for t in templates))
    said = "; ".join(SAID[k][0] for k in kinds)
    severity = max((SAID[k][2] for k in kinds), key=lambda s: s.rank)
    services = list(dict.fromkeys(t.service for t in templates if t.service))
    where = " on ".join(filter(None, (", ".join(services[:3]), place)))
    shown = "; ".join(f"“{_shown(t)}”" for t in templates[:4])
    return found(
        "hostile-command",
        Severity.CRITICAL if len(kinds) >= 3 else severity,
        Category.SECURITY,
        Words(
            f"Intruder at work{f' in {where}' if where else ''}: {SAID[kinds[0]][0]}",
            f"{said[:1].upper()}{said[1:]}: {shown}.",
            f"{f'In {where} ' if where else ''}{said} (ATT&CK {', '.join(SAID[k][1] for k in kinds)}). Few programs do so by themselves: "
            "take what runs there as entered until it is explained.",
        ),
        templates,
        entity=f"hostile {place}",
        confidence=0.8,
        topics=tuple(kinds),
    )


def _shown(template: Template) -> str:
    text = template.exemplars[0].text if template.exemplars else filled(template)
    return text[:300]
