"""Attacks on accounts that no single address shows: guessing spread over many, at a database, and walking through ids.

MITRE ATT&CK: T1110.001 (password guessing), T1110.004 (credential stuffing), T1087 (account discovery).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from crosscut.detection.found import Words, attribute_of, found, mostly
from crosscut.detection.marks import AUTH_FAILURE
from crosscut.detection.tuning import UNTUNED, Tuning
from crosscut.detection.wording import filled
from crosscut.model import Category, Detection, Digest, Severity, Template

MIN_ADDRESSES = 20
MIN_SPREAD, MIN_STUFFED = 100, 200  # failures for one account, or for all at a site's login
FAILED_TO_GOOD = (
    10  # failed logins for one that succeeds: people mistype, they do not fail ten times as often
)
MIN_GUESSES = 50  # at an administrator's account of a database
MIN_WALKED = 100  # different things that one client was refused

_STRANGER = re.compile(
    r"invalid user", re.IGNORECASE
)  # OpenSSH of an account that is not there: noise of the internet
_DATABASE = re.compile(
    r"password authentication failed for user|access denied for user|login failed for user", re.IGNORECASE
)
_ADMINISTRATORS = frozenset({"postgres", "root", "admin", "administrator", "sa", "sys", "system", "mysql"})
_REFUSED = re.compile(
    r"(?:authori[sz]ation|access|permission) denied|not authori[sz]ed|forbidden|may not", re.IGNORECASE
)
_CLIENT = re.compile(r"<IP:[a-z2-7]{8}>|\d{1,3}(?:\.\d{1,3}){3}")


def account_attacks(digest: Digest, tuning: Tuning = UNTUNED) -> Iterator[Detection]:
    """Yield what is done to accounts from many addresses, at databases, or by walking through ids."""
    yield from _spread(digest, tuning)
    yield from _database(digest, tuning)
    for template in digest.templates:
        if detection := _walk(template, tuning):
            yield detection


def _spread(digest: Digest, tuning: Tuning) -> Iterator[Detection]:
    spread = tuning.threshold("distributed-guessing", MIN_SPREAD)
    stuffed = tuning.threshold("credential-stuffing", MIN_STUFFED)
    failures: dict[str, list[Template]] = defaultdict(list)
    for template in digest.templates:
        if template.signal.partition(" ")[0] == AUTH_FAILURE and not _STRANGER.search(filled(template)):
            failures[template.service].append(template)
    for service, templates in sorted(failures.items()):
        templates.sort(key=lambda t: (-t.count, t.id))
        total, addresses = sum(t.count for t in templates), _addresses(templates)
        accounts = _values(templates, "user.name")
        route = mostly(templates[0], "url.path")
        account, most = max(accounts.items(), key=lambda item: (item[1], item[0]), default=("", 0))
        if addresses < MIN_ADDRESSES or total < min(spread, stuffed):
            continue
        if route:
            if total >= stuffed and total >= FAILED_TO_GOOD * _answered_well(digest, route):
                yield _stuffing(f"at {route}", total, addresses, templates)
        elif most >= spread:
            yield _guessing(account, service, total, addresses, templates)
        elif total >= stuffed and len(accounts) >= MIN_ADDRESSES:
            yield _stuffing(f"at {service or 'the login'}", total, addresses, templates)


def _addresses(templates: list[Template]) -> int:
    """Return how many addresses there are, at least."""
    seen = _values(templates, "client.address")
    widest = max((a.distinct for t in templates if (a := attribute_of(t, "client.address"))), default=0)
    return max(len(seen), widest)


def _values(templates: list[Template], name: str) -> Counter[str]:
    values = Counter[str]()
    for template in templates:
        if attribute := attribute_of(template, name):
            values.update(dict(attribute.top))
    return values


def _answered_well(digest: Digest, route: str) -> int:
    """Return how many posts to the route were answered with 2xx or 3xx."""
    well = 0
    for template in digest.templates:
        if (
            mostly(template, "http.request.method") != "POST"
            or mostly(template, "http.response.status_code")[:1] not in "23"
        ):
            continue
        if attribute := attribute_of(template, "url.path"):
            well += dict(attribute.top).get(route, 0)
    return well


def _stuffing(where: str, total: int, addresses: int, templates: list[Template]) -> Detection:
    return found(
        "credential-stuffing",
        Severity.HIGH,
        Category.SECURITY,
        Words(
            f"Credential stuffing {where}: {total} failed logins from {addresses} addresses",
            f"{total} logins failed, from at least {addresses} addresses, few from each.",
            f"Stolen or guessed passwords are tried {where} from many addresses, below the limits for each "
            "(ATT&CK T1110.004, T1110.003).",
        ),
        templates,
        entity=f"stuffing {where}",
        confidence=0.8,
    )


def _guessing(account: str, service: str, total: int, addresses: int, templates: list[Template]) -> Detection:
    return found(
        "distributed-guessing",
        Severity.HIGH,
        Category.SECURITY,
        Words(
            f"Password guessing for {account} from {addresses} addresses"
            + (f" at {service}" if service else ""),
            f"{total} logins failed, from at least {addresses} addresses, most for {account}.",
            f"The password of {account} is guessed (brute force) from many addresses, below "
            "the limits for each (ATT&CK T1110.001).",
        ),
        templates,
        entity=f"guessing {account}",
        confidence=0.8,
    )


def _database(digest: Digest, tuning: Tuning) -> Iterator[Detection]:
    """A program with a wrong password asks as its own user; administrators' accounts are what strangers guess."""
    failed: dict[str, list[Template]] = defaultdict(list)
    entered = set[str]()
    for template in digest.templates:
        user = mostly(template, "user.name")
        if _DATABASE.search(template.text):
            shown = re.search(r"for user ['\"]?([\w.\-]+)", filled(template))
            failed[user or (shown[1] if shown else "")].append(template)
        elif "connection authorized" in template.text:
            entered.add(user)
    for user, templates in sorted(failed.items()):
        total = sum(t.count for t in templates)
        if (
            user.lower() in _ADMINISTRATORS
            and total >= tuning.threshold("database-guessing", MIN_GUESSES)
            and user not in entered
        ):
            server = templates[0].service or "the database"
            yield found(
                "database-guessing",
                Severity.HIGH,
                Category.SECURITY,
                Words(
                    f"Password guessing for {user} at {server}",
                    f"{total} logins of {user} at {server} failed, none succeeded.",
                    f"The password of the administrator {user} is guessed (brute force, ATT&CK "
                    "T1110.001), or a program that "
                    "should not be using that account has a wrong one.",
                ),
                templates,
                entity=f"guessing {user}",
                confidence=0.6,
            )


def _walk(template: Template, tuning: Tuning) -> Detection | None:
    """One client that is refused a hundred different things, one after the other."""
    least = tuning.threshold("enumeration", MIN_WALKED)
    if template.count < least or template.severity_number >= 17 or not _REFUSED.search(template.text):
        return None
    client = ""
    for values in (*template.parameters, *template.attributes):
        if values.top and _CLIENT.fullmatch(values.top[0][0]) and values.top[0][1] >= 0.8 * template.count:
            client = values.top[0][0]
    walked = max((p.distinct for p in template.parameters), default=0)
    if not client or walked < least:
        return None
    return found(
        "enumeration",
        Severity.HIGH,
        Category.SECURITY,
        Words(
            f"{client} is denied {walked} different things"
            + (f" in {template.service}" if template.service else ""),
            f"{template.count} denied: “{filled(template)[:160]}”",
            f"One client ({client}) walks through ids to find what it may read (enumeration, "
            "ATT&CK T1087, T1190); it was denied.",
        ),
        (template,),
        entity=f"walk {client}",
        confidence=0.7,
    )
