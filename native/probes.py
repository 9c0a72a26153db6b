"""Makes the tables of probes for redaction's rules: see crosscut/redaction/probing.py."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from crosscut import accelerator
from crosscut.redaction import otherwise
from crosscut.redaction.engine import RULES
from crosscut.redaction.grouping import GATES
from crosscut.redaction.probing import START, TABLES, digest
from crosscut.redaction.rule import Rule
from native import automaton
from native.languages import Beginnings, beginnings

# What begins with almost anything, so that the places at which it may are no news: its gate is looked for instead.
BY_GATE = frozenset((
    "token-with-a-mark-inside", "azure-client-secret", "password-in-data-source-name", "secret-on-a-command-line",
    "value-of-a-quoted-name", "session-or-token-in-prose", "name-beside-what-people-have",
    "display-name-before-an-address", "email-address",
    "ipv6-address-shortened", "user-at-the-head-of-a-sentence", "town-behind-a-street", "state-behind-a-street",
    "password-of-an-imap-login", "password-in-url", "user-for-a-program",
    "name-in-another-language-beside-what-people-have",
))  # fmt: skip
# What PCRE2 finds as quickly, and what stands at each third byte of a flood of it; what has another's gate.
WITHOUT = frozenset((
    "email-address-url-encoded", "ipv6-address-url-encoded", "user-in-url",
))  # fmt: skip
# Of a group whose rules begin with a name and a sign, the gate says as much as the rules, in a tenth of the states.
BY_GATE_OF_GROUP = frozenset(("keyed",))
# Rare ones share a probe, of which there are few: each is tried where one of them may begin.
SHARED = tuple(
    frozenset(names.split())
    for names in (
        """password-as-an-argument token-for-a-login password-for-a-share password-for-a-windows-command
        community-of-snmp secret-that-a-command-sets secret-of-a-network-device""",
        """password-said-to-a-server password-for-redis secret-of-ike password-in-the-log-of-radius
        password-in-the-secrets-of-ppp""",
        "password-in-a-call password-in-a-setter password-for-a-procedure password-in-sql",
        "recovery-codes password-in-an-argument random-value-in-prose code-in-prose",
        """password-in-a-pgpass-entry key-of-a-vault key-of-an-azure-account user-and-password-as-one-argument
        cookie-for-curl password-for-curl token-in-a-path name-of-who-did-it""",
        "user-of-an-object-that-is-printed id-in-an-object-of-a-user",
    )
)
_SOURCES = ("automaton.py", "filters.py", "languages.py", "probes.py")


def build(folder: Path = accelerator.FOLDER) -> Path:
    """Write the tables, unless they are there, made of the same rules."""
    steps = [parts(early=early) for early in (True, False)]
    made_of = hashlib.sha256(repr(steps).encode())
    for source in _SOURCES:
        made_of.update((Path(__file__).parent / source).read_bytes())
    path = folder / TABLES
    if path.is_file() and made_of.hexdigest().encode() in path.read_bytes()[:64_000].partition(b"\n")[0]:
        return path
    head, tables = [], []
    for early, part in zip((True, False), steps, strict=True):
        table = automaton.table([(pattern, lowered) for _, pattern, lowered in part])
        tables.append(table)
        head.append(
            {
                "of": made_of.hexdigest(),
                "early": early,
                "size": len(table),
                "probes": [names for names, _, _ in part],
                "begins_with": {
                    digest(rule.pattern, lowered=rule.lowered): _written(
                        beginnings(rule.pattern, lowered=rule.lowered, length=START)
                    )
                    for rule in RULES
                    if rule.group
                },
            }
        )
    draft = path.with_suffix(".draft")
    draft.write_bytes(b"\n".join((json.dumps(head).encode(), b"".join(tables))))
    draft.replace(path)
    return path


def _written(some: Beginnings) -> list[tuple[str, object]] | None:
    return None if some is None else [(first.hex(), _written(behind)) for first, behind in some]


def parts(*, early: bool) -> list[tuple[list[str], bytes, bool]]:
    """Return the probes of a step: the patterns that each is of, and the language of it."""
    probes: list[tuple[list[str], bytes, bool]] = []
    groups: dict[str, list[Rule]] = {}
    shared: dict[frozenset[str], list[Rule]] = {}
    for rule in RULES:
        if rule.early != early or rule.name in WITHOUT:
            continue
        if rule.group:
            groups.setdefault(rule.group, []).append(rule)
        elif rule.name in BY_GATE:
            probes.append(([digest(rule.gate, lowered=True)], rule.gate, True))
        elif any(rule.name in some for some in SHARED):
            shared.setdefault(next(some for some in SHARED if rule.name in some), []).append(rule)
        else:
            probes.append(([digest(rule.pattern, lowered=rule.lowered)], rule.pattern, rule.lowered))
    for rules in shared.values():
        names = [digest(rule.pattern, lowered=rule.lowered) for rule in rules]
        probes.append((names, b"|".join(b"(?:" + rule.pattern + b")" for rule in rules), rules[0].lowered))
    if not early:  # other readings of a block are the later step's
        probes += [
            ([digest(pattern, lowered=lowered) for pattern in patterns], b"|".join(patterns), lowered)
            for patterns, lowered in otherwise.PROBES
        ]
    for group, rules in groups.items():
        names = [digest(rule.pattern, lowered=rule.lowered) for rule in rules]
        lowered = rules[0].lowered
        if group in BY_GATE_OF_GROUP:
            names.append(digest(GATES[group], lowered=lowered))
            language = GATES[group]
        else:
            language = b"|".join(b"(?:" + rule.pattern + b")" for rule in rules)
        probes.append((names, language, lowered))
    return probes
