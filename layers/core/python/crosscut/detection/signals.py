"""Marks single records that are signs of an attack, before folding, so that each kind folds apart.

Web attack shapes after OWASP's Core Rule Set families (https://coreruleset.org/docs/): injection, traversal, scanners.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from urllib.parse import unquote_plus

from crosscut.detection.cloud import CLOUD_SIGNALS, cloud_signal
from crosscut.detection.cluster import CLUSTER_SIGNALS, cluster_signal
from crosscut.detection.deed_kinds import KINDS
from crosscut.detection.deeds import Deeds
from crosscut.detection.hostile import HOSTILE, hostile_signal
from crosscut.detection.logins import FAILED_LOGIN, GOOD_LOGIN, may_be_login
from crosscut.detection.marks import (
    BULK,
    INJECTED_PROMPT,
    SLOW_QUERY,
    SLOW_REQUEST,
    Sent,
    slow_signal,
)
from crosscut.detection.probing import Guesses
from crosscut.model import SIGNAL_ATTRIBUTE, SUSPECT_ATTRIBUTE, AttributeValue, RedactedRecord, Template
from crosscut.orders import openly_gives_orders, plainly_gives_orders

SUSPICIOUS_FAILURES = 5  # failed logins of an address after which its successful one is a sign
SUSPECT_FAILURES = 3  # failed logins from which an address is no longer somebody who mistypes
MAX_ADDRESSES = 50_000  # counted at the same time
BLOCK = 1_000  # records that are looked at together
MAX_SUSPECTS = 300  # addresses whose records fold apart from those of others

AUTH_FAILURE, AUTH_SUCCESS = "auth-failure", "auth-success"
SQL_INJECTION, TRAVERSAL, XSS, COMMAND_INJECTION, REQUEST_FORGERY, JNDI, SCANNER = (
    "sql-injection", "path-traversal", "cross-site-scripting", "command-injection", "request-forgery",
    "jndi-lookup", "scanner",
)  # fmt: skip
NO_ATTACK = frozenset(
    {SLOW_REQUEST, SLOW_QUERY, BULK, *(kind.id for kind in KINDS)}
)  # ordinary records, but for one measure
OF_NOBODY = frozenset(
    {SLOW_REQUEST, SLOW_QUERY, INJECTED_PROMPT, *CLOUD_SIGNALS, *CLUSTER_SIGNALS, *HOSTILE}
)  # need no address
WEB_ATTACKS = (JNDI, SQL_INJECTION, COMMAND_INJECTION, REQUEST_FORGERY, TRAVERSAL, XSS, SCANNER)

_REQUEST_SHAPES = (
    (JNDI, re.compile(r"\$\{(?:jndi:|\$\{(?:lower|upper|env|::-)|[^}]{0,40}\$\{)", re.IGNORECASE)),
    (
        SQL_INJECTION,
        re.compile(
            r"\bunion\b.{0,40}\bselect\b|'\s*(?:or|and)\b\s*['\d(].{0,20}=|\b(?:or|and)\s+\d+=\d+|(?:\b|_)sleep\(\d|\bbenchmark\(\d"
            r"|information_schema|;\s*(?:drop|insert|update|delete|select)\s|\bwaitfor\s+delay\b|\bxp_cmdshell\b|'\s*--",
            re.IGNORECASE,
        ),
    ),
    (
        COMMAND_INJECTION,
        re.compile(
            r"[;|`&]\s*(?:cat|wget|curl|id|whoami|nc|bash|sh|ping|uname)\b|\$\(\w|\$\{jndi:"
            # A web shell: a script among uploads or of a known name, and what it is told to do.
            r"|[?&](?:cmd|exec|command)=\S|/(?:c99|r57|b374k|wso|shell|cmd)\w{0,3}\.(?:php|phtml|jspx?|aspx?)\b",
            re.IGNORECASE,
        ),
    ),
    (
        REQUEST_FORGERY,
        re.compile(
            r"=\s*https?://[^\s/&]{1,80}/(?:latest/(?:meta-data|user-data|api)|computeMetadata|metadata/i)|=\s*(?:gopher|dict|file)://"
            r"|=\s*https?://(?:127\.|localhost|0\.0\.0\.0|169\.254\.|\[::1\]|metadata\.google)",
            re.IGNORECASE,
        ),
    ),
    (TRAVERSAL, re.compile(r"\.\.[/\\]|/etc/(?:passwd|shadow)|/proc/self|win\.ini|%2e%2e", re.IGNORECASE)),
    (XSS, re.compile(r"<script|javascript:|\bonerror\s*=|\bonload\s*=|<img[^>]+src\s*=", re.IGNORECASE)),
    (
        SCANNER,
        re.compile(
            r"/\.(?:env|git/|aws/|ssh/|svn/|htaccess|DS_Store)|/wp-(?:login|admin|config)|/phpmyadmin|/cgi-bin/|/actuator/(?:env|heapdump)"
            r"|/vendor/phpunit|/solr/admin|/manager/html|\.(?:bak|sql|old)(?:\?|$)",
            re.IGNORECASE,
        ),
    ),
)
_PLAIN_PATH = re.compile(
    r"(?:/(?!wp-|phpmyadmin|cgi-bin|actuator|vendor|solr|manager|etc|proc)[\w\-]*)+", re.IGNORECASE
)
_SCANNER_AGENT = re.compile(
    r"sqlmap|nikto|nmap|masscan|zgrab|gobuster|dirbuster|dirb\b|wpscan|nuclei|acunetix|nessus|hydra|ffuf",
    re.IGNORECASE,
)
_LOGIN_PATH = re.compile(
    r"/(?:log-?in|sign-?in|auth(?:enticate)?|sessions?|oauth/token|token|wp-login\.php|j_security_check)/?$",
    re.IGNORECASE,
)


class SignalMarker:
    """Marks the records of one digest, in their order.

    A successful login is a sign only after failed ones from the same address, which is why this keeps count.
    """

    def __init__(self) -> None:
        self._failures: Counter[str] = Counter()
        self._suspects: set[str] = set()
        self._sent = Sent()
        self._guesses = Guesses()
        self._deeds = Deeds()

    def mark(self, records: Iterable[RedactedRecord]) -> Iterator[RedactedRecord]:
        """Yield the records; those that are a sign carry `crosscut.signal` and `client.address`, and those
        of an address that does more than mistype once or twice carry it as `crosscut.suspect`.
        """
        stream = iter(records)
        while block := list(islice(stream, BLOCK)):
            deeds = self._deeds.marks(block)
            for i, record in enumerate(block):
                signal = signal_of(record)
                if not signal and self._guesses.is_scan(record):
                    signal = SCANNER
                sent = self._sent.count(record)
                if sent and (signal or i not in deeds):
                    yield self._bulk(record, signal, sent)
                elif i in deeds and (not signal or signal in NO_ATTACK):
                    yield _with(record, {**deeds[i], **sent})
                else:
                    yield self._marked(record, signal) if signal else record

    def _bulk(self, record: RedactedRecord, signal: str, sent: dict[str, AttributeValue]) -> RedactedRecord:
        """An attack stays one; but of an ordinary download it matters more how much than how long."""
        if signal and signal not in NO_ATTACK:
            return self._marked(record, signal)
        return self._marked(_with(record, sent), BULK)

    def _marked(self, record: RedactedRecord, signal: str) -> RedactedRecord:
        if signal in OF_NOBODY:
            return _with(record, {SIGNAL_ATTRIBUTE: signal})
        address = _address_of(record)
        if not address:
            return record  # "Authentication failed: Redis timeout" is a failure of ours, nobody's attack
        if signal == AUTH_SUCCESS and self._failures[address] < SUSPICIOUS_FAILURES:
            return record
        if signal == AUTH_FAILURE and (address in self._failures or len(self._failures) < MAX_ADDRESSES):
            self._failures[address] += 1
        marks: dict[str, AttributeValue] = {"client.address": address, SIGNAL_ATTRIBUTE: signal}
        if self._is_suspect(address, signal):
            marks[SUSPECT_ATTRIBUTE] = address
        return _with(record, marks)

    def _is_suspect(self, address: str, signal: str) -> bool:
        """Whether the records of this address are kept apart, so that their times and lines are its own."""
        if address in self._suspects:
            return True
        if signal == AUTH_FAILURE and self._failures[address] < SUSPECT_FAILURES:
            return False
        if len(self._suspects) >= MAX_SUSPECTS:
            return False
        self._suspects.add(address)
        return True


def _with(record: RedactedRecord, marks: dict[str, AttributeValue]) -> RedactedRecord:
    """Marks come first: of a record's attributes only so many are counted."""
    return record._replace(attributes={**marks, **record.attributes})


# A pseudonym, or an address where the policy keeps them.
_ADDRESS = re.compile(r"<IP:[a-z2-7]{8}>|(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])")


def _address_of(record: RedactedRecord) -> str:
    named = record.attributes.get("client.address")
    if isinstance(named, str):
        return named
    match = _ADDRESS.search(record.body)
    return match[0] if match else ""


def signal_of(record: RedactedRecord) -> str:
    """Return the signal of one record, or the empty string."""
    attributes = record.attributes
    if "k8s.audit.verb" in attributes:
        return cluster_signal(record)
    path = attributes.get("url.path")
    if isinstance(path, str):
        return _request_signal(record, path) or slow_signal(record)
    if "rpc.service" in attributes and isinstance(method := attributes.get("rpc.method"), str):
        if signal := cloud_signal(record, method):
            return signal
    elif "db.client.operation.duration" in attributes and (signal := slow_signal(record)):
        return signal
    return _said_signal(record, record.body.lower())


def _said_signal(record: RedactedRecord, lowered: str) -> str:
    if may_be_login(lowered):
        if FAILED_LOGIN.search(record.body):
            return AUTH_FAILURE
        if GOOD_LOGIN.search(record.body):
            return AUTH_SUCCESS
    if act := hostile_signal(record, lowered):
        return act
    return INJECTED_PROMPT if plainly_gives_orders(lowered, record.body) else ""


def signal_attribute(template: Template) -> str:
    """Return the signal that the template's records were marked with, or the empty string."""
    return template.signal.partition(" ")[0]  # behind it stands whose it is


def is_attack(template: Template) -> bool:
    """Whether the template's records are a sign of an attack, so that the rules of other families leave them alone.

    Orders to a model are told besides: an outage does not go unseen because somebody has written them into its lines.
    """
    signal = signal_attribute(template)
    return bool(signal) and signal not in NO_ATTACK and signal != INJECTED_PROMPT


def _request_signal(record: RedactedRecord, path: str) -> str:
    attributes = record.attributes
    shape = _shape_of(path, attributes.get("url.query", ""))
    if shape and shape != INJECTED_PROMPT:
        return shape
    agent = _agent_signal(attributes.get("user_agent.original", ""))
    if agent == SCANNER:
        return SCANNER
    if attributes.get("http.request.method") == "POST" and _is_login(path):
        status = attributes.get("http.response.status_code")
        if status in (401, 403, 429):
            return AUTH_FAILURE
        if isinstance(status, int) and 200 <= status < 400:
            return AUTH_SUCCESS
    # Last, so that nobody hides what he does behind words for a model.
    if shape or agent:
        return shape or agent
    referer = attributes.get("http.request.header.referer")
    return INJECTED_PROMPT if referer and _gives_orders(referer) else ""


# Most requests are for what was asked before: looking them up is far cheaper than five searches.
@lru_cache(maxsize=8_192)
def _shape_of(path: str, query: AttributeValue) -> str:
    if not query and _PLAIN_PATH.fullmatch(path):
        return ""
    target = f"{path}?{query}"
    if "%" in target or "+" in target:
        # Twice, because attackers encode twice to get past filters.
        target = f"{target}\n{unquote_plus(unquote_plus(target))}"
    found = next((signal for signal, shape in _REQUEST_SHAPES if shape.search(target)), "")
    return found or (INJECTED_PROMPT if openly_gives_orders(target) else "")


@lru_cache(maxsize=8_192)
def _is_login(path: str) -> bool:
    return _LOGIN_PATH.search(path) is not None


@lru_cache(maxsize=8_192)
def _gives_orders(text: AttributeValue) -> bool:
    return isinstance(text, str) and openly_gives_orders(text)


@lru_cache(maxsize=8_192)
def _agent_signal(agent: AttributeValue) -> str:
    if not isinstance(agent, str):
        return ""
    if _SCANNER_AGENT.search(agent):
        return SCANNER
    return INJECTED_PROMPT if openly_gives_orders(agent) else ""
