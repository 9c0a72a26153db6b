"""Clients that look for pages by guessing: many different paths that are not there, and hardly one that is.

MITRE ATT&CK: T1595.003 (wordlist scanning). A tool that names itself is known by its name; others by this alone.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from crosscut.model import RedactedRecord

MIN_GUESSED = 100  # different paths; ids and hashes in them do not make two paths different
MISSES_TO_HITS = 10
MAX_CLIENTS, MAX_PATHS = 5_000, 200_000  # remembered at the same time

_STATUS = "http.response.status_code"
_IDS = re.compile(r"[0-9a-f]{8,}|\d+", re.IGNORECASE)
# A crawler follows old links, and says that it is one. Whoever only says so is not told here.
_CRAWLER = re.compile(r"bot\b|crawl|spider|slurp|archiver|link ?check|monitor", re.IGNORECASE)


class Guesses:
    """Counts, for each client, the different paths that were not there, and what else it was answered."""

    def __init__(self) -> None:
        self._guessed: dict[str, set[int]] = {}
        self._hits: dict[str, int] = {}
        self._paths = 0

    def scans(self, block: Sequence[RedactedRecord], marked: Container[int]) -> list[int]:
        """Return the places of the misses of clients that by then have guessed a hundred times, nearly always in vain.

        Records that are `marked` already are not looked at.
        """
        statuses = [record.attributes.get(_STATUS) for record in block]
        if not self._guessed and 404 not in statuses:
            return []  # nobody has guessed yet, as in most logs
        scans = []
        for i, status in enumerate(statuses):
            if not isinstance(status, int) or i in marked:
                continue
            attributes = block[i].attributes
            client = attributes.get("client.address")
            if not isinstance(client, str):
                continue
            if status != 404:
                if status < 400 and client in self._guessed:
                    self._hits[client] = self._hits.get(client, 0) + 1
            elif attributes.get("http.request.method") == "GET" and self._is_scan(client, block[i]):
                scans.append(i)
        return scans

    def _is_scan(self, client: str, record: RedactedRecord) -> bool:
        if not self._remember(client, record):
            return False
        guessed = len(self._guessed[client])
        return guessed >= MIN_GUESSED and guessed >= MISSES_TO_HITS * self._hits.get(client, 0)

    def _remember(self, client: str, record: RedactedRecord) -> bool:
        guessed = self._guessed.get(client)
        if guessed is None:
            if len(self._guessed) >= MAX_CLIENTS or self._paths >= MAX_PATHS:
                return False
            if _CRAWLER.search(str(record.attributes.get("user_agent.original", ""))):
                return False
            guessed = self._guessed[client] = set()
        if len(guessed) < MISSES_TO_HITS * MIN_GUESSED and self._paths < MAX_PATHS:
            before = len(guessed)
            guessed.add(hash(_IDS.sub("#", str(record.attributes.get("url.path", "")))))
            self._paths += len(guessed) - before
        return True
