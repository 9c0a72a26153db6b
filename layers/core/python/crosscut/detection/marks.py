"""Marks of single records that attack nothing: what is slow, what is carried away."""

from __future__ import annotations

from collections import Counter

from crosscut.model import AttributeValue, RedactedRecord

SLOW_REQUEST, SLOW_QUERY, BULK, INJECTED_PROMPT = (
    "slow-request",
    "slow-query",
    "bulk-download",
    "prompt-injection",
)
SLOW_SECONDS = 1.0
BULK_BYTES = 200_000_000  # that a client has been sent before its downloads are looked at one by one
MAX_CLIENTS = 50_000
SENT_ATTRIBUTE, ALL_SENT_ATTRIBUTE = (
    "crosscut.sent",
    "crosscut.sent.all",
)  # bytes so far; their maximum is the sum

_DURATIONS = (("http.server.request.duration", SLOW_REQUEST), ("db.client.operation.duration", SLOW_QUERY))
# What is meant to be fetched by anybody, however large.
_MEDIA = frozenset(
    (
        "mp4", "m4s", "ts", "webm", "mov", "mp3", "jpg", "jpeg", "png", "webp", "gif", "iso", "img",
        "deb", "rpm", "apk", "dmg", "exe", "msi", "whl", "jar", "m3u8", "woff", "woff2", "js", "css",
    )
)  # fmt: skip


def slow_signal(record: RedactedRecord) -> str:
    """Return the signal of a request or a query that took a second or more, or the empty string."""
    attributes = record.attributes
    for name, signal in _DURATIONS:
        if name in attributes:
            took = attributes[name]
            if isinstance(took, (int, float)) and took >= SLOW_SECONDS:
                return signal
    return ""


class Sent:
    """Counts the bytes that each client was sent."""

    def __init__(self) -> None:
        self._by_client: Counter[str] = Counter()
        self._all = 0

    def count(self, record: RedactedRecord) -> dict[str, AttributeValue]:
        """Count a record; return the sums so far if its client has been sent very much, else nothing."""
        attributes = record.attributes
        size = attributes.get("http.response.body.size")
        if not isinstance(size, int) or size <= 0:
            return {}
        self._all += size
        client, path = attributes.get("client.address"), attributes.get("url.path")
        if not isinstance(client, str) or (
            isinstance(path, str) and "." in path and path.rpartition(".")[2].lower() in _MEDIA
        ):
            return {}
        if client not in self._by_client and len(self._by_client) >= MAX_CLIENTS:
            return {}
        self._by_client[client] += size
        if self._by_client[client] < BULK_BYTES:
            return {}
        return {SENT_ATTRIBUTE: self._by_client[client], ALL_SENT_ATTRIBUTE: self._all}
