"""Attacks: brute force on logins, and web attacks, by the address that they come from.

MITRE ATT&CK: T1110 (brute force), T1190 (exploit public-facing application), T1595 (active scanning).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from crosscut.detection.asked import SCANNER, WEB_ATTACKS
from crosscut.detection.found import mostly
from crosscut.detection.marks import AUTH_FAILURE, AUTH_SUCCESS
from crosscut.detection.signals import signal_attribute as _signal
from crosscut.detection.tuning import UNTUNED, Tuning
from crosscut.detection.window import quote
from crosscut.model import (
    SUSPECT_ATTRIBUTE,
    Category,
    Detection,
    Digest,
    Evidence,
    Severity,
    Template,
)

CLIENT = "client.address"
MIN_FAILURES, MANY_FAILURES = 15, 50  # failed logins from one address within a digest
MIN_PROBES, MANY_PROBES = 5, 100
MAX_ENTITIES = 5
SPRAYED_ACCOUNTS, GUESSES_EACH = 10, 5  # accounts that one address tries, with few guesses for each
COUNTED = frozenset({AUTH_FAILURE, AUTH_SUCCESS, *WEB_ATTACKS})


@dataclass(slots=True)
class _Client:
    failures: int = 0
    successes: int = 0
    probes: Counter[str] = field(default_factory=Counter)  # by kind of attack
    templates: dict[str, Template] = field(default_factory=dict)


def attacks(digest: Digest, tuning: Tuning = UNTUNED) -> Iterator[Detection]:
    """Yield a detection for each of the (at most five) addresses that attack most."""
    clients: dict[str, _Client] = defaultdict(_Client)
    for template in digest.templates:
        signal = _signal(template)
        if signal not in COUNTED:
            continue
        for address, count in _addresses(template):
            client = clients[address]
            if signal == AUTH_FAILURE:
                client.failures += count
            elif signal == AUTH_SUCCESS:
                client.successes += count
            else:
                client.probes[signal] += count
            client.templates[template.id] = template
    found = [d for address, client in clients.items() if (d := _judge(address, client, tuning))]
    found.sort(key=lambda d: (-d.severity.rank, -d.count, d.entity))
    yield from found[:MAX_ENTITIES]


def _judge(address: str, client: _Client, tuning: Tuning) -> Detection | None:
    brute = client.failures >= tuning.threshold("brute-force", MIN_FAILURES)
    probes = sum(client.probes.values())
    web = probes >= tuning.threshold("web-attack", MIN_PROBES)
    if not brute and not web:
        return None
    got_in = brute and client.successes > 0
    if got_in:
        severity = Severity.CRITICAL
    elif client.failures >= MANY_FAILURES or probes >= MANY_PROBES:
        severity = Severity.HIGH
    elif set(client.probes) - {SCANNER} or brute:
        severity = Severity.MEDIUM
    else:
        severity = Severity.LOW  # the internet is always being scanned
    kinds = [kind for kind in WEB_ATTACKS if client.probes[kind]]
    attempts = [f"{client.probes[kind]} {kind} probes" for kind in kinds]
    if client.failures:
        attempts.append(f"{client.failures} failed logins")
    techniques = [
        name
        for name, there in (("T1110", brute), ("T1190", set(kinds) - {SCANNER}), ("T1595", SCANNER in kinds))
        if there
    ]
    templates = _most_telling(client, address)
    # What others did too says nothing about when this one did it.
    own = [t for t in templates if _is_of(t, address)] or templates
    times = [t.first_seen for t in own if t.first_seen], [t.last_seen for t in own if t.last_seen]
    accounts = max((a.distinct for t in own for a in t.attributes if a.name == "user.name"), default=0)
    sprayed = accounts >= SPRAYED_ACCOUNTS and client.failures <= GUESSES_EACH * accounts
    if sprayed:
        attempts.append(f"at {accounts} accounts")
        techniques = ["T1110.003" if name == "T1110" else name for name in techniques]
    what = "Password spraying" if brute and sprayed else "Brute force" if brute else "Web attack"
    if brute and web:
        what = "Web attack and brute force"
    where = _attacked(own)
    return Detection(
        rule="brute-force" if brute else "web-attack",
        severity=severity,
        category=Category.SECURITY,
        title=f"{what} from {address}"
        + (f" on {where}" if where else "")
        + (", and a login that succeeded" if got_in else ""),
        summary=f"{address}: {', '.join(attempts)}"
        + (f", then {client.successes} successful" if got_in else "")
        + ".",
        cause=(
            f"One client ({address}) attacks: "
            + " and ".join(
                filter(None, [", ".join(kinds), "guessing passwords (brute force)" if brute else ""])
            )
            + f" (ATT&CK {', '.join(techniques)})."
            + (" One of its guesses was right: treat the account as taken over." if got_in else "")
        ),
        service=templates[0].service if templates else "",
        template_ids=tuple(t.id for t in templates),
        evidence=tuple(_quote_of(t, address) for t in templates if t.exemplars)[:5],
        first_seen=min(times[0], default=None),
        last_seen=max(times[1], default=None),
        count=client.failures + probes,
        entity=address,
        techniques=tuple(techniques),
        confidence=0.9 if brute or client.probes.total() >= MANY_PROBES else 0.7,
        topics=(
            *(("account-taken-over",) if got_in else ()),
            *kinds,
            *(("password-spraying",) if sprayed else ()),
        ),
    )


def _attacked(templates: list[Template]) -> str:
    """Return what most of the attempts were at: a path, a service, a host."""
    kinds = [t for t in templates if _signal(t) != SCANNER] or templates
    asked = Counter[str]()
    for template in kinds:
        for attribute in template.attributes:
            if attribute.name == "url.path":
                asked.update(dict(attribute.top))
    if asked:
        return asked.most_common(1)[0][0][:80]
    return next((said for t in kinds if (said := t.service or mostly(t, *_WHERE))), "")


_WHERE = ("realm", "realmId", "svc", "app", "host", "hostname", "otel.scope.name")


def _most_telling(client: _Client, address: str) -> list[Template]:
    """The client's own first, of these the largest, and right behind it a login that succeeded."""
    ranked = sorted(client.templates.values(), key=lambda t: (not _is_of(t, address), -t.count, t.id))
    got_in = [t for t in ranked if _signal(t) == AUTH_SUCCESS]
    tried = [t for t in ranked if _signal(t) != AUTH_SUCCESS]
    return [*tried[:1], *got_in, *tried[1:]]


def _is_of(template: Template, address: str) -> bool:
    return any(a.name == SUSPECT_ATTRIBUTE and a.top[0][0] == address for a in template.attributes if a.top)


def _addresses(template: Template) -> Iterator[tuple[str, int]]:
    for attribute in template.attributes:
        if attribute.name == CLIENT:
            yield from attribute.top


def _quote_of(template: Template, address: str) -> Evidence:
    """Return an exemplar that shows the address, if one does."""
    shown = next((e for e in template.exemplars if address in e.text), template.exemplars[0])
    return quote(shown)
