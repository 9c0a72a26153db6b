"""Data that one client carries away, by the bytes that it was sent; and text in logs that gives orders to a model.

MITRE ATT&CK: T1567 and T1048 (exfiltration), T1530; MITRE ATLAS: AML.T0051 (prompt injection).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from crosscut.detection.found import Words, attribute_of, found, mostly
from crosscut.detection.glance import Glance, Probe
from crosscut.detection.marks import ALL_SENT_ATTRIBUTE, BULK, INJECTED_PROMPT, SENT_ATTRIBUTE
from crosscut.detection.tuning import UNTUNED, Tuning
from crosscut.detection.window import quote
from crosscut.model import (
    Category,
    Detection,
    Digest,
    Exemplar,
    Severity,
    Template,
)
from crosscut.orders import OPENLY_NEEDED, gives_orders, may_give_orders
from crosscut.unhidden import MAY_HIDE

MIN_BYTES, LARGE_BYTES = 1_000_000_000, 5_000_000_000  # sent to one client
SHARE = 0.5  # of all that was sent


def leaks(digest: Digest, tuning: Tuning = UNTUNED) -> Iterator[Detection]:
    """Yield clients that were sent more than all others together, and text that speaks to a model."""
    for template in digest.templates:
        if template.signal.partition(" ")[0] == BULK:
            sent, everything = (
                attribute_of(template, SENT_ATTRIBUTE),
                attribute_of(template, ALL_SENT_ATTRIBUTE),
            )
            client = mostly(template, "client.address")
            if not sent or not everything or not sent.maximum or not everything.maximum:
                continue
            if (
                sent.maximum < tuning.threshold("exfiltration", MIN_BYTES)
                or sent.maximum < SHARE * everything.maximum
            ):
                continue
            route = mostly(template, "url.path")
            where = mostly(template, "aws.s3.bucket", "bucket", "server.address") or template.service
            of = f" in {where}" if where else ""
            account = mostly(template, "user.name")
            who = f" ({account})" if account not in ("", "-") else ""
            yield found(
                "exfiltration",
                Severity.HIGH if sent.maximum >= LARGE_BYTES else Severity.MEDIUM,
                Category.SECURITY,
                Words(
                    f"{client} was sent {sent.maximum / 1e9:.1f} GB, most of {route}{of}",
                    f"{client}{who} downloaded {sent.maximum / 1e9:.1f} GB, "
                    f"{sent.maximum / everything.maximum:.0%} of all bytes sent{of}.",
                    f"One client ({client}) takes far more data out than all others together: "
                    "exfiltration (ATT&CK T1567), "
                    "or a backup or partner that nobody announced.",
                ),
                (template,),
                entity=f"sent {client}",
                confidence=0.6,
            )
    yield from _orders(digest)


def _orders(digest: Digest) -> Iterator[Detection]:
    """Yield, for each service, that its records give orders to a model.

    Records in the commonest forms were marked one by one. The others are looked for where a model would read them:
    in the texts, lines and values of the templates.
    """
    by_service: defaultdict[str, list[tuple[Template, int, tuple[Exemplar, ...]]]] = defaultdict(list)
    for template, may in _read(digest):
        lines = tuple(e for e in template.exemplars if e.text in may and gives_orders(e.text))
        values = [value for value in _values(template) if value in may]
        text_does = template.text in may and gives_orders(template.text)
        if text_does or (template.signal == INJECTED_PROMPT and may_give_orders("\n".join(_texts(template)))):
            by_service[template.service].append((template, template.count, template.exemplars))
        elif lines or any(map(gives_orders, values)):
            by_service[template.service].append((template, max(1, len(lines)), lines))
    for service, those in by_service.items():
        where = f" in {service}" if service else ""
        count = sum(records for _, records, _ in those)
        detection = found(
            INJECTED_PROMPT,
            Severity.MEDIUM,
            Category.SECURITY,
            Words(
                f"Text{where} gives instructions to a language model (prompt injection)",
                f"{count} {'record holds' if count == 1 else 'records hold'}{where} text that tries to give orders to "
                f"a model that reads it.{_beside(those[0][0])}",
                f"Somebody writes{where} what is meant for a model, not for people: prompt "
                "injection (ATLAS AML.T0051). "
                "It does not change what the rules find.",
            ),
            [template for template, _, _ in those],
            entity=f"prompt injection {service}",
            confidence=0.8,
        )
        evidence = tuple(quote(e) for _, _, lines in those for e in lines[:2])
        yield detection.model_copy(update={"count": count, "evidence": evidence[:5] or detection.evidence})


# Where none of these is in an ASCII text, it gives no orders, not even in disguise.
ORDERS = Glance(
    "orders", (Probe(re.compile("|".join(map(re.escape, OPENLY_NEEDED))), lowered=True), Probe(MAY_HIDE))
)


def _texts(template: Template) -> list[str]:
    return [template.text, *[e.text for e in template.exemplars], *_values(template)]


def _read(digest: Digest) -> Iterator[tuple[Template, frozenset[str]]]:
    """Yield the templates that may give orders, with those of their texts that may."""
    texts = [_texts(template) for template in digest.templates]
    if ORDERS.table is None:
        # Most windows are told by one look at all of it.
        if may_give_orders("\n".join([text for some in texts for text in some])):
            for template, some in zip(digest.templates, texts, strict=True):
                if may_give_orders("\n".join(some)):
                    yield template, frozenset(some)
        return
    sight = ORDERS.table.look([text for some in texts for text in some])
    at = 0
    for template, some in zip(digest.templates, texts, strict=True):
        if sight:
            found = sight.found[at : at + len(some)]
            at += len(some)
            if any(found):
                yield template, frozenset(text for text, may in zip(some, found, strict=True) if may)


def _beside(template: Template) -> str:
    """Say which ticket, session or program it is of, but nothing of the text itself."""
    named = [
        f"{a.name}={a.top[0][0]}"
        for a in template.attributes
        if a.top and not a.name.startswith("crosscut.") and re.fullmatch(r"[\w.:/<>@-]{2,40}", a.top[0][0])
    ]
    return f" It came with {', '.join(named[:4])}." if named else ""


_NO_TEXT = frozenset({"number", "duration", "size", "ip", "uuid", "hex", "time", "flag"})  # kinds of values


def _values(template: Template) -> list[str]:
    """Return the most frequent values that are more than a word."""
    return [
        value
        for stats in (*template.parameters, *template.attributes)
        if stats.kind not in _NO_TEXT
        for value, _ in stats.top
        if len(value) > 12 and not value.isalnum()
    ]
