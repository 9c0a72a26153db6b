"""Data that one client carries away, by the bytes that it was sent; and text in logs that gives orders to a model.

MITRE ATT&CK: T1567 and T1048 (exfiltration), T1530; MITRE ATLAS: AML.T0051 (prompt injection).
"""

from __future__ import annotations

from collections.abc import Iterator

from crosscut.detection.found import Words, attribute_of, found, mostly
from crosscut.detection.marks import ALL_SENT_ATTRIBUTE, BULK, INJECTED_PROMPT, SENT_ATTRIBUTE
from crosscut.detection.tuning import UNTUNED, Tuning
from crosscut.model import SIGNAL_ATTRIBUTE, Category, Detection, Digest, Severity

MIN_BYTES, LARGE_BYTES = 1_000_000_000, 5_000_000_000  # sent to one client
SHARE = 0.5  # of all that was sent


def leaks(digest: Digest, tuning: Tuning = UNTUNED) -> Iterator[Detection]:
    """Yield clients that were sent more than all others together, and text that speaks to a model."""
    for template in digest.templates:
        signal = mostly(template, SIGNAL_ATTRIBUTE)
        if signal == BULK:
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
            yield found(
                "exfiltration",
                Severity.HIGH if sent.maximum >= LARGE_BYTES else Severity.MEDIUM,
                Category.SECURITY,
                Words(
                    f"{client} was sent {sent.maximum / 1e9:.1f} GB, most of {route}",
                    f"{client} downloaded {sent.maximum / 1e9:.1f} GB, "
                    f"{sent.maximum / everything.maximum:.0%} of all bytes sent.",
                    f"One client ({client}) takes far more data out than all others together: "
                    "exfiltration (ATT&CK T1567), "
                    "or a backup or partner that nobody announced.",
                ),
                (template,),
                entity=f"sent {client}",
                confidence=0.6,
            )
        elif signal == INJECTED_PROMPT:
            where = f" in {template.service}" if template.service else ""
            yield found(
                "prompt-injection",
                Severity.MEDIUM,
                Category.SECURITY,
                Words(
                    f"Text{where} gives instructions to a language model (prompt injection)",
                    f"{template.count} records{where} hold text that tries to give orders to a model that reads it.",
                    f"Somebody writes{where} what is meant for a model, not for people: prompt "
                    "injection (ATLAS AML.T0051). "
                    "It does not change what the rules find.",
                ),
                (template,),
                entity=f"prompt injection {template.service}",
                confidence=0.8,
            )
