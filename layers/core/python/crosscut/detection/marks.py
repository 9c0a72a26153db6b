"""Marks of single records that attack nothing: what is slow, what is carried away."""

from __future__ import annotations

from collections.abc import Sequence

from crosscut.model import AttributeValue, RedactedRecord

SLOW_REQUEST, SLOW_QUERY, BULK, INJECTED_PROMPT = (
    "slow-request",
    "slow-query",
    "bulk-download",
    "prompt-injection",
)
AUTH_FAILURE, AUTH_SUCCESS = "auth-failure", "auth-success"
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
        self._by_client: dict[str, int] = {}
        self._all = 0

    def counts(self, block: Sequence[RedactedRecord]) -> dict[int, dict[str, AttributeValue]]:
        """Count the records; return, by place, the sums so far of those whose client has been sent very much."""
        sums: dict[int, dict[str, AttributeValue]] = {}
        sizes = [record.attributes.get("http.response.body.size") for record in block]
        if not any(sizes):
            return sums
        by_client, sent = self._by_client, self._all
        for i, size in enumerate(sizes):
            if not isinstance(size, int) or size <= 0:
                continue
            sent += size
            get = block[i].attributes.get
            client, path = get("client.address"), get("url.path")
            if not isinstance(client, str) or (
                isinstance(path, str) and "." in path and path.rpartition(".")[2].lower() in _MEDIA
            ):
                continue
            before = by_client.get(client)
            if before is None and len(by_client) >= MAX_CLIENTS:
                continue
            by_client[client] = total = (before or 0) + size
            if total >= BULK_BYTES:
                sums[i] = {SENT_ATTRIBUTE: total, ALL_SENT_ATTRIBUTE: sent}
        self._all = sent
        return sums
