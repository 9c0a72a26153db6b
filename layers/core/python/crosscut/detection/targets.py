"""What a message names: the host, product, service or setting that could not be reached or used."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

_TARGETS = (
    # The name that does not resolve; the resolver has a host and a port too.
    re.compile(
        r"(?:no such host|ENOTFOUND|resolve(?: host)?:?|UnknownHostException:?|dial tcp: lookup) \"?"
        r"(?P<t>[\w\-]+(?:\.[\w\-]+)+)",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?P<t>[a-z0-9][\w\-]*(?:\.[\w\-]+)*(?:\.(?!(?:java|kt|py|js|ts|go|rb|cs|php|scala|rs|cc?|cpp|h|m?js|lua):)[\w\-]+):\d{2,5}|[a-z][\w]*-[\w\-]*:\d{2,5}|localhost:\d{2,5})\b"
    ),  # host:port
    re.compile(r"\bserver at \"(?P<t>[\w.\-]+)\""),
    re.compile(r"\bCN=(?P<t>[\w.\-*]+)"),
    re.compile(r"(?:\bKeyError: |\b[Ee]nvironment variable )[\"'`]?(?P<t>[A-Z][A-Z0-9_]{2,})\b"),
    re.compile(r"\b(?:constraint|table|relation|index|database) [\"'`](?P<t>[\w.\-]+)[\"'`]", re.IGNORECASE),
    re.compile(
        r"\b(?:[Bb]ackend (?=\S+ has no server)|Server (?=[^\s/]+/\S+ is DOWN))(?P<t>[\w.\-]+)"
    ),  # HAProxy
    re.compile(
        r"\b(?:table|queue|topic|bucket|index|stream|function|volume|backend|upstream|peer|pool|unit|job)="
        r"[\"'`]?(?P<t>[a-z][\w.\-/]{2,60})",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?P<t>[\w@.\-]+\.(?:service|timer|mount|socket)): "),
    re.compile(r"\bKilled process \d+ \((?P<t>[\w.\-]+)\)"),
    re.compile(r"\bfailed container[= ]\"?(?P<t>[a-z0-9][a-z0-9\-]*)"),
    re.compile(r"\bdev (?P<t>(?:sd|xvd|vd|nvme|dm-|md)\w{1,8})\b"),
    re.compile(
        r"\b(?P<t>redis|postgres(?:ql)?|mysql|mariadb|mongo(?:db)?|kafka|rabbitmq|elasticsearch|opensearch|memcached|dynamodb|cassandra"
        r"|zookeeper|etcd|vault|consul|s3|sqs|database|ldap|smtp)\b",
        re.IGNORECASE,
    ),
    # In a URL, but for links to what explains the message.
    re.compile(
        r"\b[a-z][a-z0-9+]{1,12}://(?:[^\s/@\"']*@)?(?!docs?\.|www\.|help\.|support\.|github\.com|go\.)"
        r"(?P<t>[a-z0-9][a-z0-9\-]*(?:\.[a-z0-9\-]+)+)\b"
    ),
    re.compile(r"\b(?P<t>[a-z][a-z0-9]*-(?:service|api|server|db|cache|gateway|processor|worker))\b"),
)
# Whose message it is, where the message names nothing else.
_PRODUCTS = tuple(
    (re.compile(pattern, re.IGNORECASE), product)
    for pattern, product in (
        (r"ProvisionedThroughputExceeded|ConditionalCheckFailed", "DynamoDB"),
        (r"\bORA-\d{5}\b|\bTNS[:-]", "Oracle"),
        (r"\betcdserver\b", "etcd"),
        (r"\bWSREP\b", "Galera"),
        (r"\bInnoDB\b|mysqli?_|pymysql", "MySQL"),
        (r"\bpsycopg2?\b|\bPG::|org\.postgresql|pg_hba\.conf|\bpgx?\b.{0,9}SQLSTATE", "PostgreSQL"),
        (r"\bWiredTiger\b|pymongo|MongoServer", "MongoDB"),
        (r"\bSqlClient\b|\bSQL Server\b", "SQL Server"),
        (r"apache\.kafka|\brdkafka\b|\bconfluent_kafka\b", "Kafka"),
        (r"\bamqp\b", "RabbitMQ"),
        (r"\bJedis|\blettuce\b|ioredis|WRONGPASS|\bNOAUTH\b", "Redis"),
        (r"\bslapd\b|\bldap_", "LDAP"),
        (r"\bCUDA\b|\bNCCL\b|\bNVRM\b", "GPU"),
        (r"\bacme\b", "ACME"),
        (r"\bHikariPool", "database"),
    )
)
_VAGUE_TARGETS = frozenset({"database"})  # a word for whatever stands behind, not the name of one thing


_EVERYBODYS_NAMES = frozenset(
    {
        "",
        "api",
        "app",
        "application",
        "backend",
        "frontend",
        "main",
        "root",
        "server",
        "service",
        "web",
        "worker",
    }
)


MOST_ODD_NAMES = 500  # services whose names are not one word, that texts are searched for


def targets_of(text: str, *, service: str = "") -> Iterator[str]:
    """Yield what the text names as not reached or used, the most telling first. Never the service itself."""
    own = service.lower().split("/")
    for shape in _TARGETS:
        for match in shape.finditer(text):
            if match["t"].lower() not in own:
                yield match["t"]


def target_of(text: str, *, service: str = "") -> str:
    """Return the most telling target, or the empty string."""
    named = next(targets_of(text, service=service), "")
    return named or next((product for shape, product in _PRODUCTS if shape.search(text)), "")


def names_of(text: str, *, service: str = "") -> frozenset[str]:
    """Return all targets in lower case without ports, but for words that name no one thing."""
    names = {target.lower().partition(":")[0] for target in targets_of(text, service=service)}
    return frozenset(names - _VAGUE_TARGETS)


class Services:
    """The services of a log, to be looked for in texts, each text in the same time however many they are."""

    def __init__(self, services: Iterable[str]) -> None:
        self._by_word: defaultdict[str, list[str]] = defaultdict(list)
        self._others: list[tuple[str, str]] = []
        for service in services:
            lowered = service.lower()
            if lowered in _EVERYBODYS_NAMES:
                continue
            if _WORD.fullmatch(service):
                self._by_word[lowered].append(service)
            elif len(self._others) < MOST_ODD_NAMES:
                self._others.append((lowered, service))

    def named(self, text: str) -> frozenset[str]:
        """Return those that the text names as words of their own. A name that every system has says nothing."""
        lowered = text.lower()
        words = set(_WORD.findall(lowered))
        found = {service for word in words if word in self._by_word for service in self._by_word[word]}
        # Few names are not one word ("postfix/smtp").
        return frozenset(found | {service for low, service in self._others if low in lowered})


_WORD = re.compile(r"[\w\-]+")
