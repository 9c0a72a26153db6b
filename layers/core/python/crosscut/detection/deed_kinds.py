"""What one actor may do to many things: how a record tells of it, to what, and how often is too often.

Each kind counts what one actor (an address, an account, a process) does within an hour. The limits are well above what
people do, and below what the tools of attackers do: thousands of files, names or messages in minutes.
"""

# ruff: noqa: E501 - patterns and sentences are easier to read and to compare when they are not cut
from __future__ import annotations

import re
from typing import NamedTuple


class Kind(NamedTuple):
    """One kind of deed that is harmless once and telling when it is done hundreds of times. All is in lower case."""

    id: str  # of the rule, and the signal of its records
    gates: tuple[str, ...]  # one of these stands in whatever tells of it: looking for them is far cheaper
    words: re.Pattern[str]  # in a record that tells of it
    least: int  # different things, or records
    target: re.Pattern[str] | None = None  # the thing that it was done to; None: each record is counted
    also: re.Pattern[str] | None = None  # and this too
    ratio: int = 5  # times as many as the next busiest actor
    thing: re.Pattern[str] | None = None  # what all the targets are part of: a zone, a route
    unless: tuple[str, ...] = ()  # words of what does this for a living, or of a deed that failed
    by_account: bool = False  # counted for accounts only: an address may be a relay's


_FILE = r"[^\s\"'|,;()\[\]=<>]{1,120}\.[a-z][a-z0-9]{1,11}(?![\w.])"
_ROBOTS = (
    "bot/", "bot ", "crawl", "spider", "slurp", "archiver", "monitor", "backup", "restic", "borg", "velero", "veeam", "k6",
    "locust", "jmeter", "gatling", "wrk", "vegeta", "artillery", "prometheus", "health", "loadtest", "load-test", "replicat",
    "migrat",
)  # fmt: skip
_FAILED = ("fail", "denied", "error", " 401", " 403", " 404", " 500", " 502", " 503")
_REFUSED = re.compile(
    r"invalid|not[ _]found|unknown|incorrect|reject|expired|wrong|declin|fail|denied|not exist|\b4(?:0[0-9]|10|22|29)\b"
)

FILES, READS, NAMES, MAIL, SPREAD, PORTS, CODES, CARDS, SIGNUPS, WALK, SECRETS, HARVEST = (
    "mass-file-changes", "mass-reads", "dns-tunnel", "mass-mail", "many-addresses", "port-sweep", "code-guessing",
    "card-testing", "mass-signups", "id-walk", "secret-reads", "account-harvest",
)  # fmt: skip
_LONG_NAME = r"\b[a-z0-9+=_]{24,63}(?:\.[a-z0-9+=_-]{1,63}){2,}|\(\d\d\)[a-z0-9]{24,63}\([^\s]{1,200}"

# The most telling first: of two that fit a record the first counts.
KINDS = (
    Kind(
        NAMES,  # long labels without a hyphen, of which no name of a machine is made
        ("quer", "dns", "txt", "resolv", "nxdomain", "lookup"),
        re.compile(_LONG_NAME),
        50,
        re.compile(_LONG_NAME),
        thing=re.compile(r"(?:[a-z0-9-]{1,30}\.){1,2}[a-z][a-z0-9-]{1,20}$"),
        unless=("spamhaus", "cymru", "uribl", "surbl", "sophosxl", "in-addr.arpa", "dnsbl"),
    ),
    Kind(
        FILES,
        ("renam", "unlink", "delet", "remove", "rmdir", "overwr", "encrypt", "dele ", "rnto"),
        re.compile(
            r"(?<![a-z])(?:rename(?:at2?|d|s)?|unlink(?:at)?|deletes?|deleted|removed?|rmdir|overwr\w+|encrypt(?:ed)?|dele|rnto"
            r"|file_?(?:delete|rename|modifie)\w*)(?![a-z])"
        ),
        100,
        re.compile(_FILE),
        unless=(
            "fail", "denied", "error", "cache", "temp", "expired", "retention", "rotat", "vacuum", "compact",
            "session", *_ROBOTS,
        ),
    ),
    Kind(
        SECRETS,
        ("secret",),
        re.compile(
            r"getsecretvalue|accesssecretversion|secretget|secret/data/|/v1/secrets?/|read(?:ing)? secret|secret (?:read|accessed|retrieved)"
        ),
        15,
        re.compile(
            r"(?:secret/data/|/v1/secrets?/|secret[ _]?(?:id|name)?[\"':= ]{1,4}(?:arn:aws:secretsmanager:[\w\-:]*:secret:)?)([\w./\-]{2,80})"
        ),
        ratio=3,
        unless=("external-secrets", "denied", " 403"),
    ),
    Kind(
        READS,
        ("get.object", "getobject", "objects.get", "getblob", "retr ", "download", "accessed", "export"),
        re.compile(
            r"\bget\.object\b|\bgetobject\b|objects\.get\b|\bgetblob\b|\bretr\b|file_?downloaded|(?<![a-z])downloads?(?:ed)?(?![a-z])"
            r"|\bfile_?accessed\b|\bexport(?:ed)?\b"
        ),
        150,
        re.compile(r"/[^\s\"'|,;()\[\]<>?]+|" + _FILE),
        unless=(*_FAILED, *_ROBOTS),
    ),
    Kind(
        SPREAD,
        ("sasl_username=", "login", "accepted p", "logged in", "authenticated", "sign"),
        re.compile(
            r"sasl_username=|login succe|accepted (?:password|publickey)|logged in|authenticated|login_success|\"login\"|sign-?in succe"
        ),
        15,
        re.compile(r"<ip:[a-z2-7]{8}>"),
        ratio=4,
        by_account=True,
    ),
    Kind(
        MAIL,
        ("(queue active)", "nrcpt=", "sasl_username=", " <= ", "accepted", "sent", "queued", "submitted", "sendemail", "mail from"),
        re.compile(
            r"\(queue active\)|\bnrcpt=|sasl_username=| <= |accepted for delivery|message accepted|sendemail|\bmail from\b"
            r"|(?:mail|sms|message)s?[ ._](?:was )?(?:sent|queued|submitted)"
        ),
        60,
        unless=("newsletter", "campaign"),
        by_account=True,
    ),
    Kind(
        PORTS,
        ("dpt=", "deny", "denied", "block", "drop", "reject"),
        re.compile(
            r"\bdpt=\d|\bden(?:y|ied) (?:inbound )?(?:tcp|udp)|\b(?:block|drop|reject)(?:ed)?\b.{1,200}\b(?:dport|dst_?port|dest_port)"
        ),
        50,
        re.compile(
            r"(?:\bdpt=|\bdport[=: ]|dst_?port\W{1,4}|dest_port\W{1,4}|\bdst \S{1,60}?[/:])(\d{1,5})\b|->\s?\S{1,60}?[(:/](\d{1,5})\b"
        ),
        ratio=3,
    ),
    Kind(
        CARDS,
        ("declin", "honor", "honour", "insufficient", "cvc", "cvv", "card_error", "402", "refused by issuer"),
        re.compile(
            r"declin|do[_ ]not[_ ]honou?r|insufficient_funds|(?:invalid|incorrect)_?(?:cvc|cvv|number)|card_error|refused by issuer|\b402\b"
        ),
        25,
        also=re.compile(r"payment|charge|checkout|card|authori[sz]ation|transaction"),
    ),
    Kind(
        CODES,
        ("gift", "coupon", "voucher", "promo", "redeem", "otp", "2fa", "code", "token"),
        re.compile(
            r"(?<![a-z])(?:gift[ _-]?cards?|coupons?|vouchers?|promo(?:tion)?s?(?:[ _-]?codes?)?|redeem\w*|otp|2fa"
            r"|(?:verification|invite|one-time)[ _-]code|reset[ _-]?token)(?![a-z])"
        ),
        30,
        also=_REFUSED,
        unless=_ROBOTS,
    ),
    Kind(
        HARVEST,
        ("user", "principal", "exist", "recipient", "mailbox", "reset", "forgot"),
        re.compile(
            r"user unknown|unknown user|no such user|user_not_found|c(?:lient)?_principal_unknown|not exist in (?:the )?(?:directory|realm)"
            r"|recipient (?:address )?rejected|no such mailbox|password[ _/.-]?reset|forgot[ _/.-]?password"
        ),
        40,
        unless=("status=bounced", "status=deferred"),
    ),
    Kind(
        SIGNUPS,
        ("sign", "regist", "created", "new account"),
        re.compile(
            r"(?<![a-z])(?:sign[ _-]?ups?|user[ _.-]registered|registration|regist(?:er|ered)|account[ _.-]created|user[ _.-]created|new[ _]account)(?![a-z])"
        ),
        30,
        unless=(
            *_FAILED, "service", "instance", "worker", "plugin", "handler", "device", "bean", "target", "node", "get ",
            " 400", " 422", " 409", *_ROBOTS,
        ),
    ),
    Kind(
        WALK,
        ("get ", "head "),
        re.compile(r"\b(?:get|head) [^\s?]*/\d{1,12}(?![\w.])"),
        200,
        re.compile(r"/\d{1,12}(?![\w.])"),
        ratio=10,
        thing=re.compile(r"(?:/[a-z_\-]\w*)+(?=/\d)"),
        unless=(
            "/blog/", "/news/", "/product", "/item", "/article", "/doc", "/page", "/tile", *_ROBOTS,
        ),
    ),
)  # fmt: skip


def tells(kind: Kind, said: str) -> bool:
    """Whether a text, in lower case, tells of a deed of the kind."""
    return (
        any(gate in said for gate in kind.gates)
        and kind.words.search(said) is not None
        and (kind.also is None or kind.also.search(said) is not None)
        and not any(word in said for word in kind.unless)
    )
