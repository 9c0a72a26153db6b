"""Signs of an attack in a single request: in its path and query, in what calls itself what, in how it logs in.

Shapes after OWASP's Core Rule Set families (https://coreruleset.org/docs/): injection, traversal, scanners.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote_plus

from crosscut.detection.glance import Glance, Probe
from crosscut.detection.marks import AUTH_FAILURE, AUTH_SUCCESS, INJECTED_PROMPT
from crosscut.model import AttributeValue, RedactedRecord
from crosscut.orders import OPENLY_NEEDED, openly_gives_orders

SQL_INJECTION, TRAVERSAL, XSS, COMMAND_INJECTION, REQUEST_FORGERY, JNDI, SCANNER = (
    "sql-injection", "path-traversal", "cross-site-scripting", "command-injection", "request-forgery",
    "jndi-lookup", "scanner",
)  # fmt: skip
REFERER = "http.request.header.referer"
WEB_ATTACKS = (JNDI, SQL_INJECTION, COMMAND_INJECTION, REQUEST_FORGERY, TRAVERSAL, XSS, SCANNER)

REQUEST_SHAPES = (
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
# Where none of these is in what is asked for, and that is ASCII, it has none of these shapes: an escape may hide one.
ASKED = Glance(
    "asked",
    (
        *(Probe(shape) for _, shape in REQUEST_SHAPES),
        Probe(re.compile("[%+]")),
        Probe(re.compile("|".join(map(re.escape, OPENLY_NEEDED))), lowered=True),
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


def request_signal(record: RedactedRecord, path: str) -> str:
    attributes = record.attributes
    shape = _shape_of(path, attributes.get("url.query", ""))
    if shape and shape != INJECTED_PROMPT:
        return shape
    agent = agent_signal(attributes.get("user_agent.original", ""))
    if agent == SCANNER:
        return SCANNER
    if attributes.get("http.request.method") == "POST" and is_login(path):
        status = attributes.get("http.response.status_code")
        if status in (401, 403, 429):
            return AUTH_FAILURE
        if isinstance(status, int) and 200 <= status < 400:
            return AUTH_SUCCESS
    # Last, so that nobody hides what he does behind words for a model.
    if shape or agent:
        return shape or agent
    referer = attributes.get(REFERER)
    return INJECTED_PROMPT if referer and gives_orders_to_a_model(referer) else ""


# Most requests are for what was asked before: looking them up is far cheaper than five searches.
@lru_cache(maxsize=8_192)
def _shape_of(path: str, query: AttributeValue) -> str:
    if not query and _PLAIN_PATH.fullmatch(path):
        return ""
    target = f"{path}?{query}"
    if "%" in target or "+" in target:
        # Twice, because attackers encode twice to get past filters.
        target = f"{target}\n{unquote_plus(unquote_plus(target))}"
    found = next((signal for signal, shape in REQUEST_SHAPES if shape.search(target)), "")
    return found or (INJECTED_PROMPT if openly_gives_orders(target) else "")


@lru_cache(maxsize=8_192)
def is_login(path: str) -> bool:
    return _LOGIN_PATH.search(path) is not None


@lru_cache(maxsize=8_192)
def gives_orders_to_a_model(text: AttributeValue) -> bool:
    return isinstance(text, str) and openly_gives_orders(text)


@lru_cache(maxsize=8_192)
def agent_signal(agent: AttributeValue) -> str:
    if not isinstance(agent, str):
        return ""
    if _SCANNER_AGENT.search(agent):
        return SCANNER
    return INJECTED_PROMPT if openly_gives_orders(agent) else ""
