"""What makes two findings the same."""

from __future__ import annotations

import hashlib


def fingerprint(source: str, problem: str) -> str:
    """Return the insight's id: 48 bits in hexadecimal over the source and what the problem is about.

    `problem` is a `Detection.id`, or for a finding that no rule made, words that would be the same next time.
    """
    return hashlib.sha256(f"{source}\0{problem}".encode("utf-8", "surrogatepass")).hexdigest()[:12]
